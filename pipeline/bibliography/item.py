"""One entry with all its fields -> one CSL JSON item, and what could not be put into it.

Source: CSL 1.0.2, appendix III and IV; biblatex manual 2.2-2.3; CMOS 14 for what historians cite.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from pipeline.bibliography import fields as table
from pipeline.bibliography.archives import ACCESSED, set_archive
from pipeline.bibliography.dates import Date, from_parts, parse_date
from pipeline.bibliography.latex import plain
from pipeline.bibliography.names import parse_names
from pipeline.bibliography.publication import set_links, set_numbers, set_publication
from pipeline.bibliography.titles import set_language, set_titles
from pipeline.bibliography.work import Item, Say, Work
from pipeline.model import INFO, WARNING

_BY_SUBTYPE = table.words("article misc unpublished online report audio review letter")


def make_item(
    key: str, kind: str, fields: Mapping[str, str], lang: str, say: Say
) -> tuple[Item, dict[str, str]]:
    """The CSL item and the fields that found no place in it."""
    work = Work(key, kind, dict(fields), lang.split("-")[0].lower(), say)
    work.item = {"id": key, "type": _type(work)}
    for step in (
        set_language,
        set_archive,
        set_titles,
        _names,
        _dates,
        set_numbers,
        set_publication,
        set_links,
        _rest,
    ):
        step(work)
    return work.item, work.fields


def _type(work: Work) -> str:
    """The CSL type; told where the entry type is not known."""
    kind = work.kind
    for name in ("entrysubtype", "type", *(("howpublished",) if kind in ("misc", "unpublished") else ())):
        subtype = plain(work.fields.get(name, "")).casefold().replace(" ", "")
        if subtype in table.SUBTYPES and kind in _BY_SUBTYPE:
            work.take(name)
            return table.SUBTYPES[subtype]
    if kind not in table.TYPES:
        near = get_close_matches(kind, table.TYPES, 1)
        hint = f"did you mean @{near[0]}?" if near else "take a type that is known, such as @book or @misc"
        work.say(
            "bib-type-unknown", WARNING, f"@{kind} of '{work.key}' is no entry type known here", "", hint
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
            # Better BibTeX has no word for whom a letter is to.
            to = work.item["type"] == "personal_communication" and typed in ("", "collaborator")
            if to or typed in table.ROLES:
                work.take(f"name{letter}type")
                roles[f"name{letter}"] = "recipient" if to else table.ROLES[typed]
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
    found = ACCESSED.fullmatch(work.fields.get("note", ""))
    date = parse_date(found[1]) if found and "accessed" not in work.item else None
    if date and date.csl and "literal" not in date.csl:
        work.take("note")
        work.put("accessed", date.csl)
