"""Two entries seem to be the same work.

Cited under two keys, it stands twice in the bibliography, and its second note is not shortened.

Do: keep one entry and cite it under one key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.checks.case import Case, Entry
from pipeline.model import WARNING, Finding

CODE = "bib-duplicate"
LEVEL = WARNING

_WHOLE = frozenset(
    ("book", "mvbook", "collection", "mvcollection", "proceedings", "thesis", "report", "reference")
)


def check(case: Case) -> Iterator[Finding]:
    """Every entry with the DOI, the ISBN (books), or author, title and year of an earlier one."""
    seen: dict[tuple[str, ...], Entry] = {}
    for entry in case.works:
        told = False
        for kind, mark in _marks(entry):
            first = seen.setdefault((kind, mark), entry)
            if first is not entry and not told:
                told = True
                hint = f"'{first.key}' is at {first.place}; keep one of them"
                message = f"'{entry.key}' has the {kind} of '{first.key}'"
                yield Finding(CODE, LEVEL, message, entry.place, hint)


def _marks(entry: Entry) -> Iterator[tuple[str, str]]:
    fields = entry.fields
    if doi := re.search(r"10\.\d{4,9}/\S+", fields.get("doi", "")):
        yield "DOI", doi[0].casefold()
    if entry.kind in _WHOLE and (isbn := re.sub(r"[^\dXx]", "", fields.get("isbn", ""))):
        yield "ISBN", isbn + _plain(fields.get("volume", ""))
    title = _plain(fields.get("title", ""))
    if len(title) > 12:
        parts = ("subtitle", "author", "volume", "number", "pages", "booktitle", "edition", "chapter")
        when = fields.get("date", "") or fields.get("year", "")
        yield "title", "|".join([entry.kind, title, when, *(_plain(fields.get(name, "")) for name in parts)])


def _plain(words: str) -> str:
    """The letters alone, without case and accents."""
    words = unicodedata.normalize("NFKD", re.sub(r"\\[A-Za-z]+", "", words)).casefold()
    return "".join(letter for letter in words if letter.isalnum())
