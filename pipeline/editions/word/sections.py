"""Section breaks where chapters need them: notes that start afresh, notes at a chapter's end, rectos."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from pipeline.editions.word.heads import of_sections
from pipeline.editions.word.paragraphs import properties_of, style_of
from pipeline.house_style.ooxml import Xml, el, q
from pipeline.house_style.word_front import references
from pipeline.house_style.word_mending import Mending
from pipeline.model import Block, NoteSettings

MARK = "OctavoChapter"
FRONT_MARK = "OctavoFront-"
TYPES = {"odd": "oddPage", "even": "evenPage", "page": "nextPage", "": "continuous"}


def needed(notes: NoteSettings, mending: Mending) -> bool:
    """Whether each chapter is a section of its own."""
    return notes.numbering == "chapter" or notes.place == "chapter-end" or bool(mending.chapter_start)


def chapter_mark() -> Block:
    """A sign between two chapters, for `divide` to find."""
    mark = f'<w:p><w:pPr><w:pStyle w:val="{MARK}"/></w:pPr></w:p>'
    return {"t": "RawBlock", "c": ["openxml", mark]}


def front_mark(part: str) -> Block:
    """A sign after a part before the text: there its section ends."""
    mark = f'<w:p><w:pPr><w:pStyle w:val="{FRONT_MARK}{part}"/></w:pPr></w:p>'
    return {"t": "RawBlock", "c": ["openxml", mark]}


def divide(document: Xml, notes: NoteSettings, mending: Mending) -> None:
    """End a section at each mark; its properties go into the last paragraph before it (17.6.18)."""
    body = document.find(q("w:body"))
    assert body is not None
    last = body.find(q("w:sectPr"))
    assert last is not None
    _number_afresh(last, notes)
    names = {paragraph: style_of(paragraph) for paragraph in body.findall(q("w:p"))}
    marks = [paragraph for paragraph, name in names.items() if name == MARK or name.startswith(FRONT_MARK)]
    parts = [names[mark].removeprefix(FRONT_MARK) for mark in marks if names[mark] != MARK]
    for number, mark in enumerate(marks):
        if number < len(parts):
            section = _front(last, mending, parts[number], first=number == 0)
        elif parts and number == len(parts):
            section = _opening(last, mending)
        else:
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
    if parts and len(parts) == len(marks):
        body.replace(last, _opening(last, mending))
    elif marks:
        _type(last, mending)
        _without_first_page(last, mending)
    if mending.parts_bare:
        for section, paragraphs in of_sections(document):
            if "Part" in (styles := {style_of(one) for one in paragraphs}) and "Heading1" not in styles:
                _refer(section, mending, "bare")


def _front(last: Xml, mending: Mending, part: str, *, first: bool) -> Xml:
    """The section of a part before the text: its own running heads or none, its numbers from i."""
    layout = mending.front
    section = deepcopy(last)
    own = layout.sections[part]
    _refer(section, mending, own.page)
    _begin(section, own.type, {"fmt": layout.numbers, **({"start": 1} if first else {})})
    return section


def _refer(section: Xml, mending: Mending, page: str) -> None:
    """All its pages have the running heads of pages of this name: `bare` or `front`."""
    for child in [one for one in section if str(one.tag).endswith(("Reference", "titlePg"))]:
        section.remove(child)
    for at, (kind, name, identifier) in enumerate(references(page, mending.page)):
        section.insert(at, el(f"w:{kind}Reference", {"type": name, "r:id": identifier}))


def _opening(last: Xml, mending: Mending) -> Xml:
    """The text's first section: pages count from 1."""
    section = deepcopy(last)
    _begin(section, mending.front.opening, {"fmt": "decimal", "start": 1})
    _without_first_page(section, mending)
    return section


def _begin(section: Xml, kind: str, numbers: Mapping[str, object]) -> None:
    """How the section starts, and how its pages are numbered (17.6.22, 17.6.12)."""
    at = sum(1 for child in section if str(child.tag).endswith(("Reference", "notePr")))
    section.insert(at, el("w:type", {"val": kind}))
    columns = section.find(q("w:cols"))
    assert columns is not None
    columns.addprevious(el("w:pgNumType", numbers))


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
    """How the section starts: on the same page, unless chapters have pages of their own."""
    at = sum(1 for child in section if str(child.tag).endswith(("Reference", "notePr")))
    section.insert(at, el("w:type", {"val": TYPES[mending.chapter_start]}))


def _without_first_page(section: Xml, mending: Mending) -> None:
    """Only the document's first page is a first page (`@page :first`), unless each opening looks like it."""
    if mending.openings_bare:
        return
    for child in section.findall(q("w:titlePg")):
        section.remove(child)
