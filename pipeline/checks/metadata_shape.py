"""A fact of the book is typed in a shape that can't be printed.

A list where one line belongs runs together; a key that Octavo doesn't know is left out of the copyright page.

Do: write it as the guide to writing shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "metadata-shape"
LEVEL = WARNING

# One line of text.
_LINES = frozenset(
    "title subtitle date lang edition issn doi volume publisher-place place half-title short-title "
    "abstract-title".split()
)
# Paragraphs: text, or a list of them.
_WORDS = frozenset("abstract thanks dedication colophon how-to-cite funding copyright-page".split())
# Text, a list, or known keys below it.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "publisher": ("name", "place", "loc"),
    "copyright": ("statement", "text", "year", "holder"),
    "rights": ("text", "name", "type", "link", "url", "uri"),
    "license": ("text", "name", "type", "link", "url", "uri"),
    "licence": ("text", "name", "type", "link", "url", "uri"),
    "series": ("title", "name", "number", "volume", "position"),
    "epigraph": ("text", "source", "author"),
}
_NO_LIST = ("publisher", "series")


def check(case: Case) -> Iterator[Finding]:
    """Every value of another shape than its key has."""
    for key, value in case.header.values.items():
        if isinstance(value, Mapping) and key in _KEYS:
            yield from _unknown(case, key, value)
        elif isinstance(value, Mapping) and key in _LINES | _WORDS:
            yield _finding(case, f"`{key}` has keys below it", "write words there", key)
        elif isinstance(value, list) and (key in _LINES or key in _NO_LIST):
            yield _finding(case, f"`{key}` is a list", "write one line of text", key)


def _unknown(case: Case, key: str, value: Mapping[str, Any]) -> Iterator[Finding]:
    for name in value:
        if name not in _KEYS[key]:
            near = get_close_matches(name, _KEYS[key], 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(_KEYS[key])}"
            yield _finding(case, f"`{name}` under `{key}` is not printed", hint, key, name)


def _finding(case: Case, message: str, hint: str, *path: str) -> Finding:
    return Finding(CODE, LEVEL, message, case.header.place(*path), hint)
