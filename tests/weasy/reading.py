"""A PDF of numbered words read back: is every word there, once, in order, inside the page, below the text?"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import pypdfium2

from .numbered import Words

MM = 72 / 25.4
MARGINS = (20 * MM, 18 * MM, 22 * MM, 22 * MM)  # top, right, bottom, left
LINE, SEPARATOR = 11 * 1.35, 5 * MM  # of `numbered.PAGE`, in points
WORD = re.compile(r"n(\d+)w(\d+)|b(\d+)|c(\d+)q")


@dataclass
class Reading:
    """What was found; pages are counted from 1, lengths are points."""

    pages: int
    body_in_order: bool = True
    broken: list[int] = field(default_factory=list)  # notes without all their words in order
    late: list[int] = field(default_factory=list)
    early: list[int] = field(default_factory=list)
    split: list[int] = field(default_factory=list)
    thin: list[int] = field(default_factory=list)  # of the split: begun with one line only
    holes: list[int] = field(default_factory=list)  # a page without it between its pages
    outside: int = 0  # words off the text area
    overprinted: int = 0  # pages with notes above the end of the text
    crowded: int = 0  # pages with a call and fewer than three lines of body
    gaps: list[float] = field(default_factory=list)  # between the text and the notes, for every page
    first_words: list[int | None] = field(default_factory=list)  # of the body, for every page
    widows: list[int] = field(default_factory=list)  # pages whose first line is a paragraph's last
    orphans: list[int] = field(default_factory=list)  # pages whose last line is a paragraph's first

    def tall_gaps(self, words: Words) -> tuple[int, int]:
        """Pages whose text ends over three lines early; and those of them where what follows stays whole.

        Without the ends of chapters and of the document.
        """
        following = self.first_words[1:]
        after = [
            first
            for first, gap in zip(following, self.gaps, strict=False)
            if first is not None and first not in words.openings and gap > SEPARATOR + 4 * LINE
        ]
        return len(after), sum(first in words.blocks for first in after)

    @property
    def sound(self) -> bool:
        """Nothing lost, doubled, out of order, off the page, overprinted or before its call."""
        damage = self.broken or self.early or self.holes or self.outside or self.overprinted
        return self.body_in_order and not damage


@dataclass(frozen=True)
class Found:
    """A word on a page: kind `n`, `b` or `c`, its numbers, and where it stands, y down from the top."""

    kind: str
    first: int
    second: int
    left: float
    right: float
    top: float
    bottom: float


def words_on(page: Any) -> list[Found]:
    """All numbered words of a page in the order of the content stream."""
    text_page = page.get_textpage()
    height = page.get_height()
    found = []
    for match in WORD.finditer(text_page.get_text_range()):
        start, end = match.span()
        left, low, _, high = text_page.get_charbox(start, loose=True)
        right = text_page.get_charbox(end - 1, loose=True)[2]
        note, word, body, call = match.groups()
        kind = "n" if note else "b" if body else "c"
        numbers = int(note or body or call), int(word or 0)
        found.append(Found(kind, *numbers, left, right, height - high, height - low))
    return found


def read(pdf: bytes, words: Words, margins: tuple[float, ...] = MARGINS, in_order: bool = True) -> Reading:
    """Check the whole PDF against the words that were asked for.

    Without `in_order`, words may come in any order: text set right to left is read turned round.
    """
    document = pypdfium2.PdfDocument(pdf)
    reading = Reading(len(document))
    body: list[int] = []
    notes: list[list[int]] = [[] for _ in words.notes]
    called: dict[int, int] = {}
    stands: dict[int, dict[int, set[int]]] = {}
    before: list[int] = []
    for number, page in enumerate(document, 1):
        found = words_on(page)
        _check_page(found, page.get_width(), page.get_height(), margins, reading)
        lines = _paragraphs_of_lines(found, words)
        if before and lines and before[-1] == lines[0]:
            reading.orphans += [number - 1] if before.count(lines[0]) == 1 else []
            reading.widows += [number] if lines.count(lines[0]) == 1 else []
        before = lines
        for word in found:
            if word.kind == "b":
                body.append(word.first)
            elif word.kind == "c":
                called[word.first] = number
            else:
                notes[word.first].append(word.second)
                line = round(word.bottom / 3)
                stands.setdefault(word.first, {}).setdefault(number, set()).add(line)
    reading.body_in_order = sorted(body) == list(range(words.body))
    for note, count in enumerate(words.notes):
        seen = notes[note] if in_order else sorted(notes[note])
        _check_note(note, count, seen, called.get(note), stands.get(note, {}), reading)
    return reading


def _paragraphs_of_lines(found: list[Found], words: Words) -> list[int]:
    """For every line of the page, from the top, the paragraph that it belongs to."""
    lines: dict[int, int] = {}
    for word in found:
        if word.kind == "b":
            lines[round(word.bottom / 4)] = bisect_right(words.paragraphs, word.first) - 1
        elif word.kind == "c":
            lines[round(word.bottom / 4)] = words.around[word.first]
    return [lines[at] for at in sorted(lines)]


def _check_page(
    found: list[Found], width: float, height: float, margins: tuple[float, ...], reading: Reading
) -> None:
    top, right, bottom, left = margins
    body_bottom, note_top = top, height - bottom
    lines = set()
    for word in found:
        middle = (word.top + word.bottom) / 2
        inside = left - 1.5 <= word.left and word.right <= width - right + 1.5
        if not (inside and top - 3 <= middle <= height - bottom + 1.5):
            reading.outside += 1
        if word.kind == "n":
            note_top = min(note_top, middle)
        else:
            body_bottom = max(body_bottom, middle)
            lines.add(round(middle / 4))
    if note_top < body_bottom + 2 and any(word.kind == "n" for word in found):
        reading.overprinted += 1
    if len(lines) < 3 and any(word.kind == "c" for word in found):
        reading.crowded += 1
    reading.gaps.append(note_top - body_bottom)
    reading.first_words.append(next((word.first for word in found if word.kind == "b"), None))


def _check_note(
    note: int, count: int, seen: list[int], called: int | None, pages: dict[int, set[int]], reading: Reading
) -> None:
    if seen != list(range(count)) or called is None or not pages:
        reading.broken.append(note)
        return
    first, last = min(pages), max(pages)
    if first != called:
        (reading.late if first > called else reading.early).append(note)
    if len(pages) > 1:
        reading.split.append(note)
        if len(pages[first]) < 2:
            reading.thin.append(note)
    if len(pages) != last - first + 1:
        reading.holes.append(note)
