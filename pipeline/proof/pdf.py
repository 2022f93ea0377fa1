"""The finished PDF, read back by PDFium through its own structure tree (ISO 32000-1, 14.7 and 14.8).

The tree says which words are text, note, list number or page furniture; the page's objects say where each
stands.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from pipeline.cache import Kept, sound
from pipeline.model import ERROR, Finding, Place
from pipeline.proof.pdf_digest import BROKEN, File
from pipeline.proof.pdf_found import ClashError, Found, Note
from pipeline.proof.pdf_links import Book, Link, Opened, Spot, Stretch, spots, titles
from pipeline.proof.pdf_raw import taken_apart
from pipeline.proof.pdf_seen import Node, Seen, Sight
from pipeline.proof.reading import Heading, Reading, ReadNote, Words
from pipeline.proof.sight import SLACK, Edges, Run, Sheet
from pipeline.proof.stream import GAP, Stream, compare, letters, runs_left

_KIND = "pages-read"
_HEADINGS = {"H": 1, **{f"H{level}": level for level in range(1, 7)}}
_FRONT = "octavo-"  # the names of the parts before the text begin so
_NEAR = 20.0  # points between a call's name and the link on it
_JUMP = 14.0  # points by which a line may stand above the one before it in the same column


def read(
    data: bytes,
    areas: tuple[Edges, Edges] | None = None,
    *,
    leftward: bool = False,
    kept: Kept | None = None,
) -> Reading:
    """The letters, notes, headings and faults of a PDF; `areas` are the text's on odd and even pages.

    `leftward` says that the book is written from right to left, so that a line is in the order it is seen.
    Pages that were seen before are taken from what was kept of them.
    """
    with closing(Sight(data, areas)) as sight:
        if kept:
            with suppress(ClashError, *BROKEN), sight.helped(kept):  # it is read as a whole then
                file = File(taken_apart(data), (areas, leftward), kept)
                return _reading(file, sight, _kept(file, sight, kept, leftward=leftward))
        with pikepdf.open(io.BytesIO(data)) as pdf:
            book = Opened(pdf)
            return _reading(book, sight, [_row(book, one, sight, leftward) for one in book.stretches()])


def _kept(file: File, sight: Sight, kept: Kept, *, leftward: bool) -> list[list[Any]]:
    """What is read of each stretch of pages; what was read before is kept by what the pages are made of."""
    stretches = file.stretches()
    keys = [file.key(one) for one in stretches]
    rows = [sound(kept.get(_KIND, key) if key else None, _sound) for key in keys]
    missing = [at for at, row in enumerate(rows) if row is None]
    with sight.remembering(file, {at: stretches[at] for at in missing}, kept):
        while missing:  # what another process has seen is read while it looks at more
            at = missing.pop(-1 if sight.has_seen(stretches[missing[-1]]) else 0)
            data = json.dumps(_row(file, stretches[at], sight, leftward)).encode()
            rows[at] = json.loads(data)
            if key := keys[at]:
                kept.put(_KIND, key, data)
    return [row for row in rows if row is not None]


def _sound(data: bytes) -> list[Any]:
    """A row, once it has been taken."""
    row: list[Any] = json.loads(data)
    Found().take(row)
    return row


def _row(book: Book, stretch: Stretch, sight: Sight, leftward: bool) -> list[Any]:
    """What is read of a stretch of pages."""
    found = Found()
    for number, page in enumerate(sight.pages(stretch), start=1):
        found.pages.append(found.words.length)
        _read_page(page, found, leftward=leftward)
        found.way.page(number, *book.on_page(stretch.first + number - 1))
    return found.row()


def _reading(book: Book, sight: Sight, rows: Iterable[list[Any]]) -> Reading:
    """The reading of a whole file, from those of its runs."""
    found = Found()
    for row in rows:
        found.take(row)
    places, labels = spots(book), sight.labels()
    found.findings += _linked(found, places)
    notes = [(name, _read_note(name, note, places)) for name, note in found.notes.items()]
    return Reading(
        "pdf",
        "",
        str(found.words),
        tuple(note for name, note in notes if name.removeprefix("fn-").isdigit()),
        tuple(note for name, note in notes if not name.removeprefix("fn-").isdigit()),
        tuple(replace(one, page=labels[int(one.page) - 1]) for one in found.headings),
        links=frozenset(found.way.outside),
        anchors=frozenset(places),
        furniture=tuple(found.furniture),
        contents=tuple(letters(title) for title in titles(book)),
        pages=tuple(found.pages),
        loose=tuple(found.words.loose),
        printed=tuple(found.printed),
        findings=tuple(found.findings),
        numbers=tuple(found.numbers),
        properties={"figures": str(found.figures)},
        front={name: _as_words(one) for name, one in found.front.items()},
        lists={name: tuple(map(_as_words, entries)) for name, entries in found.lists.items()},
        labels=tuple(labels),
    )


def _as_words(stream: Stream) -> Words:
    return Words(str(stream), tuple(stream.loose))


def _read_note(name: str, note: Note, places: Mapping[str, Spot]) -> ReadNote:
    call = places.get(_call_name(name))
    label = note.label.strip().strip(".)\u200f\u200e ")
    return ReadNote(
        label, str(note.words), call.page if call else None, note.page, label, tuple(note.words.loose)
    )


def _call_name(name: str) -> str:
    return "fnref-" + name.removeprefix("fn-")


def _read_page(page: Seen, found: Found, *, leftward: bool) -> None:
    sheet = page.sheet
    marked: dict[int, list[Run]] = {}
    for run in sheet.runs:
        marked.setdefault(run.mark, []).append(run)
    mixed = any(runs_left(run.text) for run in sheet.runs)
    walk = _Walk(marked, sheet, found, leftward=leftward, loose=leftward, mixed=mixed)
    for element in page.structure:
        walk.element(element, None, in_table=False)
    for run in sheet.runs:
        if run.text.strip():
            _placed(run, walk, sheet, found)
    found.printed += sheet.printed()
    found.findings += sheet.findings


def _placed(run: Run, walk: _Walk, sheet: Sheet, found: Found) -> None:
    """Whether the run stands where it should: words of the text in their area, all others around it."""
    words = run.text.strip()[:40]
    # The space at the end of a line from right to left shows nothing, and may hang out.
    hanging = 0.3 if walk.mixed and run.text[:1].isspace() else 0.0
    slack = SLACK + run.size * (1 / 8 + hanging)
    if run.mark in walk.met:
        if run.cut:
            sheet.fault("proof-hidden", f"“{words}” is cut off")
        if run.mark not in walk.hung and sheet.area and not sheet.area.holds(run.edges, slack):
            sheet.fault("proof-off-measure", f"“{words}” stands outside the area of the text")
    elif sheet.area and sheet.area.touches(run.edges):
        sheet.fault("proof-text-extra", f"“{words}” stands among the text and is no part of it")
    else:
        found.furniture.append((run.text, sheet.number))


@dataclass(slots=True)
class _Walk:
    """One page's structure, walked in reading order."""

    runs: dict[int, list[Run]]
    sheet: Sheet
    found: Found
    front: str = ""  # the part before the text that is being read
    met: set[int] = field(default_factory=set)
    hung: set[int] = field(default_factory=set)  # numbers of lists, which may hang out of the text
    last: Run | None = None  # of the text, on this page
    leftward: bool = False  # whether the book is written from right to left
    loose: bool = False  # whether lines may be in the order in which they are seen
    row: bool = False  # whether that is so of a whole row of a table
    into: tuple[str | None, Stream] | None = None  # a cell of a row that breaks, and the note that it is in
    mixed: bool = False  # whether any words of the page are written from right to left

    def element(self, element: Node, note: str | None, *, in_table: bool) -> None:
        """Read the element and what is in it; `note` names the note that it stands in."""
        kind = element.kind
        if kind == "Artifact" and note is None:
            self.again(element)
            return
        if kind in ("Lbl", "Artifact") or (kind == "Link" and note and self.found.notes[note].is_fresh):
            self.found_label(element, note, is_foot=kind == "Lbl")
            return
        if kind in ("Note", "FENote"):
            note = element.name
            self.found.notes.setdefault(note, Note(self.sheet.number))
        if kind == "Formula":
            self.met.update(element.marks())
            self.words(note).gap()
            return
        if kind == "Figure":  # words in a drawing are the picture's
            self.found.figures += 1
            self.met.update(element.marks())
            if note is not None:
                self.found.notes[note].is_tall |= self.found.notes[note].page == self.sheet.number
            return
        if kind == "Sect" and (name := element.name).startswith(_FRONT):
            self.front = name.removeprefix(_FRONT)
            self.children(element, kind, note, in_table=False)
            self.front = ""
            return
        if kind == "TOCI" and self.front:
            self.found.lists.setdefault(self.front, []).append(Stream())
        begun, outer, row = len(self.found.words.pieces), self.loose, self.row
        if self.mixed and not self.leftward:
            own = self.is_mixed(element.marks() if kind == "TR" else element.lines())
            self.row = own if kind == "TR" else row and in_table
            self.loose = own or self.row or (outer and element.is_inline)
        self.children(element, kind, note, in_table=in_table)
        self.loose, self.row = outer, row
        if kind == "THead":
            self.found.heads.add(self.found.words.since(begun))
        if kind in _HEADINGS and note is None and (text := self.found.words.since(begun)):
            self.found.headings.append(Heading(_HEADINGS[kind], text, str(self.sheet.number)))

    def is_mixed(self, marks: Iterable[int]) -> bool:
        """Whether any words of the marks are written from right to left."""
        return any(runs_left(run.text) for mark in marks for run in self.runs.get(mark, ()))

    def children(self, element: Node, kind: str, note: str | None, *, in_table: bool) -> None:
        """Read what is in an element of this kind."""
        if kind in ("TD", "TH") and element.name:
            self.cell(element, note)
            return
        for kid in element.kids:
            self.child(kid, note, in_table=in_table or kind == "Table")

    def child(self, kid: Node | int, note: str | None, *, in_table: bool) -> None:
        """Read an element, or the line of a mark."""
        if isinstance(kid, Node):
            self.element(kid, note, in_table=in_table)
            return
        self.met.add(kid)
        self.line(self.runs.get(kid, []), note, in_table)

    def cell(self, element: Node, note: str | None) -> None:
        """Read a cell; what goes on on another page follows what there is of it already."""
        words, outer = self.words(note), self.into
        ends = self.found.cells.setdefault(note, {})
        self.into = note, rest = note, Stream()
        for kid in element.kids:
            self.child(kid, note, in_table=True)
        self.into = outer
        at = ends.get(element.name, len(words.pieces))
        words.insert(at, rest)
        ends.setdefault(element.name, at)
        for name in list(ends)[list(ends).index(element.name) :]:  # of this cell and those after it
            ends[name] += len(rest.pieces)

    def again(self, element: Node) -> None:
        """The head of a table that goes on from the page before; nothing else is set again."""
        self.met.update(element.marks())
        words = "".join(run.text for mark in self.said(element) for run in self.runs.get(mark, ()))
        heads, own = self.found.heads, letters(words)
        if own not in heads and all(compare(head, own) for head in heads if GAP in head):
            self.sheet.fault(
                "proof-text-extra", f"“{words.strip()[:40]}” is set again and is no table's head"
            )

    def said(self, element: Node) -> Iterator[int]:
        """The marks in an element, without the numbers of its lists and the words of its drawings."""
        for kid in element.kids:
            if not isinstance(kid, Node):
                yield kid
            elif kid.kind not in ("Lbl", "Figure"):
                yield from self.said(kid)

    def found_label(self, element: Node, note: str | None, *, is_foot: bool) -> None:
        """The number of a note; the number of a list's item is not the author's."""
        texts = []
        for mark in element.marks():
            self.met.add(mark)
            texts += self.runs.get(mark, [])
        if note is None or not self.found.notes[note].is_fresh:
            self.hung.update(element.marks())
            self.found.numbers.append("".join(run.text for run in texts).strip().strip("().").lower())
            return
        self.found.notes[note].label = "".join(run.text for run in texts)
        self.found.notes[note].is_foot = is_foot
        for run in texts[:1]:
            self.begin(self.found.notes[note], run)

    def begin(self, note: Note, run: Run) -> None:
        """Note where a note's first line stands."""
        if note.top is None:
            note.top, note.left, note.size = run.baseline, run.edges.left, run.size

    def line(self, runs: list[Run], note: str | None, in_table: bool) -> None:
        """Add the words of a line to the text, or to the note that they stand in.

        Where some of them are written from right to left, the line is in the order in which it is seen.
        """
        words = self.words(note)
        if self.loose or any(runs_left(run.text) for run in runs):
            # The space between two runs is not always read.
            words.add(" ".join(run.text for run in runs), as_seen=True)
        else:
            for run in runs:
                words.add(run.text)
        shown = [run for run in runs if run.text.strip()]
        if note is not None and shown:
            self.begin(self.found.notes[note], shown[0])
        elif shown and not in_table:
            self.follow(shown)

    def words(self, note: str | None) -> Stream:
        """Where the words go: to the cell that is being read, the note or the text."""
        if self.into and self.into[0] == note:
            return self.into[1]
        return self.stream() if note is None else self.found.notes[note].words

    def stream(self) -> Stream:
        """Where the words of the text go, and those of the parts before it."""
        if not self.front:
            return self.found.words
        if entries := self.found.lists.get(self.front):
            return entries[-1]
        return self.found.front.setdefault(self.front, Stream())

    def follow(self, runs: list[Run]) -> None:
        """Tell a line of the text that stands above the one that it follows."""
        run = runs[0]
        last, self.last = self.last, runs[-1]
        beside = last and abs(run.edges.left - last.edges.left) > self.sheet.edges.right / 4
        if last and run.baseline > last.baseline + _JUMP and not beside:
            message = f"“{run.text.strip()[:40]}” stands above what should come before it"
            self.found.findings.append(_fault("proof-order", message, self.sheet.number))


