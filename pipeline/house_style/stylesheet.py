"""A house style as it was read: its text, its rules for each medium, and what is wrong with its grammar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2

from pipeline.model import WARNING, Finding, Place


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """One CSS file, for all editions; `name` is how the author knows it (`styles/essay.css`)."""

    name: str
    text: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """One `property: value` of the stylesheet; `within` is its selector, or its at-rules (`@page :first`)."""

    within: str
    property: str
    value: str
    line: int


def stylesheet(text: str, name: str) -> Stylesheet:
    """The stylesheet with every error of its grammar as a warning (CSS Syntax 3): the rest still holds."""
    return Stylesheet(name, text, tuple(_errors(_rules(text), name)))


def text_for_word(text: str) -> str:
    """The rules that hold in Word: those for print, and `@media word` in its place among them.

    Fonts are embedded, not fetched, and no other file is read; so `@font-face` and `@import` go.
    """
    kept = [_for_word(rule) for rule in _rules(text) if _at(rule) not in ("font-face", "import")]
    return "".join(kept)


def declarations_for_word(text: str) -> Iterator[Declaration]:
    """Every declaration that holds in Word, in the order of the file."""
    yield from _declarations(_rules(text_for_word_keeping_lines(text)), "")


def text_for_word_keeping_lines(text: str) -> str:
    """`text_for_word`, each rule on the line where it stood, so that findings can name it."""
    out = ""
    for rule in _rules(text):
        if _at(rule) in ("font-face", "import"):
            continue
        out += "\n" * (rule.source_line - 1 - out.count("\n"))
        out += _for_word(rule)
    return out


def imports(text: str) -> Iterator[int]:
    """The lines of the `@import` rules."""
    return (rule.source_line for rule in _rules(text) if _at(rule) == "import")


@lru_cache(maxsize=8)
def _rules(text: str) -> list[Any]:
    """The rules, parsed once for all that is asked of them; nobody changes them."""
    return list(tinycss2.parse_stylesheet(text))


def _at(rule: Any) -> str:
    return str(rule.lower_at_keyword) if rule.type == "at-rule" else ""


def _media(rule: Any) -> list[str]:
    return [part.strip().lower() for part in tinycss2.serialize(rule.prelude).split(",")]


def _for_word(rule: Any) -> str:
    text = str(rule.serialize())
    if _at(rule) == "media" and "word" in _media(rule) and rule.content is not None:
        return f"@media print{{{tinycss2.serialize(rule.content)}}}"
    return text


def _errors(nodes: list[Any], name: str) -> Iterator[Finding]:
    for node in nodes:
        if node.type == "error":
            place = Place(name, node.source_line, node.source_column)
            yield Finding("style-syntax", WARNING, f"{node.message}: left out", place)
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            yield from _errors(_contents(node), name)


def _contents(rule: Any) -> list[Any]:
    if _at(rule) in ("media", "supports", "layer"):
        return list(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
    return list(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))


def _declarations(rules: list[Any], within: str) -> Iterator[Declaration]:
    for rule in rules:
        if rule.type == "declaration":
            value = tinycss2.serialize(rule.value).strip()
            yield Declaration(within, str(rule.lower_name), value, rule.source_line)
        elif rule.type in ("qualified-rule", "at-rule") and rule.content is not None:
            yield from _declarations(_contents(rule), _name(rule, within))


def _name(rule: Any, within: str) -> str:
    prelude = " ".join(tinycss2.serialize(rule.prelude).split())
    if _at(rule) == "media":
        # What is meant for another medium is not lost in Word.
        return "" if {"print", "all"} & set(_media(rule)) else "@media " + prelude
    return " ".join(part for part in (within, f"@{_at(rule)}" if _at(rule) else "", prelude) if part)
