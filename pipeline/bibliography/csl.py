"""Wanted keys of a bibliography -> CSL JSON items for citeproc, with what the author should know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.bibliography import fields as table
from pipeline.bibliography.inherit import canonical, resolve
from pipeline.bibliography.item import make_item
from pipeline.bibliography.store import Bibliography, Entry, nearest
from pipeline.model import ERROR, INFO, WARNING, Finding, Level, Place


def csl_items(
    bibliography: Bibliography, keys: Iterable[str], lang: str
) -> tuple[list[dict[str, Any]], tuple[Finding, ...]]:
    """The items of the wanted keys in their order (unknown ones left out), and findings about their fields.

    Only these entries and those they inherit from are read. `lang` is the document's language (BCP 47).
    Every field that is not empty is in the item or in a finding, once for each field name; the fields in
    `fields.BOOKKEEPING` are not for readers and are passed over.
    """
    items: list[dict[str, Any]] = []
    findings: list[Finding] = []
    left: dict[str, list[tuple[Entry, str]]] = {}
    for key in dict.fromkeys(keys):
        if key not in bibliography.entries:
            continue
        entry = bibliography.entries[key]
        item, rest = _convert(bibliography, entry, lang, findings)
        items.append({**item, "id": key})
        for typed in _unused(entry, rest):
            left.setdefault(typed, []).append((entry, typed))
    noted = [bibliography.entries[str(item["id"])] for item in items if "note" in item]
    if noted:
        findings.append(_note(noted))
    findings.extend(_unprinted(name, where) for name, where in left.items())
    return items, tuple(dict.fromkeys(findings))


def _convert(
    bibliography: Bibliography, entry: Entry, lang: str, findings: list[Finding]
) -> tuple[dict[str, Any], dict[str, str]]:
    def say(code: str, level: Level, message: str, name: str, hint: str | None) -> None:
        findings.append(Finding(code, level, message, _place(entry, name), hint))

    fields = resolve(entry, bibliography.entries)
    for name, value in fields.items():
        if "xdata=" in value:
            say(
                "bib-xdata-missing",
                ERROR,
                f"'{entry.key}' takes its {name} from nowhere: {value}",
                name,
                None,
            )
    return make_item(entry.key, entry.kind, fields, lang, say)


def _place(entry: Entry, name: str) -> Place:
    """Where a field stands, also under its other names; the entry's own place where it was inherited."""
    for typed, place in entry.field_places.items():
        if name in (typed, table.ALIASES.get(typed)):
            return place
    return entry.place


def _unused(entry: Entry, rest: dict[str, str]) -> list[str]:
    """The entry's own fields, as named there, that did not reach the item."""
    own = canonical(entry)
    out = []
    for typed, value in entry.fields.items():
        name = table.ALIASES.get(typed, typed)
        if not value.strip() or typed in table.BOOKKEEPING or name in table.BOOKKEEPING:
            continue
        shadowed = typed != name and own.get(name) is not value and own.get(name, "").strip() != value.strip()
        if name in rest or shadowed:
            out.append(typed)
    return out


def _note(entries: list[Entry]) -> Finding:
    others = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    typed = [name for name in entries[0].fields if table.ALIASES.get(name, name) in table.NOTED]
    name = typed[0] if typed else "note"
    message = f"the {name} of '{entries[0].key}'{others} is printed by few styles, not by Chicago or MHRA"
    return Finding("bib-note-unprinted", INFO, message, _place(entries[0], name))


def unlisted(bibliography: Bibliography, keys: Sequence[str]) -> Finding:
    """Cited works that the style leaves out of its bibliography: letters that nobody keeps (CMOS 14.111)."""
    names = ", ".join(f"'{key}'" for key in keys)
    message = f"the citation style leaves {names} out of the bibliography; only notes name what is cited"
    hint = (
        "a letter, paper or interview that readers can find is listed: fill in archive and collection, or "
        "url; where it is right so, write 'ignore: [bibliography-unlisted]' under 'octavo:'"
    )
    return Finding("bibliography-unlisted", WARNING, message, bibliography.entries[keys[0]].place, hint)


def _unprinted(name: str, where: list[tuple[Entry, str]]) -> Finding:
    entry = where[0][0]
    others = f" and {len(where) - 1} more" if len(where) > 1 else ""
    place = entry.field_places.get(name, entry.place)
    guess = None if name in table.KNOWN else nearest(name, sorted(table.KNOWN))
    if guess:
        message = f"the field '{name}' of '{entry.key}'{others} is not known"
        return Finding("bib-field-unknown", WARNING, message, place, f"did you mean '{guess}'?")
    message = f"the field '{name}' of '{entry.key}'{others} is printed by no style"
    return Finding("bib-field-unprinted", INFO, message, place)
