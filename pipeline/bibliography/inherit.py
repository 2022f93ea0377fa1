"""An entry's fields with those it inherits by `crossref` and `xdata`.

Source: biblatex manual, 2.4.1 and appendix B (default inheritance setup).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.bibliography.fields import ALIASES, words
from pipeline.bibliography.names import split
from pipeline.bibliography.store import Entry

_NEVER = words(
    "ids crossref xref xdata entryset entrysubtype execute label options presort related "
    "relatedoptions relatedstring relatedtype shorthand shorthandintro sortkey keywords abstract "
    "annotation file"
)
_NOT_TITLES = words("shorttitle sorttitle indextitle indexsorttitle")
_VOLUMES = words("mvbook mvcollection mvreference mvproceedings")
_WHOLES = words("book collection reference proceedings manual")
_OF_BOOK = words("inbook bookinbook suppbook")
_ONE_FIELD = re.compile(r"xdata=([^\s,{}]+?)-([A-Za-z]+)(?:-(\d+))?(?![\w-])")
_DATES = words("date year month day")


def canonical(entry: Entry) -> dict[str, str]:
    """The entry's non-empty fields under biblatex's names; where two names mean one, biblatex's own wins."""
    fields = {name: value for name, value in entry.fields.items() if value.strip()}
    named: dict[str, str] = {}
    for name, value in fields.items():
        known = ALIASES.get(name, name)
        if known not in named and (known == name or known not in fields):
            named[known] = value
    return named


def resolve(entry: Entry, entries: Mapping[str, Entry], seen: frozenset[str] = frozenset()) -> dict[str, str]:
    """All fields of an entry, its own first; circles and missing parents are passed over."""
    fields = {name: _filled(value, entries) for name, value in canonical(entry).items()}
    seen = seen | {entry.key}
    for parent in _parents(fields.get("xdata", ""), entries, seen):
        for name, value in resolve(parent, entries, seen).items():
            fields.setdefault(name, value)
    for parent in _parents(fields.get("crossref", ""), entries, seen):
        inherited = _handed_down(parent.kind, entry.kind, resolve(parent, entries, seen))
        dated = any(name in fields for name in _DATES)
        for name, value in inherited.items():
            if not (dated and name in _DATES):
                fields.setdefault(name, value)
    return fields


def _filled(value: str, entries: Mapping[str, Entry], deep: int = 0) -> str:
    """A value with each `xdata=key-field-2` in it replaced (biblatex, 3.13.6); if missing, it stays."""
    if "xdata=" not in value or deep > 9:
        return value

    def fetch(found: re.Match[str]) -> str:
        key, name, number = found.groups()
        if key not in entries:
            return found[0]
        parts = split(canonical(entries[key]).get(name.lower(), ""))
        place = int(number or 1)
        wanted = parts[place - 1 : place] if number else parts
        return _filled(" and ".join(wanted), entries, deep + 1) or found[0]

    return _ONE_FIELD.sub(fetch, value)


def _parents(typed: str, entries: Mapping[str, Entry], seen: frozenset[str]) -> list[Entry]:
    keys = typed.replace(",", " ").split()
    return [entries[key] for key in keys if key in entries and key not in seen]


def _handed_down(parent: str, child: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What a parent of one type gives to a child of another, under the names it has there."""
    prefix = _prefix(parent, child)
    out: dict[str, str] = {}
    for name, value in fields.items():
        if name in _NEVER or (prefix and name in _NOT_TITLES):
            continue
        if prefix and name in ("title", "subtitle", "titleaddon"):
            out[f"{prefix}{name}"] = value
        else:
            out[name] = value
    if parent in ("book", "mvbook") and child in _OF_BOOK and "author" in fields:
        out["bookauthor"] = fields["author"]
    return out


def _prefix(parent: str, child: str) -> str:
    if parent in _VOLUMES:
        return "main" if child not in _VOLUMES else ""
    if parent == "periodical":
        return "journal"
    if parent in _WHOLES and child not in _WHOLES and child not in _VOLUMES:
        return "book"
    return ""
