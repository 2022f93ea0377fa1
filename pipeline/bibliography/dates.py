"""A date as historians type it -> CSL's date variable.

Sources: ISO 8601-2 (EDTF) as biblatex reads it (manual, 2.3.8); CSL JSON dates; CMOS 14.44-45 on
uncertain and missing dates.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Any

_MONTHS = (
    "january jan enero ene janvier janv januar gennaio gen janeiro jänner",
    "february feb febrero febrero février févr fevrier februar febbraio fevereiro fev feber",
    "march mar marzo mars märz maerz março marco mrz",
    "april apr abril abr avril avr aprile",
    "may mayo mai maggio maio mag",
    "june jun junio juin juni giugno junho giu",
    "july jul julio juillet juil juli luglio julho lug",
    "august aug agosto ago août aout",
    "september sep sept septiembre setiembre septembre settembre setembro set",
    "october oct octubre octobre oktober okt ottobre outubro out ott",
    "november nov noviembre novembre novembro",
    "december dec diciembre dic décembre decembre déc dezember dez dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
STATUS = {
    "forthcoming": "forthcoming", "in press": "in press", "inpress": "in press", "submitted": "submitted",
    "in preparation": "in preparation", "inpreparation": "in preparation", "to appear": "forthcoming",
    "prepublished": "prepublished", "accepted": "accepted", "in print": "in press",
    "im erscheinen": "im Erscheinen", "en prensa": "en prensa", "à paraître": "à paraître",
}  # fmt: skip

_EDTF = re.compile(
    r"([+-]?\d{3,4}|-?\d{2}[XxUu]{2}|-?\d{3}[XxUu])(?:-(\d{1,2}|[XxUu]{2}))?(?:-(\d{1,2}|[XxUu]{2}))?"
    r"(?:T[\d:.+\-Z]*)?\s*([~?%])?"
)
_CIRCA = re.compile(
    r"\[?\s*(?:ca?|circa|about|approx|um|vers|hacia|c[ae]rca de)\b\.?\s*(\d{3,4})\s*\]?", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_RANGE = re.compile(r"\s*(?:--+|–|—|\s-\s)\s*")
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|º|er|\.)?\s+(?:de\s+)?)?(?P<month>[^\W\d]+)\.?"
    r"(?:\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?)?,?\s+(?:de[l]?\s+)?(?P<year>\d{4})"
)


@dataclass(frozen=True, slots=True)
class Date:
    """CSL's value (None where there is only a status), a status, and whether it could be understood."""

    csl: dict[str, Any] | None
    status: str = ""
    problem: str = ""


Parts = list[int]


def parse_date(typed: str) -> Date:
    """The date that was typed. What cannot be understood is printed as typed (`literal`)."""
    text = re.sub(r"[{}]", "", typed).replace("~", " ~").replace("\u00a0", " ").strip()
    text = re.sub(r"\s+~", "~", text)
    if text.casefold() in STATUS:
        return Date(None, STATUS[text.casefold()])
    for read in (_edtf, _circa, _slashes, _words, _spans):
        date = read(text)
        if date is not None:
            return date
    return _as_typed(text)


def _as_typed(text: str) -> Date:
    text = text.replace("--", "–")
    year = _YEAR.search(text)
    known = re.fullmatch(r"\[?(n|s|o)\.? ?[dalj]\.?\]?|no date|undated|\[\d{4}\??\]", text, re.IGNORECASE)
    # A day and month in figures can be read in two ways: the author should say which.
    problem = "" if known or (year and not re.fullmatch(r"[\d./\-]+", text)) else "is printed as typed"
    literal: dict[str, Any] = {"literal": text}
    return Date({"date-parts": [[int(year[1])]], **literal} if year else literal, "", problem)


def _one(text: str) -> tuple[Parts, str, str] | None:
    """One EDTF date: parts, its sign (`~ ? %`), what is impossible in it."""
    found = _EDTF.fullmatch(text)
    if not found:
        return None
    year_text, month, day, sign = found.groups()
    if re.search(r"[XxUu]", year_text):
        return None
    year = int(year_text)
    # Astronomers' year 0 is 1 BC; CSL counts as historians do.
    parts = [year if year > 0 else year - 1]
    problem = ""
    if month and month.isdigit():
        number = int(month)
        if not 1 <= number <= 12 and not 21 <= number <= 24:
            return parts, sign or "", f"there is no month {month}"
        parts.append(number)
        if day and day.isdigit():
            if number > 12 or not 1 <= int(day) <= monthrange(max(1, min(year, 9999)), number)[1]:
                problem = f"there is no day {day} in this month"
            parts.append(int(day))
    return parts, sign or "", problem


def _decade(text: str) -> tuple[Parts, Parts] | None:
    found = re.fullmatch(r"(\d{2,3})[XxUu]{1,2}", text)
    if not found or len(text) != 4:
        return None
    return [int(found[1].ljust(4, "0"))], [int(found[1].ljust(4, "9"))]


