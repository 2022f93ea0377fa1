"""One entry with all its fields -> one CSL JSON item, and what could not be put into it.

Source: CSL 1.0.2, appendix III and IV; biblatex manual 2.2-2.3; CMOS 14 for what historians cite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.bibliography import fields as table
from pipeline.bibliography.dates import Date, from_parts, parse_date
from pipeline.bibliography.latex import decode, plain, verbatim
from pipeline.bibliography.names import parse_names, split
from pipeline.bibliography.store import nearest
from pipeline.model import INFO, WARNING, Level

Item = dict[str, Any]
Say = Callable[[str, Level, str, str, str | None], None]

_AND = {"es": "y", "de": "und", "fr": "et", "it": "e", "pt": "e", "nl": "en", "ca": "i"}
_EPRINTS = {
    "arxiv": "https://arxiv.org/abs/{}", "jstor": "https://www.jstor.org/stable/{}",
    "hdl": "https://hdl.handle.net/{}", "googlebooks": "https://books.google.com/books?id={}",
    "hal": "https://hal.science/{}", "ssrn": "https://ssrn.com/abstract={}", "gallica":
    "https://gallica.bnf.fr/ark:/{}", "biorxiv": "https://doi.org/{}",
}  # fmt: skip
_SHELF_MARK = re.compile(
    r"(?:box|folder|reel|carton|file|series|rg|record group|ms|mss|fol|item|no|caja|carpeta|legajo)\b.*\d",
    re.IGNORECASE,
)
_BY_SUBTYPE = table.words("article misc unpublished online report audio review")
_ENGLISH = table.words("the of and to for with from by at on its their history")
_FUNCTION_WORDS = {
    "es": table.words("el la los las de del y en un una por para con su al que sobre entre"),
    "fr": table.words("le la les de des du et en un une au aux par pour dans sur l d entre"),
    "de": table.words("der die das des dem den und im in ein eine zur zum von vom für über mit auf"),
    "it": table.words("il lo la i gli le di del della dei delle e in un una per con nel nella"),
    "pt": table.words("o a os as de do da dos das e em um uma no na por para com ao"),
}
_ACCESSED = re.compile(
    r"\s*(?:last )?(?:accessed|visited|retrieved)(?: on)?:?\s*([^.;]+?)\.?\s*", re.IGNORECASE
)

_EDITION = re.compile(r"[\s,.]*\b(ed|edn|edition|aufl|auflage|ausgabe|édition|edición)\b\.?$", re.IGNORECASE)


@dataclass
class Work:
    """One conversion: the fields not yet used, the item as it grows, and where to tell problems."""

    key: str
    kind: str
    fields: dict[str, str]
    lang: str
    say: Say
    item: Item = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Whether one of these fields is still unused."""
        return any(name in self.fields for name in names)

    def take(self, name: str) -> str:
        """A field's raw value, which now counts as used; empty where there is none."""
        return self.fields.pop(name, "")

    def text(self, name: str, protect: bool = False) -> str:
        """A field as CSL text."""
        return self.decoded(name, self.take(name), protect)

    def decoded(self, name: str, raw: str, protect: bool = False) -> str:
        """LaTeX as CSL text; unknown commands are told under the field's name."""
        result = decode(raw, protect)
        for command in result.unknown:
            message = f"\\{command} is not known in '{name}' of '{self.key}': its text is printed plain"
            self.say("bib-latex-unknown", WARNING, message, name, None)
        return result.text

    def put(self, variable: str, value: Any, joint: str = "; ") -> None:
        """Set a variable; a second value is joined to the first, never lost."""
        if not value:
            return
        before = self.item.get(variable)
        if isinstance(before, str) and before != value:
            self.item[variable] = f"{before}{joint}{value}"
        elif isinstance(before, list) and before != value:
            self.item[variable] = [*before, *value]
        else:
            self.item[variable] = value


