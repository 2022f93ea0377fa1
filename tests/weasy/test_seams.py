"""Pages of an edited chapter that nothing has changed are taken as they were, and the file is the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pikepdf
import pytest
from PIL import Image

from pipeline.cache import Cache
from pipeline.press import Helper
from pipeline.weasy import page, shop

from . import numbered

STYLE = """
section { break-before: recto }
h1 { string-set: chapter content(); break-after: avoid; bookmark-level: 1 }
h2 { break-after: avoid; bookmark-level: 2; string-set: part content() }
p { orphans: 2; widows: 2; text-align: justify }
p + p { text-indent: 1em }
p:last-child { margin-bottom: 1em }
table { break-inside: auto }
figure { break-inside: avoid; height: 60pt }
@page :left { @top-left { content: string(part) } @bottom-left { content: counter(page) } }
@page :right { @top-right { content: string(chapter, first-except) } }
@page { @bottom-center { content: counter(page) } }
"""
WORDS = "archive harbour treaty province railway minister consul of the and to in was by early never".split()


def words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(WORDS, k=count))


def paragraph(dice: random.Random, note: int = 0) -> Element:
    p = Element("p")
    p.text = words(dice, dice.randint(20, 90))
    if note:
        called = SubElement(p, "span", {"class": "footnote"})
        called.text, called.tail = words(dice, note), words(dice, dice.randint(1, 40))
    return p


def table(dice: random.Random, rows: int) -> Element:
    made = Element("table")
    for _ in range(rows):
        row = SubElement(made, "tr")
        for kind in ("th", "td"):
            SubElement(row, kind).text = words(dice, 4)
    return made


def titled(tag: str, dice: random.Random) -> Element:
    made = Element(tag)
    made.text = words(dice, 4)
    return made


def book(dice: random.Random, chapters: int = 3, paragraphs: int = 40) -> Element:
    """Chapters with headings, notes (long ones too), lists, tables and figures."""
    html = Element("html", lang="en", dir="ltr")
    SubElement(SubElement(html, "head"), "title").text = "A Book"
    body = SubElement(html, "body")
    for number in range(chapters):
        section = SubElement(body, "section", id=f"c{number}")
        section.append(titled("h1", dice))
        for at in range(paragraphs):
            section.append(paragraph(dice, dice.choice((0, 0, 8, 30, 150))))
            if at % 9 == 5:
                section.append(titled("h2", dice))
            if at % 20 == 11:
                section.append(table(dice, 12))
            if at % 20 == 15:
                SubElement(section, "figure").append(paragraph(dice))
            if at % 20 == 18:
                block = SubElement(section, "blockquote")
                block.extend([paragraph(dice), paragraph(dice, 9)])
    number_notes(html)
    return html


def number_notes(html: Element) -> None:
    notes = [one for one in html.iter("span") if one.get("class") == "footnote"]
    for serial, note in enumerate(notes, 1):
        note.set("id", f"fn-{serial}")
        note.set("data-number", f"{serial}")


def edit(dice: random.Random, html: Element) -> None:
    """One of the things that an author does."""
    section = dice.choice(html.findall("body/section"))
    at = dice.randrange(1, len(section))
    kind = dice.choice(
        ("word", "word", "sentence", "much", "new", "gone", "note", "heading", "table", "moved")
    )
    if kind in ("word", "sentence", "much"):
        part = dice.choice(
            [one for one in section.iter() if one.text and one.tag in ("p", "span", "h2", "td")]
        )
        part.text = f"{part.text} {words(dice, {'word': 1, 'sentence': 12, 'much': 300}[kind])}"
    elif kind in ("gone", "moved"):
        part = section[at]
        section.remove(part)
        if kind == "moved":
            section.insert(dice.randrange(1, len(section)), part)
    else:
        made: dict[str, Callable[[], Element]] = {
            "new": lambda: paragraph(dice),
            "note": lambda: paragraph(dice, dice.choice((5, 200))),
            "heading": lambda: titled("h2", dice),
            "table": lambda: table(dice, dice.choice((2, 40))),
        }
        section.insert(at, made[kind]())
    number_notes(html)


def order() -> dict[str, Any]:
    return {"stylesheets": [numbered.PAGE, STYLE], "resources": numbered.resources(), "identifier": b"book"}


@pytest.mark.parametrize("seed", range(3))
def test_a_chapter_edited_at_random_comes_out_warm_as_it_does_cold(tmp_path: Path, seed: int):
    cache, dice = Cache(tmp_path), random.Random(seed)
    html = book(dice)
    shop.render(html, **order(), cache=cache)
    for _ in range(5):
        edit(dice, html)
        assert shop.render(html, **order(), cache=cache) == shop.render(html, **order())


@pytest.mark.parametrize("word", ["break-before: page", "page: plate"])
def test_a_break_that_something_deep_in_the_next_block_forced_goes_with_it(tmp_path: Path, word: str):
    cache, dice = Cache(tmp_path), random.Random(4)
    html = Element("html", lang="en", dir="ltr")
    section = SubElement(SubElement(html, "body"), "section")
    section.extend(paragraph(dice) for _ in range(36))
    inner = SubElement(SubElement(section, "div"), "div", {"class": "forces"})
    inner.append(paragraph(dice))
    section.extend(paragraph(dice) for _ in range(20))
    asked = {**order(), "stylesheets": [*order()["stylesheets"], f".forces {{ {word} }}"]}
    shop.render(html, **asked, cache=cache)
    inner.set("class", "")
    assert shop.render(html, **asked, cache=cache) == shop.render(html, **asked)


def pages_made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The indices of the pages that are laid out from now on."""
    made: list[int] = []
    remake = page.remake_page

    def counted(index: int, *args: Any) -> Any:
        made.append(index)
        return remake(index, *args)

    monkeypatch.setattr(page, "remake_page", counted)
    return made


