"""The archive of a document is typed into its note.

Few styles print the note: the document can't be found by the printed reference.

Do: use the fields `archive`, `collection`, `box`, `folder`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "bib-archive-in-note"
LEVEL = WARNING

_ARCHIVE = re.compile(
    r"(?i)\b(?:box|folder|archives?|papers|record group|fond|opis|legajo|carton)\b|\b(?:RG|f\.|op\.|d\.) ?\d"
)
_KINDS = frozenset(("unpublished", "misc", "letter", "archival", "manuscript"))


def check(case: Case) -> Iterator[Finding]:
    """Every unpublished document with an archive's words in its note and no archive field."""
    for entry in case.works:
        note = entry.fields.get("note", "")
        if entry.kind not in _KINDS or not _ARCHIVE.search(note):
            continue
        if not any(
            entry.fields.get(name, "").strip() for name in ("archive", "library", "collection", "box")
        ):
            place = entry.field_places.get("note", entry.place)
            hint = "use the fields archive, collection, box, folder"
            yield Finding(CODE, LEVEL, f"the archive of '{entry.key}' is typed into its note", place, hint)
