"""Measures constructs on the pages of a PDF: Octavo's own, or a Word file's as LibreOffice shows it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from pypdfium2 import raw

from pipeline.comparison.probes import Measure, Probe


@dataclass(frozen=True)
class Letter:
    """A letter as printed: baseline measured from the top of the page."""

    char: str
    x: float
    end: float
    y: float
    size: float
    font: str
    colour: str


@dataclass(frozen=True)
class Line:
    """Letters on one baseline."""

    y: float
    left: float
    right: float


@dataclass(frozen=True)
class Spot:
    """Where a construct begins: its page (from 0), the baseline of its first line, its letters' size."""

    page: int
    y: float
    size: float


class Page:
    """The letters of one page, spaces and hyphens left out, so that line ends do not matter."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.height = page.get_height()
        self.letters = list(_letters(page.get_textpage(), self.height))
        self.text = "".join(letter.char for letter in self.letters)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines from top to bottom; raised letters belong to the line that they stand in."""
        found: list[list[Letter]] = []
        for letter in sorted(self.letters, key=lambda letter: letter.y):
            if found and letter.y - found[-1][0].y < 0.5:
                found[-1].append(letter)
            else:
                found.append([letter])
        lines: list[Line] = []
        for group in found:
            line = Line(group[0].y, min(a.x for a in group), max(a.end for a in group))
            most = max(letter.size for letter in group)
            near = (other for other in found if abs(line.y - other[0].y) < 10)
            raised = len(group) <= 3 and any(len(other) > 3 for other in near)
            if not raised and most > 3:
                lines.append(line)
        return lines


def _letters(text: pypdfium2.PdfTextPage, height: float) -> Iterator[Letter]:
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if char.isspace() or char in "-\xad\u2010\ufffe\u2060\x02" or not char.isprintable():
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        sides = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(text, index, *sides)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, index, matrix)
        size = raw.FPDFText_GetFontSize(text, index) * abs(matrix.d)
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
        for one in char.casefold():
            yield Letter(
                one, x.value, sides[1].value, height - y.value, size, _font(text, index),
                f"{red.value:02x}{green.value:02x}{blue.value:02x}",
            )  # fmt: skip


def _font(text: pypdfium2.PdfTextPage, index: int) -> str:
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(120)
    raw.FPDFText_GetFontInfo(text, index, buffer, 120, flags)
    name = buffer.value.decode("utf-8", "replace")
    return name.partition("+")[2] or name


class Pages:
    """A whole PDF, to be asked for constructs."""

    def __init__(self, data: bytes) -> None:
        self.document = pypdfium2.PdfDocument(data)
        self.pages = [Page(page) for page in self.document]

    @cached_property
    def edges(self) -> dict[int, tuple[float, float]]:
        """Left and right edge of the text on odd and even pages, from their long lines."""
        found = {}
        for side in (0, 1):
            lines = [
                line for page in self.pages[side::2] for line in page.lines if line.right > line.left + 150
            ]
            lefts = sorted(round(line.left, 1) for line in lines)
            rights = sorted(round(line.right, 1) for line in lines)
            if lines:
                right = max(set(rights), key=rights.count)
                ragged = rights.count(right) < len(rights) / 4
                found[side] = (max(set(lefts), key=lefts.count), rights[-1] if ragged else right)
        return found

    def side(self, number: int) -> int:
        """0 for a recto, 1 for a verso, by the edges that its lines keep: LibreOffice drops blank pages."""

        def kept(side: int) -> int:
            left, right = self.edges.get(side, (0.0, 0.0))
            lines = self.pages[number].lines
            middle = (left + right) / 2
            return sum(
                abs(line.left - left) < 1 or abs(line.right - right) < 1
                or abs((line.left + line.right) / 2 - middle) < 1
                for line in lines
            )  # fmt: skip

        return max((number % 2, 1 - number % 2), key=kept)

    @cached_property
    def heads(self) -> frozenset[int]:
        """Where running heads stand: the heights that several pages begin at, before a wider space."""
        tops = [
            round(page.lines[0].y)
            for page in self.pages
            if len(page.lines) > 1 and page.lines[1].y - page.lines[0].y > 18
        ]
        return frozenset(y for y in tops if tops.count(y) > 1)

    def measure(self, probe: Probe) -> Measure | None:
        """The construct where its words stand, or None if they are not found."""
        place = self._find(probe)
        return self._measure(probe, self.pages[place[0]], self.side(place[0]), place[1]) if place else None

    def spot(self, probe: Probe) -> Spot | None:
        """Where the construct's words stand."""
        place = self._find(probe)
        if place is None:
            return None
        letter = self.pages[place[0]].letters[place[1]]
        return Spot(place[0], letter.y, letter.size)

    def _find(self, probe: Probe) -> tuple[int, int] | None:
        """The page and the letter that the words begin with."""
        words = "".join(probe.words.split()).replace("-", "").casefold()
        places = [
            (number, at) for number, page in enumerate(self.pages) for at in _occurrences(page.text, words)
        ]
        if probe.heading and places:
            return max(places, key=lambda place: self.pages[place[0]].letters[place[1]].size)
        return places[0] if places else None

    def _measure(self, probe: Probe, page: Page, side: int, at: int) -> Measure:
        first = page.letters[at]
        name = first.font.replace("-", "").replace(" ", "").lower()
        family = name
        for style in ("regular", "bold", "italic"):
            family = family.replace(style, "")
        letters = Measure(family, round(first.size, 2), "bold" in name, "ital" in name, first.colour)
        if probe.bare:
            return letters
        here = next((n for n, line in enumerate(page.lines) if abs(line.y - first.y) < 0.5), None)
        if here is None:
            return letters
        lines, left, right = page.lines, *self.edges.get(side, (0.0, 0.0))
        line = lines[here]
        following = lines[here + 1] if here + 1 < len(lines) else None
        if probe.long and following and following.y - line.y > 3 * first.size:
            following = None
        above = lines[here - 1] if here and not probe.note else None
        if above is not None and round(above.y) in self.heads:
            above = None
        return Measure(
            letters.family, letters.size, letters.bold, letters.italic, letters.colour,
            align=_align(line, following if probe.long else None, left, right),
            indent=first.x - left,
            hang=following.left - left if probe.long and following else None,
            leading=following.y - line.y if probe.long and following else None,
            space=line.y - above.y if above and above.y > 60 else None,
        )  # fmt: skip


def _align(line: Line, following: Line | None, left: float, right: float) -> str | None:
    middle = (line.left + line.right) / 2
    if line.left - left > 1 and right - line.right > 1 and abs(middle - (left + right) / 2) < 4:
        return "center"
    if following is None:
        return "left"
    return None


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
