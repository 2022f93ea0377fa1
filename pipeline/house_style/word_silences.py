"""What the stylesheet says and Word cannot: told as findings, never dropped in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipeline.house_style.catalogue import catalogue
from pipeline.house_style.stylesheet import Declaration, Stylesheet, declarations_for_word, imports
from pipeline.model import INFO, WARNING, Finding, Place
from pipeline.weasy.computed import Computed

_SIDES = ("top", "right", "bottom", "left")

SAID = frozenset(
    [
        "font",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "font-variant",
        "font-variant-caps",
        "font-variant-numeric",
        "font-variant-position",
        "line-height",
        "color",
        "background",
        "background-color",
        "letter-spacing",
        "text-transform",
        "text-decoration",
        "text-decoration-line",
        "text-indent",
        "text-align",
        "text-align-all",
        "vertical-align",
        "margin",
        "padding",
        "border",
        "border-width",
        "border-style",
        "border-color",
        "border-collapse",
        "break-before",
        "break-after",
        "break-inside",
        "page-break-before",
        "page-break-after",
        "page-break-inside",
        "orphans",
        "widows",
        "hyphens",
        "size",
        "content",
        "list-style",
        "list-style-type",
        "direction",
        "lang",
        "string-set",
        "caption-side",
        "float",
        "display",
    ]
    + [f"{box}-{side}" for box in ("margin", "padding", "border") for side in _SIDES]
    + [f"border-{side}-{part}" for side in _SIDES for part in ("width", "style", "color")]
)
# What steers the other editions' machinery and has nothing to lose in Word: bookmarks are headings there,
# notes are notes, and hyphenation has one switch for the document.
NEEDLESS = frozenset(
    [
        "bookmark-label",
        "bookmark-level",
        "bookmark-state",
        "footnote-display",
        "footnote-policy",
        "counter-reset",
        "counter-increment",
        "counter-set",
        "white-space",
        "border-spacing",
        "image-rendering",
        "max-width",
        "max-height",
        "box-sizing",
        "unicode-bidi",
        "overflow-wrap",
        "word-break",
        "text-align-last",
        "quotes",
        "hyphenate-character",
        "prince-pdf-title",
        "src",
        "unicode-range",
        "font-display",
        "string-set",
        "anchor",
        "page",
        "tab-size",
        "margin-break",
        "box-decoration-break",
    ]
)


# Values that ask for nothing, whatever the property.
NOTHING = frozenset({"0", "auto", "none", "normal", "initial"})


# What only a made-up book has: its front matter, contents, notes gathered by us, pages left blank. Word's
# own contents and endnotes stand for some of it, and the rest is not in a manuscript.
BOOKISH = re.compile(
    r"half-title|title-page|copyright-page|abstract-page|\.contents|\.endnote|note-again|footnote-ref"
    r"|fn-thanks|:blank|:nth\("
)


def silences(sheet: Stylesheet, computed: Computed) -> Iterator[Finding]:
    """One finding for each property that is lost, one for each selector of nothing, at their first place."""
    for line in imports(sheet.text):
        message = "`@import` is not followed for Word: put the rules in one file"
        yield Finding("style-word-import", WARNING, message, Place(sheet.name, line))
    lost: dict[str, list[Declaration]] = defaultdict(list)
    strangers: dict[str, int] = {}
    for declaration in declarations_for_word(sheet.text):
        if _elsewhere(declaration) or BOOKISH.search(declaration.within):
            continue
        if _unmatched(declaration.within, computed):
            strangers.setdefault(declaration.within, declaration.line)
        elif _lost(declaration):
            lost[declaration.property].append(declaration)
    if any(sheet.text == style.text for style in catalogue()):
        # The author cannot change these rules, so one line is enough.
        yield from _together(sheet.name, lost)
        return
    for name, declarations in lost.items():
        yield _lost_finding(sheet.name, name, declarations)
    for selector, line in strangers.items():
        yield Finding(
            "style-word-selector", INFO,
            f"`{selector}` speaks of nothing that Word has a style for", Place(sheet.name, line),
        )  # fmt: skip
    yield from _rounded(sheet)
    yield from _small_capitals(sheet)


def _elsewhere(declaration: Declaration) -> bool:
    """Rules for another medium, and names that are read through others (`--accent`)."""
    return declaration.within.startswith("@media ") or declaration.property.startswith("--")


def _lost(declaration: Declaration) -> bool:
    if declaration.property in SAID:
        return "%" in declaration.value and declaration.property not in ("font-size", "font", "line-height")
    return declaration.property not in NEEDLESS and declaration.value not in NOTHING


def _unmatched(within: str, computed: Computed) -> bool:
    if within.startswith("@"):
        return bool(re.search(r"@(left|right)-|-corner|:blank|:nth", within))
    return not computed.matches(within)


def _together(name: str, lost: Mapping[str, list[Declaration]]) -> Iterator[Finding]:
    """All that a house style of Octavo's says and Word cannot, in one finding."""
    if lost:
        shown = "`, `".join(sorted(lost))
        yield Finding(
            "style-word-property", INFO, f"`{shown}` of the house style cannot be said in Word", Place(name)
        )


def _lost_finding(name: str, prop: str, declarations: list[Declaration]) -> Finding:
    places = list(dict.fromkeys(declaration.within for declaration in declarations))
    where = "`, `".join(places[:3]) + ("` and more" if len(places) > 3 else "`")
    percent = prop in SAID
    what = f"`{prop}` in per cent" if percent else f"`{prop}`"
    return Finding(
        "style-word-percentage" if percent else "style-word-property", INFO,
        f"{what} in `{where} cannot be said in Word", Place(name, declarations[0].line),
    )  # fmt: skip


def _rounded(sheet: Stylesheet) -> Iterator[Finding]:
    """Tracking is rounded to 1/20 pt, in Word as in this finding."""
    for declaration in declarations_for_word(sheet.text):
        value = declaration.value
        if (
            declaration.property == "letter-spacing"
            and value not in ("normal", "0")
            and not _elsewhere(declaration)
        ):
            yield Finding(
                "style-word-rounded", INFO,
                f"`letter-spacing` in `{declaration.within}` is rounded to 1/20 pt in Word",
                Place(sheet.name, declaration.line),
            )  # fmt: skip
            return


def _small_capitals(sheet: Stylesheet) -> Iterator[Finding]:
    """Word's small capitals leave capitals as tall as they are."""
    for declaration in declarations_for_word(sheet.text):
        if (
            declaration.value.startswith("all-")
            and "caps" in declaration.value
            and not _elsewhere(declaration)
        ):
            yield Finding(
                "style-word-capitals", INFO,
                f"`{declaration.value}` in `{declaration.within}`: in Word capitals stay full size",
                Place(sheet.name, declaration.line),
            )  # fmt: skip
            return
