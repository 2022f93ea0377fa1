"""Metadata -> Settings; unknown keys and wrong values as findings with a "did you mean"."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pipeline.header import Header
from pipeline.model import ERROR, WARNING, Finding, NoteSettings, Settings

# Pandoc's own names, with those that its writers and the usual journals' templates read.
METADATA = frozenset(
    """
    title subtitle author authors date lang dir abstract abstract-title keywords subject description
    category thanks csl bibliography nocite link-citations link-bibliography citation-abbreviations
    notes-after-punctuation reference-section-title suppress-bibliography references rights copyright
    publisher identifier isbn doi title-prefix toc toc-title toc-depth lof lot cover-image creator
    contributor date-meta author-meta institute affiliation affiliations email orcid running-title
    short-title shorttitle edition series volume issue place year header-includes geometry papersize
    fontsize mainfont documentclass colorlinks linkcolor citation-style citeproc bibliography-title
    epigraph dedication acknowledgements acknowledgments funding belongs-to-collection group-position
    ibooks page-progression-direction type format relation coverage nameInLink octavo translator editor
    illustrator half-title license licence issn publisher-place colophon how-to-cite copyright-page
    """.split()
)
CHOICES: Mapping[str, tuple[str, ...]] = {
    "notes.numbering": ("continuous", "chapter"),
    "notes.first-citation": ("document", "chapter"),
    "notes.place": ("foot", "chapter-end", "book-end"),
}
SWITCHES = ("ibid", "short-notes-from-start", "bibliography", "parts")
KEYS = ("style", "csl", *SWITCHES, "notes", "ignore")
NOTE_KEYS = tuple(name.split(".")[1] for name in CHOICES)
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def read(headers: tuple[Header, ...]) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings of the book: a later header wins over an earlier one."""
    findings: list[Finding] = []
    own: dict[str, Any] = {}
    notes: dict[str, Any] = {}
    csl = ""
    for header in headers:
        findings += _unknown_metadata(header)
        csl = _text(header.values.get("csl")) or _text(header.values.get("citation-style")) or csl
        given = header.values.get("octavo")
        if given in (None, ""):
            continue
        if not isinstance(given, Mapping):
            hint = "put the settings under it, each indented by two spaces:  style: book"
            findings.append(_wrong(header, "`octavo:` holds no settings", hint, "octavo"))
            continue
        own |= _switches(header, given, findings)
        notes |= _notes(header, given.get("notes"), findings)
    own |= _lists(headers, findings)
    choice = {name.replace("-", "_"): value for name, value in own.items()}
    csl = choice.pop("csl", "") or csl
    return Settings(**choice, csl=csl or "chicago", notes=NoteSettings(**notes)), tuple(findings)


def _switches(header: Header, given: Mapping[str, Any], findings: list[Finding]) -> dict[str, Any]:
    """The settings directly under `octavo:`, checked."""
    settled: dict[str, Any] = {}
    for key, value in given.items():
        if key not in KEYS:
            findings.append(_unknown(header, key, KEYS, "octavo", key))
        elif key in SWITCHES:
            word = _text(value).lower()
            if word in _YES or word in _NO:
                settled[key] = word in _YES
            else:
                findings.append(_wrong(header, f"`{key}` is `{value}`", "write true or false", "octavo", key))
        elif key == "ignore":
            settled[key] = tuple(_list(value))
        elif key != "notes" and _text(value):
            settled[key] = _text(value)
    return settled


def _lists(headers: tuple[Header, ...], findings: list[Finding]) -> dict[str, Any]:
    """pandoc's `toc`, `toc-depth`, `lof` and `lot`, checked."""
    settled: dict[str, Any] = {}
    for header in headers:
        for key in ("toc", "lof", "lot"):
            word = _text(header.values.get(key)).lower()
            if word in _YES or word in _NO:
                settled[key] = word in _YES
            elif key in header.values:
                message = f"`{key}` is `{header.values[key]}`"
                findings.append(_wrong(header, message, "write true or false", key))
        if "toc-depth" in header.values:
            depth = _text(header.values["toc-depth"])
            if depth in ("1", "2", "3", "4"):
                settled["toc-depth"] = int(depth)
            else:
                hint = "write a number from 1 to 4; 1 lists parts and chapters"
                findings.append(_wrong(header, f"`toc-depth` is `{depth}`", hint, "toc-depth"))
    return settled


def _notes(header: Header, given: Any, findings: list[Finding]) -> dict[str, str]:
    """The settings under `octavo: notes:`, checked."""
    if not isinstance(given, Mapping):
        if given not in (None, ""):
            hint = "put them under it, indented:  numbering: chapter"
            findings.append(_wrong(header, "`notes` holds no settings", hint, "octavo", "notes"))
        return {}
    settled: dict[str, str] = {}
    for key, value in given.items():
        choices = CHOICES.get(f"notes.{key}")
        if choices is None:
            findings.append(_unknown(header, key, NOTE_KEYS, "octavo", "notes", key))
        elif _text(value) not in choices:
            near = get_close_matches(_text(value), choices, 1)
            hint = f"did you mean {near[0]}?" if near else f"write one of: {', '.join(choices)}"
            findings.append(_wrong(header, f"`{key}` is `{value}`", hint, "octavo", "notes", key))
        else:
            settled[key.replace("-", "_")] = _text(value)
    return settled


def _unknown_metadata(header: Header) -> list[Finding]:
    return [_unknown(header, key, sorted(METADATA), key) for key in header.values if key not in METADATA]


def _unknown(header: Header, key: str, known: tuple[str, ...] | list[str], *path: str) -> Finding:
    near = get_close_matches(key, known, 1, 0.7)
    home = "octavo:" if key in KEYS else "notes:" if key in NOTE_KEYS else ""
    if home and home.rstrip(":") not in path[:-1]:
        hint = f"it is a setting: write it under `{home}`, indented by two spaces"
    elif near:
        hint = f"did you mean `{near[0]}`?"
    else:
        hint = "it is kept, but nothing of the book is made from it"
    return Finding("setting-unknown", WARNING, f"no setting is named `{key}`", header.place(*path), hint)


def _wrong(header: Header, message: str, hint: str, *path: str) -> Finding:
    return Finding("setting-wrong", ERROR, message, header.place(*path), hint)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: Any) -> list[str]:
    """A list typed as a YAML list or as words with commas."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return [word for word in _text(value).replace(",", " ").split() if word]
