"""The names and links of a PDF (ISO 32000-1, 12.3.2 and 12.5.6.5), and its glyphs that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from pipeline.proof.expected import link

# A string of codes of four digits, one of which is 0 (ISO 32000-1, 7.3.4.3 and 9.7.5.2).
_BLANK = re.compile(rb"<(?:[0-9A-Fa-f]{4})*?0000(?:[0-9A-Fa-f]{4})*>")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the PDF: page from 1, and points from the lower left."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page to a named place: where it is, and how much room there is to click on."""

    page: int
    target: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Web:
    """All names and links of a PDF; `blanks` are the pages with a glyph that stands for none."""

    spots: Mapping[str, Spot]
    links: tuple[Link, ...]
    outside: frozenset[str]
    broken: tuple[int, ...]  # pages of links that lead nowhere
    blanks: tuple[int, ...]
    contents: tuple[str, ...]


def web(pdf: pikepdf.Pdf) -> Web:
    """The names, the links and the table of contents of a PDF."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    spots = dict(_spots(pdf, numbers))
    links: list[Link] = []
    outside: set[str] = set()
    broken: list[int] = []
    blanks: list[int] = []
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.obj.get("/Annots", ()):
            if annotation.get("/Subtype") == "/Link":
                _link(annotation, number, links, outside, broken)
        if _has_blank(page):
            blanks.append(number)
    broken += [one.page for one in links if one.target not in spots]
    titles = tuple(_titles(pdf.Root.get("/Outlines")))
    return Web(spots, tuple(links), frozenset(outside), tuple(broken), tuple(blanks), titles)


def _spots(pdf: Any, numbers: Mapping[tuple[int, int], int]) -> Iterator[tuple[str, Spot]]:
    names = pdf.Root.get("/Names")
    tree = names.get("/Dests") if names is not None else None
    # pikepdf's own types call the names of a name tree bytes in one version and text in another.
    found: Any = pikepdf.NameTree(tree).items() if tree is not None else ()
    for name, value in found:
        place = value.get("/D") if isinstance(value, pikepdf.Dictionary) else value
        if isinstance(place, pikepdf.Array) and place[0].objgen in numbers:
            at = [float(one) if _is_number(one) else 0.0 for one in list(place)[2:4]]
            x, y = [*at, 0.0, 0.0][:2]
            yield str(name), Spot(numbers[place[0].objgen], x, y)


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _link(annotation: Any, page: int, links: list[Link], outside: set[str], broken: list[int]) -> None:
    """Note where a link leads: to a name, to a page, out of the file, or nowhere."""
    action, target = annotation.get("/A"), annotation.get("/Dest")
    if action is not None and action.get("/S") == "/URI":
        outside.add(link(str(action.get("/URI", ""))))
        return
    if action is not None and action.get("/S") == "/GoTo":
        target = action.get("/D")
    if isinstance(target, pikepdf.String | pikepdf.Name):
        edges = [float(one) for one in annotation.get("/Rect", (0, 0, 0, 0))]
        left, right = sorted((edges[0], edges[2]))
        bottom, top = sorted((edges[1], edges[3]))
        links.append(Link(page, str(target).lstrip("/"), left, bottom, right, top))
    elif not isinstance(target, pikepdf.Array):
        broken.append(page)


def _has_blank(page: Any) -> bool:
    """Whether a text of the page shows glyph 0, the sign for a character that the font does not have."""
    stream = _content(page)
    return b"0000" in stream and _BLANK.search(stream) is not None


def _content(page: Any) -> bytes:
    content = page.obj.get("/Contents")
    if content is None:
        return b""
    parts = content if isinstance(content, pikepdf.Array) else [content]
    return b"\n".join(part.read_bytes() for part in parts)


def _titles(outline: Any) -> Iterator[str]:
    """The titles of the bookmarks, in order."""
    item = outline.get("/First") if outline is not None else None
    while item is not None:
        yield str(item.get("/Title", ""))
        yield from _titles(item)
        item = item.get("/Next")
