"""Word's own counting of notes (ECMA-376 Part 1, 17.11.17 to 17.11.20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KINDS = {"footnotes": "footnotePr", "endnotes": "endnotePr"}
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),
        strict=True,
    )
)
_SIGNS = "*†‡§"
Properties = Mapping[str, str]  # "footnotes numFmt": its value


class Counter:
    """Gives each call its number, section by section, as Word does."""

    def __init__(self, sections: Sequence[Properties], document: Properties) -> None:
        self._sections, self._document = sections, document
        self._section = 0
        self._count = {part: self._start(part) - 1 for part in _KINDS}

    def next(self, part: str) -> str:
        """The number of the next call of a footnote or an endnote."""
        self._count[part] += 1
        fallback = "decimal" if part == "footnotes" else "lowerRoman"
        return _formatted(self._count[part], self._value(part, "numFmt") or fallback)

    def end_section(self) -> None:
        """Go on to the next section; its numbers may start afresh."""
        self._section += 1
        for part in _KINDS:
            if self._value(part, "numRestart") == "eachSect":
                self._count[part] = self._start(part) - 1

    def _start(self, part: str) -> int:
        value = self._value(part, "numStart") or "1"
        return int(value) if value.isdigit() else 1

    def _value(self, part: str, name: str) -> str | None:
        """A property of the section's notes; where it has none, of the document's."""
        for holder in (*self._sections[self._section : self._section + 1], self._document):
            if f"{part} {name}" in holder:
                return holder[f"{part} {name}"]
        return None


def sections(body: Any) -> list[Properties]:
    """What the sections say of their notes, in order."""
    # A tracked change keeps the old properties of a section inside the new ones.
    places = (f"{W}body", f"{W}pPr")
    every = body.iter(f"{W}sectPr") if body is not None else ()
    return [properties(one) for one in every if one.getparent().tag in places]


def properties(holder: Any) -> Properties:
    """What a section, or the settings, say of notes."""
    own: dict[str, str] = {}
    for part, kind in _KINDS.items():
        for name in ("numFmt", "numStart", "numRestart"):
            found = holder.find(f"{W}{kind}/{W}{name}") if holder is not None else None
            if found is not None:
                own[f"{part} {name}"] = str(found.get(f"{W}val"))
    return own


def _formatted(number: int, form: str) -> str:
    """The number in one of Word's number formats."""
    if form in ("lowerRoman", "upperRoman"):
        text, rest = "", number
        for value, sign in _ROMAN:
            text, rest = text + sign * (rest // value), rest % value
        return text if form == "lowerRoman" else text.upper()
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form == "chicago":
        return _SIGNS[(number - 1) % 4] * ((number - 1) // 4 + 1)
    return str(number)


def item_number(number: int, form: str) -> str:
    """The number of a list's item, in small letters (CSS Counter Styles 3, 6.1 and 6.2)."""
    if form != "lowerLetter":
        return _formatted(number, form) or str(number)
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
