"""A book printed unit by unit shows the pages of one run, whoever prints it; what has not changed is kept."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import pikepdf
import pypdfium2
import pytest

from pipeline.cache import Cache
from pipeline.press import Press
from pipeline.weasy import binding, engine, shop, units
from pipeline.weasy import kept as kept_units
from pipeline.weasy.internals import boxes
from pipeline.weasy.kept import Kept
from pipeline.weasy.progress import Progress
from tests.support import HERE

from . import laid, numbered

STYLE = """
section.chapter, nav { break-before: recto }
h1 { string-set: chapter content(); font-size: 14pt; break-after: avoid; bookmark-level: 1 }
h2 { bookmark-level: 2 }
header { string-set: book content() }
@page :left { @top-left { content: string(book) } }
@page :right { @top-right { content: string(chapter, first-except) } }
@page :blank { @top-left { content: none } @top-right { content: none } }
@page front { @bottom-center { content: counter(page, lower-roman) } }
@page :nth(1 of text) { counter-reset: page 1 }
header, nav { page: front }
nav + section { page: text }
nav a::after { content: leader(' ') target-counter(attr(href), page) }
.see::after { content: ' on page ' target-counter(attr(href), page) }
"""
WORDS = "archive harbour treaty province railway minister consul of the and to in was by early never".split()


def book(chapters: int = 3, paragraphs: int = 14, extra: str = "") -> Element:
    """A book with contents, notes, a table and references from every chapter to the next ones."""
    html = Element("html", lang="en", dir="ltr")
    SubElement(SubElement(html, "head"), "title").text = "A Book"
    body = SubElement(html, "body")
    SubElement(body, "header").text = "A Book"
    nav = SubElement(body, "nav")
    for number in range(1, chapters + 1):
        SubElement(SubElement(nav, "p"), "a", href=f"#c{number}").text = f"Chapter {number}"
    dice, serial = random.Random(7), 0
    for number in range(1, chapters + 1):
        section = SubElement(body, "section", {"class": "chapter", "id": f"c{number}"})
        SubElement(section, "h1").text = f"Chapter {number}"
        for at in range(paragraphs + number):
            p = SubElement(section, "p")
            p.text = " ".join(dice.choices(WORDS, k=70))
            if at % 3 == 0:
                serial += 1
                note = {"class": "footnote", "id": f"fn-{serial}", "data-number": f"{serial}"}
                SubElement(p, "span", note).text = " ".join(dice.choices(WORDS, k=30))
            if at == 4:
                SubElement(p, "a", {"class": "see", "href": f"#c{number % chapters + 1}"}).text = "See"
                SubElement(section, "h2", id=f"s{number}").text = f"Section {number}"
            if at == 6:
                row = SubElement(SubElement(section, "table"), "tr")
                SubElement(row, "th").text = "Year"
                SubElement(row, "td").text = f"{1900 + number}"
            if at == 8:
                SubElement(p, "a", {"class": "see", "href": f"#s{number}"}).text = "Above"
        if number == 2 and extra:
            SubElement(section, "p").text = extra
    return html


def order() -> dict[str, Any]:
    """The arguments of `render` besides the text."""
    return {"stylesheets": [numbered.PAGE, STYLE], "resources": numbered.resources(), "identifier": b"book"}


def pages(pdf: bytes) -> list[Any]:
    """Text of every page and where each letter of it stands."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        boxes = [tuple(round(side, 2) for side in text.get_charbox(at)) for at in range(text.count_chars())]
        found.append((text.get_text_range(), boxes))
    return found


def structure(pdf: bytes) -> Iterator[Any]:
    """Everything of a PDF that belongs to no page alone."""
    file = pikepdf.open(BytesIO(pdf))
    numbers = {page.obj.objgen: index for index, page in enumerate(file.pages)}

    def kids(element: Any) -> list[Any]:
        found = element.get("/K", [])
        return list(found) if isinstance(found, pikepdf.Array) else [found]

    def walk(element: Any, depth: int) -> Iterator[Any]:
        if not isinstance(element, pikepdf.Dictionary):
            yield depth, int(element)
        elif element.get("/S") == "/Div" and "/Pg" not in element:  # a group, which says nothing
            for kid in kids(element):
                yield from walk(kid, depth)
        elif element.get("/Type") == "/OBJR":
            yield depth, str(element.Obj.get("/Dest")), numbers[element.Pg.objgen]
        else:
            page = numbers[element.Pg.objgen] if "/Pg" in element else None
            name = str(element.get("/ID", "")) if element.S == "/Note" else "/ID" in element
            yield depth, str(element.S), page, name
            for kid in kids(element):
                yield from walk(kid, depth + 1)

    root = file.Root.StructTreeRoot
    yield from walk(root.K[0], 0)
    rows = dict(pikepdf.NumberTree(root.ParentTree).items())
    for page in file.pages:
        yield [str(element.S) for element in rows.pop(int(page.obj.StructParents))]
        yield [str(rows.pop(int(one.StructParent)).S) for one in page.obj.get("/Annots", [])]
    assert not rows
    names = file.Root.Names.Dests.Names
    for name, spot in zip(names[::2], names[1::2], strict=True):
        yield str(name), numbers[spot[0].objgen], [round(float(one), 2) for one in spot[2:]]
    with file.open_outline() as outline:
        for item in outline.root:
            yield item.title, numbers[item.destination[0].objgen], [kid.title for kid in item.children]
    fonts = file.pages[0].Resources.Font
    yield sorted(
        (str(name), font.ToUnicode.read_bytes(), font.DescendantFonts[0].W.unparse())
        for name, font in fonts.items()
    )
    yield {key: str(value) for key, value in file.docinfo.items()}, sorted(file.Root.keys())


