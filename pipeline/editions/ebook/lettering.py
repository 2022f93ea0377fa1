"""Pure: which faces an e-book needs, and of each the characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from pipeline.fonts import CODE_FAMILY, Face
from pipeline.markup import Written, term

_CODE = ("code", "pre", "kbd", "samp")
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
_OURS = ("abstract", "contents", "copyright-page", "dedication", "epigraph", "notes", "title-page")


def worn(
    faces: Sequence[Face], title: Written, chapters: Sequence[Written], stylesheet: str, lang: str
) -> list[tuple[Face, str]]:
    """Each face that the book is set in, with the characters it must hold, in order and each once.

    The face for code holds what stands in code; a book without any goes without it.
    """
    roots = [root for one in (title, *chapters) for root in (one.body, *(note.content for note in one.notes))]
    code = _letters(element for root in roots for element in root.iter(*_CODE))
    text = _letters(roots)
    # The stylesheet may set words of its own: marks of a scene break, the point after a note's number.
    text |= set(_ESCAPE.sub(_unescaped, stylesheet)) | set("".join(term(name, lang) for name in _OURS))
    text |= set("0123456789.*†‡§‖¶\u00a0☐☒")
    sets = ((face, code if face.family == CODE_FAMILY else text) for face in faces)
    return [(face, "".join(sorted(chars))) for face, chars in sets if chars]


def _letters(elements: Iterable[etree._Element]) -> set[str]:
    found: set[str] = set()
    for element in elements:
        for words in element.itertext():
            found.update(str(words))
    return found


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
