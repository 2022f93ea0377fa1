"""Where calls may stand and what notes may hold: every word is found again, every note where its call is."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

import pypdfium2
import pytest

from pipeline.weasy import render

from .numbered import BOOK, PAGE, Words, book, call, document, paragraph, resources, say
from .reading import read

Part = int | tuple[int, bool]
PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='60'/%3E"
LONG = (500, False)


def check(build: Callable[[Words, Element], None], css: str = "", late: int = 0, in_order: bool = True):
    words, html = document(build)
    result = render(html, stylesheets=[PAGE, css], resources=resources(), tagged=False)
    reading = read(result.pdf, words, in_order=in_order)
    assert reading.sound, reading
    assert len(reading.late) <= late
    assert len(result.notes) == len(words.notes)
    return result, reading


def around(place: Callable[[Words, Element], None]) -> Callable[[Words, Element], None]:
    """A page of text, the place with its calls, and text after it."""

    def build(words: Words, body: Element) -> None:
        paragraph(words, body, 150)
        place(words, body)
        paragraph(words, body, 200)

    return build


def heading(words: Words, body: Element) -> None:
    paragraph(words, body, 3, LONG, tag="h2")


def item(words: Words, body: Element) -> None:
    paragraph(words, SubElement(SubElement(body, "ul"), "li"), 20, LONG, 20, (12, False), 5)


def quotation(words: Words, body: Element) -> None:
    paragraph(words, SubElement(body, "blockquote"), 30, LONG, 30)


def epigraph(words: Words, body: Element) -> None:
    block = SubElement(body, "blockquote", {"class": "epigraph"})
    paragraph(words, block, 12, LONG)
    paragraph(words, block, 3, (8, False))


def caption(words: Words, body: Element) -> None:
    table = SubElement(body, "table")
    paragraph(words, table, 4, LONG, tag="caption")
    for _ in range(3):
        row = SubElement(table, "tr")
        paragraph(words, row, 5, (10, False), tag="td")
        paragraph(words, row, 5, tag="td")


def figure(words: Words, body: Element) -> None:
    block = SubElement(body, "figure", style="margin: 1em; break-inside: avoid")
    SubElement(block, "img", src=PICTURE, alt="")
    paragraph(words, block, 8, LONG, 3, tag="figcaption")


def rows(words: Words, body: Element) -> None:
    table = SubElement(body, "table")
    for _ in range(8):
        row = SubElement(table, "tr")
        for _ in range(2):
            paragraph(words, row, 15, (50, False), 10, tag="td")


@pytest.mark.parametrize("place", [heading, item, quotation, epigraph, caption, figure, rows])
def test_call_may_stand_in(place: Callable[[Words, Element], None]):
    _, reading = check(around(place))
    assert reading.split or place is rows


@pytest.mark.parametrize("length", [20, 300])
def test_row_that_breaks_between_its_lines(length: int):
    def build(words: Words, body: Element) -> None:
        paragraph(words, body, 120)
        row = SubElement(SubElement(body, "table"), "tr")
        paragraph(words, row, 150, (length, False), 120, (20, False), 80, tag="td")
        paragraph(words, row, 30, (20, False), 200, (30, False), 10, tag="td")
        paragraph(words, body, 80)

    result, _ = check(build, "tr { break-inside: auto }")
    assert result.pages > 2


def test_columns_keep_all_and_tell_what_starts_late():
    def build(words: Words, body: Element) -> None:
        block = SubElement(body, "div", {"class": "columns"})
        for _ in range(8):
            paragraph(words, block, 50, (25, False), 40)
        paragraph(words, body, 50, (200, False), 40)

    result, reading = check(build, late=3)
    told = [finding.code for finding in result.findings]
    assert told.count("note-in-columns") == 8
    assert told.count("note-late") == len(reading.late)


def test_right_to_left():
    def build(words: Words, body: Element) -> None:
        for _ in range(4):
            paragraph(words, body, 90, (300, False), 60)

    _, reading = check(build, "html { direction: rtl }", in_order=False)
    assert reading.split


def _verse(words: Words, note: Element) -> None:
    block = SubElement(note, "div")
    for _ in range(30):
        SubElement(block, "div").text = words.note_text(0, 4)


def _table(words: Words, note: Element) -> None:
    table = SubElement(note, "table")
    for _ in range(25):
        row = SubElement(table, "tr")
        for _ in range(3):
            SubElement(row, "td").text = words.note_text(0, 3)


def _pictures(words: Words, note: Element) -> None:
    for _ in range(8):
        SubElement(note, "p").text = words.note_text(0, 20)
        SubElement(SubElement(note, "p"), "img", src=PICTURE, alt="")


def _code(words: Words, note: Element) -> None:
    lines = "\n".join(words.note_text(0, 3) for _ in range(40))
    SubElement(note, "pre", style="font-family: Test; margin: 0").text = lines


def _quotations_and_lists(words: Words, note: Element) -> None:
    for _ in range(5):
        SubElement(note, "blockquote").text = words.note_text(0, 40)
        items = SubElement(note, "ol")
        for _ in range(3):
            SubElement(items, "li").text = words.note_text(0, 12)


@pytest.mark.parametrize("content", [_verse, _table, _pictures, _code, _quotations_and_lists])
def test_note_may_hold(content: Callable[[Words, Element], None]):
    def build(words: Words, body: Element) -> None:
        text = paragraph(words, body, 200, (0, False))
        first = SubElement(text[0], "p")
        first.text = words.note_text(0, 10)
        content(words, text[0])
        say(text, " " + words.text(100))
        paragraph(words, body, 300, (20, False), 100)

    _, reading = check(build)
    assert 0 in reading.split


@pytest.mark.parametrize("least", [2, 3, 4])
def test_orphans_and_widows_hold_in_notes(least: int):
    for length in range(60, 160, 9):

        def build(words: Words, body: Element, length: int = length) -> None:
            paragraph(words, body, 250, (length, False), 200)

        words, html = document(build)
        css = f".footnote {{ orphans: {least}; widows: {least} }}"
        pdf = render(html, stylesheets=[PAGE, css], resources=resources(), tagged=False).pdf
        assert read(pdf, words).sound
        counts = [_lines_of_notes(page) for page in pypdfium2.PdfDocument(pdf)]
        assert all(count >= least for count in counts if count), counts


def _lines_of_notes(page) -> int:
    text = page.get_textpage()
    found = [at for at, letter in enumerate(text.get_text_range()) if letter == "w"]
    return len({round(text.get_charbox(at, loose=True)[1]) for at in found})


def test_numbers_may_start_again_in_every_chapter():
    def build(words: Words, body: Element) -> None:
        for _ in range(3):
            chapter = SubElement(body, "section", {"class": "chapter"})
            block = paragraph(words, chapter, 200, LONG, 20, (10, False), 60)
            for number, note in enumerate(block, 1):
                note.set("data-number", str(number))

    result, _ = check(build)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(result.pdf)]
    assert sum("1. n" in page for page in pages) == 3
    assert sum("2. n" in page for page in pages) == 3


def test_contents_and_openings_on_the_right_hold_where_notes_split():
    words, html = document(lambda words, body: book(words, body, 3, 8))
    pdf = render(html, stylesheets=[PAGE, BOOK], resources=resources(), tagged=False).pdf
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    reading = read(pdf, words)
    assert reading.sound
    assert reading.split
    listed = [int(number) for number in re.findall(r"^(\d+)\r?$", pages[0], flags=re.M)][:3]
    openings = [number for number, page in enumerate(reading.first_words, 1) if page in words.openings]
    assert listed == openings
    assert all(number % 2 for number in openings)
    assert all(after > before for before, after in pairwise(openings))


def test_call_in_every_line_of_a_list_of_one_line_items():
    def build(words: Words, body: Element) -> None:
        items = SubElement(body, "ul")
        for _ in range(30):
            line = SubElement(items, "li")
            say(line, words.text(3))
            call(words, line, 25)

    check(build)
