"""Lines filled with words whose widths are known: Pango is asked where a text may break, not to set it.

The line is the one that WeasyPrint finds by setting drafts of it. Wherever that is not sure, no line is
given, and the drafts are set.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from pipeline.weasy import fitting, internals, typesetters, words
from pipeline.weasy.words import Words

_NEAR = 16  # of Pango's units, a sixty-fourth of a pixel: what ends so near the edge may fit or not
_DRAFT = 4  # WeasyPrint's drafts hold so many letters for every em of the line
_SHORT = 64  # letters, where the line has less than so many em
_SPACES = ("", "\u00a0", "\u2002")  # ends of words that may hang over the edge: of none, of other spaces
_HANGS = internals.pango.pango_version() >= 15000  # a line's last space

Split = tuple[Any, int, int | None, float, float, float]
_Line = tuple[str, int, int | None, int]  # what is shown, its end in bytes, where the next begins, its width


def split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, spacing: float, *args: Any, **kwargs: Any
) -> Split:
    """The text's first line, as WeasyPrint splits it off."""
    both = words.of(style)
    found = both and _filled(both, text, style, context, inf if max_width is None else max_width)
    if not found:
        plain: Split = fitting.split_first_line(text, style, context, max_width, spacing, *args, **kwargs)
        return plain
    shown, end, resume_at, width = found
    layout = internals.line_break.Layout.__new__(internals.line_break.Layout)
    layout.text, layout.max_width, layout.justification_spacing = shown, max_width, spacing
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.first_line_direction = 0
    assert both
    return layout, end, resume_at, width * internals.FROM_UNITS, both[0].height, both[0].baseline


def _filled(both: words.Both, text: str, style: Any, context: Any, max_width: float) -> _Line | None:
    """The line; None where it is not sure."""
    draft, room = text, inf
    if max_width != inf:
        em = style["font_size"]
        draft = text[: int(max_width / em * _DRAFT) if em * _DRAFT <= max_width else _SHORT]
        room = int(max_width * internals.TO_UNITS)
    has_letters = words.has_letters(draft)
    known = both[0 if has_letters else 1]
    parts, space, width, before = draft.split(" "), known.space[1], 0, 0
    known.learn(filter(None, parts if len(draft) == len(text) else parts[:-1]))
    for index, part in enumerate(parts):
        if index == len(parts) - 1 and len(draft) < len(text):
            return None
        before = width = width + space if index else 0
        if part:
            word = known.word(part)
            if word is None:
                return None
            width += word.width
        if width > room - _NEAR:
            break
    else:
        return text, len(text.encode()), None, width
    if width < room + _NEAR or before - space * _HANGS > room - _NEAR or part[-1:] in _SPACES:
        return None
    head = draft[: sum(map(len, parts[:index])) + index]
    if has_letters and not words.has_letters(head):
        return None
    rest = _Rest(
        parts[index], parts[index + 1] if index + 1 < len(parts) else "", draft, len(draft) == len(text)
    )
    return _broken(known, head, rest, before, int(room), style, context)


@dataclass(frozen=True, slots=True)
class _Rest:
    """What comes after a line: the word that overflows it, and the next; the draft, and if it is all."""

    word: str
    ahead: str
    draft: str
    is_all: bool


def _broken(
    known: Words, head: str, rest: _Rest, before: int, room: int, style: Any, context: Any
) -> _Line | None:
    """The line that ends before the word that overflows, or in it with a hyphen."""
    start, end = len(head), len(head) + len(rest.word) + 1
    if not rest.ahead and not (rest.is_all and end >= len(rest.draft)):
        return None
    breaks = typesetters.breaks(rest.draft[: end + len(rest.ahead)], known.language)
    within = breaks[start + 1 : min(end, len(rest.draft))]
    if not breaks[start] or any(within) or (rest.ahead and not breaks[end]):
        return None
    for beginning in _hyphenated(rest.word if rest.ahead else rest.draft[start:], style, context):
        cut = known.word(beginning + style["hyphenate_character"])
        if cut is None or abs(before + cut.width - room) <= _NEAR:
            return None
        if before + cut.width < room:
            stop = len((head + beginning).encode())
            return head + beginning + style["hyphenate_character"], stop, stop, before + cut.width
    shown = head[:-1]
    if not shown.strip() or shown.endswith(" "):
        return None
    return shown, len(shown.encode()), len(head.encode()), before - known.space[1]


def _hyphenated(text: str, style: Any, context: Any) -> tuple[str, ...]:
    """What may stand at a line's end of the first word that is long enough, the longest first."""
    lang = style["lang"] and typesetters.dictionary_for(style["lang"])
    if style["hyphens"] != "auto" or not lang:
        return ()
    known = vars(context).setdefault("octavo_hyphenated", {})
    key = text, lang, limits = text, lang, style["hyphenate_limit_chars"]
    if key not in known:
        known[key] = tuple(typesetters.hyphenated(text, lang, limits, context.dictionaries))
    found: tuple[str, ...] = known[key]
    return found