def _linked(found: Found, places: Mapping[str, Spot]) -> Iterator[Finding]:
    """Links between calls and notes that are missing or lead elsewhere; other links that lead nowhere."""
    links = found.way
    for page in [*links.broken, *(one.page for one in links.links if one.target not in places)]:
        yield _fault("proof-link", "a link leads nowhere", page)
    for page in links.blanks:
        yield _fault("proof-glyph", "a character has no glyph in its font", page)
    led = {(one.page, one.target) for one in links.links}
    leading: dict[str, list[Link]] = {}
    for one in links.links:
        leading.setdefault(one.target, []).append(one)
    previous: Note | None = None
    for name, note in found.notes.items():
        call, place = places.get(_call_name(name)), places.get(name)
        label = note.label.strip().strip(".)")
        if call is None or not any(
            one.page == call.page and abs(one.left - call.x) < _NEAR
            and abs((one.bottom + one.top) / 2 - call.y) < _NEAR for one in leading.get(name, ())
        ):  # fmt: skip
            yield _fault("proof-link", f"the call of note {label} does not lead to it", note.page)
        if place is None or place.page != note.page or not _begins(note, place.y):
            yield _fault("proof-link", f"the link to note {label} leads elsewhere", note.page)
        if (note.page, _call_name(name)) not in led:
            yield _fault("proof-backlink", f"note {label} has no link back to its call", note.page)
        if previous and previous.page == note.page and _is_above(note, previous):
            yield _fault("proof-note-order", f"note {label} stands above the one before it", note.page)
        previous = note


def _begins(note: Note, y: float) -> bool:
    """Whether the name stands at the top of the note's first line."""
    return note.top is None or (y - note.top >= -1 and (note.is_tall or y - note.top <= 1.6 * note.size))


def _is_above(note: Note, previous: Note) -> bool:
    beside = abs(note.left - previous.left) > 100 or note.is_foot != previous.is_foot
    return (note.top or 0) > (previous.top or 0) + 1 and not beside


def _fault(code: str, message: str, page: int) -> Finding:
    return Finding(code, ERROR, message, Place(f"page {page}"))