def make_item(
    key: str, kind: str, fields: Mapping[str, str], lang: str, say: Say
) -> tuple[Item, dict[str, str]]:
    """The CSL item and the fields that found no place in it."""
    work = Work(key, kind, dict(fields), lang.split("-")[0].lower(), say)
    work.item = {"id": key, "type": _type(work)}
    for step in (_language, _archive, _titles, _names, _dates, _numbers, _publication, _links, _rest):
        step(work)
    return work.item, work.fields


def _type(work: Work) -> str:
    """The CSL type; told where the entry type is not known."""
    kind = work.kind
    for name in ("entrysubtype", "type"):
        subtype = plain(work.fields.get(name, "")).casefold().replace(" ", "")
        if subtype in table.SUBTYPES and kind in _BY_SUBTYPE:
            work.take(name)
            return table.SUBTYPES[subtype]
    if kind not in table.TYPES:
        work.say(
            "bib-type-unknown", WARNING, f"@{kind} of '{work.key}' is no entry type known here", "", None
        )
    if kind in ("unpublished", "misc") and work.has("eventtitle") and not work.has("archive"):
        return "paper-conference"
    if kind == "unpublished" and work.has("recipient"):
        return "personal_communication"
    if kind in ("misc", "unpublished") and work.has("interviewer"):
        return "interview"
    if kind == "review" and work.has("reviewedauthor", "reviewedtitle"):
        return "review-book"
    if kind == "misc" and work.has("archive", "box", "collection", "archivelocation"):
        return "manuscript"
    if kind == "misc" and (work.has("url") or "\\url" in work.fields.get("howpublished", "")):
        return "webpage"
    return table.TYPES.get(kind, "document")


def _language(work: Work) -> None:
    name = "langid" if work.has("langid") else "language"
    typed = plain(work.fields.get(name, "")).strip()
    if not typed:
        _guess_language(work)
        return
    if re.fullmatch(r"[a-zA-Z]{2,3}([-_][A-Za-z]{4})?([-_][A-Za-z]{2}|[-_]\d{3})?", typed):
        work.item["language"] = typed.replace("_", "-")
    elif typed.casefold() in table.LANGUAGES:
        work.item["language"] = table.LANGUAGES[typed.casefold()]
    else:
        guess = nearest(typed, table.LANGUAGES)
        hint = f"did you mean '{guess}'?" if guess else "write a name like spanish, or a code: es, es-MX"
        work.say(
            "bib-language-unknown",
            WARNING,
            f"the language '{typed}' of '{work.key}' is not known",
            name,
            hint,
        )
        work.item["language"] = typed
    work.take(name)


def _guess_language(work: Work) -> None:
    """A title that is plainly not English is not capitalised as English; told, since it is a guess."""
    words = re.findall(r"[^\W\d_]+", plain(work.fields.get("title", "")).casefold())
    if work.lang != "en" or any(word in _ENGLISH for word in words):
        return
    counts = {code: sum(word in signs for word in words) for code, signs in _FUNCTION_WORDS.items()}
    code = max(counts, key=lambda each: counts[each])
    if counts[code] >= 2:
        work.item["language"] = code
        hint = "name its language in the entry, like  langid = {spanish}"
        message = f"the title of '{work.key}' is taken not to be English and printed as typed"
        work.say("bib-language-guessed", INFO, message, "title", hint)


def _archive(work: Work) -> None:
    """Archive, collection and the way to the paper: `box 12, folder 3` (CMOS 14.119-30)."""
    archival = work.kind in table.ARCHIVAL or work.has("archive", "box", "folder", "collection")
    archival = archival or work.item["type"] == "interview"
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
        work.put("archive-place", _places(work, "location"))


