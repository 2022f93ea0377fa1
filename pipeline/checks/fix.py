"""The safe mends: a text with its faults put right and nothing else changed; and what the change is.

Edits are `(start, end, new)` in offsets of the text. Where two overlap, the first is made; the other comes at
the next run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import unified_diff

from pipeline.checks import Entry, modules
from pipeline.model import Place, Source
from pipeline.scan import line_starts, scan

Edit = tuple[int, int, str]
# The value of a field stands behind its name, an equals sign and a brace or quotation mark.
_VALUE = re.compile(r"\s*[\w:+.-]+\s*=\s*([{\"])")


def manuscript(source: Source, select: Collection[str] = ()) -> Source:
    """The source with every safe mend of the chosen checks (all where none is named) made."""
    edits: list[Edit] = []
    scanned = scan(source)
    for code, module in modules().items():
        if select and code not in select:
            continue
        if hasattr(module, "mend"):
            edits += module.mend(scanned.text, source.text)
        if hasattr(module, "mend_scan"):
            edits += module.mend_scan(scanned)
    return Source(source.name, apply(source.text, edits))


def bibliography(source: Source, entries: Iterable[Entry], select: Collection[str] = ()) -> Source:
    """The .bib with every safe mend in its entries made; all other characters stay as they were typed."""
    menders = [
        module.mend_field
        for code, module in modules().items()
        if hasattr(module, "mend_field") and (not select or code in select)
    ]
    starts = line_starts(source.text)
    edits: list[Edit] = []
    for entry in entries:
        for name, place in entry.field_places.items():
            value = entry.fields.get(name, "")
            new = value
            for mend in menders:
                new = mend(name, new)
            if new != value and place.file == source.name:
                edits += _in_field(source.text, _offset(starts, place), value, new)
    return Source(source.name, apply(source.text, edits))


def _in_field(text: str, at: int, value: str, new: str) -> Iterator[Edit]:
    """The edit of a field's value, where it stands in the file just as it was read."""
    opening = _VALUE.match(text, at)
    if opening:
        start = opening.end()
        while text[start : start + 1].isspace():
            start += 1
        if text.startswith(value, start):
            yield start, start + len(value), new


def _offset(starts: tuple[int, ...], place: Place) -> int:
    return starts[(place.line or 1) - 1] + (place.column or 1) - 1


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made, none of them within another."""
    parts, at = [], 0
    for start, end, new in sorted(edits):
        if start >= at:
            parts += [text[at:start], new]
            at = end
    return "".join([*parts, text[at:]])


def difference(old: Source, new: Source) -> str:
    """What was changed, as a unified diff; empty where nothing was."""
    lines = unified_diff(
        old.text.splitlines(keepends=True),
        new.text.splitlines(keepends=True),
        old.name,
        f"{new.name} (mended)",
        n=1,
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