def test_units_show_the_pages_of_one_run_and_make_one_file_of_the_same_structure():
    html = book()
    one = shop.render(html, **order(), by_units=False)
    many = shop.render(html, **order())
    assert pages(many.pdf) == pages(one.pdf)
    assert list(structure(many.pdf)) == list(structure(one.pdf))
    assert (many.pages, many.notes, many.findings) == (one.pages, one.notes, one.findings)
    assert "on page 1" in pages(one.pdf)[-1][0] + "".join(text for text, _ in pages(one.pdf))


def objects(pdf: bytes, page: int) -> dict[tuple[int, int], bytes]:
    """The page, and the elements and links that stand on it: as they are written, by their numbers."""
    file = pikepdf.open(BytesIO(pdf))
    own = file.pages[page].obj
    of_page = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Pg") == own]
    return {one.objgen: one.unparse(resolved=True) for one in (own, *own.get("/Annots", ()), *of_page)}


def test_objects_of_a_long_unit_keep_their_numbers_while_another_grows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(binding, "GRAIN", 200)
    before, after = (shop.render(book(extra=extra), **order()).pdf for extra in ("", "One line more."))
    last = len(pikepdf.open(BytesIO(before)).pages) - 1
    assert objects(before, last) == objects(after, last)
    assert len(objects(after, last)) > 10
    assert len(pikepdf.open(BytesIO(before)).objects) != len(pikepdf.open(BytesIO(after)).objects)


def test_the_book_is_cut_where_the_style_forces_a_break():
    case = engine.Case(order()["stylesheets"], order()["resources"])
    starts = case.breaks(units.skeleton(book()))
    assert [(at, kind) for at, kind, _ in starts] == [(1, "recto"), (2, "recto"), (3, "recto"), (4, "recto")]
    assert case.breaks(units.skeleton(book())) == starts
    plain = engine.Case([numbered.PAGE.replace("break-before: page", "")], order()["resources"])
    assert plain.breaks(units.skeleton(book())) == []


@pytest.mark.parametrize("name", ["book", "essay", "journal", "thesis"])
def test_every_house_style_may_be_cut(name: str):
    assert units.may_be_cut([(HERE.parent / "styles" / f"{name}.css").read_text("utf-8")])


@pytest.mark.parametrize(
    "rule",
    [
        "h1 { counter-increment: chapter }",
        "a::after { content: target-text(attr(href)) }",
        "a::after { content: target-counter(attr(href), chapter) }",
        "@page { @top-left { content: counter(pages) } }",
        "header { position: running(head) }",
        "aside { position: fixed }",
        "h1 { height: 50vh }",
        "section:has(table) + section { page: wide }",
        "body:has(.part) h1 { color: red }",
        ":has(> .part) { color: red }",
        "@media print { section:empty ~ section { page: wide } }",
    ],
)
def test_what_only_the_whole_book_can_tell_is_printed_in_one_run(rule: str):
    assert not units.may_be_cut([STYLE, rule])


def test_processes_side_by_side_make_the_same_bytes(monkeypatch: pytest.MonkeyPatch):
    made = []
    text = tostring(book(chapters=4, paragraphs=60))
    assert len(text) > 2 * shop.WORTH
    for count, is_long in (("1", False), ("2", False), ("2", True)):
        monkeypatch.setenv("OCTAVO_WORKERS", count)
        with Press(is_long) as press:
            from lxml import etree

            press.begin(etree.fromstring(text), **order())
            made.append(press.printed())
    assert made == [made[0]] * 3


def test_whoever_has_no_unit_binds_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = shop.render(book(), **order(), cache=Cache(tmp_path))
    for path in tmp_path.glob("bound-*"):
        path.unlink()
    asked = shop.Order(units.plain(book()), **order())
    kept = Kept.of(Cache(tmp_path), asked.stylesheets, asked.resources, asked.tagged)
    one = shop.Shop(asked, kept, None, 1)
    pages: list[int] = []
    progress = Progress(one.cut(), kept, pages.append)
    progress.work(asked.case())
    assert not list(tmp_path.glob("bound-*"))  # alone, it is done where the book is joined
    progress.work(asked.case())
    assert len(list(tmp_path.glob("bound-*"))) == len(progress.finished())
    assert pages == [0]  # nothing was made anew
    monkeypatch.setattr(kept_units, "bound", None)
    assert shop.render(book(), **order(), cache=Cache(tmp_path)) == first


