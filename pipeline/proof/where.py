"""Where in the manuscript some letters of the finished text stand."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Place, Source
from pipeline.proof.stream import GAP, letters


def find(context: str, sources: Sequence[Source]) -> Place | None:
    """The file and line of the letters, or of as many of them as can be found; None where none can."""
    wanted = context.replace(GAP, "")
    for size in (60, 30, 16):
        for begin in range(0, max(1, len(wanted) - size + 1), max(1, size // 2)):
            piece = wanted[begin : begin + size]
            if len(piece) < min(size, 12):
                continue
            for source in sources:
                if place := _line(piece, source):
                    return place
    return None


def spaced(run: str, sources: Sequence[Source], last: bool = False) -> str:
    """The first (or last) letters as the words of the manuscript that have them; else as they are."""
    for size in (30, 20, 12, 6):
        piece = run[-size:] if last else run[:size]
        for source in sources if len(piece) > 5 else ():
            if (at := letters(source.text).find(piece)) >= 0:
                return _words(source.text, at, at + len(piece))
    return run[-20:] if last else run[:30]


def _words(text: str, start: int, end: int) -> str:
    """The words of a text that have letters in the range."""
    words, seen = [], 0
    for word in text.split():
        size = len(letters(word))
        if seen + size > start and seen < end:
            words.append(word)
        seen += size
    return " ".join(words)


def _line(piece: str, source: Source) -> Place | None:
    """The line on which the piece begins."""
    folded = letters(source.text)
    at = folded.find(piece)
    if at < 0:
        return None
    seen = 0
    for number, line in enumerate(source.text.split("\n"), start=1):
        seen += len(letters(line))
        if seen > at:
            return Place(source.name, number)
    return None
