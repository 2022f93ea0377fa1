"""The checks of what the author wrote: a file each, found by its name; a new check is a new file.

A check is a module named for its code (`note_undefined` tells `note-undefined`) that holds `CODE`, `LEVEL`,
`check(case)` and a docstring that the guide shows: what is wrong, why it matters, what to do. What can be
mended safely also has `mend(text, source)` or `mend_scan(scan)` for the manuscript, or
`mend_field(name, value)` for the bibliography. A check that judges each file by itself, by nothing but its
text and its tree, says `ALONE = True`: what it finds is kept as long as the file is as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from pipeline.cache import Kept, kept_or_made
from pipeline.checks.case import Case, Entry, Size
from pipeline.model import ERROR, Finding, Place
from pipeline.scan import Comment, Scan

__all__ = ["Case", "Entry", "Size", "codes", "modules", "run"]

_HELPERS = ("__main__", "case", "fix", "guide")
_IGNORE = re.compile(r"\s*octavo:\s*ignore\b[:\s]*([\w\s,-]*)\s*$")


@cache
def modules() -> dict[str, ModuleType]:
    """Every check by its code, in the order of the codes."""
    names = sorted(found.name for found in iter_modules(__path__) if found.name not in _HELPERS)
    return {name.replace("_", "-"): import_module(f"{__name__}.{name}") for name in names}


def codes() -> tuple[str, ...]:
    """The code of every check."""
    return tuple(modules())


def run(
    case: Case, select: Collection[str] = (), ignore: Collection[str] = (), kept: Kept | None = None
) -> tuple[Finding, ...]:
    """What the checks find, in the order of the text.

    `select` names the codes to run (or their beginnings: `note`), all where it is empty; `ignore` those to
    leave out. The setting `ignore` never hides an error; a comment `<!-- octavo: ignore code -->` beside it
    does.
    """
    chosen = {code: module for code, module in modules().items() if not select or _named(code, select)}
    alone = [module for module in chosen.values() if getattr(module, "ALONE", False)]
    found = [one for number in range(len(case.scans)) for one in _alone(case, number, alone, kept)]
    found += [one for module in chosen.values() if module not in alone for one in module.check(case)]
    return tuple(sorted(dict.fromkeys(_kept(case, found, ignore)), key=_order))


def _alone(case: Case, number: int, modules: Sequence[ModuleType], kept: Kept | None) -> list[Finding]:
    """What these checks find in one file; they are not asked again about a file that they have seen."""
    scan = case.scans[number]
    names = [module.__name__ for module in modules]
    if case.borrowed[number]:
        kept = None  # its tree holds another file's words
    key = json.dumps([names, scan.source.name, scan.source.text]).encode()

    def check(_: list[int]) -> list[list[Finding]]:
        one = replace(case, scans=[scan])
        return [[finding for module in modules for finding in module.check(one)]]

    (found,) = kept_or_made(kept, "checked", [key], check, _packed, _unpacked)
    return found


def _packed(found: list[Finding]) -> bytes:
    return json.dumps([finding.row() for finding in found]).encode()


def _unpacked(data: bytes) -> list[Finding]:
    return list(map(Finding.of, json.loads(data)))


def _kept(case: Case, found: Iterable[Finding], ignore: Collection[str]) -> Iterator[Finding]:
    silent = {scan.source.name: _ignored(scan) for scan in case.scans}
    for finding in found:
        if _named(finding.code, ignore):
            continue
        if finding.level is not ERROR and _named(finding.code, case.settings.ignore):
            continue
        place = finding.place
        lines = silent.get(place.file, ()) if place else ()
        if place and any(
            first <= (place.line or 0) <= last and _named(finding.code, names) for first, last, names in lines
        ):
            continue
        yield finding


def _named(code: str, names: Collection[str]) -> bool:
    return any(code == name or code.startswith(f"{name}-") or name == "all" for name in names)


def _ignored(scan: Scan) -> list[tuple[int, int, tuple[str, ...]]]:
    """First line, last line and codes of every comment that silences checks."""
    ranges = []
    for comment in scan.comments:
        if found := _IGNORE.match(comment.text):
            names = tuple(re.split(r"[\s,]+", found[1].strip())) if found[1].strip() else ("all",)
            first, last = _lines(scan, comment)
            ranges.append((first, last, names))
    return ranges


def _lines(scan: Scan, comment: Comment) -> tuple[int, int]:
    """The comment's own line; where it stands alone, the lines of the paragraph below it."""
    line = comment.place.line or 1
    start = scan.starts[line - 1]
    end = scan.starts[line] if line < len(scan.starts) else len(scan.text)
    if scan.text[start:end].strip():
        return line, line
    below = next((one for one in scan.paragraphs if one.at > comment.at and one.end > comment.end), None)
    last = scan.place(below.end).line if below else line
    return line, last or line


def _order(finding: Finding) -> tuple[str, int, int, str]:
    place = finding.place or Place("")
    return place.file, place.line or 0, place.column or 0, finding.code
