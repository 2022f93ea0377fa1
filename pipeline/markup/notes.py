"""Written chapters -> their notes where an edition wants them: at the call, as asides, at the end."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from lxml import etree

from pipeline.markup.kept import Written, WrittenNote
from pipeline.markup.write import plain_text

# EPUB Structural Semantics Vocabulary: the attribute `epub:type`.
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def for_print(chapter: Written) -> etree._Element:
    """The chapter with every note as `span.footnote#fn-12[data-number]` at its call, its blocks inside.

    The PDF engine floats it to the foot of the page and names the call `fnref-12`.
    """

    def footnote(call: etree._Element, note: WrittenNote) -> None:
        call.tag = "span"
        call.attrib.clear()
        call.set("class", "footnote")
        call.set("id", f"fn-{note.key}")
        call.set("data-number", note.label)
        content = copy.deepcopy(note.content)
        call.text = (content.text or "").strip() or None
        call.extend(_tight(content))

    body = _at_calls(chapter, footnote)
    for item in body.iter("li"):
        if not plain_text(item) and not any(one.tag == "img" or one.get("id") for one in item.iter()):
            item.text = "\xa0"  # an item without a line would print its number over the next one's
    # The PDF engine knows no MathML: it would print a formula's TeX behind the formula.
    etree.strip_elements(body, "annotation", with_tail=False)
    return body


def _tight(content: etree._Element) -> list[etree._Element]:
    """The blocks of a note without the line ends between them, which a footnote would print as spaces."""
    blocks = list(content)
    for block in blocks:
        if not (block.tail or "").strip():
            block.tail = None
    return blocks


def with_calls(chapter: Written) -> etree._Element:
    """The chapter with every call as a link `a.footnote-ref#fnref-12` to its note."""

    def link(call: etree._Element, note: WrittenNote) -> None:
        call.tag = "a"
        call.attrib.clear()
        call.set("class", "footnote-ref")
        call.set(EPUB_TYPE, "noteref")
        call.set("role", "doc-noteref")
        call.set("id", f"fnref-{note.key}")
        call.set("href", f"#fn-{note.key}")
        call.text = note.label

    return _at_calls(chapter, link)


def for_screen(chapter: Written) -> tuple[etree._Element, list[etree._Element]]:
    """The chapter with linked calls, and its notes as `aside`s that name their number and link back."""
    return with_calls(chapter), [_aside(note) for note in chapter.notes]


def end_notes(
    groups: Sequence[tuple[str, Sequence[WrittenNote]]], title: str, level: int = 1
) -> etree._Element:
    """A section of endnotes with its heading; a group with a name of its own (a chapter) a subheading."""
    section = etree.Element("section", {"class": "endnotes", "role": "doc-endnotes", EPUB_TYPE: "endnotes"})
    _heading(section, level, title)
    for name, notes in groups:
        if name and notes:
            _heading(section, level + 1, name)
        for note in notes:
            item = etree.SubElement(section, "div", {"class": "endnote", "id": f"fn-{note.key}"})
            _fill(item, note)
    return section


def last_of_text(chapters: Sequence[Written]) -> int:
    """The number of the chapter after which the notes of a book stand: only lists of works follow them."""
    last = len(chapters) - 1
    called = [number for number, chapter in enumerate(chapters) if chapter.notes]
    while last > max(called, default=0) and is_bibliography(chapters[last].body):
        last -= 1
    return last


def is_bibliography(body: etree._Element) -> bool:
    """Whether the chapter holds a list of works."""
    return any("csl-bib-body" in (one.get("class") or "").split() for one in body.iter("div"))


def _heading(section: etree._Element, level: int, title: str) -> None:
    heading = etree.SubElement(section, f"h{min(level, 6)}", {"data-title": title})
    heading.text = title


def _at_calls(chapter: Written, make: Callable[[etree._Element, WrittenNote], None]) -> etree._Element:
    """A copy of the body with each empty call filled by `make`."""
    body = copy.deepcopy(chapter.body)
    notes = {note.key: note for note in chapter.notes}
    for call in [one for one in body.iter("span") if one.get("class") == "note-call"]:
        note = notes.get(call.get("data-note") or "")
        if note is not None:
            make(call, note)
    return body


def _aside(note: WrittenNote) -> etree._Element:
    aside = etree.Element("aside", {"class": "footnote", EPUB_TYPE: "footnote", "role": "doc-footnote"})
    aside.set("id", f"fn-{note.key}")
    _fill(aside, note)
    return aside


def _fill(item: etree._Element, note: WrittenNote) -> None:
    """The note's number, linked back to its call, and its blocks.

    The link back opens the first paragraph (Kindle looks for it there); a note that begins with something
    else gets a paragraph for it.
    """
    content = copy.deepcopy(note.content)
    back = etree.Element(
        "a", {"class": "footnote-back", "role": "doc-backlink", "href": f"#fnref-{note.key}"}
    )
    back.text = f"{note.label}." if note.label[-1:].isalnum() else note.label
    first = (
        content[0] if len(content) and content[0].tag == "p" and not (content.text or "").strip() else None
    )
    if first is None:
        first = etree.Element("p")
        first.text, content.text = content.text, None
        content.insert(0, first)
    back.tail = "\u00a0" + (first.text or "")
    first.text = None
    first.insert(0, back)
    item.extend(list(content))