def test_only_pages_around_the_change_are_laid_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache, dice = Cache(tmp_path), random.Random(1)
    html = Element("html", lang="en", dir="ltr")
    section = SubElement(SubElement(html, "body"), "section")
    section.extend([titled("h1", dice), *(paragraph(dice, 8 * (at % 3 == 0)) for at in range(150))])
    number_notes(html)
    first = shop.render(html, **order(), cache=cache)
    section[70].text = f"{section[70].text} archive"
    made = pages_made(monkeypatch)
    warm = shop.render(html, **order(), cache=cache)
    assert 0 < len(set(made)) < first.pages / 2
    assert warm == shop.render(html, **order())


def pictures(pdf: bytes) -> int:
    """How many pictures are in the file."""
    file = pikepdf.open(BytesIO(pdf))
    return sum(
        isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image" for one in list(file.objects)
    )


def test_a_picture_that_many_pages_show_is_in_the_file_once(tmp_path: Path):
    cache, dice = Cache(tmp_path), random.Random(2)
    html = book(dice, 1, 40)
    section = html.findall("body/section")[0]
    asked = {**order(), "resources": {**numbered.resources(), "octavo:seal.png": seal()}}
    for at in range(3, len(section), 4):
        SubElement(section[at], "img", src="octavo:seal.png", alt="A seal")
    for _ in range(2):
        section[9].text = f"{section[9].text or ''} archive"
        warm = shop.render(html, **asked, cache=cache)
        assert warm == shop.render(html, **asked)
        assert pictures(warm.pdf) == 1


def seal() -> bytes:
    data = BytesIO()
    Image.new("RGB", (3, 3), "red").save(data, "PNG")
    return data.getvalue()


def test_hands_that_are_helped_out_take_pages_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shop, "WORTH", 1)
    cache, dice = Cache(tmp_path), random.Random(3)
    html = book(dice, 3, 25)
    for _ in range(2):
        made = []
        for section in html.findall("body/section"):
            section[-1].append(titled("em", dice))
        for workers in (0, 1):
            hire = Helper if workers else None
            kept = cache if workers else None
            made.append(shop.render(html, **order(), cache=kept, hire=hire, most_hands=workers))
        assert made[0] == made[1]


def test_nobody_is_hired_for_one_changed_chapter_but_for_all_whose_pages_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shop, "WORTH", 1)
    cache, dice, hired = Cache(tmp_path), random.Random(5), list[str]()

    def hire(what: shop.Order) -> Helper:
        hired.append("one")
        return Helper(what)

    def printed(html: Element) -> None:
        shop.render(html, **order(), cache=cache, hire=hire, most_hands=1)

    html = book(dice, 3, 25)
    printed(html)
    first = html.find("body/section")
    assert first is not None
    first[-1].append(titled("em", dice))
    hired.clear()
    printed(html)
    assert hired == []
    first.extend(paragraph(dice) for _ in range(40))
    printed(html)
    assert hired == ["one"]
