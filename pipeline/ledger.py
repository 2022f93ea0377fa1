"""Pure: the list of all notes with the form that each cited work got, and why; for authors and editors."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline import citations, tree
from pipeline.model import Manuscript, Note, Use

COLUMNS = ("number", "chapter", "file", "line", "note", "key", "locator", "form", "why", "times cited")
_SERIAL = re.compile(r"\bnote (\d+)")
# A byte order mark: without it a spreadsheet takes UTF-8 for an older code and garbles every accent.
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """One note with its words on one line, the title of its chapter, and the works cited in it."""

    note: Note
    chapter: str
    words: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All notes in order; citations outside notes; how often each work is cited."""

    lines: tuple[Line, ...]
    outside: tuple[Use, ...]
    times: Counter[str]

    @property
    def uses(self) -> tuple[Use, ...]:
        """Every citation, in notes and outside."""
        return (*(use for line in self.lines for use in line.uses), *self.outside)

    @property
    def unlocated(self) -> tuple[tuple[Line | None, Use], ...]:
        """The citations that name no page or other place in the work."""
        every = [(line, use) for line in self.lines for use in line.uses]
        outside = [(None, use) for use in self.outside]
        return tuple(
            (line, use) for line, use in [*every, *outside] if not citations.has_locator(use.locator)
        )

    @property
    def once(self) -> tuple[str, ...]:
        """The works that are cited once, in the order of the text."""
        return tuple(key for key, count in self.times.items() if count == 1)


def ledger(manuscript: Manuscript) -> Ledger:
    """The list of the manuscript's notes."""
    labels = {note.serial: note.label for note in manuscript.notes}
    by_note: dict[int, list[Use]] = {}
    outside: list[Use] = []
    for use in manuscript.uses:
        why = _SERIAL.sub(lambda found: f"note {labels.get(int(found[1]), found[1])}", use.why)
        told = replace(use, why=why, locator=" ".join(use.locator.partition(";")[0].split()))
        in_note = use.note in labels and use.chapter >= 0
        (by_note.setdefault(use.note or 0, []) if in_note else outside).append(told)
    lines = tuple(
        Line(note, manuscript.chapters[note.chapter].title, _words(note), tuple(by_note.get(note.serial, ())))
        for note in manuscript.notes
    )
    return Ledger(lines, tuple(outside), Counter(use.key for use in manuscript.uses))


def _words(note: Note) -> str:
    # Where an address may break is for the page, not for a table.
    return " ".join(tree.stringify(list(note.blocks)).replace("\u200b", "").split())


def text(book: Ledger, width: int = 100) -> str:
    """The ledger to be read: chapter by chapter, a note's place, number and words, below it what it cites."""
    parts: list[str] = []
    chapter: int | None = None
    for line in book.lines:
        if line.note.chapter != chapter:
            chapter = line.note.chapter
            parts.append(f"\n{line.chapter or 'Text'}\n" if parts else f"{line.chapter or 'Text'}\n")
        parts.append(f"{line.note.label}. {line.note.place or ''}".rstrip())
        parts.append(textwrap.fill(line.words, width, initial_indent="    ", subsequent_indent="    "))
        parts += [f"    - {_told(use)}" for use in line.uses]
    if book.outside:
        parts += ["\nOutside the notes\n", *(f"    - {_told(use)}" for use in book.outside)]
    return "\n".join([*parts, "", *_sums(book, width), ""])


def _told(use: Use) -> str:
    located = f", {use.locator}" if use.locator else ""
    return f"{use.key}{located}: {use.form}{f' ({use.why})' if use.why else ''}"


def _sums(book: Ledger, width: int) -> Iterator[str]:
    """How many of what, and what an editor looks at first."""
    forms = Counter(use.form for use in book.uses)
    counted = ", ".join(f"{count} {form}" for form, count in forms.items())
    yield _wrapped(
        f"{_many(len(book.lines), 'note')}, {_many(len(book.uses), 'citation')} of "
        f"{_many(len(book.times), 'work')}{f': {counted}' if counted else ''}.",
        width,
    )
    bare = [f"{use.key} ({f'n. {line.note.label}' if line else 'text'})" for line, use in book.unlocated]
    if bare:
        yield _wrapped(f"Without a page or other locator ({len(bare)}): {', '.join(bare)}.", width)
    if book.once:
        yield _wrapped(f"Cited once ({len(book.once)}): {', '.join(book.once)}.", width)


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'s' * (count != 1)}"


def _wrapped(line: str, width: int) -> str:
    return textwrap.fill(line, width, subsequent_indent="    ")


def table(book: Ledger) -> str:
    """The ledger as CSV (RFC 4180), one row for each citation; a note that cites nothing has a row too."""
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in book.lines:
        place = line.note.place
        head = [
            line.note.label,
            line.chapter,
            place.file if place else "",
            place.line if place else "",
            line.words,
        ]
        writer.writerows([*head, *_cells(use, book)] for use in line.uses)
        if not line.uses:
            writer.writerow([*head, *[""] * 5])
    writer.writerows([*[""] * 5, *_cells(use, book)] for use in book.outside)
    return out.getvalue()


def _cells(use: Use, book: Ledger) -> Sequence[str | int]:
    return [use.key, use.locator, use.form, use.why, book.times[use.key]]
