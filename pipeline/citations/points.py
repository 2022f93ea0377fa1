"""Points at the end of a citation: one and no more, in or out of quotation marks as the language has it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import tree
from pipeline.model import Inline

POINTS = frozenset(".?!…。")
CLOSERS = frozenset("”’»›\"'“‘")
_THIN = "\u00a0\u202f\u2009"


@dataclass(frozen=True, slots=True)
class Rules:
    """How the style and the language set a note: its closing point, and points inside quotation marks."""

    closing: str | None
    points_in_quotes: bool


def close(content: list[Inline], rules: Rules) -> list[Inline]:
    """The last words of a note with the style's closing point, unless one stands there already."""
    if rules.closing is None or not content or tail(content)[0] in POINTS:
        return content
    return put_last(content, rules.closing, rules)


def tail(content: list[Inline]) -> tuple[str, bool]:
    """The last character that is no closing quotation mark, and whether quotation marks follow it."""
    text = tree.stringify(content).rstrip()
    bare = _unquoted(text)
    return bare[-1:], len(bare) < len(text)


def _unquoted(text: str) -> str:
    """The text without the quotation marks at its end; an apostrophe is not one."""
    while text and text[-1] in CLOSERS:
        if text[-1] == "’" and "‘" not in text[:-1]:
            break
        text = text[:-1].rstrip(_THIN) if text[-1] in "»›" else text[:-1]
    return text


def put_last(content: list[Inline], point: str, rules: Rules) -> list[Inline]:
    """The inlines with a point after them, inside closing quotation marks where the language has it so."""
    if rules.points_in_quotes and tail(content)[1]:
        inside = _put_inside(content, point)
        if inside is not None:
            return inside
    if content and content[-1]["t"] == "Str":
        return [*content[:-1], tree.string(content[-1]["c"] + point)]
    return [*content, tree.string(point)]


def _put_inside(content: list[Inline], point: str) -> list[Inline] | None:
    for at in range(len(content) - 1, -1, -1):
        item = content[at]
        if item["t"] == "Str":
            bare = _unquoted_end(item["c"])
            if len(bare) == len(item["c"]):
                return None
            word = tree.string(bare + point + item["c"][len(bare) :])
            return [*content[:at], word, *content[at + 1 :]]
        if item["t"] == "Quoted":
            inner = _put_inside(item["c"][1], point) or _after(item["c"][1], point)
            return [*content[:at], tree.with_inlines(item, inner), *content[at + 1 :]]
        if item["t"] in tree.INLINES_AT:
            deeper = _put_inside(tree.inlines_of(item) or [], point)
            if deeper is None:
                return None
            return [*content[:at], tree.with_inlines(item, deeper), *content[at + 1 :]]
        if item["t"] not in tree.SPACES:
            return None
    return None


def _after(content: list[Inline], point: str) -> list[Inline]:
    if content and content[-1]["t"] == "Str":
        return [*content[:-1], tree.string(content[-1]["c"] + point)]
    return [*content, tree.string(point)]


def _unquoted_end(word: str) -> str:
    return word.rstrip('”’"')
