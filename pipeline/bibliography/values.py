"""A field's value as typed -> its text: `{…}`, `"…"`, numbers, `@string` names, joined by `#`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_BRACES = re.compile(r"(?<!\\)[{}]")
_QUOTE_MARKS = re.compile(r'(?<!\\)[{}"]')
_BARE = re.compile(r'[^\s#,{}()"=]+')
_FIELD = re.compile(r'([A-Za-z][\w:+.\-]*)\s*=(?=\s*[{"\w])')


@dataclass(frozen=True, slots=True)
class Value:
    """A value's text; `end` is where it stopped; the names and the loose pieces that made it doubtful."""

    text: str
    end: int
    closed: bool = True
    undefined: tuple[tuple[str, int], ...] = ()
    unjoined: int | None = None


def is_plain(value: str, strings: Mapping[str, str]) -> bool:
    """Whether a value is so simple that nothing can be wrong with it: the quick way for large files."""
    if value.startswith("{"):
        return value.endswith("}") and (
            value.count("}") == 1 or ("=" not in value and closing_brace(value, 0) == len(value) - 1)
        )
    if value.startswith('"'):
        return len(value) > 1 and value.endswith('"') and value.count('"') == 2 and "{" not in value
    return value.isdigit() or value.lower() in strings or value.lower() in MONTHS


def read_value(text: str, at: int, strings: Mapping[str, str]) -> Value:
    """The value that begins at `at`: all pieces joined by `#`, strings put in (unknown names as typed)."""
    pieces: list[str] = []
    undefined: list[tuple[str, int]] = []
    unjoined: int | None = None
    joined = True
    while True:
        at = _skip(text, at)
        if at >= len(text) or text[at] in ",})=":
            break
        if text[at] == "#":
            joined, at = True, at + 1
            continue
        if not joined:
            field = _FIELD.match(text, at)
            if field or text[at] not in '{"' or unjoined is not None:
                break
            unjoined = at
        start = at
        piece, at, closed = _piece(text, at)
        if not closed:
            return Value("".join([*pieces, piece]), at, False, tuple(undefined), unjoined)
        if text[start] not in '{"' and not piece.isdigit():
            name = piece.lower()
            if name in strings:
                piece = strings[name]
            elif name not in MONTHS:
                undefined.append((piece, start))
        pieces.append(piece if joined else " " + piece)
        joined = False
    return Value("".join(pieces), at, True, tuple(undefined), unjoined)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _piece(text: str, at: int) -> tuple[str, int, bool]:
    """One piece from its first character: its text, where it ends, whether it was closed."""
    if text[at] == "{":
        end = closing_brace(text, at)
        return (text[at + 1 : end], end + 1, True) if end >= 0 else (text[at + 1 :], len(text), False)
    if text[at] == '"':
        end = _closing_quote(text, at)
        return (text[at + 1 : end], end + 1, True) if end >= 0 else (text[at + 1 :], len(text), False)
    bare = _BARE.match(text, at)
    # A lone bracket or the like: taken as it is, so that reading goes on.
    return (bare[0], bare.end(), True) if bare else (text[at], at + 1, True)


def closing_brace(text: str, at: int) -> int:
    """Where the brace that opens at `at` closes, or -1; a brace behind a backslash does not count."""
    depth = 0
    for mark in _BRACES.finditer(text, at):
        depth += 1 if mark[0] == "{" else -1
        if depth == 0:
            return mark.start()
    return -1


def _closing_quote(text: str, at: int) -> int:
    depth = 0
    for mark in _QUOTE_MARKS.finditer(text, at + 1):
        if mark[0] == '"' and depth == 0:
            return mark.start()
        depth += {"{": 1, "}": -1, '"': 0}[mark[0]]
    return -1
