"""Chapters -> element trees: notes apart, ids once in the book, every heading with its plain words."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from pipeline import tree
from pipeline.cache import Kept, kept_or_made
from pipeline.markup.kept import Written, WrittenNote, packed, unpacked
from pipeline.markup.parse import parse
from pipeline.markup.prepare import Prepared, TakenNote, prepare
from pipeline.model import Block, Chapter, Finding

# Every list of blocks as an HTML fragment, as `pandoc.write_html`.
Writer = Callable[[Sequence[Sequence[Block]]], list[str]]
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def write(
    chapters: Sequence[Chapter], writer: Writer, kept: Kept | None = None
) -> tuple[tuple[Written, ...], tuple[Finding, ...]]:
    """The chapters as HTML, and what raw text of the author cannot be printed.

    Those that are kept are not written again.
    """

    def made(missing: list[int]) -> Iterator[tuple[Written, tuple[Finding, ...]]]:
        prepared = [prepare(chapters[at].blocks, chapters[at].source) for at in missing]
        fragments = iter(writer([blocks for one, _ in prepared for blocks in _texts(one)]))
        for at, (one, findings) in zip(missing, prepared, strict=True):
            yield _written(chapters[at], one, fragments), findings

    keys = [chapter.digest.encode() for chapter in chapters]
    found = kept_or_made(
        kept, "written", keys, made, lambda one: packed(*one), unpacked, lambda at: chapters[at].letters
    )
    findings = dict.fromkeys(one for _, told in found for one in told)
    return unique_ids([written for written, _ in found]), tuple(findings)


def _texts(prepared: Prepared) -> Iterator[Sequence[Block]]:
    """What pandoc writes for a chapter: its body, its notes together, each note with raw HTML apart.

    A document for each note would take pandoc three times as long; but an unclosed tag may not reach
    the next note.
    """
    yield prepared.body
    yield [tree.div(note.blocks) for note in prepared.notes if not _has_raw(note)]
    yield from (note.blocks for note in prepared.notes if _has_raw(note))


def _has_raw(note: TakenNote) -> bool:
    return next(tree.elements(list(note.blocks), "RawInline", "RawBlock"), None) is not None


def _written(chapter: Chapter, prepared: Prepared, fragments: Iterator[str]) -> Written:
    body = finished(parse(next(fragments)))
    together = iter(parse(next(fragments)))
    notes = tuple(
        WrittenNote(
            note.key, note.label, _opened(parse(next(fragments)) if _has_raw(note) else next(together))
        )
        for note in prepared.notes
    )
    return Written(chapter.id, chapter.title, body, notes, chapter.source)


def _opened(note: etree._Element) -> etree._Element:
    """The note in its final shape, without the space that pandoc leaves before its first word."""
    content = finished(note)
    first = content[0] if len(content) and not (content.text or "").strip() else content
    first.text = (first.text or "").lstrip(" \n") or None
    return content


def finished(root: etree._Element) -> etree._Element:
    """A new tree in its final shape: calls out of links, later calls as links, headings with their words."""
    root = copy.deepcopy(root)
    for element in list(root.iter("span")):
        classes = (element.get("class") or "").split()
        if "note-call" in classes:
            _out_of_link(element)
        elif "note-again" in classes:
            _out_of_link(element)
            _later_call(element)
    for heading in list(root.iter(*HEADINGS)):
        words = plain_text(heading)
        if words:
            heading.set("data-title", words)
        elif heading.find(".//img") is None and heading.find(".//span[@class='note-call']") is None:
            _remove(heading)  # a heading without words would stand empty in every table of contents
    return root


def plain_text(element: etree._Element) -> str:
    """The words of an element on one line; maths as TeX, an image as its alternative text, no note calls."""
    parts: list[str] = []

    def add(one: etree._Element) -> None:
        if one.tag == "math":
            parts.append(one.get("alttext") or "".join(map(str, one.itertext())))
        elif one.tag == "br":
            parts.append(" ")
        elif one.tag == "img":
            parts.append(one.get("alt") or "")
        elif "footnote" not in (one.get("class") or "") and "note-again" not in (one.get("class") or ""):
            parts.append(one.text or "")
            for child in one:
                add(child)
                parts.append(child.tail or "")

    add(element)
    return " ".join("".join(parts).split())


def _out_of_link(call: etree._Element) -> None:
    """Set a call that stands in a link behind it: a link cannot hold another (HTML, 4.5.1)."""
    link = next(call.iterancestors("a"), None)
    if link is None:
        return
    _remove(call)
    call.tail, link.tail = link.tail, None
    link.addnext(call)


def _later_call(mark: etree._Element) -> None:
    """Make the mark of a note called again a link to the note."""
    mark.tag = "a"
    key, label = mark.get("data-note") or "", mark.get("data-number") or ""
    mark.attrib.clear()
    mark.set("class", "note-again")
    mark.set("href", f"#fn-{key}")
    mark.text = label


def _remove(element: etree._Element) -> None:
    """Take the element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def unique_ids(chapters: Sequence[Written]) -> tuple[Written, ...]:
    """The chapters with every id once in the book; a chapter's own links follow its ids."""
    taken: set[str] = set()
    united = []
    for chapter in chapters:
        own = [name for root in _roots(chapter) for one in root.iter() if (name := one.get("id"))]
        if len(set(own)) == len(own) and taken.isdisjoint(own):
            taken.update(own)
            united.append(chapter)
            continue
        roots = [copy.deepcopy(root) for root in _roots(chapter)]
        moved: dict[str, str] = {}
        held: set[str] = set()
        for element in (one for root in roots for one in root.iter() if one.get("id")):
            _place(element, taken, held, moved)
        for link in (one for root in roots for one in root.iter("a")) if moved else ():
            target = link.get("href") or ""
            if target[:1] == "#" and target[1:] in moved:
                link.set("href", "#" + moved[target[1:]])
        taken |= held
        notes = tuple(
            replace(note, content=root) for note, root in zip(chapter.notes, roots[1:], strict=True)
        )
        united.append(replace(chapter, body=roots[0], notes=notes))
    return tuple(united)


def _roots(chapter: Written) -> Iterator[etree._Element]:
    yield chapter.body
    yield from (note.content for note in chapter.notes)


def _place(element: etree._Element, taken: set[str], own: set[str], moved: dict[str, str]) -> None:
    """Give the element an id that is free: within a chapter the first bearer keeps it, as in browsers."""
    name = element.get("id") or ""
    new, number = name, 2
    while new in taken or new in own:
        new, number = f"{name}-{number}", number + 1
    if new != name:
        element.set("id", new)
        if name not in own:
            moved[name] = new
    own.add(new)


def ids(element: etree._Element) -> Mapping[str, etree._Element]:
    """The elements by their ids."""
    return {name: one for one in element.iter() if (name := one.get("id"))}
