"""Lines filled and drawn with words that were set once are those that Pango sets, byte for byte."""

from __future__ import annotations

import random
from functools import cache
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.weasy import filling, render, spelled, words

from .numbered import resources

CSS = """
@font-face { font-family: Test; src: url(octavo:fonts/EBGaramond-Regular.ttf) }
@page { size: 160mm 200mm; margin: 5mm }
body { font: 10pt/14pt Test; hyphens: auto; hyphenate-limit-chars: 6 3 3 }
.justified { text-align: justify } .rag { hyphens: manual } i { font-size: 9pt }
.left { text-align: left; font-variant-numeric: oldstyle-nums } .caps { font-variant-caps: small-caps }
"""
WORDS = (
    "the of and to in was by his for with had at from which archive governor correspondence parliamentary "
    "uncertain revolutionary extraordinarily negotiated Díaz Łukasik Affairs office flying well-known "
    "“quoted” ‘so’ 1914–18 (1919): 205, 10; and/or — – - ) ( « » [12] e.g. a I … $5 100% §\u00a04 p.\u00a012 "
    "\u00a0 \u05d0\u05d1 f\u0323i unfore\u00adseeable x\u2002y 4.\u2002 \u4e2d naïve AVAST To. "
    "www.example.org/a-b?c=d No.\u00a01–2 § ©2024 1 2 3.5 Ω \ue000"
).split(" ")
CLASSES = ("justified", "left", "justified rag", "caps")
font = cache(resources)


def book(seed: int) -> ElementTree.Element:
    """Paragraphs of any width with parts in another size."""
    dice = random.Random(seed)
    paragraphs = []
    for _ in range(12):
        text = [escape(word) for word in dice.choices(WORDS, k=dice.randint(1, 60))]
        for at in dice.choices(range(len(text)), k=2):
            text[at] = f"<i>{text[at]}</i>"
        glued = "".join(word + dice.choice(" " * 12 + "\u00a0") for word in text).strip()
        width = dice.uniform(20, 100) if dice.random() < 0.4 else dice.uniform(100, 400)
        paragraphs.append(f'<p class="{dice.choice(CLASSES)}" style="width: {width}pt">{glued}</p>')
    return ElementTree.fromstring(
        f'<html lang="en"><head><title>Test</title></head><body>{"".join(paragraphs)}</body></html>'
    )


def printed(html: ElementTree.Element) -> bytes:
    return render(html, stylesheets=[CSS], resources=font()).pdf


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 10**9))
def test_words_set_once_make_the_same_lines(seed: int) -> None:
    html = book(seed)
    eased = printed(html)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "of", lambda style: None)
        assert eased == printed(html)


def test_many_lines_are_made_of_words_that_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    filled, drawn = filling._filled, spelled._spelled

    def watched(made: Any) -> Any:
        def ask(*args: Any) -> Any:
            found = made(*args)
            seen.append(found is not None)
            return found

        return ask

    monkeypatch.setattr(filling, "_filled", watched(filled))
    printed(book(1))
    assert sum(seen) > len(seen) / 4
    seen.clear()
    monkeypatch.setattr(spelled, "_spelled", watched(drawn))
    printed(book(1))
    assert sum(seen) > len(seen) / 4
