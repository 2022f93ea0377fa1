"""Proof: every finished file, read back, holds the whole manuscript — once, in order, to be seen.

The readers take the finished bytes alone; what they should find comes from the manuscript. Nothing of what the
editions were written from passes between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import ERROR, WARNING, Edition, Finding, Manuscript, Place, Source
from pipeline.proof import docx, epub, pdf
from pipeline.proof.reading import Expected, Reading, ReadNote, expected
from pipeline.proof.stream import GAP, Difference, compare
from pipeline.proof.where import find

READERS: Mapping[str, Callable[[bytes], Reading]] = {"pdf": pdf.read, "epub": epub.read, "docx": docx.read}


def prove(editions: Sequence[Edition], manuscript: Manuscript, sources: Sequence[Source]) -> list[Finding]:
    """What is missing, doubled, out of order or unseen in the finished files; nothing, if they are sound."""
    whole = expected(manuscript)
    findings: list[Finding] = []
    for edition in editions:
        try:
            reading = READERS[edition.kind](edition.data)
        except Exception as error:
            message = f"the {edition.kind} cannot be read back: {type(error).__name__}: {error}"
            findings.append(Finding("proof-unreadable", ERROR, message, Place(edition.kind)))
            continue
        findings += [*reading.findings, *_Case(whole, reading, manuscript, sources).findings()]
    return findings


@dataclass(frozen=True, slots=True)
class _Case:
    """One finished file against what it should hold."""

    whole: Expected
    reading: Reading
    manuscript: Manuscript
    sources: Sequence[Source]

    def findings(self) -> Iterator[Finding]:
        """All faults of the file."""
        yield from self.text()
        yield from self.notes()
        yield from self.headings()
        if self.reading.images < self.whole.images:
            message = f"{self.whole.images - self.reading.images} of {self.whole.images} pictures are missing"
            yield self.fault("proof-image", message)

    def text(self) -> Iterator[Finding]:
        """The first place where the words part."""
        wanted, found = self.whole.body, self.reading.body
        if self.reading.kind == "pdf":
            wanted = self.whole.title + (GAP if self.whole.abstract else "") + wanted
        elif self.whole.title and not self.reading.title.startswith(self.whole.title):
            yield self.fault(
                "proof-title", "the title page does not bear the title, the authors and the date"
            )
        if difference := compare(wanted, found):
            page = self.reading.page(difference.at)
            yield self.fault("proof-text", _told(difference), difference.before + difference.expected, page)

    def notes(self) -> Iterator[Finding]:
        """Notes that are missing, too many, out of order, misnumbered, changed or late."""
        wanted, found = self.whole.notes, _numbered(self.reading.notes)
        if len(wanted) != len(found):
            yield self.fault("proof-notes", f"there are {len(found)} notes instead of {len(wanted)}")
        for note, own, known in zip(wanted, found, self.manuscript.notes, strict=False):
            place = known.place
            if note.label != own.label:
                yield self.fault(
                    "proof-note-number", f"note {note.label} bears the number {own.label}", place=place
                )
            if difference := compare(note.text, own.text):
                message = f"note {note.label}: {_told(difference)}"
                yield self.fault("proof-note-text", message, page=own.page, place=place)
            at_foot = self.manuscript.settings.notes.place == "foot"
            if at_foot and own.call_page and own.page and own.call_page != own.page:
                message = (
                    f"note {note.label} begins on page {own.page}, its call stands on page {own.call_page}"
                )
                yield Finding("proof-note-late", WARNING, message, place)

    def headings(self) -> Iterator[Finding]:
        """Headings that the file does not show as headings, in order."""
        at = 0
        for heading in self.whole.headings:
            found = next(
                (
                    n
                    for n in range(at, len(self.reading.headings))
                    if self.reading.headings[n].startswith(heading)
                ),
                None,
            )
            if found is None:
                yield self.fault(
                    "proof-heading", f"the heading “{heading[:60]}” is missing or out of order", heading
                )
            else:
                at = found + 1

    def fault(
        self, code: str, message: str, context: str = "", page: int | None = None, place: Place | None = None
    ) -> Finding:
        """An error of this file, with the line of the manuscript that it concerns where it can be found."""
        on_page = f", page {page}" if page else ""
        at = place or (find(context, self.sources) if context else None)
        hint = "this is Octavo's fault, not yours: please report it with the manuscript's line"
        return Finding(
            code, ERROR, f"{self.reading.kind}{on_page}: {message}", at or Place(self.reading.kind), hint
        )


def _numbered(notes: Sequence[ReadNote]) -> list[ReadNote]:
    """The notes of the text; the title's starred note is none of them."""
    return [note for note in notes if note.label != "*" and note.label != ""]


def _told(difference: Difference) -> str:
    wanted, found = difference.expected[:30], difference.actual[:30]
    after = f" after “…{difference.before[-20:]}”" if difference.before else ""
    if not wanted:
        return f"words too many{after}: “{found}…”"
    if not found:
        return f"words are missing{after}: “{wanted}…”"
    return f"the words part{after}: “{wanted}…” was expected, “{found}…” is there"
