"""Contents and lists of figures and tables as Word's own fields, with the entries that show until it works
them out anew (TOC and PAGEREF, ECMA-376, part 1, 17.16.5.68 and 17.16.5.45)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from pipeline.editions.word.front import LIST_MARK
from pipeline.editions.word.paragraphs import properties_of, style_of
from pipeline.house_style.ooxml import Xml, el, q

_HEADING = re.compile(r"Heading([1-9])$")
_CAPTIONS = {"figures": "ImageCaption", "tables": "TableCaption"}
# Letters that stand in a call, a field or a mark and not in an entry.
_OUT = frozenset(q(name) for name in ("w:footnoteReference", "w:endnoteReference", "w:br", "w:tab"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: its style, the bookmark that it leads to, its runs of words."""

    style: str
    target: str
    runs: tuple[Xml, ...]


def fill_lists(body: Xml, depth: int, unnumbered: Collection[str] = (), inner: Collection[str] = ()) -> None:
    """Fill each list where its mark stands; `unnumbered` are the bookmarks of the headings of that class.

    `inner` are those of headings in quotations and lists, which head no part of the book.
    """
    marks = [one for one in body.findall(q("w:p")) if style_of(one).startswith(LIST_MARK)]
    for mark in marks:
        kind = style_of(mark).removeprefix(LIST_MARK)
        headings = (one for one in _headings(body, depth, unnumbered) if one.target not in inner)
        entries = list(headings if kind == "contents" else _captions(body, kind))
        instruction = (
            f'TOC \\o "1-{depth}" \\h \\z \\u'
            if kind == "contents"
            else f'TOC \\h \\z \\t "{_NAMES[kind]},1"'
        )
        heading = mark.getprevious()
        assert heading is not None
        mark.addprevious(_gallery([heading, *field_of(instruction, entries)]))
        _make_small(mark)


def pages_filled(document: Xml, pages: Mapping[str, str]) -> None:
    """Set the numbers in the lists; `pages` has the label of the printed page of each bookmark."""
    for link in _entries(document):
        *_, number = link.iter(q("w:t"))
        number.text = pages.get(str(link.get(q("w:anchor"))), NO_PAGE)


def pages_asked(document: Xml, places: Mapping[str, str]) -> dict[str, str]:
    """What `pages_filled` will need of the places' pages, by bookmark."""
    labels = {bookmark(name): label for name, label in places.items()}
    asked = [str(link.get(q("w:anchor"))) for link in _entries(document)]
    return {name: labels[name] for name in asked if name in labels}


def _entries(document: Xml) -> Iterator[Xml]:
    for link in document.iter(q("w:hyperlink")):
        if any("PAGEREF" in (one.text or "") for one in link.iter(q("w:instrText"))):
            yield link


def bookmark(name: str) -> str:
    """The name of a place as pandoc's Word writer has it: 40 characters are the most that Word allows."""
    if name[:1].isalpha() and len(name) <= 40:
        return name
    return "X" + hashlib.sha1(name.encode()).hexdigest()[1:]


def _gallery(paragraphs: list[Xml]) -> Xml:
    """The paragraphs as what Word's own button makes, and can make anew (17.5.2.12)."""
    kind = el("w:docPartGallery", {"val": "Table of Contents"})
    properties = el("w:sdtPr", None, el("w:docPartObj", None, kind, el("w:docPartUnique")))
    return el("w:sdt", None, properties, el("w:sdtContent", None, *paragraphs))


_NAMES = {"figures": "Image Caption", "tables": "Table Caption"}


def field_of(instruction: str, entries: Sequence[Entry]) -> Iterator[Xml]:
    """The paragraphs of a field that lists the entries."""
    for number, entry in enumerate(entries):
        paragraph = el("w:p", None, el("w:pPr", None, el("w:pStyle", {"val": entry.style})))
        if number == 0:
            paragraph.extend(_begin(instruction))
        link = el(
            "w:hyperlink", {"anchor": entry.target, "history": 1}, *entry.runs, el("w:r", None, el("w:tab"))
        )
        link.extend(_begin(f"PAGEREF {entry.target} \\h"))
        link.extend([el("w:r", None, el("w:t", text=NO_PAGE)), _character("end")])
        paragraph.append(link)
        if number == len(entries) - 1:
            paragraph.append(_character("end"))
        yield paragraph


