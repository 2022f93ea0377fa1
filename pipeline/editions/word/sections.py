"""Section breaks where chapters need them: notes that start afresh, notes at a chapter's end, rectos."""

from __future__ import annotations

from copy import deepcopy

from pipeline.editions.word.paragraphs import properties_of, style_of
from pipeline.house_style.ooxml import Xml, el, q
from pipeline.house_style.word_mending import Mending
from pipeline.model import Block, NoteSettings

MARK = "OctavoChapter"


def needed(notes: NoteSettings, mending: Mending) -> bool:
    """Whether each chapter is a section of its own."""
    return notes.numbering == "chapter" or notes.place == "chapter-end" or bool(mending.chapter_side)


def chapter_mark() -> Block:
    """A sign between two chapters, for `divide` to find."""
    mark = f'<w:p><w:pPr><w:pStyle w:val="{MARK}"/></w:pPr></w:p>'
    return {"t": "RawBlock", "c": ["openxml", mark]}


def divide(document: Xml, notes: NoteSettings, mending: Mending) -> None:
    """End a section at each mark; its properties go into the last paragraph before it (17.6.18)."""
    body = document.find(q("w:body"))
    assert body is not None
    last = body.find(q("w:sectPr"))
    assert last is not None
    _number_afresh(last, notes)
    marks = [paragraph for paragraph in body.findall(q("w:p")) if style_of(paragraph) == MARK]
    for number, mark in enumerate(marks):
        section = _section(last, mending, first=number == 0)
        holder = mark.getprevious()
        while holder is not None and holder.tag in (q("w:bookmarkEnd"), q("w:bookmarkStart")):
            holder = holder.getprevious()
        if holder is not None and holder.tag == q("w:p"):
            properties_of(holder).append(section)
            body.remove(mark)
        else:
            # A table cannot end a section: an empty line has to.
            properties = mark.find(q("w:pPr"))
            assert properties is not None
            properties[:] = [
                el("w:spacing", {"before": 0, "after": 0, "line": 20, "lineRule": "exact"}),
                section,
            ]
    if marks:
        _type(last, mending)
        _without_first_page(last, mending)


def _number_afresh(section: Xml, notes: NoteSettings) -> None:
    """`w:footnotePr` and `w:endnotePr`, which stand right after the running heads."""
    if notes.numbering != "chapter":
        return
    at = sum(1 for child in section if str(child.tag).endswith("Reference"))
    for kind in ("endnote", "footnote"):
        children = [el("w:numFmt", {"val": "decimal"}), el("w:numRestart", {"val": "eachSect"})]
        section.insert(at, el(f"w:{kind}Pr", None, *children))


def _section(last: Xml, mending: Mending, *, first: bool) -> Xml:
    section = deepcopy(last)
    if not first:
        _type(section, mending)
        _without_first_page(section, mending)
    return section


def _type(section: Xml, mending: Mending) -> None:
    """How the section starts: on the same page, unless chapters have a side of their own."""
    at = sum(1 for child in section if str(child.tag).endswith(("Reference", "notePr")))
    kind = {"odd": "oddPage", "even": "evenPage"}.get(mending.chapter_side, "continuous")
    section.insert(at, el("w:type", {"val": kind}))


def _without_first_page(section: Xml, mending: Mending) -> None:
    """Only the document's first page is a first page (`@page :first`), unless each opening looks like it."""
    if mending.openings_bare:
        return
    for child in section.findall(q("w:titlePg")):
        section.remove(child)
