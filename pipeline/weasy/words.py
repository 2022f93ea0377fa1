"""Words as Pango sets them, each set once: their glyphs, and how wide they are.

Where a font does nothing with its spaces, no kerning and no form of a letter that a space calls for, a line
is no more than its words side by side. Browsers keep words for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.weasy import alike, internals, shaping, typesetters

Style = Any
Glyph = tuple[int, int, int]  # number, width, offset to the right

# Latin letters and the punctuation among them: no marks apart, nothing that runs leftward.
_PLAIN = re.compile(r"[!-~\u00a0-\u00ac\u00ae-\u024f\u2002\u2010-\u2027\u2030-\u205e\u20ac]+")
_LATIN = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Word:
    """The glyphs of a word, the letters that each stands for, and its width in Pango's units."""

    glyphs: tuple[Glyph, ...]
    letters: tuple[str, ...]
    width: int


class Words:
    """The words of one font in one size, of lines that have letters or of lines that have none."""

    def __init__(self, tools: typesetters.TextTools, *, letters: bool = True) -> None:
        self.tools = tools
        self._beside = "a" if letters else "1"  # figures beside letters are set as Latin is
        self.language = tools.language
        self._known: dict[str, Word | None] = {}
        self._layout = tools.layout()  # keeps the font that it was set in
        self._draft = tools.layout()
        line = typesetters.set_line(self._layout, f"{self._beside} {self._beside}")
        item = line.runs[0].data
        self.font = item.item.analysis.font
        glyphs = typesetters.glyphs_of(item)
        self.space: Glyph = glyphs[1][:3] if len(glyphs) == 3 else (internals.NO_GLYPH, 0, 0)
        self.height, self.baseline = typesetters.height_of(line), typesetters.baseline_of(self._layout)

    def word(self, text: str) -> Word | None:
        """The word; None where it does not stand for itself alone."""
        if text not in self._known:
            self.learn((text,))
        return self._known[text]

    def learn(self, texts: Iterable[str]) -> None:
        """Set words that are not known yet, all in one line."""
        new = [text for text in texts if text not in self._known]
        if not new:
            return
        self._known.update(dict.fromkeys(new))
        plain = [text for text in dict.fromkeys(new) if _PLAIN.fullmatch(text)]
        together = self._set(plain)
        for text, word in zip(plain, together or (None,) * len(plain), strict=True):
            self._known[text] = word or next(iter(self._set([text])), None)

    def _set(self, texts: Sequence[str]) -> list[Word]:
        """The words set side by side; none where the line is more than that."""
        line = typesetters.set_line(self._draft, " ".join((self._beside, *texts, self._beside)))
        run = line.runs[0]
        item = run.data
        if run.next != internals.ffi.NULL or item.item.analysis.font != self.font:
            return []
        glyphs, places = typesetters.glyphs_of(item), typesetters.places_of(item)
        if item.item.analysis.level % 2 or any(up for *_, up in glyphs):
            return []
        words, place, at = [], 2, 2
        for text in texts:
            place += len(text.encode())
            if glyphs[at - 1][:3] != self.space or place not in places:
                return []
            end = places.index(place, at)
            own = tuple((glyph, width, right) for glyph, width, right, _ in glyphs[at:end])
            if any(glyph >= internals.NO_GLYPH for glyph, *_ in own):
                return []
            data, start = text.encode(), places[at]
            cuts = [place - start for place in places[at : end + 1]]
            letters = tuple(data[one:next_].decode() for one, next_ in pairwise(cuts))
            words.append(Word(own, letters, sum(width for _, width, _ in own)))
            place, at = place + 1, end + 1
        return words if glyphs[at - 1][:3] == self.space else []

    def is_sound(self, fonts: Any) -> bool:
        """Whether words in this font stand for themselves: their spaces are no part of any rule of it."""
        break_ = self.word(NO_BREAK)
        if self.space[0] >= internals.NO_GLYPH or break_ is None or len(break_.glyphs) != 1:
            return False
        face = internals.font_face(self.font)
        known = vars(fonts).setdefault("octavo_sound", {})
        if face not in known:  # keeps the face that it names
            known[face] = not typesetters.are_in_rules(face, {self.space[0], break_.glyphs[0][0]})
        return bool(known[face])


Both = tuple[Words, Words]
_LINES = (
    "white_space", "letter_spacing", "word_spacing", "overflow_wrap", "word_break", "hyphenate_limit_zone",
)  # fmt: skip
_ASKED = frozenset((*shaping.NAMES, *_LINES, "text_decoration_line"))


def of(style: Style) -> Both | None:
    """The words of the style, of lines with letters and of those without; None where these are more."""
    return alike.shared(style, "octavo_words", _ASKED, _both)


def _both(style: Style) -> Both | None:
    tools = shaping.tools(style) if _is_plain(style) else None
    return _words(style, tools) if tools else None


def has_letters(text: str) -> bool:
    """Whether figures and points in the text are set as Latin is."""
    return bool(_LATIN.search(text))


def _is_plain(style: Style) -> bool:
    return bool(
        style["white_space"] == "normal"
        and style["direction"] == "ltr"
        and style["letter_spacing"] in ("normal", 0)
        and not style["word_spacing"]
        and style["overflow_wrap"] == style["word_break"] == "normal"
        and not style["hyphenate_limit_zone"].value
        and style["font_size"] >= 1
        and not internals.is_old_pango
    )


def _words(style: Style, tools: typesetters.TextTools) -> Both | None:
    known = vars(style.font_config).setdefault("octavo_words", {})
    if id(tools) not in known:
        made = Words(tools), Words(tools, letters=False)
        known[id(tools)] = (
            made if made[0].is_sound(style.font_config) and made[0].font == made[1].font else None
        )
    found: Both | None = known[id(tools)]
    return found
