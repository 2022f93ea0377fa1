"""`Last, First and First von Last and {Corporation}` -> CSL names.

Sources: BibTeX's rules for names (Patashnik, BibTeXing, 4); biblatex's extended format (manual, 3.6);
CSL JSON names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.bibliography.latex import plain
from pipeline.bibliography.values import closing_brace

Name = dict[str, str]

_SUFFIX = re.compile(
    r"(?:jr|sr|[ivx]+|\d+(?:st|nd|rd|th)|ph\.?d|m\.?d|esq|s\.?j|o\.?[ps]\.?[bm]?|fils|père|jun|sen|hijo)\.?",
    re.I,
)
_CORPORATE = re.compile(
    r"\b(?:agency|department|committee|university|ministry|commission|council|institute|association|society|bureau"
    r"|government|congress|parliament|nations|museum|library|archives|company|corporation|foundation|federation"
    r"|office|service|center|centre|organization|organisation|league|embassy|administration|authority"
    r"|ministerio|comité|partido|academia|universidad|universität|université|instituto|institut|biblioteca"
    r"|gesellschaft|bundesarchiv|ministère|sociedad|société|comisión|gobierno|secretaría|archivo)\b",
    re.IGNORECASE,
)
_EXTENDED = re.compile(r"\s*[a-z]+(?:-i)?\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is doubtful about a name: a code, a message, a hint."""

    code: str
    message: str
    hint: str


def split(text: str, separator: str = r"\s+and\s+") -> list[str]:
    """The parts between separators that stand outside every brace."""
    parts: list[str] = []
    depth, start = 0, 0
    for found in re.finditer(r"(?<!\\)[{}]|" + separator, text, re.IGNORECASE):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        elif depth <= 0:
            parts.append(text[start : found.start()].strip())
            start = found.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def parse_names(text: str, use_prefix: bool = False) -> tuple[list[Name], list[Problem]]:
    """All names of a field. With `use_prefix`, "van" belongs to the family name (biblatex's useprefix)."""
    names: list[Name] = []
    problems: list[Problem] = []
    for typed in split(f"{text.strip()}"):
        name, problem = _name(typed, use_prefix)
        if name:
            names.append(name)
        if problem:
            problems.append(problem)
    return names, problems


def _name(typed: str, use_prefix: bool) -> tuple[Name, Problem | None]:
    if typed.casefold() == "others":
        return {"literal": "others"}, None
    if typed.startswith("{") and closing_brace(typed, 0) == len(typed) - 1:
        return {"literal": plain(typed)}, None
    if _EXTENDED.match(typed):
        return _extended(typed, use_prefix), None
    commas = split(typed, r"\s*,")
    if len(commas) > 3:
        problem = Problem(
            "bib-name-commas", f"'{plain(typed)}' has too many commas", "put 'and' between names"
        )
        return {"literal": plain(typed)}, problem
    if len(commas) == 1 and "," not in re.sub(r"\{[^{}]*\}", "", typed):
        return _unparted(typed, use_prefix)
    return _parted(typed, commas, use_prefix)


def _parted(typed: str, commas: list[str], use_prefix: bool) -> tuple[Name, Problem | None]:
    """`von Last, First` or `von Last, Jr, First`."""
    family, given = commas[0], commas[-1] if len(commas) > 1 else ""
    suffix = commas[1] if len(commas) == 3 else ""
    problem = None
    if len(commas) == 2 and _SUFFIX.fullmatch(plain(given)) and len(family.split()) > 1:
        # "Martin Luther King, Jr." typed in its natural order.
        name, _ = _unparted(family, use_prefix)
        return {**name, "suffix": plain(given)}, None
    if suffix and _SUFFIX.fullmatch(plain(given)):
        # Last, First, Jr.
        given, suffix = suffix, given
    if suffix and not _SUFFIX.fullmatch(plain(suffix)):
        hint = "put 'and' between names"
        problem = Problem("bib-name-commas", f"'{plain(typed)}' is read as one name", hint)
    words = _words(family)
    particles = 0
    while particles < len(words) - 1 and _is_lower(words[particles]):
        particles += 1
    return _make(words[particles:], given, words[:particles], suffix, use_prefix), problem


def _unparted(typed: str, use_prefix: bool) -> tuple[Name, Problem | None]:
    """`First von Last`, or a corporation whose braces were forgotten."""
    words = _words(typed)
    if len(words) > 1 and "{" not in typed and _CORPORATE.search(plain(typed)):
        hint = f"put the name in braces, so that it stays whole: {{{typed}}}"
        return {"literal": plain(typed)}, Problem(
            "bib-name-corporate", f"'{plain(typed)}' is taken for an institution", hint
        )
    if len(words) == 1:
        return {"literal" if "{" in typed else "family": plain(typed)}, None
    lower = [place for place, word in enumerate(words[:-1]) if _is_lower(word)]
    if not lower:
        return _make(words[-1:], " ".join(words[:-1]), [], "", use_prefix), None
    first, last = lower[0], lower[-1]
    if words[first] in ("y", "i") and first > 1:
        # Spanish and Catalan: José Ortega y Gasset is Ortega y Gasset, José.
        return _make(words[first - 1 :], " ".join(words[: first - 1]), [], "", use_prefix), None
    return _make(words[last + 1 :], " ".join(words[:first]), words[first : last + 1], "", use_prefix), None


def _make(family: list[str], given: str, particle: list[str], suffix: str, use_prefix: bool) -> Name:
    name = {
        "family": plain(" ".join(family)),
        "given": plain(given),
        "non-dropping-particle" if use_prefix else "dropping-particle": plain(" ".join(particle)),
        "suffix": plain(suffix),
    }
    return {part: text for part, text in name.items() if text}


def _extended(typed: str, use_prefix: bool) -> Name:
    parts = dict(part.split("=", 1) for part in split(typed, r"\s*,") if "=" in part)
    named = {name.strip().lower(): plain(text.strip().strip('"')) for name, text in parts.items()}
    prefix_counts = named.get("useprefix", str(use_prefix)).lower() == "true"
    name = {
        "family": named.get("family", ""),
        "given": named.get("given", ""),
        "non-dropping-particle" if prefix_counts else "dropping-particle": named.get("prefix", ""),
        "suffix": named.get("suffix", ""),
    }
    return {part: text for part, text in name.items() if text}


def _words(text: str) -> list[str]:
    return split(text, r"[\s~]+")


def _is_lower(word: str) -> bool:
    """Whether a word counts as a particle: its first letter outside braces is small (`{\\'e}` counts)."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letters = [letter for letter in plain(word) if letter.isalpha()]
    return bool(letters) and letters[0].islower()
