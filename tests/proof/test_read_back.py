"""What the printing process reads back of its own file is what anyone would read of it."""

from __future__ import annotations

from functools import partial

from lxml import etree

from pipeline import proof
from pipeline.model import Source
from pipeline.press import Press

CSS = "@page { size: 100mm 100mm; margin: 10mm } p { font: 10pt/12pt serif }"
HTML = "<html lang='en'><head><title>A</title></head><body><h1>One</h1><p>Words of a book.</p></body></html>"


def fails(_: bytes) -> None:
    raise ValueError("no such file")


def printed(read):
    with Press() as press:
        press.begin(etree.fromstring(HTML), stylesheets=[CSS], resources={}, read=read)
        return press.printed(), press.read_back()


def test_the_reading_is_that_of_the_finished_bytes():
    read = partial(proof.read, "pdf", stylesheet=Source("a.css", CSS))
    made, reading = printed(read)
    assert reading == read(made.pdf)
    assert "wordsofabook" in reading.body


def test_what_cannot_be_read_there_is_left_to_whoever_asked():
    made, reading = printed(fails)
    assert made.pdf.startswith(b"%PDF")
    assert reading is None


def test_nothing_is_read_where_nobody_asks():
    _, reading = printed(None)
    assert reading is None
