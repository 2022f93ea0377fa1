"""Pandoc's metadata -> what stands on the title page and in the files' properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline import frontmatter, tree
from pipeline.model import Metadata

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"])
BIBLIOGRAPHY = {
    "ar": "المراجع", "ca": "Bibliografia", "cs": "Literatura", "da": "Litteratur",
    "de": "Literaturverzeichnis", "el": "Βιβλιογραφία", "en": "Bibliography", "es": "Bibliografía",
    "fi": "Lähteet", "fr": "Bibliographie", "he": "ביבליוגרפיה", "hu": "Irodalomjegyzék",
    "it": "Bibliografia", "la": "Bibliographia", "nb": "Litteratur", "nl": "Bibliografie",
    "pl": "Bibliografia", "pt": "Bibliografia", "ro": "Bibliografie", "ru": "Библиография",
    "sv": "Litteratur", "tr": "Kaynakça", "uk": "Бібліографія",
}  # fmt: skip


def metadata(meta: Mapping[str, Any]) -> Metadata:
    """The title page of a pandoc MetaMap; absent values are empty strings."""

    def words(key: str) -> str:
        return tree.stringify(meta[key]).replace("\n", " ").strip() if key in meta else ""

    lang = words("lang") or "en-US"
    given = words("dir").lower()
    direction = (
        given if given in ("ltr", "rtl") else "rtl" if lang.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
    )
    return Metadata(
        title=words("title"),
        subtitle=words("subtitle"),
        authors=tuple(_people(meta.get("author") or meta.get("authors"))),
        date=words("date"),
        iso_date=iso_date(words("date")),
        lang=lang,
        direction=direction,
        keywords=tuple(_words(meta.get("keywords"))),
        description=words("description") or words("abstract"),
        rights=frontmatter.rights(meta),
        publisher=frontmatter.publisher(meta),
        identifier=_identifier(meta),
        meta=meta,
    )


def _identifier(meta: Mapping[str, Any]) -> str:
    """The first identifier of the book: `identifier` as typed, else an ISBN, else a DOI."""
    given = meta.get("identifier")
    if given and given["t"] == "MetaInlines":
        return tree.stringify(given).strip()
    numbers = [one.number for one in frontmatter.isbns(meta)]
    return next(iter([*numbers, *frontmatter.dois(meta)]), "")


def _people(value: Any) -> list[str]:
    """Names as typed: one, a list, or a list of mappings with `name` (Quarto's way)."""
    if value is None:
        return []
    if value["t"] == "MetaList":
        return [name for one in value["c"] for name in _people(one)]
    if value["t"] == "MetaMap":
        name = value["c"].get("name") or value["c"].get("literal")
        if name is None:
            parts = [value["c"].get(key) for key in ("given", "family")]
            return [" ".join(tree.stringify(part) for part in parts if part)]
        return _people(name)
    return [name] if (name := tree.stringify(value).strip()) else []


def _words(value: Any) -> list[str]:
    """Keywords typed as a list or with commas between them."""
    if value is None:
        return []
    if value["t"] == "MetaList":
        return [word for one in value["c"] if (word := tree.stringify(one).strip())]
    return [word.strip() for word in re.split(r"[,;]", tree.stringify(value)) if word.strip()]


def iso_date(text: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD of a date as people write it; empty where there is no single date in it."""
    text = text.strip()
    if found := re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", text):
        return _joined(*(int(part) if part else None for part in found.groups()))
    if found := re.fullmatch(
        r"(?:(\d\d?)(?:st|nd|rd|th)?\s+)?([A-Za-z]+)\.?\s+(?:(\d\d?)(?:st|nd|rd|th)?,\s*)?(\d{4})", text
    ):
        month = MONTHS.get(found[2].lower())
        day = found[1] or found[3]
        return _joined(int(found[4]), month, int(day) if day and month else None) if month else found[4]
    years = set(re.findall(r"(?<!\d)\d{4}(?!\d)", text))
    return years.pop() if len(years) == 1 else ""


def _joined(year: int | None, month: int | None = None, day: int | None = None) -> str:
    """The parts that make a real date, as ISO 8601."""
    if not year:
        return ""
    if not month or not 1 <= month <= 12:
        return f"{year:04}"
    days = (
        31,
        29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    )
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day and 1 <= day <= days[month - 1] else "")


def bibliography_title(meta: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """The heading of the bibliography: `reference-section-title`, else the word for it in the language."""
    given = meta.get("reference-section-title")
    if given and given["t"] == "MetaInlines":
        content: list[dict[str, Any]] = given["c"]
        return content
    word = tree.stringify(given) if given else ""
    return tree.inlines(word or BIBLIOGRAPHY.get(lang.partition("-")[0], BIBLIOGRAPHY["en"]))
