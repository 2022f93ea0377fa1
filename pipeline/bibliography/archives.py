"""Where a paper is kept -> CSL's archive variables (CMOS 14.119-30)."""

from __future__ import annotations

import re

from pipeline.bibliography import fields as table
from pipeline.bibliography.latex import plain
from pipeline.bibliography.publication import places
from pipeline.bibliography.work import Work

_SHELF_MARK = re.compile(
    r"(?:box|folder|reel|carton|file|series|rg|record group|ms|mss|fol|item|no|caja|carpeta|legajo)\b.*\d",
    re.IGNORECASE,
)
_KEEPER = re.compile(
    r"\b(?:archiv|biblioth?e|library\b|papers\b|collections?\b|records?\b|mus[eé]|nachlass|fonds?\b)",
    re.IGNORECASE,
)
ACCESSED = re.compile(
    r"\s*(?:last )?(?:accessed|visited|retrieved)(?: on)?:?\s*([^.;]+?)\.?\s*", re.IGNORECASE
)


def set_archive(work: Work) -> None:
    """Archive, collection and the way to the paper: `box 12, folder 3` (CMOS 14.119-30)."""
    archival = work.kind in table.ARCHIVAL or work.has("archive", "box", "folder", "collection")
    archival = archival or work.item["type"] in ("interview", "personal_communication")
    if not archival:
        if work.has("archivelocation"):
            work.put("archive_location", work.text("archivelocation"))
        return
    where = _holders(work)
    if work.has("archivelocation"):
        where.append(work.text("archivelocation"))
    for name, labels in table.SHELF.items():
        if work.has(name):
            value = work.text(name)
            label = labels.get(work.lang, labels["en"])
            where.append(value if re.match(r"[^\W\d]{2,}", value) else f"{label} {value}")
    work.put("archive_location", ", ".join(filter(None, where)))
    work.put("archive-place", work.text("archiveplace"))
    if "archive" in work.item and work.has("location") and "archive-place" not in work.item:
        work.put("archive-place", places(work, "location"))


def _holders(work: Work) -> list[str]:
    """Who keeps the paper: archive and collection; a library beside them is a place on the shelf.

    People without archive fields type `institution`, `library`, `location` or `note`: what has no publisher
    has those. A letter's number beside its library is its shelf mark.
    """
    where: list[str] = []
    if work.item["type"] in ("manuscript", "personal_communication", "interview"):
        if work.has("institution"):
            if work.has("archive") and not work.has("collection"):
                work.fields["collection"] = work.take("archive")
            work.put("archive", work.text("institution"))
        if work.has("library"):
            if work.has("archive") or "archive" in work.item:
                where.append(work.text("library"))
            else:
                work.put("archive", work.text("library"))
                if work.item["type"] == "personal_communication" and not work.has("archivelocation"):
                    where.append(work.text("number"))
        if not work.has("archive", "collection") and "archive" not in work.item:
            where += _typed_elsewhere(work)
    work.put("archive", work.text("archive"))
    work.put("archive_collection", work.text("collection"))
    return where


def _typed_elsewhere(work: Work) -> list[str]:
    """The way to the paper where `location` or `note` tell all of it; the rest of them is the archive."""
    location = plain(work.fields.get("location", ""))
    if _KEEPER.search(location) or any(map(_SHELF_MARK.match, location.split(", "))):
        name = "location"
    elif _says_when(work):
        return []
    else:
        name = "note"
    parts = work.text(name).split(", ")
    count = next((i for i, part in enumerate(parts) if not _SHELF_MARK.match(part)), len(parts))
    work.put("archive", ", ".join(parts[count:]) if count < len(parts) else ", ".join(parts))
    return [", ".join(parts[:count])] if count < len(parts) else []


def _says_when(work: Work) -> bool:
    """Whether the note only tells when a page was read."""
    return bool(ACCESSED.fullmatch(work.fields.get("note", "")))
