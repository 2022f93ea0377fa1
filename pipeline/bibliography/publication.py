"""Numbers, publishers, places, addresses -> CSL variables."""

from __future__ import annotations

import re

from pipeline.bibliography import fields as table
from pipeline.bibliography.dates import parse_date
from pipeline.bibliography.latex import plain, verbatim
from pipeline.bibliography.names import split
from pipeline.bibliography.work import Work

_AND = {"es": "y", "de": "und", "fr": "et", "it": "e", "pt": "e", "nl": "en", "ca": "i"}
_EPRINTS = {
    "arxiv": "https://arxiv.org/abs/{}", "jstor": "https://www.jstor.org/stable/{}",
    "hdl": "https://hdl.handle.net/{}", "googlebooks": "https://books.google.com/books?id={}",
    "hal": "https://hal.science/{}", "ssrn": "https://ssrn.com/abstract={}", "gallica":
    "https://gallica.bnf.fr/ark:/{}", "biorxiv": "https://doi.org/{}",
}  # fmt: skip
_LETTERS = ("personal_communication", "manuscript")
_CAPITALIZED = re.compile(r"[A-Z](?:-?[a-z]+)+")
_EDITION = re.compile(r"[\s,.]*\b(ed|edn|edition|aufl|auflage|ausgabe|édition|edición)\b\.?$", re.IGNORECASE)


def set_numbers(work: Work) -> None:
    """Put edition, pages, issue, number and series into the item."""
    if work.has("edition"):
        work.put("edition", _edition(work.text("edition"), work.lang))
    if work.has("pages"):
        pages = work.text("pages").replace("\u2013", "-").replace("\u2014", "-")
        work.put("page", re.sub(r"\s*-+\s*", "-", pages))
    if work.has("number"):
        variable = "number"
        if work.kind in (
            "article",
            "suppperiodical",
            "periodical",
            "review",
            "magazine",
            "newspaper",
            "newsarticle",
        ):
            variable = "issue"
        elif work.has("series") and (work.kind in table.BOOKS | table.PARTS or work.kind == "report"):
            variable = "collection-number" if work.kind != "report" else "number"
        work.put(variable, work.text("number"))
    work.put("issue", work.text("issue"))
    work.put("collection-title", work.text("series", True))
    work.put("number" if "page" in work.item else "page", work.text("eid"))


def _edition(text: str, lang: str) -> str:
    """A number where it is one: "Second", "2nd ed.", "2" -> "2"; else words (CMOS 14.22-23)."""
    bare = re.sub(
        r"(?i)[\s,.]*\b(ed|edn|edition|aufl|auflage|ausgabe|édition|edición)\b\.?$", "", text
    ).strip(" .")
    number = table.ORDINALS.get(bare.casefold(), bare)
    if number.isdigit() or lang != "en" or not bare:
        return number if number.isdigit() else text
    return table.EDITIONS.get(bare.casefold(), text if text != bare else f"{bare} ed.")


def set_publication(work: Work) -> None:
    """Put places, publishers, authorities, status and genre into the item."""
    kind = work.item["type"]
    if work.has("location"):
        without_publisher = kind in ("speech", "interview", "performance", "event", "hearing")
        variable = (
            "event-place" if without_publisher and not work.has("venue", "publisher") else "publisher-place"
        )
        work.put(variable, places(work, "location"))
    if kind in ("legal_case", "bill", "legislation", "regulation", "hearing", "patent"):
        for name in ("institution", "organization"):
            work.put("authority", work.text(name))
    website = kind in ("webpage", "post-weblog", "post") and "container-title" not in work.item
    for name in ("organization", "institution", "publisher"):
        # A website's name is what Chicago prints; its owner is often the same (CMOS 14.104).
        work.put("container-title" if website and name == "organization" else "publisher", work.text(name))
    how = work.take("howpublished")
    address = re.search(r"\\url\s*\{([^}]*)\}|(https?://\S+)", how)
    if address:
        if not work.has("url"):
            work.put("URL", verbatim(address[1] or address[2]))
        how = how.replace(address[0], "").strip(" .,;{}")
    if work.kind == "unpublished" and how and not work.has("type"):
        work.fields["type"] = how  # where Better BibTeX puts the type of a manuscript
    else:
        work.put("publisher", work.decoded("howpublished", how))
    pubstate = plain(work.take("pubstate"))
    work.put("status", parse_date(pubstate).status or pubstate)
    _genre(work)


def places(work: Work, name: str) -> str:
    """A list of places, joined by "and" in the language of the text."""
    joint = f" {_AND.get(work.lang, 'and')} "
    return joint.join(work.decoded(name, part) for part in split(work.take(name)))


def _genre(work: Work) -> None:
    raw = work.text("type") or table.KIND_GENRES.get(work.kind, "")
    words = table.GENRES.get(raw.casefold().strip())
    if work.item["type"] in _LETTERS and work.lang == "en" and _CAPITALIZED.fullmatch(raw):
        raw = raw.lower()  # it stands within the sentence
    if not raw and work.lang == "en" and {"recipient", "title"} <= {*work.item}:
        raw = "letter"  # Chicago parts the title from the author by a comma only before a type
    work.put("genre", words.get(work.lang, words["en"]) if words else raw)
    if work.has("entrysubtype"):
        work.put("genre", work.text("entrysubtype"))


def set_links(work: Work) -> None:
    """Put DOI, address and e-print into the item; an address that repeats the DOI is left out."""
    doi = verbatim(work.take("doi"))
    doi = re.sub(r"(?i)^(?:https?://)?(?:dx\.)?doi\.org/|^doi:\s*", "", doi)
    work.put("DOI", doi)
    url = verbatim(work.take("url"))
    if doi and url.startswith("http") and url.casefold().endswith(f"doi.org/{doi.casefold()}"):
        url = ""
    work.put("URL", url)
    _eprint(work)


def _eprint(work: Work) -> None:
    eprint, kind = verbatim(work.take("eprint")), plain(work.take("eprinttype"))
    eprint_class = plain(work.take("eprintclass"))
    if work.has("arxivid") and not eprint:
        eprint, kind = verbatim(work.take("arxivid")), "arXiv"
    if eprint and kind.casefold() in ("pubmed", "pmid"):
        work.put("PMID", eprint)
    elif eprint and kind.casefold() in _EPRINTS and "URL" not in work.item:
        work.put("URL", _EPRINTS[kind.casefold()].format(eprint))
        eprint, kind = "", ""
    if eprint or kind or eprint_class:
        words = f"{kind}: {eprint}" if kind and eprint else kind or eprint
        work.put("note", f"{words} [{eprint_class}]" if eprint_class else words)
