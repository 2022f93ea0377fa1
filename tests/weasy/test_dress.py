"""The dress of the last book is ready before the next order: it is taken if it is the same, and only then."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import pytest
from lxml import etree

from pipeline import fonts
from pipeline.cache import Cache
from pipeline.press import Press
from pipeline.weasy import dress, engine, shop
from pipeline.weasy.pagination import Inseparable

from .test_units import book, order


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """A cache that knows the dress of a book that was printed."""
    kept = Cache(tmp_path)
    shop.render(book(), **order(), cache=kept)
    return kept


@pytest.fixture
def made(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cases that are made from now on."""
    cases: list[str] = []
    make = engine.Case.__post_init__

    def noted(case: engine.Case) -> None:
        cases.append(case.stylesheets[-1])
        make(case)

    monkeypatch.setattr(engine.Case, "__post_init__", noted)
    return cases


def test_the_dress_of_the_last_time_is_taken_and_prints_the_same(cache: Cache, made: list[str]):
    ready = dress.ready(cache)
    assert len(made) == 1
    printed = shop.render(book(extra="A word more."), **order(), ready=ready)
    assert len(made) == 1
    assert printed == shop.render(book(extra="A word more."), **order())
    assert len(made) == 2


def other_style(asked: dict[str, Any]) -> None:
    asked["stylesheets"] = [*asked["stylesheets"], "p { color: red }"]


def other_font(asked: dict[str, Any]) -> None:
    other = next(face for face in fonts.faces() if face.style == "italic")
    asked["resources"] = dict.fromkeys(asked["resources"], other.data)


def untagged(asked: dict[str, Any]) -> None:
    asked["tagged"] = False


@pytest.mark.parametrize("change", [other_style, other_font, untagged])
def test_another_dress_is_made_anew(change: Any, cache: Cache, made: list[str]):
    ready, asked = dress.ready(cache), order()
    change(asked)
    printed = shop.render(book(), **asked, ready=ready, cache=cache)
    assert len(made) == 2
    assert printed == shop.render(book(), **asked)
    again = dress.ready(cache)
    assert again
    assert dress.fits(again, asked["stylesheets"], asked["resources"], asked.get("tagged", True))


def test_pictures_are_served_by_a_case_that_was_made_without_them(cache: Cache):
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    asked, html = order(), book()
    asked["resources"] = {**asked["resources"], "octavo:plan.svg": drawing}
    html[1][2].append(html.makeelement("img", {"src": "octavo:plan.svg", "alt": "A plan"}))
    printed = shop.render(html, **asked, ready=dress.ready(cache))
    assert printed == shop.render(html, **asked)
    assert not printed.findings


@pytest.mark.parametrize("data", [b"", b"{}", b"no JSON\n", b'{"lengths": []}\n'])
def test_what_was_kept_in_another_shape_is_no_dress(data: bytes, cache: Cache):
    cache.put("dress", b"", data)
    assert dress.ready(cache) is None


def test_a_press_with_the_dress_ready_prints_the_same_and_leaves_nothing_behind(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for_a_time = tmp_path / "for-a-time"
    for_a_time.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(for_a_time))
    monkeypatch.setenv("TMPDIR", str(for_a_time))
    text = tostring(book(extra="A word more."))
    made = []
    for known in (None, cache):
        with Press(cache=known) as press:
            press.begin(etree.fromstring(text), **order())
            made.append(press.printed())
    assert made == [made[0]] * 2
    assert not list(for_a_time.iterdir())


class LaidOnly(Cache):
    """A cache that had no room for the pages."""

    def put(self, kind: str, key: bytes, data: bytes) -> None:
        if kind != "pages":
            super().put(kind, key, data)


def test_a_book_that_proves_to_be_one_run_has_none_of_its_units_in_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lay_out = engine.Case.lay_out

    def refused(case: engine.Case, number: int, *others: Any) -> Any:
        if number == 3:
            raise Inseparable("a float goes on over a forced break")
        return lay_out(case, number, *others)

    monkeypatch.setattr(engine.Case, "lay_out", refused)
    kept, html = LaidOnly(tmp_path), book(3, 4)
    body = html.find("body")
    assert body is not None
    body.remove(body[0])  # the contents are the first unit: they wait for page numbers
    first = shop.render(html, **order(), cache=kept)
    assert shop.render(html, **order(), cache=kept, ready=dress.ready(kept)) == first
