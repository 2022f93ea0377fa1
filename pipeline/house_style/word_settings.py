"""`word/settings.xml`: mirrored margins, hyphenation, even and odd pages, notes (ECMA-376, 17.15.1)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.house_style.ooxml import Xml, el, root
from pipeline.house_style.word_page import PageSetup

COMPATIBILITY = {
    "compatibilityMode": 15,  # Word 2013: the larger of two spaces counts, as in CSS
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}
SEPARATORS = {"separator": -1, "continuationSeparator": 0}


def settings_part(page: PageSetup, lang: str, *, hyphenate: bool, fonts: bool) -> Xml:
    """`w:settings`, its children in the schema's order."""
    return root("w:settings", *_settings(page, lang, hyphenate, fonts))


def _settings(page: PageSetup, lang: str, hyphenate: bool, fonts: bool) -> Iterator[Xml]:
    yield el("w:zoom", {"percent": 100})
    if fonts:
        yield el("w:embedTrueTypeFonts")
        yield el("w:saveSubsetFonts")
    if page.mirrored:
        yield el("w:mirrorMargins")
    yield el("w:defaultTabStop", {"val": 720})
    if hyphenate:
        yield el("w:autoHyphenation")
        yield el("w:doNotHyphenateCaps")
    if page.own_even:
        yield el("w:evenAndOddHeaders")
    yield el("w:characterSpacingControl", {"val": "doNotCompress"})
    for kind in ("footnote", "endnote"):
        yield el(f"w:{kind}Pr", None, *(el(f"w:{kind}", {"id": number}) for number in SEPARATORS.values()))
    yield el(
        "w:compat",
        None,
        *(
            el(
                "w:compatSetting",
                {"name": name, "uri": "http://schemas.microsoft.com/office/word", "val": value},
            )
            for name, value in COMPATIBILITY.items()
        ),
    )
    yield el("w:themeFontLang", {"val": lang})
    yield el("w:decimalSymbol", {"val": "."})
    yield el("w:listSeparator", {"val": ","})


def notes_part(kind: str, *, ruled: bool) -> Xml:
    """`w:footnotes` or `w:endnotes` with its two separators; the rule is of Word's own drawing."""
    part = root(f"w:{kind}s")
    for name, number in SEPARATORS.items():
        shape = el(
            "w:pPr", None, el("w:spacing", {"before": 0, "after": 0, "line": 240, "lineRule": "auto"}),
            el("w:ind", {"left": 0, "right": 0, "firstLine": 0}),
        )  # fmt: skip
        run = el("w:r", None, *([el(f"w:{name}")] if ruled or kind == "endnote" else []))
        part.append(el(f"w:{kind}", {"type": name, "id": number}, el("w:p", None, shape, run)))
    return part
