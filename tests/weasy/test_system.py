"""Pages are not taken once the system has other libraries, nor where it has other fonts and lent letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest

from pipeline.cache import Cache
from pipeline.weasy import engine, shop, typesetters

from . import numbered


def order(letter: str) -> tuple[Element, list[str]]:
    html = Element("html", lang="en", dir="ltr")
    body = SubElement(html, "body")
    for words in ("All of these are there.", f"Not this one: {letter}."):
        SubElement(SubElement(body, "section"), "p").text = words
    return html, [numbered.PAGE, "section { break-before: recto }"]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The units that are made from now on."""
    units: list[int] = []
    finish = engine.Case.finish

    def counted(case: engine.Case, number: int, *others: Any) -> engine.Made:
        units.append(number)
        return finish(case, number, *others)

    monkeypatch.setattr(engine.Case, "finish", counted)
    return units


def printed(letter: str, cache: Cache, made: list[int]) -> list[int]:
    """The units that were made to print the book."""
    made.clear()
    html, stylesheets = order(letter)
    shop.render(html, stylesheets, numbered.resources(), cache=cache)
    return sorted(made)


@pytest.mark.parametrize("letter", ["\u05d0", "\U0010fffd"])  # that some font has, that none has
def test_a_letter_that_no_font_of_the_book_has_is_looked_for_where_the_fonts_are_others(
    letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[int]
):
    cache = Cache(tmp_path)
    assert printed(letter, cache, made) == [0, 1]
    assert printed(letter, cache, made) == []
    monkeypatch.setattr(typesetters, "system_fonts", lambda: "one more")
    assert printed(letter, cache, made) == [1]
    assert printed(letter, cache, made) == []


def test_another_library_sets_all_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[int]):
    cache = Cache(tmp_path)
    assert printed("a", cache, made) == [0, 1]
    monkeypatch.setattr(typesetters, "versions", lambda: "a later one")
    assert printed("a", cache, made) == [0, 1]
    assert printed("a", cache, made) == []
