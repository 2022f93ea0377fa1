"""The text layer of a PDF: each letter once, whatever marks it wears."""

from __future__ import annotations

import unicodedata
from collections import Counter
from xml.etree import ElementTree

import pypdfium2
import pytest

from pipeline.weasy import render


@pytest.mark.parametrize(
    "words",
    [
        ["رأس", "رأْس"],  # the letter first without its mark, then with it
        ["رأْس", "رأس"],
        ["مُحَمَّد", "محمد", "شعراءِ"],
        ["שָׁלוֹם", "שלום"],
    ],
)
def test_marks_of_right_to_left_words_are_read_once(words: list[str]):
    text = " ".join(words)
    html = ElementTree.fromstring(
        f'<html lang="ar" dir="rtl"><head><title>T</title></head><body><p>{text}</p></body></html>'
    )
    page = pypdfium2.PdfDocument(render(html, stylesheets=[], resources={}, tagged=False).pdf)[0]
    read = page.get_textpage().get_text_bounded()
    assert Counter(normal(read)) == Counter(normal(text))


def normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKD", text).split())
