"""Where a note's call stands in its line (Chicago Manual, "Note Numbers"): after punctuation, never past a
dash; without a space before it; two calls side by side parted, so that 1 and 2 are not read as 12."""

from __future__ import annotations

import re
from typing import Any

from pipeline import tree
from pipeline.citations import points
from pipeline.citations.gather import LEAVES
from pipeline.model import Inline

# A note that the author called stands where it was put, before a bracket too; a citation goes to the end.
_AFTER_CALL = re.compile(r"[.,;:!?…]+")
_AFTER_CITATION = re.compile(r"[.,;:!?…)\]”’»]+")
SEPARATOR: Inline = {"t": "Superscript", "c": [tree.string(",")]}


def is_call(item: Any) -> bool:
    """Whether the inline is a note at its call, or the later call of a note."""
    if not isinstance(item, dict):
        return False
    if item["t"] == "Note":
        return True
    return item["t"] == "Span" and any(name in ("note-call", "note-again") for name in item["c"][0][1])


def settle(items: list[Inline], rules: points.Rules) -> list[Inline]:
    """The inlines of a line with each call in its place."""
    out: list[Inline] = []
    rest = list(reversed(items))
    while rest:
        item = rest.pop()
        if item["t"] in LEAVES or not is_call(item):
            out.append(item)
            continue
        calls = [item]
        while (after := _next_call(rest)) is not None:
            calls.append(after)
        while len(out) > 1 and out[-1]["t"] in ("Space", "SoftBreak"):
            out.pop()
        marks = _points(rest, any("cited" in call for call in calls))
        if marks:
            _set_before(out, marks, rules)
        for call in calls:
            if out and is_call(out[-1]):
                out.append(SEPARATOR)
            out.append({"t": call["t"], "c": call["c"]} if "cited" in call else call)
    return out


def _next_call(rest: list[Inline]) -> Inline | None:
    """The call that follows at once or after spaces, taken from what is still to come."""
    at = len(rest)
    while at and rest[at - 1]["t"] in ("Space", "SoftBreak"):
        at -= 1
    if not at or not is_call(rest[at - 1]):
        return None
    call = rest[at - 1]
    del rest[at - 1 :]
    return call


def _points(rest: list[Inline], cited: bool) -> str:
    """The punctuation that begins the words to come, taken from them."""
    if not rest or rest[-1]["t"] != "Str":
        return ""
    word = rest[-1]["c"]
    found = (_AFTER_CITATION if cited else _AFTER_CALL).match(word)
    if not found:
        return ""
    rest.pop()
    if word[found.end() :]:
        rest.append(tree.string(word[found.end() :]))
    return found[0]


def _set_before(out: list[Inline], marks: str, rules: points.Rules) -> None:
    """The marks put after the words before the call, inside their quotation marks where it belongs."""
    last, quoted = points.tail(out[-1:]) if out else ("", False)
    if marks[0] == "." and last in points.POINTS and last != "…" and not marks.startswith(".."):
        marks = marks[1:]
    if marks and marks[0] in ".," and quoted and rules.points_in_quotes and out[-1]["t"] == "Quoted":
        out[-1:] = points.put_last(out[-1:], marks[0], rules)
        marks = marks[1:]
    if marks and out and out[-1]["t"] == "Str":
        out[-1] = tree.string(out[-1]["c"] + marks)
    elif marks:
        out.append(tree.string(marks))
