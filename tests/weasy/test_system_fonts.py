"""Pages with letters that only the system's fonts have are not taken once it has other fonts."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest

from pipeline.cache import Cache
from pipeline.weasy import engine, internals, shop

from . import numbered


def order(letter: str) -> tuple[Element, list[str]]:
    html = Element("html", lang="en", dir="ltr")
    body = SubElement(html, "body")
    for words in ("All of these are there.", f"Not this one: {letter}."):
        SubElement(SubElement(body, "section"), "p").text = words
    return html, [numbered.PAGE, "section { break-before: recto }"]


@pytest.mark.parametrize("letter", ["\u05d0", "\U0010fffd"])  # that some font has, that none has
def test_a_letter_that_no_font_of_the_book_has_is_looked_for_where_the_fonts_are_others(
    letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made: list[int] = []
    finish = engine.Case.finish

    def counted(case: engine.Case, number: int, *others: Any) -> engine.Made:
        made.append(number)
        return finish(case, number, *others)

    monkeypatch.setattr(engine.Case, "finish", counted)
    html, stylesheets = order(letter)

    def printed() -> list[int]:
        made.clear()
        shop.render(html, stylesheets, numbered.resources(), cache=Cache(tmp_path))
        return made

    assert sorted(printed()) == [0, 1]
    assert printed() == []
    monkeypatch.setattr(internals, "system_fonts", lambda: "one more", raising=False)
    assert printed() == [1]
    assert printed() == []
