"""The Word styles of a house style: a `reference.docx` for pandoc, and what is left to mend after it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.cache import Kept
from pipeline.fonts import Face
from pipeline.house_style import word_kept as kept_styles
from pipeline.house_style.ooxml import Xml, el, packed, q, relationship, relationships, serialize
from pipeline.house_style.specimen import specimen
from pipeline.house_style.stylesheet import Stylesheet, text_for_word
from pipeline.house_style.word_fonts import font_parts
from pipeline.house_style.word_formats import run_properties, twips
from pipeline.house_style.word_front import front_layout, references, set_number_tabs
from pipeline.house_style.word_kept import Worked
from pipeline.house_style.word_map import at
from pipeline.house_style.word_mending import Mending, mending
from pipeline.house_style.word_package import content_types, empty_document, package_relationships
from pipeline.house_style.word_page import (
    PageSetup,
    RunningHeads,
    front_heads,
    head_letters,
    needed,
    page_setup,
    part_id,
    running_heads,
    section_properties,
)
from pipeline.house_style.word_settings import notes_part, settings_part
from pipeline.house_style.word_silences import silences
from pipeline.house_style.word_styles import Look, looks, styles_part
from pipeline.house_style.word_table import table_style
from pipeline.model import INFO, Finding, Place
from pipeline.weasy.computed import Computed, computed_styles


@dataclass(frozen=True, slots=True)
class WordStyles:
    """pandoc's reference document, its parts and the fonts that need not pass through pandoc, what is left
    to mend, and what Word cannot say."""

    reference_docx: bytes
    parts: Mapping[str, bytes]
    mending: Mending
    findings: tuple[Finding, ...]


def word_styles(stylesheet: Stylesheet, *, lang: str, direction: str, running: Mapping[str, str],
                fonts: tuple[Face, ...] = (), kept: Kept | None = None) -> WordStyles:  # fmt: skip
    """The cascade, resolved on a specimen of every construct, as Word styles.

    `running` holds the words that the running heads may ask for: `title`, `author`, the title block's
    `data-verso` and `data-recto` as `verso` and `recto`, and `heading 1`, the first chapter's.
    The same stylesheet is worked out once, and not again as long as it is `kept`.
    """
    words = tuple(sorted(running.items()))
    key = json.dumps([stylesheet.name, stylesheet.text, lang, direction, words, bool(fonts)]).encode()
    worked = kept_styles.read(kept.get("word", key)) if kept else None
    if worked is None:
        worked = _worked(stylesheet, lang, direction, words, bool(fonts))
        if kept:
            kept.put("word", key, kept_styles.written(worked))
    return _whole(worked, fonts)


def _whole(worked: Worked, faces: tuple[Face, ...]) -> WordStyles:
    parts = {**worked.parts, **font_parts(worked.families, faces)}
    light = {name: data for name, data in parts.items() if not name.startswith("word/fonts/")}
    return WordStyles(packed(light), parts, worked.mending, worked.findings)


@lru_cache(maxsize=8)
def _worked(sheet: Stylesheet, lang: str, direction: str, running: tuple[tuple[str, str], ...],
            embedded: bool) -> Worked:  # fmt: skip
    computed = computed_styles(specimen(lang, direction, dict(running)), [text_for_word(sheet.text)])
    all_looks = looks(computed)
    page = page_setup(computed)
    heads = running_heads(computed, page, dict(running))
    heads = replace(heads, parts={**heads.parts, **front_heads(computed, dict(running))})
    styles = _styles(computed, all_looks, page, lang, direction)
    families = tuple(sorted({str(node.get(q("w:ascii"))) for node in styles.iter(q("w:rFonts"))}))
    parts = _parts(computed, styles, page, heads, lang, direction, embedded)
    findings = (*silences(sheet, computed), *_unknown_strings(heads, sheet), *_rule_between(computed, sheet))
    return Worked(parts, families, mending(computed, all_looks, page), findings)


def _styles(computed: Computed, all_looks: Mapping[str, Look], page: PageSetup, lang: str,
            direction: str) -> Xml:  # fmt: skip
    styles = styles_part(computed, all_looks, lang, direction, table_style(computed))
    set_number_tabs(styles, page, front_layout(computed).leader)
    for kind, edge in (("header", "top"), ("footer", "bottom")):
        styles.append(_head_style(computed, kind, edge, page, all_looks["Normal"]))
    return styles


def _parts(computed: Computed, styles: Xml, page: PageSetup, heads: RunningHeads, lang: str,
           direction: str, embedded: bool) -> dict[str, bytes]:  # fmt: skip
    """Every part but the fonts."""
    ruled = _has_rule(computed)
    rtl = direction == "rtl"
    return {
        "word/styles.xml": serialize(styles),
        "word/document.xml": serialize(empty_document(section_properties(page, rtl=rtl))),
        "word/settings.xml": serialize(
            settings_part(page, lang, hyphenate=_hyphenates(computed), fonts=embedded)
        ),
        "word/footnotes.xml": serialize(notes_part("footnote", ruled=ruled)),
        "word/endnotes.xml": serialize(notes_part("endnote", ruled=ruled)),
        "word/_rels/document.xml.rels": serialize(_document_relationships(page)),
        "[Content_Types].xml": content_types(_part_names(heads), media=["odttf"]),
        "_rels/.rels": package_relationships(),
        **{f"word/{name}": serialize(part) for name, part in heads.parts.items()},
    }


def _part_names(heads: RunningHeads) -> list[str]:
    return ["document.xml", "endnotes.xml", "fontTable.xml", "footnotes.xml", "settings.xml", "styles.xml",
            *sorted(heads.parts)]  # fmt: skip


def _document_relationships(page: PageSetup) -> Xml:
    heads = [
        relationship(part_id(kind, name), kind, f"{kind}-{name}.xml")
        for kind in ("header", "footer")
        for name in ("default", "even", "first")
        if needed(page, name)
    ]
    others = [
        relationship(f"rIdPart{name.title()}", name, f"{name}.xml")
        for name in ("styles", "settings", "footnotes", "endnotes", "fontTable")
    ]
    heads += [
        relationship(name, kind, f"{kind}-{page_name}{side}.xml")
        for page_name in ("bare", "front")
        for kind, side, name in references(page_name, page)
    ]
    return relationships([*others, *heads])


def _head_style(computed: Computed, kind: str, edge: str, page: PageSetup, normal: Look) -> Xml:
    middle, end = twips(page.measure / 2), twips(page.measure)
    tabs = el(
        "w:tabs",
        None,
        el("w:tab", {"val": "center", "pos": middle}),
        el("w:tab", {"val": "right", "pos": end}),
    )
    shape = el(
        "w:pPr", None, tabs, el("w:suppressAutoHyphens"),
        el("w:spacing", {"before": 0, "after": 0, "line": 240, "lineRule": "auto"}),
        el("w:ind", {"left": 0, "right": 0, "firstLine": 0}), el("w:jc", {"val": "left"}),
    )  # fmt: skip
    style = el(
        "w:style", {"type": "paragraph", "styleId": kind.title()},
        el("w:name", {"val": kind}), el("w:basedOn", {"val": "Normal"}), shape,
    )  # fmt: skip
    run = run_properties(head_letters(computed, edge), normal.letters)
    if run is not None:
        style.append(run)
    return style


def _hyphenates(computed: Computed) -> bool:
    style = computed.style(at("next"))
    return style is not None and style.word("hyphens") == "auto"


def _has_rule(computed: Computed) -> bool:
    area = computed.page("right", box="@footnote")
    return (
        area is not None
        and area.word("border-top-style") not in ("none", "hidden")
        and bool(area.number("border-top-width"))
    )


def _unknown_strings(heads: RunningHeads, sheet: Stylesheet) -> Iterator[Finding]:
    for name in heads.unknown:
        message = f"`{name}` in a running head cannot be said in Word"
        yield Finding("style-word-running-head", INFO, message, Place(sheet.name))


def _rule_between(computed: Computed, sheet: Stylesheet) -> Iterator[Finding]:
    """Word rules off the notes in black, 2 inches long; it can only be told to leave the rule out."""
    area = computed.page("right", box="@footnote")
    if area is not None and _has_rule(computed):
        message = "the colour, weight and length of the rule above the notes are Word's own"
        yield Finding("style-word-note-rule", INFO, message, Place(sheet.name))
