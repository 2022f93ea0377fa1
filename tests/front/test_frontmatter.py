"""What the pages before the text say, from metadata of every shape."""

from __future__ import annotations

import pytest

from pipeline import frontmatter, tree
from pipeline.frontmatter import Isbn, as_meta
from pipeline.frontmatter.style import asked
from pipeline.model import FrontMatter, Metadata, Settings


def lines(**facts: object) -> list[str]:
    meta = {key.replace("_", "-"): as_meta(value) for key, value in facts.items()}
    made = frontmatter.pages(Metadata(title="T", meta=meta), ["copyright-page"])
    return [tree.stringify(block).strip() for page in made for block in page.blocks]


def isbns(value: object) -> tuple[Isbn, ...]:
    return frontmatter.isbns({"isbn": as_meta(value)})


@pytest.mark.parametrize(
    "typed",
    [
        ["978-0-306-40615-7 (hardback)", "978-3-16-148410-0 (e-book)"],
        {"hardback": "978-0-306-40615-7", "e-book": "978-3-16-148410-0"},
        [
            {"format": "hardback", "text": "978-0-306-40615-7"},
            {"format": "e-book", "text": "ISBN 978-3-16-148410-0"},
        ],
        "978-0-306-40615-7 (hardback); 978-3-16-148410-0 (e-book)",
    ],
)
def test_isbns_are_read_in_every_shape(typed: object):
    assert isbns(typed) == (Isbn("978-0-306-40615-7", "hardback"), Isbn("978-3-16-148410-0", "e-book"))
    assert frontmatter.isbn_for_screen({"isbn": as_meta(typed)}) == "978-3-16-148410-0"


def test_isbn_among_pandocs_identifiers_is_found_and_a_uuid_is_none():
    value = [
        {"scheme": "ISBN-13", "text": "978-0-306-40615-7"},
        {"scheme": "UUID", "text": "123e4567-e89b-12d3-a456-426614174000"},
    ]
    assert frontmatter.isbns({"identifier": as_meta(value)}) == (Isbn("978-0-306-40615-7"),)


@pytest.mark.parametrize(
    ("typed", "valid"),
    [("978-0-306-40615-7", True), ("978-0-306-40615-8", False), ("0-8044-2957-X", True), ("12", False)],
)
def test_check_digit_of_an_isbn(typed: str, valid: bool):
    assert frontmatter.is_isbn(typed) is valid


def test_copyright_in_every_shape():
    assert lines(copyright={"year": "2026", "holder": "Ana García"}) == ["© 2026 Ana García"]
    assert lines(copyright="Copyright Ana García") == ["Copyright Ana García"]
    assert lines(copyright={"statement": "Mine", "year": "2026"}) == ["Mine"]
    assert lines(rights=["All rights reserved.", "None given."]) == ["All rights reserved.", "None given."]


def test_publisher_place_and_date_are_one_line():
    facts = {"rights": "Mine", "publisher": {"name": "Northgate", "place": "Leeds"}, "date": "2026"}
    assert lines(**facts) == ["Mine", "Northgate, Leeds, 2026"]


def test_a_publisher_alone_makes_no_copyright_page():
    assert lines(publisher="Northgate", date="2026") == []


def test_doi_is_told_as_its_address_however_it_is_typed():
    for typed in ("10.1234/oak", "doi:10.1234/oak", "https://doi.org/10.1234/oak"):
        assert [line.replace("\u200b", "") for line in lines(doi=typed)] == ["https://doi.org/10.1234/oak"]


def test_words_are_cut_between_words():
    assert frontmatter.cut("The Long and Troubled History", 20) == "The Long and…"
    assert frontmatter.cut("Short", 20) == "Short"


def test_a_style_without_pages_gets_a_title_page_with_its_contents():
    assert asked(":root { --front-matter: none }", Settings(toc=True)).parts == ("title-page", "contents")
    assert asked(":root { --front-matter: none }", Settings()) == FrontMatter((), 1)


def test_the_author_says_whether_there_are_contents_and_how_deep():
    style = ":root { --front-matter: title-page contents; --contents-depth: 2 }"
    assert asked(style, Settings(toc=False)) == FrontMatter(("title-page",), 2)
    assert asked(style, Settings(toc_depth=3)) == FrontMatter(("title-page", "contents"), 3)
    assert asked(style, Settings(lof=True, lot=True)).lists == ("contents", "figures", "tables")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("The Printer's Ledger: Credit and Ink", "The Printer's Ledger"),
        ("Le Livre\u00a0: une histoire", "Le Livre"),
        ("Un livre : une histoire", "Un livre"),
        ("Half past 10:30", "Half past 10:30"),
        ("Ends so:", "Ends so:"),
        (": so", ": so"),
    ],
)
def test_half_title_leaves_the_subtitle_to_the_title_page(typed: str, printed: str):
    def half(**facts: str) -> str:
        meta = {key.replace("_", "-"): as_meta(value) for key, value in facts.items()}
        (page,) = frontmatter.pages(Metadata(title="T", meta=meta), ["half-title"])
        return tree.stringify(list(page.blocks)).strip()

    assert half(title=typed) == printed
    assert half(title=typed, half_title="Short: so") == "Short: so"