def _edtf(text: str) -> Date | None:
    if _decade(text):
        first, last = _decade(text) or ([], [])
        return Date({"date-parts": [first, last]})
    short = re.fullmatch(r"(\d{2})(\d{2})(?:--?|–|/)(\d{2})", text)
    if short and int(short[3]) > max(12, int(short[2])) and not 21 <= int(short[3]) <= 24:
        # 1941-45: no month has that number, so it is a span of years.
        return Date({"date-parts": [[int(short[1] + short[2])], [int(short[1] + short[3])]]})
    ends = text.split("/") if text.count("/") == 1 else [text]
    read = [None if end.strip() in ("", "..", "*", "open", "unknown") else _one(end.strip()) for end in ends]
    unknown = [end.strip() in ("", "..", "*", "open", "unknown") for end in ends]
    if all(unknown) or any(each is None and not open_ for each, open_ in zip(read, unknown, strict=True)):
        return None
    problem = next((each[2] for each in read if each and each[2]), "")
    if problem:
        year = next(each[0][0] for each in read if each)
        return Date({"date-parts": [[year]], "literal": text}, "", f"is impossible: {problem}")
    return _from_ends(text, read)


def _from_ends(text: str, ends: list[tuple[Parts, str, str] | None]) -> Date:
    known = [end for end in ends if end]
    csl: dict[str, Any] = {"date-parts": [end[0] if end else [0] for end in ends]}
    if ends[0] is None:
        # citeproc prints no span without a beginning.
        csl = {"date-parts": [known[0][0]], "literal": "–" + text.split("/")[1]}
    elif len(ends) == 1 and known[0][1] in ("~", "%") and len(known[0][0]) == 1:
        mark = "?" if known[0][1] == "%" else ""
        csl["literal"] = f"ca. {abs(known[0][0][0])}{mark}"
    elif any(end[1] for end in known):
        csl["circa"] = True
    return Date(csl)


def _circa(text: str) -> Date | None:
    found = _CIRCA.fullmatch(text)
    return Date({"date-parts": [[int(found[1])]], "literal": text}) if found else None


def _slashes(text: str) -> Date | None:
    found = re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text)
    return _edtf(f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}") if found else None


def _words(text: str) -> Date | None:
    found = _WORDS.fullmatch(text)
    if not found:
        return None
    month = MONTHS.get(found["month"].casefold()) or SEASONS.get(found["month"].casefold())
    if not month:
        return None
    day = found["day"] or found["day2"]
    return _edtf(f"{found['year']}-{month:02d}" + (f"-{int(day):02d}" if day and month < 13 else ""))


def _spans(text: str) -> Date | None:
    """`1998--1999`, `1941--45`, `1998-1999`, `March 2000 -- May 2001`, `1990–`."""
    short = re.fullmatch(r"(\d{2})(\d{2})\s*(?:--+|–|—)\s*(\d{2})", text)
    if short:
        text = f"{short[1]}{short[2]}/{short[1]}{short[3]}"
        return _edtf(text)
    years = re.fullmatch(r"(\d{4})-(\d{4})", text)
    ends = [years[1], years[2]] if years else _RANGE.split(text)
    if len(ends) != 2:
        return None
    dates = [parse_date(end) if end else None for end in ends]
    if any(date and (not date.csl or "literal" in date.csl or date.problem) for date in dates):
        return None
    if not dates[0] or not dates[0].csl:
        return None
    last = dates[1].csl["date-parts"][0] if dates[1] and dates[1].csl else [0]
    return Date({"date-parts": [dates[0].csl["date-parts"][0], last]})


def from_parts(year: str, month: str, day: str) -> Date:
    """The date of the fields `year`, `month` and `day`; the month may be a number, a name, two names."""
    date = parse_date(year)
    month = re.sub(r"[{}]", "", month).replace("~", " ").strip().rstrip(".")
    if not month or not date.csl:
        return date
    parts = date.csl.get("date-parts", [])
    if "literal" in date.csl or len(parts) != 1 or len(parts[0]) != 1:
        return Date({**date.csl, "literal": f"{month} {day} {year}".replace("  ", " ")}, date.status)
    ends = [_month(end, day) for end in re.split(r"\s*(?:/|--?|–)\s*", month)]
    if not 1 <= len(ends) <= 2 or any(not end for end in ends):
        return Date(
            {**date.csl, "literal": f"{month} {day} {year}".replace("  ", " ")}, "", "is printed as typed"
        )
    csl = {**date.csl, "date-parts": [[parts[0][0], *end] for end in ends]}
    return Date(csl)


def _month(text: str, day: str) -> Parts:
    """Month and day of "3", "mar", "March 15", "15 March", with the day of its own field."""
    found = re.fullmatch(r"(?:(\d{1,2})\.?\s+)?([^\W\d]+|\d{1,2})\.?(?:\s+(\d{1,2}))?", text.strip())
    if not found:
        return []
    name = found[2].casefold()
    month = int(name) if name.isdigit() else MONTHS.get(name) or SEASONS.get(name) or 0
    if not 1 <= month <= 12 and not 21 <= month <= 24:
        return []
    number = found[1] or found[3] or re.sub(r"\D.*", "", day)
    return [month, int(number)] if number and 1 <= int(number) <= 31 and month < 13 else [month]
