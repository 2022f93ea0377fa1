"""A fact of the book has no page in its house style.

An essay has no page for a dedication, so the words would stand nowhere. A translator's name stands on no
page by itself.

Do: choose a style that has the page (`style: book`), or name the page in your own style's `--front-matter`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.frontmatter import PRINTED
from pipeline.model import WARNING, Finding

CODE = "metadata-unprinted"
LEVEL = WARNING
# Known keys that no page of any house style prints.
_NOWHERE = dict.fromkeys(
    ("translator", "editor", "illustrator"),
    "say it on the title page in `subtitle`, or on the copyright page in `copyright-page`",
) | dict.fromkeys(("acknowledgements", "acknowledgments"), "write them as a chapter of the manuscript")


def check(case: Case) -> Iterator[Finding]:
    """Every key that only pages print which the style does not ask for."""
    if case.front is None:
        return
    for key, pages in PRINTED.items():
        if case.header.values.get(key) and not set(pages) & set(case.front):
            message = f"the style has no page for `{key}`, and it is not printed"
            hint = f"choose a style that has one, or add `{pages[0]}` to its --front-matter"
            yield Finding(CODE, LEVEL, message, case.header.place(key), hint)
    for key, hint in _NOWHERE.items():
        if case.header.values.get(key):
            yield Finding(CODE, LEVEL, f"no page prints `{key}`", case.header.place(key), hint)
