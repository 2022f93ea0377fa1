"""Whether the words of a Word document can be seen: what their styles add up to (ECMA-376 Part 1, 17.7.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAPER = re.compile(r"(?i)F[A-F0-9]F[A-F0-9]F[A-F0-9]")
_PAPER_THEMES = ("background1", "light1")
_OFF = ("0", "false", "off")
_SMALLEST = 4.0  # half points: no letter of less can be read
_BESIDE, _FARTHEST = 1440, 12_000  # twips: an inch into the margin; wider than any page's text
_PLAIN = ("", "auto", "FFFFFF")

Look = Mapping[str, str]  # "hidden", "colour", "size", "ground", "place": what is set of them


_SEEN = {f"{W}vanish": "hidden", f"{W}color": "colour", f"{W}sz": "size", f"{W}shd": "ground"}


@dataclass(frozen=True, slots=True)
class Ink:
    """How the words of each style look: by its id, with all that it is based on; "" for no style."""

    paragraphs: Mapping[str, Look] = field(default_factory=dict)
    letters: Mapping[str, Look] = field(default_factory=dict)

    def is_away(self, paragraph: Any, style: str) -> bool:
        """Whether a paragraph of the style is set where no page is: a frame, or an indent of its own."""
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and (own := _place(properties)):
            return own == "away"
        return bool((self.paragraphs.get(style) or {}).get("place") == "away")

    def hides(self, run: Any, style: str) -> bool:
        """Whether a run's words cannot be seen in a paragraph of the style: hidden, white or too small."""
        look = self.paragraphs.get(style) or self.paragraphs.get("") or {}
        properties = run.find(f"{W}rPr")
        if properties is not None:
            one = properties.find(f"{W}rStyle")
            named = self.letters.get(one.get(f"{W}val") or "", {}) if one is not None else {}
            look = {**look, **named, **_look(properties)}
        elif not look:
            return False
        if look.get("hidden", "off") not in _OFF or float(look.get("size", "20")) < _SMALLEST:
            return True
        return bool(_PAPER.fullmatch(look.get("colour", ""))) and not _is_on_ground(run, look)


def ink(root: Any) -> Ink:
    """The looks of all styles of a part `styles`."""
    if root is None:
        return Ink()
    default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    base = _look(default) if default is not None else {}
    styles = {one.get(f"{W}styleId") or "": one for one in root.iter(f"{W}style")}
    paragraphs, letters = {"": base}, {}
    for name, style in styles.items():
        own = _chain(style, styles)
        if style.get(f"{W}type") == "character":
            letters[name] = own
        elif style.get(f"{W}type") == "paragraph":
            paragraphs[name] = {**base, **own}
            if style.get(f"{W}default") in ("1", "true", "on"):
                paragraphs[""] = paragraphs[name]
    return Ink(paragraphs, letters)


def _chain(style: Any, styles: Mapping[str, Any]) -> dict[str, str]:
    """What the style sets, with what it is based on."""
    line: list[Any] = []
    while style is not None and style not in line:
        line.append(style)
        based = style.find(f"{W}basedOn")
        style = styles.get(based.get(f"{W}val") or "") if based is not None else None
    look: dict[str, str] = {}
    for one in reversed(line):
        for part in (one.find(f"{W}pPr"), one.find(f"{W}rPr")):
            look |= _look(part) if part is not None else {}
    return look


def _look(properties: Any) -> dict[str, str]:
    look = {}
    if properties.tag == f"{W}pPr" and (place := _place(properties)):
        look["place"] = place
    for one in properties:
        name = _SEEN.get(one.tag)
        if name is None or name in look:
            continue
        if name == "ground":
            look[name] = one.get(f"{W}fill") or ""
        elif one.get(f"{W}themeColor") in _PAPER_THEMES:
            look[name] = "FFFFFF"
        else:
            look[name] = one.get(f"{W}val") or ("on" if name == "hidden" else "")
    return look


def _place(properties: Any) -> str:
    """Where a frame (17.3.1.11) or an indent (17.3.1.12) puts a paragraph: "away", "near"; "" without any."""
    sides = [
        one.get(f"{W}{name}")
        for tag, names in (("framePr", ("x", "y")), ("ind", ("left", "start", "right", "end", "firstLine")))
        if (one := properties.find(f"{W}{tag}")) is not None
        for name in names
    ]
    lengths = [int(side) for side in sides if side and re.fullmatch(r"-?\d+", side)]
    if not lengths:
        return ""
    return "near" if all(-_BESIDE <= length <= _FARTHEST for length in lengths) else "away"


def _is_on_ground(run: Any, look: Look) -> bool:
    """Whether something dark may lie under the words: a shade of theirs, of their paragraph or cell."""
    if look.get("ground", "") not in _PLAIN:
        return True
    for above in run.iterancestors():
        for part in (f"{W}pPr", f"{W}tcPr", f"{W}tblPr"):
            found = above.find(f"{part}/{W}shd")
            if found is not None and (found.get(f"{W}fill") or "") not in _PLAIN:
                return True
    return False
