"""The letters of a text as proof compares them: case, spaces, hyphens and set marks left out of account.

A layout may break a word, set it in capitals or fold its ligatures; it may not lose a letter of it. So the proof
compares letters, not words, and loses nothing by it but spaces.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Stands in an expected text where the edition may set something of its own (a formula, "Abstract").
GAP = "\ufffc"
MOST_IN_GAP = 2000
# Spaces, hyphens and their invisible kin; bidi marks; asterisks and asterisms of scene breaks and title notes.
_LEFT_OUT = re.compile(
    r"[\s\u00ad\u2010-\u2012\-\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff*⁂\u0000-\u001f]+"
)
_PLAIN = re.compile(r"[a-z0-9]*")


def letters(text: str) -> str:
    """The letters of a text, folded (Unicode NFKC and case folding) and without spaces and hyphens."""
    if text.isascii():
        return _LEFT_OUT.sub("", text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _LEFT_OUT.sub("", unicodedata.normalize("NFC", folded))


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two texts part: the letters before it, what was expected, what is there."""

    at: int  # letters into the actual text
    before: str
    expected: str
    actual: str


def compare(expected: str, actual: str) -> Difference | None:
    """The first difference of two folded texts, or None; a gap in the expected one matches anything short."""
    position = 0
    pieces = expected.split(GAP)
    for number, piece in enumerate(pieces):
        if number == 0:
            found = 0 if actual.startswith(piece) else -1
        elif number == len(pieces) - 1 and not piece:
            found = max(position, 0) if len(actual) - position <= MOST_IN_GAP else -1
            position = len(actual) if found >= 0 else position
            return None if found >= 0 else _at(actual, position, piece)
        else:
            found = actual.find(piece, position, position + len(piece) + MOST_IN_GAP)
        if found < 0:
            return _nearest(piece, actual, position)
        position = found + len(piece)
    return None if position == len(actual) else _at(actual, position, "")


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