def _holders(work: Work) -> list[str]:
    """Who keeps the paper: archive and collection; a library beside them is a place on the shelf.

    People without archive fields type `institution`, `library` or `note`: what has no publisher has those.
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
        if not work.has("archive", "collection") and "archive" not in work.item and not _says_when(work):
            where.append(_place_in_note(work))
    work.put("archive", work.text("archive"))
    work.put("archive_collection", work.text("collection"))
    return where


def _place_in_note(work: Work) -> str:
    """A note that tells where a paper is: boxes and folders are returned, the rest is the archive."""
    parts = work.text("note").split(", ")
    count = next((i for i, part in enumerate(parts) if not _SHELF_MARK.match(part)), len(parts))
    work.put("archive", ", ".join(parts[count:]))
    return ", ".join(parts[:count])


def _says_when(work: Work) -> bool:
    """Whether the note only tells when a page was read."""
    return bool(_ACCESSED.fullmatch(work.fields.get("note", "")))


def _joined(work: Work, title: str, subtitle: str, addon: str) -> tuple[str, str]:
    """`Title: Subtitle. Addon`, and the title alone where something follows it."""
    main = work.text(title, True)
    sub = work.text(subtitle, True)
    more = work.text(addon, True)
    full = main
    if sub:
        full = f"{main}{' ' if re.search(r'[?!:]$', main) else ': '}{sub}" if main else sub
    if more:
        full = f"{full}{' ' if re.search(r'[.?!]$', full) else '. '}{more}" if full else more
    return full, main if full != main else ""


def _titles(work: Work) -> None:
    title, short = _joined(work, "title", "subtitle", "titleaddon")
    main, main_short = _joined(work, "maintitle", "mainsubtitle", "maintitleaddon")
    book, _ = _joined(work, "booktitle", "booksubtitle", "booktitleaddon")
    journal, _ = _joined(work, "journaltitle", "journalsubtitle", "journaltitleaddon")
    typed_short = work.text("shorttitle", True)
    if main and book:
        work.put("volume-title", book)
        work.put("container-title", main)
    elif main and work.kind in table.BOOKS:
        work.put("volume-title", title)
        title, short = main, main_short
    else:
        work.put("container-title", main or book)
    work.put("container-title", journal)
    work.put("title", title)
    work.put("title-short", typed_short or short or _before_colon(title))
    for name, variable in table.TITLES.items():
        work.put(variable, work.text(name, True))
    if "original-title" in work.item and "<" not in work.item["original-title"]:
        # In another language than the translation: never to be capitalised as English.
        work.item["original-title"] = f'<span class="nocase">{work.item["original-title"]}</span>'
    issue, _ = _joined(work, "issuetitle", "issuesubtitle", "issuetitleaddon")
    work.put("volume-title", issue)


def _before_colon(title: str) -> str:
    """The main title, which stands in a short form (CMOS 13.36), where a subtitle follows its colon."""
    found = re.match(r"([^:<>]{3,}?): \S", title)
    return found[1] if found else ""


def _names(work: Work) -> None:
    options = work.fields.get("options", "")
    use_prefix = bool(re.search(r"useprefix(\s*=\s*true)?\s*(,|$)", options))
    roles = dict(table.NAMES)
    for letter in ("", "a", "b", "c"):
        typed = plain(work.take(f"editor{letter}type")).casefold().replace(" ", "")
        if typed and typed not in table.ROLES:
            work.say(
                "bib-role-unknown", INFO, f"the role '{typed}' in '{work.key}'", f"editor{letter}type", None
            )
        roles[f"editor{letter}"] = table.ROLES.get(typed, "editor" if not letter else "contributor")
    for letter in ("a", "b", "c"):
        if work.has(f"name{letter}", f"name{letter}type"):
            typed = plain(work.fields.get(f"name{letter}type", "")).casefold()
            if typed in table.ROLES:
                work.take(f"name{letter}type")
                roles[f"name{letter}"] = table.ROLES[typed]
    if work.kind == "patent" and not work.has("author"):
        roles["holder"] = "author"
    for name, role in roles.items():
        if work.has(name):
            names, problems = parse_names(work.take(name), use_prefix)
            for problem in problems:
                work.say(
                    problem.code, WARNING, f"{name} of '{work.key}': {problem.message}", name, problem.hint
                )
            work.put(role, names)


def _dates(work: Work) -> None:
    date = Date(None)
    if work.has("date"):
        date = parse_date(work.take("date"))
        if work.has("year") and work.fields["year"].strip("{} ") in str(date.csl):
            # JabRef writes both; the same year twice says nothing more.
            for name in ("year", "month", "day"):
                work.take(name)
        name = "date"
    elif work.has("year"):
        name = "year"
        date = from_parts(work.take("year"), work.take("month"), work.take("day"))
    else:
        name = "month"
        month = f"{work.take('day')} {work.take('month')}".strip()
        date = Date({"literal": plain(month)}) if month else date
    _put_date(work, "issued", name, date)
    for field_name, variable in table.DATES.items():
        if work.has(field_name):
            if field_name == "origdate" and work.item["type"] in ("personal_communication", "interview"):
                # When a letter was written, beside when the book was printed that it stands in.
                variable = "event-date"
            _put_date(work, variable, field_name, parse_date(_month_first(work.take(field_name))))
    if work.item.get("event-date") == work.item.get("issued"):
        work.item.pop("event-date", None)


def _month_first(text: str) -> str:
    """The date behind words like "Accessed:"."""
    return re.sub(r"(?i)^\W*(last )?(accessed|visited|retrieved|checked)( on)?:?\s*", "", text).rstrip(". ")


def _put_date(work: Work, variable: str, name: str, date: Date) -> None:
    if date.problem:
        text = (date.csl or {}).get("literal", "")
        hint = "write it as 1983-10-26, 1983-10, 1983 or 1983/1985"
        message = f"the {name} '{text}' of '{work.key}' {date.problem}"
        work.say("bib-date-unclear", WARNING, message, name, hint)
    work.put(variable, date.csl)
    work.put("status", date.status)


def _numbers(work: Work) -> None:
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


def _places(work: Work, name: str) -> str:
    joint = f" {_AND.get(work.lang, 'and')} "
    return joint.join(work.decoded(name, part) for part in split(work.take(name)))


def _publication(work: Work) -> None:
    kind = work.item["type"]
    if work.has("location"):
        without_publisher = kind in ("speech", "interview", "performance", "event", "hearing")
        variable = (
            "event-place" if without_publisher and not work.has("venue", "publisher") else "publisher-place"
        )
        work.put(variable, _places(work, "location"))
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
    work.put("publisher", work.decoded("howpublished", how))
    pubstate = plain(work.take("pubstate"))
    work.put("status", parse_date(pubstate).status or pubstate)
    _genre(work)


def _genre(work: Work) -> None:
    raw = work.text("type") or table.KIND_GENRES.get(work.kind, "")
    words = table.GENRES.get(raw.casefold().strip())
    work.put("genre", words.get(work.lang, words["en"]) if words else raw)
    if work.has("entrysubtype"):
        work.put("genre", work.text("entrysubtype"))


def _links(work: Work) -> None:
    doi = verbatim(work.take("doi"))
    doi = re.sub(r"(?i)^(?:https?://)?(?:dx\.)?doi\.org/|^doi:\s*", "", doi)
    work.put("DOI", doi)
    url = verbatim(work.take("url"))
    if doi and re.fullmatch(r"(?i)https?://(dx\.)?doi\.org/" + re.escape(doi), url):
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


def _rest(work: Work) -> None:
    """Notes and all fields that are one CSL variable each."""
    _accessed(work)
    for name in ("note", "addendum"):
        work.put("note", work.text(name), ". ")
    for name, variable in table.TEXTS.items():
        work.put(variable, work.text(name))
    work.put("call-number", work.text("library"))
    if work.has("keywords"):
        work.put("keyword", plain(work.take("keywords")))


def _accessed(work: Work) -> None:
    """`note = {Accessed: 2024-03-05}` as people type it where BibTeX has no field."""
    found = _ACCESSED.fullmatch(work.fields.get("note", ""))
    date = parse_date(found[1]) if found and "accessed" not in work.item else None
    if date and date.csl and "literal" not in date.csl:
        work.take("note")
        work.put("accessed", date.csl)
