"""What is wrong before the text is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline import proof
from pipeline.proof.case import Case
from pipeline.proof.expected import expected
from pipeline.proof.reading import Reading, Words
from tests.front.books import Made, made
from tests.proof.surgery import Damage, line, other_letter, replaced


def reading(book: Made, kind: str) -> Reading:
    return proof.read(kind, book.files[kind], book.stylesheet)


def told(book: Made, read: Reading) -> list[str]:
    case = Case(
        read.kind, expected(book.manuscript), read, book.manuscript, book.sources, book.stylesheet.text
    )
    return [one.message for one in case.findings()]


@pytest.mark.parametrize("part", ["half-title", "series", "copyright-page", "dedication", "epigraph"])
def test_a_part_that_is_missing_is_told(part: str):
    book = made("book")
    read = reading(book, "pdf")
    lost = replace(read, front={name: words for name, words in read.front.items() if name != part})
    assert any(part.replace("-", " ") in message for message in told(book, lost))


@pytest.mark.parametrize("kind", ["pdf", "epub", "docx"])
def test_a_value_of_the_metadata_that_is_not_there_is_told(kind: str):
    book = made("book")
    read = reading(book, kind)
    text = read.front["copyright-page"].text.replace("9783161484100", "")
    lost = replace(read, front={**read.front, "copyright-page": Words(text)})
    assert any(message.startswith(f"{kind}: `isbn` of the metadata") for message in told(book, lost))


def test_a_wrong_page_number_in_the_contents_is_told():
    book = made("book")
    read = reading(book, "pdf")
    first, *others = read.lists["contents"]
    wrong = replace(read, lists={"contents": (Words(first.text[:-1] + "9"), *others)})
    assert told(book, wrong) == [
        "pdf: in the contents, “thehand” is said to stand on page 9, and stands on page 1"
    ]


def test_an_entry_that_the_contents_lack_is_told():
    book = made("book")
    read = reading(book, "pdf")
    lost = replace(read, lists={"contents": read.lists["contents"][:-1]})
    assert told(book, lost) == ["pdf: the contents have 2 entries instead of 3"]


def test_other_words_in_the_contents_are_told():
    book = made("book")
    read = reading(book, "pdf")
    first, *others = read.lists["contents"]
    wrong = replace(read, lists={"contents": (Words(first.text.replace("hand", "land")), *others)})
    assert told(book, wrong) == ["pdf: in the contents, “thehand” has other words than its heading"]


FILES: dict[str, tuple[str, Damage, str]] = {
    "an ISBN dropped from the e-book": (
        "epub",
        replaced("EPUB/text/copyright.xhtml", r"ISBN 978-0-306-40615-7 \(hardback\)<br/>", ""),
        "proof-front",
    ),
    "an ISBN dropped from the Word document": (
        "docx",
        replaced("word/document.xml", r"ISBN 978-0-306-40615-7 \(hardback\)", ""),
        "proof-front",
    ),
    "an ISBN dropped from the print": ("pdf", line("978-0-306-40615-7", lambda _: b"\n"), "proof-front"),
    "a wrong page in the contents of the Word document": (
        "docx",
        replaced("word/document.xml", r"(PAGEREF the-hand .*?separate.*?<w:t[^>]*>)1<", r"\g<1>the<"),
        "proof-contents",
    ),
    "a wrong page in the contents of the print": ("pdf", line("The Hand", other_letter), "proof-contents"),
    "a dedication not to be seen": (
        "docx",
        replaced("word/styles.xml", r'(w:styleId="Dedication"[^>]*>.*?<w:rPr>)', r"\1<w:vanish/>"),
        "proof-hidden",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_damage_before_the_text_is_found(name: str):
    kind, damage, code = FILES[name]
    book = made("book")
    found = proof.prove_files(
        {f"book.{kind}": damage(book.files[kind])}, book.manuscript, book.sources, book.stylesheet
    )
    assert code in {one.code for one in found[f"book.{kind}"]}
