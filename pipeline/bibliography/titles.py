"""Titles of works, parts, volumes and journals, and the language they are in -> CSL variables."""

from __future__ import annotations

import re

from pipeline.bibliography import fields as table
from pipeline.bibliography.languages import LANGUAGES
from pipeline.bibliography.latex import plain
from pipeline.bibliography.store import nearest
from pipeline.bibliography.work import Work
from pipeline.model import INFO, WARNING

_ENGLISH = table.words("the of and to for with from by at on its their an is or into history")
_FUNCTION_WORDS = {
    "es": table.words("el la los las de del y en un una por para con su al que sobre entre"),
    "fr": table.words("le la les de des du et en un une au aux par pour dans sur l d entre"),
    "de": table.words("der die das des dem den und im ein eine zur zum von vom für über mit auf"),
    "it": table.words("il lo la gli le di del della dei delle e un una per con nel nella"),
    "pt": table.words("os de da dos das e em um uma na por para com ao"),
}


def set_language(work: Work) -> None:
    """Put the language into the item as a code (BCP 47)."""
    name = "langid" if work.has("langid") else "language"
    typed = plain(work.fields.get(name, "")).strip()
    if not typed:
        _guessset_language(work)
        return
    if re.fullmatch(r"[a-zA-Z]{2,3}([-_][A-Za-z]{4})?([-_][A-Za-z]{2}|[-_]\d{3})?", typed):
        work.item["language"] = typed.replace("_", "-")
    elif typed.casefold() in LANGUAGES:
        work.item["language"] = LANGUAGES[typed.casefold()]
    else:
        guess = nearest(typed, LANGUAGES)
        hint = f"did you mean '{guess}'?" if guess else "write a name like spanish, or a code: es, es-MX"
        # `language` may hold any words; `langid` must be a name that is known.
        level = WARNING if name == "langid" else INFO
        work.say(
            "bib-language-unknown", level, f"the {name} '{typed}' of '{work.key}' is not known", name, hint
        )
    work.take(name)


def _guessset_language(work: Work) -> None:
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


def set_titles(work: Work) -> None:
    """Put all titles into the item: of the work, its volume, the book or journal it stands in."""
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


def _before_colon(title: str) -> str:
    """The main title, which stands in a short form (CMOS 13.36), where a subtitle follows its colon."""
    found = re.match(r"([^:<>]{3,}?): \S", title)
    return found[1] if found else ""
