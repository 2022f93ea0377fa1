"""The lines of a source: their indentation in columns, their words, and where these begin."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One line of a container: columns of indentation, the words, and where they begin in the source."""

    indent: int
    text: str
    at: int

    def end(self) -> int:
        """Offset after the last character."""
        return self.at + len(self.text)


def columns(space: str, start: int = 0) -> int:
    """Width of white space, tabs standing every four columns."""
    at = start
    for letter in space:
        at = at // 4 * 4 + 4 if letter == "\t" else at + 1
    return at - start


def lines_of(text: str) -> list[Line]:
    """Every line of the text."""
    lines, at = [], 0
    for whole in text.split("\n"):
        words = whole.lstrip(" \t")
        lead = len(whole) - len(words)
        indent = columns(whole[:lead]) if "\t" in whole[:lead] else lead
        lines.append(Line(indent, words.rstrip(" \t\r"), at + lead))
        at += len(whole) + 1
    return lines


def rest(line: Line, width: int, most: int = 0) -> Line:
    """What follows the first `width` characters; at most `most` columns of space after them are passed."""
    tail = line.text[width:]
    words = tail.lstrip(" \t")
    lead = len(tail) - len(words)
    space = columns(tail[:lead], line.indent + width)
    return Line(max(0, space - most), words, line.at + width + lead)


def strip(line: Line, margin: int) -> Line:
    """The line without up to `margin` columns of its indentation."""
    return Line(max(0, line.indent - margin), line.text, line.at) if line.indent else line
