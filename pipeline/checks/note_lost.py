"""Pandoc makes no note of a call that is sound.

It happens in tables whose columns are not drawn straight: the cell is dropped with all its words.

Do: draw the table so that every bar stands under the one above it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline import tree
from pipeline.checks.case import Case, notes
from pipeline.model import ERROR, Finding
from pipeline.scan import Scan

CODE = "note-lost"
LEVEL = ERROR
ALONE = True


def check(case: Case) -> Iterator[Finding]:
    """Where a source's tree holds fewer notes than its text calls: each call whose note is not in it."""
    for scan in case.scans:
        if scan.source.name not in case.trees:
            continue
        made = _notes(case.trees[scan.source.name])
        typed = sum(1 for call in scan.calls if call.printed)
        if len(made) < typed:
            yield from _missing(scan, made, typed)


def _missing(scan: Scan, made: Sequence[Any], typed: int) -> Iterator[Finding]:
    bodies = notes(scan)
    kept = Counter(_letters(tree.stringify(one["c"])) for one in made)
    calls = [one for one in scan.calls if one.printed and one.label in bodies]
    lost = []
    for call in calls:
        words = _letters(scan.text[slice(*bodies[call.label or ""].body)])
        kept[words] -= 1
        lost += [call] if kept[words] < 0 else []
    hint = "if it stands in a table, look whether every bar stands under the one above it"
    for call in lost[: typed - len(made)] or calls[:1]:
        yield Finding(
            CODE, LEVEL, f"the note [^{call.label}] got lost when the text was read", call.place, hint
        )


def _letters(words: str) -> str:
    return "".join(letter for letter in words if letter.isalpha())[:60]


def _notes(blocks: Sequence[Any]) -> list[Any]:
    """Every note of the tree; quicker than a walk that keeps order."""
    found, waiting = [], list(blocks)
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict) and node.get("t") != "Str":
            found += [node] if node.get("t") == "Note" else []
            waiting.append(node.get("c"))
    return found
