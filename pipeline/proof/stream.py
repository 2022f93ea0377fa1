"""The letters of a text as proof compares them: case, spaces, hyphens and set marks left out of account.

A layout may break a word, set it in capitals or fold its ligatures; it may not lose a letter of it. So the
proof compares letters, not words, and loses nothing by it but spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.proof.reading import Ranges

# Stands in an expected text where the edition may set something of its own (a formula).
GAP = "\ufffc"
MOST_IN_GAP = 2000
# Spaces, hyphens and their invisible kin; bidi marks; the asterisks of scene breaks and title notes; what
# is no character (Unicode, 23.7) and stands in no XML.
_LEFT_OUT = re.compile(
    r"[\s\u00ad\u2010-\u2012\-\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff*⁂\u0000-\u001f\ufffe\uffff]+"
)
# Hebrew, Arabic and their presentation forms (Unicode blocks).
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
# In text from right to left a bracket is set as its mirror image; so is a quotation mark in some faces.
_MIRRORED = str.maketrans(")]}»›>”’》〉」』】〕≥", "([{«‹<“‘《〈「『【〔≤")


def letters(text: str) -> str:
    """The letters of a text, folded (Unicode NFKD and case folding) and without spaces and hyphens.

    Marks stand apart from their letters: as a line from right to left is seen, they stand on its other side.
    """
    if text.isascii():
        return _LEFT_OUT.sub("", text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKD", folded).replace("\u2044", "/"))  # ½ is 1/2


def each_word(text: str) -> Iterator[str]:
    """The folded words of a line; a letter is one with its marks, as it is set (Unicode NFC)."""
    return (letters(word) for word in re.findall(r"\w+", unicodedata.normalize("NFC", text)))


def runs_left(text: str) -> bool:
    """Whether some of the text is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two texts part: the letters before it, what was expected, what is there."""

    at: int  # letters into the actual text
    before: str
    expected: str
    actual: str


def compare(expected: str, actual: str, loose: Ranges = ()) -> Difference | None:
    """The first difference of two folded texts, or None; a gap in the expected one matches anything short.

    A loose range of the actual text need only have the same letters as the expected one has there.
    """
    if loose:
        actual = straightened(expected, actual, loose)
    if expected == actual:
        return None
    position = 0
    pieces = expected.split(GAP)
    for number, piece in enumerate(pieces):
        if number == 0:
            found = 0 if actual.startswith(piece) else -1
        elif number == len(pieces) - 1:
            # The last piece ends the text, whatever stands in the gap before it.
            start = len(actual) - len(piece)
            fits = actual.endswith(piece) and position <= start <= position + MOST_IN_GAP
            found = start if fits else -1
        else:
            found = actual.find(piece, position, position + len(piece) + MOST_IN_GAP)
        if found < 0:
            return _nearest(piece, actual, position)
        position = found + len(piece)
    return None if position == len(actual) else _at(actual, position, "")


def straightened(expected: str, actual: str, loose: Ranges) -> str:
    """The actual text, each loose range put as the expected text has it, where the letters are the same."""
    out: list[str] = []
    position = done = 0
    for start, end in loose:
        firm = actual[done:start]
        out.append(firm)
        position = _after(expected, position, firm)
        line = actual[start:end]
        wanted = expected[position : position + len(line)]
        out.append(wanted if same_letters(wanted, line) else line)
        position, done = position + len(line), end
    return "".join((*out, actual[done:]))


def _after(expected: str, position: int, firm: str) -> int:
    """Where the expected text goes on after some letters that stand as they are read."""
    while (gap := expected.find(GAP, position, position + len(firm) + 1)) >= 0:
        firm, position = firm[gap - position :], gap + 1
        next_gap = expected.find(GAP, position)
        piece = expected[position : next_gap if next_gap >= 0 else None]
        inside = firm.find(piece) if next_gap >= 0 else -1
        if inside < 0:  # the firm letters end in the gap, or soon after it
            return position + _overlap(firm, piece)
        firm = firm[inside:]
    return position + len(firm)


def _overlap(before: str, after: str) -> int:
    """How many of the last letters of one text are the first of the other."""
    for size in range(min(len(before), len(after)), max(0, len(before) - MOST_IN_GAP), -1):
        if after.startswith(before[-size:]):
            return size
    return 0


def same_letters(one: str, other: str) -> bool:
    """Whether two lines have the same letters, in whatever order; mirrored signs are the same."""
    return sorted(one.translate(_MIRRORED)) == sorted(other.translate(_MIRRORED))


def _at(actual: str, position: int, expected: str) -> Difference:
    return Difference(
        position, actual[max(0, position - 30) : position], expected[:60], actual[position : position + 60]
    )


def _nearest(piece: str, actual: str, position: int) -> Difference:
    """Where the piece and the actual text part, sought from the best start of the piece."""
    start = position
    for length in (60, 20, 8):
        found = actual.find(piece[:length], position, position + MOST_IN_GAP)
        if found >= 0:
            start = found
            break
    if start > position and piece[:20] == actual[start : start + 20]:
        return Difference(position, actual[max(0, position - 30) : position], "", actual[position:start][:60])
    low, high = 0, min(len(piece), len(actual) - start)
    while low < high:  # the longest common beginning, by halves
        middle = (low + high + 1) // 2
        if piece[:middle] == actual[start : start + middle]:
            low = middle
        else:
            high = middle - 1
    return Difference(
        start + low,
        piece[max(0, low - 30) : low],
        piece[low : low + 60],
        actual[start + low : start + low + 60],
    )


class Stream:
    """Letters as they are gathered, with the ranges that stand as they are seen."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.loose: list[tuple[int, int]] = []

    def add(self, text: str, *, as_seen: bool = False) -> None:
        """Add words; `as_seen` says that they are in the order of the line, some from right to left."""
        folded = letters(text)
        if as_seen and folded:
            self.loose.append((self.length, self.length + len(folded)))
        self.pieces.append(folded)
        self.length += len(folded)

    def gap(self) -> None:
        """Note something that the edition sets in its own way (a formula)."""
        self.pieces.append(GAP)
        self.length += 1

    def since(self, piece: int) -> str:
        """The letters from a piece on."""
        return "".join(self.pieces[piece:])

    def __str__(self) -> str:
        return "".join(self.pieces)

    def __iter__(self) -> Iterator[str]:
        return iter(self.pieces)
