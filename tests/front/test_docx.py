"""The pages before the text, in the Word document."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

from tests.front.books import made

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(style: str, more: str = "") -> Any:
    data = made(style, more).files["docx"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))[0]


def styled(body: Any) -> list[tuple[str, str]]:
    """Style and words of each paragraph that has words."""
    found = []
    for paragraph in body.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        words = "".join(one.text or "" for one in paragraph.iter(f"{W}t"))
        if words:
            found.append((style.get(f"{W}val") if style is not None else "", words))
    return found


def sections(body: Any) -> list[tuple[str, str, str]]:
    """Type, number format and first number of each section."""
    found = []
    for section in body.iter(f"{W}sectPr"):
        kind, numbers = section.find(f"{W}type"), section.find(f"{W}pgNumType")
        found.append(
            (
                kind.get(f"{W}val") if kind is not None else "",
                numbers.get(f"{W}fmt") if numbers is not None else "",
                numbers.get(f"{W}start") or "" if numbers is not None else "",
            )
        )
    return found


def test_every_line_is_in_a_style_of_its_name():
    assert styled(body("book"))[:21] == [
        ("HalfTitle", "Ink and Oak"),
        ("Series", "Studies in Print, 7"),
        ("Title", "Ink and Oak"),
        ("Subtitle", "Five Printing Houses"),
        ("Author", "Clara Winter"),
        ("AuthorNext", "Ana García"),
        ("Date", "2024"),
        ("Publisher", "Northgate Press"),
        ("PublisherPlace", "Leeds"),
        ("Copyright", "© 2024 Clara Winter"),
        ("Copyright", "All rights reserved."),
        ("Copyright", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"),
        ("Copyright", "Northgate Press, Leeds, 2024"),
        ("Copyright", "Second edition"),
        (
            "Copyright",
            "ISBN 978-0-306-40615-7 (hardback)ISBN 978-3-16-148410-0 (e-book)"
            "https://doi\u200b.org/\u200b10\u200b.1234/\u200boak\u200b.2024",
        ),
        ("Copyright", "Set in EB Garamond."),
        ("Dedication", "For the pressmen"),
        ("FrontEpigraph", "Paper burns."),
        ("FrontEpigraphSource", "An old printer"),
        ("TOCHeading", "Contents"),
        ("TOCPart", "The Hand1"),
    ]


def test_front_matter_counts_in_roman_and_the_text_from_1_on_a_recto():
    found = sections(body("book"))
    assert found[:8] == [
        ("nextPage", "lowerRoman", "1"),
        ("evenPage", "lowerRoman", ""),
        ("oddPage", "lowerRoman", ""),
        ("nextPage", "lowerRoman", ""),
        ("oddPage", "lowerRoman", ""),
        ("nextPage", "lowerRoman", ""),
        ("oddPage", "lowerRoman", ""),
        ("oddPage", "decimal", "1"),
    ]


@pytest.mark.parametrize("style", ["book", "thesis"])
def test_contents_are_a_field_whose_links_lead_to_headings(style: str):
    found = body(style)
    instructions = [one.text.strip() for one in found.iter(f"{W}instrText")]
    assert instructions[0].startswith('TOC \\o "1-')
    names = {one.get(f"{W}name") for one in found.iter(f"{W}bookmarkStart")}
    targets = [one.split()[1] for one in instructions if one.startswith("PAGEREF")]
    assert targets
    assert set(targets) <= names
    kinds = [one.get(f"{W}fldCharType") for one in found.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("end")


def test_contents_have_the_page_numbers_of_the_print():
    entries = [words for style, words in styled(body("book")) if style.startswith("TOC")]
    assert entries == [
        "Contents",
        "The Hand1",
        "Venice: the Dolphin’s House3",
        "A Chapter Whose Title Goes On and On about the Price of Paper, Ink, Bread and Beer in Antwerp "
        "and Venice5",
    ]


def test_the_word_document_is_the_same_whether_or_not_the_print_is_asked_for():
    assert made("book", kinds=("docx",)).files["docx"] == made("book").files["docx"]


def test_an_essay_has_no_section_more():
    assert sections(body("essay")) == [("", "", "")]