NO_PAGE = "\u2007"  # shows nothing until the number is known


def _begin(instruction: str) -> list[Xml]:
    return [
        _character("begin"),
        el("w:r", None, el("w:instrText", {"xml:space": "preserve"}, text=f" {instruction} ")),
        _character("separate"),
    ]


def _character(kind: str) -> Xml:
    return el("w:r", None, el("w:fldChar", {"fldCharType": kind}))


def _headings(body: Xml, depth: int, unnumbered: Collection[str]) -> Iterator[Entry]:
    for number, paragraph in enumerate(body.findall(q("w:p")), 1):
        style = style_of(paragraph)
        found = _HEADING.match(style)
        level = 1 if style == "Part" else int(found[1]) if found else 9
        if level <= depth and (runs := _runs(paragraph)):
            target = _bookmark(paragraph) or _own_bookmark(paragraph, f"octavo-heading-{number}")
            name = "TOCPart" if style == "Part" else f"TOC{level}"
            yield Entry("TOCUnnumbered" if target in unnumbered and level == 1 else name, target, runs)


def _captions(body: Xml, kind: str) -> Iterator[Entry]:
    number = 0
    for paragraph in body.iter(q("w:p")):
        if style_of(paragraph) == _CAPTIONS[kind] and (runs := _runs(paragraph)):
            number += 1
            yield Entry("TableofFigures", _own_bookmark(paragraph, f"octavo-{kind[:-1]}-{number}"), runs)


def _runs(paragraph: Xml) -> tuple[Xml, ...]:
    """The runs of a heading with their looks, without notes, links and fields."""
    kept: list[Xml] = []
    inside = 0
    for run in paragraph.iter(q("w:r")):
        kinds = [one.get(q("w:fldCharType")) for one in run.findall(q("w:fldChar"))]
        inside += kinds.count("begin") - kinds.count("end")
        words = "".join(one.text or "" for one in run.findall(q("w:t")))
        called = any(one.tag in _OUT and "Reference" in str(one.tag) for one in run)
        if inside or kinds or called:
            continue
        if run.find(q("w:br")) is not None:
            words = words or " "
        if words:
            properties = run.find(q("w:rPr"))
            kept.append(el("w:r", None, *([deepcopy(properties)] if properties is not None else [])))
            kept[-1].append(el("w:t", text=words))
    for run in kept:
        for style in list(run.iter(q("w:rStyle"))):
            if style.get(q("w:val")) == "Hyperlink":
                style.getparent().remove(style)  # type: ignore[union-attr]
    return tuple(kept)


def _bookmark(paragraph: Xml) -> str:
    """The bookmark in the paragraph; empty where it has none."""
    names = (str(start.get(q("w:name"))) for start in paragraph.iter(q("w:bookmarkStart")))
    return next((name for name in names if not name.startswith("fnref_")), "")


def _own_bookmark(paragraph: Xml, fresh: str) -> str:
    """A bookmark of this name round the paragraph's words."""
    root = paragraph.getroottree().getroot()
    taken = [int(one.get(q("w:id")) or 0) for one in root.iter(q("w:bookmarkStart"))]
    number = max(taken, default=0) + 1
    at = 1 if paragraph.find(q("w:pPr")) is not None else 0
    paragraph.insert(at, el("w:bookmarkStart", {"id": number, "name": fresh}))
    paragraph.append(el("w:bookmarkEnd", {"id": number}))
    return fresh


def _make_small(paragraph: Xml) -> None:
    """An empty line that ends the section, as low as Word allows."""
    properties = properties_of(paragraph)
    style = properties.find(q("w:pStyle"))
    if style is not None:
        style.set(q("w:val"), "TOC1")
    kept = properties.find(q("w:sectPr"))
    spacing = el("w:spacing", {"before": 0, "after": 0, "line": 20, "lineRule": "exact"})
    if kept is not None:
        kept.addprevious(spacing)
    else:
        properties.append(spacing)
