"""Lines filled as far as they go, where WeasyPrint breaks them too early; none stretched beyond what is read.

Text before an element ends in a space. Where it fits its line but for that space, WeasyPrint's
`split_first_line` takes it for text whose first word is too long, and keeps that word alone, or a syllable.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.weasy import filling, fitting, internals

Split = tuple[Any, int, int | None, float, float, float]  # layout, bytes, resume at, width, height, baseline

_NARROWEST = 0.1  # of the font size: no text has letters so narrow on average
_LOOSEST = 0.6  # of the font size: a space then is three to four times as wide as the font's own
_justify_line = internals.inline.justify_line
_SOFT = "\u00ad"
_PART = re.compile(r" *[^ \u00ad]*(\u00ad|$| )")  # the next word, or what stands before its soft hyphen


def split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, *args: Any, **kwargs: Any
) -> Split:
    """The text's first line; text that only its last space pushes over `max_width` stays whole.

    The space at a line's end hangs (CSS Text 3, 4.1.2), for Pango too, but WeasyPrint counts it. Lengths in
    pixels. The caller, `split_inline_box`, subtracts the space before it looks whether the line overflows.
    """
    found: Split = filling.split_first_line(text, style, context, max_width, *args, **kwargs)
    if max_width is None or not text.endswith(" ") or style["white_space"] not in ("normal", "pre-line"):
        return found
    kept, words = found[0].text, text.rstrip(" ")
    rest = (len(words) - len(kept)) * style["font_size"] * _NARROWEST
    if kept == text or not words or rest > max_width - found[3]:
        return found
    bare: Split = filling.split_first_line(words, style, context, None, *args, **kwargs)
    if bare[2] is not None or bare[3] > max_width:
        return found
    whole: Split = filling.split_first_line(text, style, context, None, *args, **kwargs)
    whole[0].max_width = max_width  # for `text-overflow`
    return whole


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Stretch the line's spaces, unless each would gain more than `_LOOSEST`: then it stays ragged.

    Before an address or a shelfmark that cannot be broken, a hole in the text is worse than an uneven edge.
    Where even the last line has to be stretched (`text-align-last`), the stylesheet wants holes.
    """
    most = internals.inline.count_expandable_spaces(line) * _LOOSEST * line.style["font_size"]
    if extra_width <= most or line.style["text_align_last"] == "justify":
        _justify_line(context, line, extra_width)


def narrowest(
    text: str, style: Any, context: Any, max_width: float | None, *args: Any, **kwargs: Any
) -> Split:
    """The text's first line where its least width is sought: a soft hyphen, too, ends a line.

    WeasyPrint takes a text with a soft hyphen for one that breaks nowhere, and makes its table too wide.
    """
    if max_width != 0 or _SOFT not in text:
        plain: Split = fitting.split_first_line(text, style, context, max_width, *args, **kwargs)
        return plain
    found = _PART.match(text)
    part = found[0] if found else text
    shown = part[:-1] + style["hyphenate_character"] if part.endswith(_SOFT) else part
    split: Split = fitting.split_first_line(shown, style, context, 0, *args, **kwargs)
    if split[2] is not None or part == text:
        return split
    return (*split[:2], len(part.encode()), *split[3:])


HOOKS: tuple[internals.Hook, ...] = (
    (internals.inline, "justify_line", justify_line),
    (internals.preferred, "split_first_line", narrowest),
)