def test_the_end_is_told_with_the_pages_that_were_made_anew(tmp_path: Path):
    pages: list[int] = []
    first = shop.render(book(), **order(), cache=Cache(tmp_path), ending=pages.append)
    shop.render(book(), **order(), cache=Cache(tmp_path), ending=pages.append)
    assert pages == [first.pages, 0]


def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the units that are laid out from now on."""
    numbers: list[int] = []
    lay_out = engine.Case.lay_out

    def counted(case: engine.Case, number: int, *args: Any) -> Any:
        numbers.append(number)
        return lay_out(case, number, *args)

    monkeypatch.setattr(engine.Case, "lay_out", counted)
    return numbers


def test_the_heaviest_of_the_last_units_does_not_come_last(monkeypatch: pytest.MonkeyPatch):
    html, numbers = book(chapters=3), laid_out(monkeypatch)
    for _ in range(60):
        SubElement(html[-1][-1], "p").text = " ".join(WORDS)
    shop.render(html, **order())
    assert numbers == [0, 1, 2, 4, 3]


def test_only_the_changed_chapter_is_laid_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = Cache(tmp_path)
    first = shop.render(book(), **order(), cache=cache)
    numbers = laid_out(monkeypatch)
    assert shop.render(book(), **order(), cache=cache) == first
    assert numbers == []
    changed = shop.render(book(extra="One sentence more."), **order(), cache=cache)
    assert set(numbers) == {3}
    assert changed == shop.render(book(extra="One sentence more."), **order())


def test_numbers_that_move_are_printed_anew(tmp_path: Path):
    cache = Cache(tmp_path)
    shop.render(book(), **order(), cache=cache)
    longer = book(extra="many words more " * 700)
    assert shop.render(longer, **order(), cache=cache) == shop.render(longer, **order())


@pytest.mark.parametrize("side", ["recto", "page"])
def test_what_is_taken_back_comes_out_as_it_was(tmp_path: Path, side: str):
    cache, styles = Cache(tmp_path), [numbered.PAGE, STYLE.replace("recto", side)]
    # A page more in the second chapter, and one less: the third begins on the other side, or after a blank.
    for extra in ("many words more " * 150, "", ""):
        html, asked = book(4, extra=extra), {**order(), "stylesheets": styles}
        assert shop.render(html, **asked, cache=cache) == shop.render(html, **asked)


def test_a_book_edited_at_random_comes_out_warm_as_it_does_cold(tmp_path: Path):
    cache, dice, html = Cache(tmp_path), random.Random(3), book()
    for _ in range(4):
        parts = [part for part in html.iter() if part.tag in ("p", "h1", "span") and part.text]
        part = dice.choice(parts)
        words = (part.text or "").split()
        at = dice.randrange(len(words) + 1)
        words[at : at + dice.choice((0, 0, 5, 60))] = dice.choices(WORDS, k=dice.choice((1, 8, 500)))
        part.text = " ".join(words)
        assert shop.render(html, **order(), cache=cache) == shop.render(html, **order())


def test_a_damaged_cache_is_not_trusted(tmp_path: Path):
    cache = Cache(tmp_path)
    first = shop.render(book(), **order(), cache=cache)
    dice = random.Random(1)
    for path in tmp_path.iterdir():
        data = bytearray(path.read_bytes())
        data[dice.randrange(len(data))] ^= 1
        path.write_bytes(data)
    assert shop.render(book(), **order(), cache=cache) == first


def test_note_at_the_very_beginning_of_a_chapter_is_its_own():
    html = book(2, 2)
    first = html.findall(".//section")[1]
    heading = first[0]
    heading.text, call = None, SubElement(heading, "span", {"class": "footnote", "id": "fn-90"})
    call.text, call.tail = "its words", "Chapter"
    printed = shop.render(html, [STYLE], {})
    assert not [one for one in printed.findings if one.code == "note-lost"]
    assert sum("its words" in words for words, _ in pages(printed.pdf)) == 1


def test_boxes_of_finished_units_do_not_wait_for_the_collector():
    def left() -> int:
        gc.collect()
        before = sum(isinstance(one, boxes.Box) for one in gc.get_objects())
        shop.render(book(), **order())
        return sum(isinstance(one, boxes.Box) for one in gc.get_objects()) - before

    gc.disable()
    try:
        with laid.units():
            otherwise = left()
        assert left() < otherwise / 2
    finally:
        gc.enable()
