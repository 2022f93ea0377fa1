"""Marks the runs of right-to-left letters: Word sets them in their own order and font only when told."""

from __future__ import annotations

import unicodedata
from functools import cache

from pipeline.house_style.ooxml import Xml, el, q

# What follows w:rtl in w:rPr (ECMA-376, part 1, 17.3.2.28).
AFTER = frozenset(q(f"w:{name}") for name in ("cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath"))


def mark_right_to_left(text: Xml) -> None:
    """`w:rtl` on every run that holds letters of such a script (Unicode, Bidi_Class R or AL)."""
    for run in text.iter(q("w:r")):
        words = "".join(part.text or "" for part in run.findall(q("w:t")))
        if not any(map(_is_right_to_left, set(words))):
            continue
        properties = run.find(q("w:rPr"))
        if properties is None:
            properties = el("w:rPr")
            run.insert(0, properties)
        if properties.find(q("w:rtl")) is None:
            later = [child for child in properties if child.tag in AFTER]
            properties.insert(len(properties) - len(later), el("w:rtl"))


@cache
def _is_right_to_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")
