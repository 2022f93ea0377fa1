"""Native notes: numbers as the manuscript has them, at the foot of the page or at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.editions.word.paragraphs import mend_paragraphs, set_style, style_of
from pipeline.editions.word.tables import mend_tables
from pipeline.house_style.ooxml import Xml, el, parse, q
from pipeline.house_style.word_mending import Mending
from pipeline.markup.title import SIGNS

# The words that metadata give stand in these; their notes have signs, not numbers.
FRONT_STYLES = frozenset(
    "Title TitleLong Subtitle SubtitleLong Author AuthorNext Date AbstractTitle Abstract AbstractNext "
    "FrontAbstract FrontAbstractNext Dedication DedicationNext FrontEpigraph FrontEpigraphSource "
    "Copyright Series Publisher".split()
)
END_STYLES = {"FootnoteText": "EndnoteText", "FootnoteTextNext": "EndnoteTextNext",
              "FootnoteBlockText": "EndnoteBlockText"}  # fmt: skip


def number_notes(document: Xml, footnotes: Xml, labels: Mapping[str, str], *, restart: bool) -> set[str]:
    """Give each call its number; the ids of the notes on the title, which stay at the foot of their page.

    Word counts by itself. Where it would count otherwise than the manuscript, the number is written as a
    mark of its own (`customMarkFollows`, ECMA-376, part 1, 17.11.14), which Word does not count.
    `labels` is by the serial in the bookmark at the call; with `restart` each section counts afresh.
    """
    notes = {note.get(q("w:id")): note for note in footnotes.findall(q("w:footnote"))}
    title: set[str] = set()
    count = 1
    for paragraph in document.iter(q("w:p")):
        for reference, serial in _calls(paragraph):
            identifier = str(reference.get(q("w:id")))
            label = labels.get(serial, str(count))
            if not serial and style_of(paragraph) in FRONT_STYLES:
                label = SIGNS[len(title) % len(SIGNS)] * (len(title) // len(SIGNS) + 1)
                title.add(identifier)
            if label == str(count):
                count += 1
            else:
                _mark(reference, notes[identifier], label)
        if restart and paragraph.find(f"{q('w:pPr')}/{q('w:sectPr')}") is not None:
            count = 1
    return title


def _calls(paragraph: Xml) -> Iterator[tuple[Xml, str]]:
    """The paragraph's calls, each with the serial in the bookmark around it."""
    serial = ""
    for element in paragraph.iter(q("w:bookmarkStart"), q("w:footnoteReference")):
        name = str(element.get(q("w:name")) or "")
        if element.tag == q("w:footnoteReference"):
            yield element, serial
            serial = ""
        elif name.startswith("fnref_"):
            serial = name.removeprefix("fnref_")


def _mark(reference: Xml, note: Xml, label: str) -> None:
    """The label as a mark, at the call and before the note, which is mended already."""
    reference.set(q("w:customMarkFollows"), "1")
    reference.addnext(el("w:t", text=label))
    number = next(note.iter(q("w:footnoteRef")), None)
    run = number.getparent() if number is not None else None
    if number is None or run is None:
        return
    run.replace(number, el("w:t", text=label))
    for style in run.iter(q("w:rStyle")):
        # LibreOffice knows a mark by the style of its call, and shows it twice in any other.
        style.set(q("w:val"), "FootnoteReference")
    following = run.getnext()
    suffix = following.find(q("w:t")) if following is not None else None
    if suffix is not None:
        suffix.text = (suffix.text or "").lstrip(".)")  # a full stop belongs to a number, not to a star


def mend_notes(footnotes: Xml, mending: Mending) -> None:
    """The number before each note and what stands after it; the paragraphs of each note."""
    for note in footnotes.findall(q("w:footnote")):
        _number(note, mending)
        if len(note) and note[-1].tag == q("w:tbl"):
            # Word wants a paragraph at the end of whatever holds paragraphs (17.4.65).
            note.append(_last_line())
        mend_tables(note, mending)
        mend_paragraphs(note, mending)
        for style in note.iter(q("w:rStyle")):
            if style.get(q("w:val")) == "VerbatimChar":
                style.set(q("w:val"), "FootnoteVerbatimChar")


def _number(note: Xml, mending: Mending) -> None:
    """pandoc writes a raised number and a space; here both are as the stylesheet's marker has them."""
    number = next(note.iter(q("w:footnoteRef")), None)
    run = number.getparent() if number is not None else None
    if run is None:
        return
    for style in run.iter(q("w:rStyle")):
        style.set(q("w:val"), "FootnoteNumber")
    following = run.getnext()
    text = following.find(q("w:t")) if following is not None else None
    if text is not None and not (text.text or "").strip():
        text.text = mending.note_suffix
    else:
        run.addnext(el("w:r", None, el("w:t", text=mending.note_suffix)))


def _last_line() -> Xml:
    spacing = el("w:spacing", {"before": 0, "after": 0, "line": 20, "lineRule": "exact"})
    return el("w:p", None, el("w:pPr", None, el("w:pStyle", {"val": "FootnoteText"}), spacing))


def with_separators(notes: Xml, separators: bytes) -> Xml:
    """The notes after the house style's separators, in its namespaces."""
    part = parse(separators)
    part.extend(list(notes))
    return part


def to_endnotes(document: Xml, footnotes: Xml, separators: bytes, keep: set[str]) -> Xml:
    """`w:endnotes` with every note but those to keep, which stay in `footnotes`; the calls follow."""
    part = parse(separators)
    moved = set()
    for note in footnotes.findall(q("w:footnote")):
        if note.get(q("w:type")) is None and str(note.get(q("w:id"))) not in keep:
            moved.add(str(note.get(q("w:id"))))
            part.append(note)
    for reference in document.iter(q("w:footnoteReference")):
        if reference.get(q("w:id")) in moved:
            reference.tag = q("w:endnoteReference")
            _rename(reference.getparent(), "FootnoteReference", "EndnoteReference")
    for note in part.findall(q("w:footnote")):
        note.tag = q("w:endnote")
        for number in note.iter(q("w:footnoteRef")):
            number.tag = q("w:endnoteRef")
        _rename(note, "FootnoteNumber", "EndnoteNumber")
        _rename(note, "FootnoteReference", "EndnoteReference")
        for paragraph in note.iter(q("w:p")):
            set_style(paragraph, END_STYLES.get(style_of(paragraph), style_of(paragraph)))
    return part


def _rename(element: Xml | None, old: str, new: str) -> None:
    for style in element.iter(q("w:rStyle")) if element is not None else ():
        if style.get(q("w:val")) == old:
            style.set(q("w:val"), new)
