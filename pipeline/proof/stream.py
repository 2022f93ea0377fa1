"""The letters of a text as proof compares them: case, spaces, hyphens and set marks left out of account.

A layout may break a word, set it in capitals or fold its ligatures; it may not lose a letter of it. So the
proof compares letters, not words, and loses nothing by it but spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.proof.reading import Range, Ranges

# Stands in an expected text where the edition may set something of its own (a formula).
GAP = "\ufffc"
MOST_IN_GAP = 2000
_STEPS = 2000  # in which a line's words are sought; a line that takes more has its letters, at least
# Spaces, hyphens and their invisible kin; bidi marks; the asterisks of scene breaks and title notes; what
# is no character (Unicode, 23.7) and stands in no XML.
_LEFT_OUT = re.compile(
    r"[\s\u00ad\u2010-\u2012\-\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff*⁂\u0000-\u001f\ufffe\uffff"
    r"\u034f\u180b-\u180e\ufe00-\ufe0f\U000e0000-\U000e0fff]+"  # selectors and tags, which show nothing
)
# What is seen of no word: it may be broken there, or be marked so.
_WITHIN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
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
    """The folded words of a line; a letter is one with its marks, as it is set (Unicode NFC).

    A word with something unseen in it may be set as one or as two.
    """
    for known in dict.fromkeys((_WITHIN.sub("", text), _WITHIN.sub(" ", text))):
        yield from map(letters, re.findall(r"\w+", unicodedata.normalize("NFC", known)))


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

    A loose range of the actual text need only have the same words as the expected one has there.
    """
    if not loose:
        return _difference(expected, actual)
    difference = _difference(expected, straightened(expected, actual, loose))
    if difference is None:
        return None
    # Beside such lines a reader may take the brackets of any line for their mirror images.
    expected, actual = expected.translate(_MIRRORED), actual.translate(_MIRRORED)
    return difference if _difference(expected, straightened(expected, actual, loose)) else None


def _difference(expected: str, actual: str) -> Difference | None:
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
    for start, end, words in loose:
        firm = actual[done:start]
        out.append(firm)
        position = _after(expected, position, firm)
        line = actual[start:end]
        wanted = expected[position : position + len(line)]
        out.append(wanted if same_words(wanted, line, words) else line)
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


def same_words(one: str, other: str, sizes: Sequence[int]) -> bool:
    """Whether a line is made of the words of the other, which have these lengths, in whatever order.

    Of a word from right to left the letters may be in any order: its marks are seen on their other side.
    """
    if not sizes or not same_letters(one, other):
        return same_letters(one, other)
    one, words, at = one.translate(_MIRRORED), Counter[str](), 0
    for size in sizes:
        words[other[at : at + size].translate(_MIRRORED)] += 1
        at += size
    steps = _STEPS

    def goes_on(position: int) -> bool:
        nonlocal steps
        steps -= 1
        if position == len(one) or steps < 0:
            return True
        for word in sorted(words, key=len, reverse=True):
            if words[word] and _stands(word, one, position):
                words[word] -= 1
                if goes_on(position + len(word)):
                    return True
                words[word] += 1
        return False

    return goes_on(0)


def _stands(word: str, text: str, at: int) -> bool:
    """Whether the word stands there in the text."""
    if text.startswith(word, at):
        return True
    # A reader takes ½ for 1/2, and 3½ on such a line for 1/23; an accent typed apart is read before its word.
    anyhow = runs_left(word) or "/" in word or unicodedata.combining(word[0])
    return bool(anyhow) and sorted(text[at : at + len(word)]) == sorted(word)


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


def _words(text: str) -> Iterator[str]:
    """The words and the numbers of a line, each of one direction, and each sign between them."""
    for (kind, _), group in groupby(text, key=_kind):
        if kind:
            yield "".join(group)
        else:
            yield from group


def _kind(char: str) -> tuple[str, bool]:
    """What the character makes words with: letters and marks, figures, other numbers; "" for signs."""
    category = unicodedata.category(char) if char not in "/\u2044" else "Nd"
    kind = "L" if category[0] in "LM" else category if category[0] == "N" else ""
    return kind, runs_left(char)


class Stream:
    """Letters as they are gathered, with the ranges that stand as they are seen."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.loose: list[Range] = []

    def add(self, text: str, *, as_seen: bool = False) -> None:
        """Add words; `as_seen` says that they are in the order of the line, some from right to left."""
        folded = letters(text)
        if as_seen and folded:
            sizes = tuple(size for word in _words(text) if (size := len(letters(word))))
            known = sizes if sum(sizes) == len(folded) else ()
            self.loose.append(Range(self.length, self.length + len(folded), known))
        self.pieces.append(folded)
        self.length += len(folded)

    def gap(self) -> None:
        """Note something that the edition sets in its own way (a formula)."""
        self.pieces.append(GAP)
        self.length += 1

    def insert(self, at: int, other: Stream) -> None:
        """Put the letters of another stream before a piece of this one."""
        before = sum(map(len, self.pieces[:at]))
        later = [one.moved(other.length) if one.start >= before else one for one in self.loose]
        self.loose = sorted([*later, *(one.moved(before) for one in other.loose)])
        self.pieces[at:at] = other.pieces
        self.length += other.length

    def since(self, piece: int) -> str:
        """The letters from a piece on."""
        return "".join(self.pieces[piece:])

    def __str__(self) -> str:
        return "".join(self.pieces)

    def __iter__(self) -> Iterator[str]:
        return iter(self.pieces)
