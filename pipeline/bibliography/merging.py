"""Several .bib files -> one bibliography."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from pipeline.bibliography.bibtex import read_entry
from pipeline.bibliography.store import Bibliography, Entries, Link, Slice, Text, free
from pipeline.model import Finding, Level, Place


def merge(bibliographies: Iterable[Bibliography]) -> Bibliography:
    """Several files as one: keys and parents count across all; of two equal keys the first is used."""
    texts: list[Text] = []
    index: dict[str, Slice] = {}
    strings: dict[str, str] = {}
    findings: list[Finding] = []
    links: list[Link] = []
    aliases: dict[str, str] = {}
    for each in bibliographies:
        offset = len(texts)
        texts.extend(each.entries.texts)
        strings = {**each.strings, **strings}
        findings.extend(each.own_findings)
        links.extend(each.links)
        aliases = {**each.entries.aliases, **aliases}
        for key, where in each.entries.index.items():
            moved = Slice(where.text + offset, where.start, where.end, where.line, where.column)
            if key in index:
                findings.append(_twice(key, texts[index[key].text], index[key], texts[moved.text], moved))
            else:
                index[key] = moved
    entries = Entries(tuple(texts), MappingProxyType(index), read_entry, free(aliases, index))
    return Bibliography(entries, strings, tuple(findings), tuple(links))


def _twice(key: str, text: Text, first: Slice, other: Text, second: Slice) -> Finding:
    return Finding(
        "bib-key-duplicate",
        Level.WARNING,
        f"a second entry has the key '{key}'",
        Place(other.file, second.line, second.column),
        f"the first, in {text.file}, line {first.line}, is used",
    )
