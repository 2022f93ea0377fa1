"""A book cut into units of pages: one begins where the stylesheet forces a break before a block of the body.

A unit is a document of its own. Its neighbours are still there, but empty, so that selectors that ask for
siblings find them; of the block after it there is as much as tells how the next unit begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import tinycss2

from pipeline.weasy.passing import Entry

_FORCED = ("page", "left", "right", "recto", "verso")
_SHOWN = frozenset(("img", "svg", "video", "object", "input", "hr", "br"))
# What one unit cannot know of another: counters of elements, words, running elements, lengths.
_WHOLE = re.compile(
    r"target-text\(|target-counters?\((?:[^(),]|\([^()]*\))*,\s*(?!page\b)[\w-]"
    r"|counters?\(\s*pages\b|running\(|element\("
    r"|counter-(reset|increment|set)\s*:(?!\s*(page|none)\b)|position\s*:\s*fixed|no-(open|close)-quote"
    r"|\d(vw|vh|vi|vb|vmin|vmax)\b|@(import|layer)|(?<![\w-])(page-)?float\s*:\s*(top|bottom)",
)
_INSIDE = re.compile(r":has\(|:empty")
# `:has()` and `:empty` of a neighbour, of the whole book, or of anything.
_AROUND = re.compile(r"[+~]|(^|[\s,>(*]|html|body|:root):(has\(|empty)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a document, in XML: its own blocks are those from `begin` to before `end` of the body.

    `foreign`: places in other units that its links lead to. `guess`: what probably comes in.
    """

    html: bytes
    begin: int
    end: int
    is_first: bool
    is_last: bool
    foreign: frozenset[str]
    guess: Entry


def one(html: Any) -> list[Unit]:
    """The whole book as one unit."""
    entry = Entry(not _is_leftward(html))
    return [Unit(ElementTree.tostring(html), 0, len(html.find("body")), True, True, frozenset(), entry)]


def _is_leftward(html: Any) -> bool:
    """Whether the book runs from right to left: its first page is a left one (CSS Paged Media 3, 3.2)."""
    return bool(html.get("dir") == "rtl")


def cut(html: Any, starts: Sequence[tuple[int, str, str | None]]) -> list[Unit]:
    """The units of the book; `starts` are those that `breaks` found."""
    if not starts:
        return one(html)
    body = html.find("body")
    blocks = list(body)
    bounds = [0, *(at for at, _, _ in starts), len(blocks)]
    lefts = ("left", "recto") if _is_leftward(html) else ("left", "verso")
    first = Entry(not _is_leftward(html))
    guesses = [first, *(Entry(kind not in lefts, kind, name) for _, kind, name in starts)]
    places = _places(html.iter())
    units = []
    for (begin, end), guess in zip(pairwise(bounds), guesses, strict=True):
        root, inner = shell(html), shell(body)
        root.append(inner)
        for index, block in enumerate(blocks):
            own = begin <= index < end
            inner.append(block if own else opening(block) if index == end else shell(block))
        parts = [part for block in blocks[begin:end] for part in block.iter()]
        links = {(part.get("href") or "").removeprefix("#") for part in parts}
        foreign = frozenset((links & places) - _places(parts))
        units.append(
            Unit(ElementTree.tostring(root), begin, end, begin == 0, end == len(blocks), foreign, guess)
        )
    return units


def _places(elements: Iterable[Any]) -> set[str]:
    """What links may name: elements, and the calls of footnotes."""
    found = set()
    for element in elements:
        if name := element.get("id"):
            found.add(name)
            if name.startswith("fn-") and element.get("class") == "footnote":
                found.add("fnref-" + name.removeprefix("fn-"))
    return found


def plain(element: Any) -> ElementTree.Element:
    """A copy of the tree in xml.etree, without comments and processing instructions."""
    made = ElementTree.Element(element.tag, dict(element.attrib))
    made.text = element.text
    for child in element:
        if isinstance(child.tag, str):
            inner = plain(child)
            inner.tail = child.tail
            made.append(inner)
        elif child.tail and len(made):
            made[-1].tail = (made[-1].tail or "") + child.tail
        elif child.tail:
            made.text = (made.text or "") + child.tail
    return made


def shell(element: Any) -> Any:
    """The element without what is in it."""
    return element.makeelement(element.tag, dict(element.attrib))


def opening(element: Any) -> Any:
    """The element with all that comes before its first word or picture."""
    return _opening(element)[0]


def _opening(element: Any) -> tuple[Any, bool]:
    found = shell(element)
    if element.tag in _SHOWN or (element.text or "").strip():
        return found, True
    for child in element:
        if child.get("class") == "footnote":  # its words are the unit's own, and it shows a number
            return found, True
        inner, done = _opening(child)
        found.append(inner)
        if done or (child.tail or "").strip():
            return found, True
    return found, False


def skeleton(html: Any) -> Any:
    """The book's blocks down to their first words: all that tells where its units begin."""
    root, body = shell(html), html.find("body")
    inner = shell(body)
    root.append(inner)
    inner.extend(opening(block) for block in body)
    return root


def may_be_cut(stylesheets: Sequence[str]) -> bool:
    """Whether the stylesheets ask for nothing that only a run over the whole book can tell."""
    return not any(_WHOLE.search(text) or _looks_around(text) for text in map(_without_comments, stylesheets))


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def _looks_around(text: str) -> bool:
    """Whether a selector asks what is inside a neighbour, or anywhere in the book."""
    if not _INSIDE.search(text):
        return False
    selectors = _selectors(tinycss2.parse_stylesheet(text, skip_comments=True))
    return any(_INSIDE.search(one) and _AROUND.search(one) for one in selectors)


def _selectors(rules: Any) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield tinycss2.serialize(rule.prelude)
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in ("media", "supports"):
            yield from _selectors(tinycss2.parse_rule_list(rule.content, skip_comments=True))


def breaks(root: Any, style_for: Any) -> list[tuple[int, str, str | None]]:
    """Where units begin: index of the block in the body, kind of the break, name of the page.

    `root` is the skeleton, as an xml.etree tree, with its computed styles.
    """
    body = root.find("body")
    if not (_is_block(style_for(root, None)) and _is_block(style_for(body, None))):
        return []
    found, shown = [], False
    for index, block in enumerate(body):
        style = style_for(block, None)
        if not _is_block(style) or style["position"] != "static" or style["float"] != "none":
            continue
        kind, name = _forced(block, style_for)
        if kind and shown:
            found.append((index, kind, name))
        shown = True
    return found


def _is_block(style: Any) -> bool:
    columns = style["column_width"] != "auto" or style["column_count"] != "auto"
    return tuple(style["display"])[:2] == ("block", "flow") and not columns


def _forced(block: Any, style_for: Any) -> tuple[str | None, str | None]:
    """The forced break before the block and all that begins where it does; the name of the page there."""
    kind, name = None, ""
    part = block
    while part is not None:
        style = style_for(part, None)
        if tuple(style["display"])[:1] != ("block",):
            break
        value = style["break_before"]
        if value in _FORCED and not (value == "page" and kind):
            kind = value
        name = style["page"] or name
        part = part[0] if len(part) else None
    return kind, name
