"""What authors write as raw HTML or TeX, as Word can have it; what it cannot have is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from pipeline import tree
from pipeline.house_style.ooxml import NAMESPACES, parse, q
from pipeline.model import WARNING, Block, Finding, Inline

# HTML's own elements that pandoc has an inline for.
INLINES = {
    "sup": "Superscript", "sub": "Subscript", "i": "Emph", "em": "Emph", "b": "Strong", "strong": "Strong",
    "u": "Underline", "ins": "Underline", "s": "Strikeout", "del": "Strikeout", "small": "", "big": "",
}  # fmt: skip
WORDLESS = re.compile(r"\s*(<!--.*?-->\s*|</?[a-zA-Z][^<>]*>\s*)*", re.DOTALL)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>\s*")
OPEN_XML = "openxml"
_BREAKS = frozenset(
    q(f"w:{name}")
    for name in (
        "p r br pPr rPr pStyle pageBreakBefore keepNext keepLines widowControl jc spacing ind "
        "bookmarkStart bookmarkEnd"
    ).split()
)


def without_raw(blocks: Sequence[Block], source: str) -> tuple[list[Block], list[Finding]]:
    """The blocks with simple HTML as pandoc's own elements, and a finding for all that Word must leave out.

    Comments and tags without words of their own (`<div>`, `<a name>`) are no loss; line breaks are kept.
    """
    findings: list[Finding] = []
    if next(tree.elements(list(blocks), "RawInline", "RawBlock"), None) is None:
        return list(blocks), findings
    paired = tree.walk_inlines(_paired, list(blocks))

    def replace(element: dict[str, Any]) -> list[Any] | None:
        if element["t"] not in ("RawInline", "RawBlock"):
            return None
        kind, text = element["c"]
        if kind == OPEN_XML and _is_sound(text, inline=element["t"] == "RawInline"):
            return None
        if kind.startswith("html") and re.fullmatch(r"<br\s*/?>\s*", text, re.IGNORECASE):
            return [{"t": "LineBreak"}] if element["t"] == "RawInline" else []
        if not (kind.startswith("html") and WORDLESS.fullmatch(text)) and text.strip():
            findings.append(_left_out(kind, text, source))
        return []

    kept: list[Block] = tree.walk(replace, paired)
    return kept, findings


def _is_sound(code: str, *, inline: bool) -> bool:
    """Whether an author's Open XML is whole, stands where it may, and is no more than breaks and their looks.

    Words in it would stand in the Word file alone.
    """
    try:
        root = parse(f'<w:body xmlns:w="{NAMESPACES["w"]}">{code}</w:body>'.encode())
    except etree.XMLSyntaxError:
        return False
    tags = [one.tag for one in root.iter()][1:]
    tops = {one.tag for one in root}
    has_words = "".join(map(str, root.itertext())).strip()
    return not has_words and _BREAKS.issuperset(tags) and tops == {q("w:r" if inline else "w:p")}


def _left_out(kind: str, text: str, source: str) -> Finding:
    shown = " ".join(text.split())
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    name = {"html": "HTML", "html5": "HTML", "tex": "TeX", "latex": "LaTeX"}.get(kind, kind)
    message = f"raw {name} in {source} is left out of the Word file: `{shown}`"
    return Finding("docx-raw", WARNING, message, None, "write it in markdown, so that every edition has it")


def _paired(inlines: list[Inline]) -> list[Inline]:
    """The line with `<sup>…</sup>` and its like as elements; a tag without its partner stays raw."""
    out: list[Inline] = []
    opened: list[tuple[str, int]] = []
    for inline in inlines:
        tag = _tag(inline)
        if tag is None:
            out.append(inline)
        elif not tag[0]:
            opened.append((tag[1], len(out)))
            out.append(inline)
        elif opened and opened[-1][0] == tag[1]:
            _, start = opened.pop()
            inside, name = out[start + 1 :], INLINES[tag[1]]
            out[start:] = [{"t": name, "c": inside}] if name else inside
        else:
            out.append(inline)
    return out


def _tag(inline: Inline) -> tuple[str, str] | None:
    """Slash and name of an inline HTML tag that has an element of pandoc's."""
    if inline["t"] != "RawInline" or not inline["c"][0].startswith("html"):
        return None
    found = TAG.fullmatch(inline["c"][1])
    if found is None or found[2].lower() not in INLINES:
        return None
    return found[1], found[2].lower()
