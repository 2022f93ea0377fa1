"""Which parts stand before the text, as the stylesheet itself says in custom properties on `:root`.

--front-matter: half-title title-page copyright-page contents;   in the order of the pages
--contents-depth: 2;                                              headings listed; 1 is parts and chapters
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import tinycss2

from pipeline.model import WARNING, Finding, FrontMatter, Place, Settings

PARTS = ("half-title", "series", "title-page", "copyright-page", "dedication", "epigraph", "abstract",
         "contents", "figures", "tables")  # fmt: skip
DEEPEST = 4
_MATTER, _DEPTH = "--front-matter", "--contents-depth"


def asked(stylesheet_text: str, settings: Settings) -> FrontMatter:
    """The parts that the style asks for, as the author's `toc`, `toc-depth`, `lof` and `lot` change them.

    Contents need a title page before them: where the style has none, the two come together.
    """
    parts = list(front_matter(stylesheet_text))
    if settings.toc is False:
        parts = [part for part in parts if part != "contents"]
    elif settings.toc and "contents" not in parts:
        parts.append("contents")
    parts += [
        part
        for part, wanted in (("figures", settings.lof), ("tables", settings.lot))
        if wanted and part not in parts
    ]
    if parts and "title-page" not in parts and not front_matter(stylesheet_text):
        parts.insert(0, "title-page")
    return FrontMatter(tuple(parts), settings.toc_depth or contents_depth(stylesheet_text))


def front_matter(stylesheet_text: str) -> tuple[str, ...]:
    """The parts of `PARTS` that the style asks for, in its order; none where it does not say."""
    _, value = _property(stylesheet_text, _MATTER)
    return tuple(dict.fromkeys(word for word in value.lower().split() if word in PARTS))


def contents_depth(stylesheet_text: str) -> int:
    """How many levels of headings the contents list: 1 to 4."""
    _, value = _property(stylesheet_text, _DEPTH)
    return min(int(value), DEEPEST) if _is_depth(value) else 1


def findings(stylesheet_text: str, name: str) -> tuple[Finding, ...]:
    """What the two properties say that means nothing."""
    return tuple(_findings(stylesheet_text, name))


def _findings(text: str, name: str) -> Iterator[Finding]:
    line, value = _property(text, _MATTER)
    for word in value.lower().split():
        if word not in PARTS and word != "none":
            near = get_close_matches(word, PARTS, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(PARTS)}"
            yield Finding(
                "style-front-unknown", WARNING, f"`{_MATTER}` names `{word}`", Place(name, line), hint
            )
    line, value = _property(text, _DEPTH)
    if value and not _is_depth(value):
        message = f"`{_DEPTH}` is `{value}`"
        hint = f"write a number from 1 to {DEEPEST}"
        yield Finding("style-depth-wrong", WARNING, message, Place(name, line), hint)


def _is_depth(value: str) -> bool:
    return value.isascii() and value.isdigit() and int(value) > 0


@lru_cache(maxsize=64)
def _property(text: str, name: str) -> tuple[int, str]:
    """Line and value of a custom property on the root, the last one winning (CSS Cascade 4)."""
    found = (0, "")
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and _is_root(rule):
            for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if one.type == "declaration" and one.name == name:
                    words = [part for part in one.value if part.type != "comment"]
                    found = (one.source_line, tinycss2.serialize(words).strip())
    return found


def _is_root(rule: Any) -> bool:
    selectors = tinycss2.serialize(rule.prelude).split(",")
    return any(selector.strip() in (":root", "html") for selector in selectors)
