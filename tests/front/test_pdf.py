"""The pages before the text, in print."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pypdfium2 as pdfium
import pytest

from tests.front.books import TEXT, made


def pages(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def labels(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    return [document.get_page_label(index) for index in range(len(document))]


@pytest.mark.parametrize("style", ["book", "thesis", "essay", "journal"])
def test_every_page_before_the_text_is_proved(style: str):
    assert made(style).errors == []


def test_a_book_opens_with_its_pages_in_order():
    found = pages(made("book").files["pdf"])
    assert found[0] == "Ink and Oak"
    assert found[1] == "Studies in Print, 7"
    assert found[2].startswith(
        "Ink and Oak Five Printing Houses Clara Winter Ana García 2024 Northgate Press"
    )
    assert found[3].startswith("© 2024 Clara Winter All rights reserved. CC BY 4.0")
    assert found[4] == "For the pressmen"
    assert found[5] == "Paper burns. An old printer"
    assert found[6].startswith("Contents The Hand 1 Venice: the Dolphin’s House 3 A Chapter Whose Title")
    assert found[6].endswith(" vii")


def test_front_matter_is_labelled_in_roman_and_the_text_from_1():
    assert labels(made("book").files["pdf"])[:10] == [
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "1",
        "2",
    ]


def test_an_essay_has_no_labels_and_no_page_more():
    data = made("essay").files["pdf"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/PageLabels" not in pdf.Root
    assert pages(data)[0].startswith("Ink and Oak Five Printing Houses")
    assert not any("978" in page or "pressmen" in page for page in pages(data))


def test_contents_are_a_toc_in_the_structure():
    with pikepdf.open(io.BytesIO(made("book").files["pdf"])) as pdf:
        kinds = [str(one["/S"]) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
    assert kinds.count("/TOC") == 1
    assert kinds.count("/TOCI") == 3


def test_contents_go_as_deep_as_the_author_says():
    files = made("book", "toc-depth: 2").files
    assert "The price of paper 3" in pages(files["pdf"])[6]
    assert b">The price of paper<" in navigation(files["epub"])
    assert b">The price of paper<" in navigation(made("book").files["epub"])  # all, where nothing is said
    assert b">The price of paper<" not in navigation(made("book", "toc-depth: 1").files["epub"])


def navigation(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(next(name for name in book.namelist() if name.endswith("nav.xhtml")))


def test_contents_can_be_left_out():
    made_without = made("book", "toc: false")
    assert made_without.errors == []
    assert not any("Contents" in page for page in pages(made_without.files["pdf"]))


def test_an_essay_with_contents_gets_a_title_page_before_them():
    with_contents = made("essay", "toc: true")
    assert with_contents.errors == []
    found = pages(with_contents.files["pdf"])
    assert "Words of the first" not in found[0]
    assert found[1].startswith("Contents")
    assert labels(with_contents.files["pdf"])[:3] == ["i", "ii", "1"]


FIGURES = """\
# One

![A *woodcut* of a press^[A note.]](mole.png)

| A | B |
|---|---|
| 1 | 2 |

: Fines of a chapel

# Two

Words.
"""


def test_lists_of_figures_and_tables_follow_the_contents():
    book = made("book", "lof: true\nlot: true", FIGURES)
    assert book.errors == []
    found = pages(book.files["pdf"])
    assert found[8].startswith("Figures A woodcut of a press 1")
    assert found[10].startswith("Tables Fines of a chapel 1")


def test_a_long_title_stays_on_its_page_and_is_cut_in_running_heads():
    title = "The Long and Troubled History of the Printing Trade in the Low Countries between the Two Revolts"
    book = made("book", f"title: {title}", TEXT * 2 + "\n\n" + "Word and word. " * 2000)
    assert book.errors == []
    found = pages(book.files["pdf"])
    assert found[2].endswith("Northgate Press Leeds")
    assert any("the long and troubled history of the printing…" in page.lower() for page in found)


def test_a_book_from_right_to_left_has_its_pages_on_their_sides():
    text = "# ראשית הדפוס\n\nמילים של הפרק הראשון.\n\n# סוף הדפוס\n\nמילים של הפרק השני.\n"
    facts = "title: תולדות הדפוס\nlang: he\ndedication: לזכר אבי\nrights: כל הזכויות שמורות"
    assert made("book", facts, text).errors == []
