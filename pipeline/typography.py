"""Pure: quotation marks and spaces as the language of the text sets them, once, for all editions.

Pandoc keeps quotations as such (`Quoted`) and every writer would set them in its own way; here they
become characters, so that the editions agree. Marks from the CLDR's delimiters; French spaces from the
Lexique de l'Imprimerie nationale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.model import Block, Inline

Marks = tuple[str, str, str, str]  # outer opening, outer closing, inner opening, inner closing
ENGLISH: Marks = ("“", "”", "‘", "’")
_NNBSP, _NBSP = "\u202f", "\u00a0"
MARKS: dict[str, Marks] = {
    "ar": ("”", "“", "’", "‘"),
    "bg": ("„", "“", "’", "’"),
    "cs": ("„", "“", "‚", "‘"),
    "da": ("»", "«", "›", "‹"),
    "de": ("„", "“", "‚", "‘"),
    "de-CH": ("«", "»", "‹", "›"),
    "el": ("«", "»", "“", "”"),
    "es": ("«", "»", "“", "”"),
    "es-MX": ("“", "”", "‘", "’"),
    "et": ("„", "“", "«", "»"),
    "fi": ("”", "”", "’", "’"),
    "fr": (f"«{_NBSP}", f"{_NBSP}»", "“", "”"),
    "fr-CH": (f"«{_NNBSP}", f"{_NNBSP}»", "‹", "›"),
    "he": ("”", "”", "’", "’"),
    "hr": ("„", "“", "‚", "‘"),
    "hu": ("„", "”", "»", "«"),
    "it": ("«", "»", "“", "”"),
    "ja": ("「", "」", "『", "』"),
    "lt": ("„", "“", "„", "“"),
    "nb": ("«", "»", "‘", "’"),
    "nn": ("«", "»", "‘", "’"),
    "no": ("«", "»", "‘", "’"),
    "pl": ("„", "”", "«", "»"),
    "pt-PT": ("«", "»", "“", "”"),
    "ro": ("„", "”", "«", "»"),
    "ru": ("«", "»", "„", "“"),
    "sk": ("„", "“", "‚", "‘"),
    "sl": ("„", "“", "‚", "‘"),
    "sr": ("„", "“", "‘", "‘"),
    "sv": ("”", "”", "’", "’"),
    "uk": ("«", "»", "„", "“"),
}
# CMOS 18, 7.46: an address breaks after a colon or slashes, before any other mark, and takes no hyphen.
_ADDRESS = re.compile(r"(?i)^(?:https?://|www\.|doi:|10\.\d{4,})")
_BREAKS = re.compile(r"(?<=[^:/]/)(?=[^/])|(?<=[=&])(?=[^/])|(?<=[^/\s])(?=[.,?#%_~])(?!$)")
_MAY_BREAK = "\u200b"
_BEFORE_MARK = re.compile(r"(?<=[^\s!?;:«»0-9/])([!?;]+)$")
_BEFORE_COLON = re.compile(r"(?<=[^\s!?;:/])(:)$")


def marks(lang: str) -> Marks:
    """The quotation marks of a BCP 47 language; English ones where nothing is known of it."""
    return MARKS.get(lang) or MARKS.get(lang.partition("-")[0]) or ENGLISH


def blocks(content: Sequence[Block], lang: str) -> list[Block]:
    """The blocks with their quotations and spaces set for the language."""
    return [_node(block, lang, marks(lang)) for block in content]


def inlines(content: Sequence[Inline], lang: str) -> list[Inline]:
    """The inlines with their quotations and spaces set for the language."""
    return _list(content, lang, marks(lang))


def metadata(meta: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Pandoc's MetaMap with its quotations and spaces set for the language."""
    return {key: _node(value, lang, marks(lang)) for key, value in meta.items()}


def _node(node: Any, lang: str, set_: Marks) -> Any:
    """A node rewritten; code, maths and raw text stay as typed."""
    if isinstance(node, list):
        return _list(node, lang, set_)
    if not isinstance(node, dict):
        return node
    kind = node.get("t")
    if kind in ("Code", "CodeBlock", "Math", "RawInline", "RawBlock"):
        return node
    if kind == "Str":
        return {"t": "Str", "c": _french(node["c"])} if lang.startswith("fr") else node
    if "c" not in node:
        return (
            {key: _node(value, lang, set_) for key, value in node.items()}
            if kind is None or "citationId" in node
            else node
        )
    if kind == "Link":
        return {"t": "Link", "c": [node["c"][0], _address(_list(node["c"][1], lang, set_)), node["c"][2]]}
    if kind in ("Span", "Div"):
        inner = dict(node["c"][0][2]).get("lang")
        if inner:
            return {"t": kind, "c": [node["c"][0], _list(node["c"][1], inner, marks(inner))]}
    return {"t": kind, "c": _node(node["c"], lang, set_)}


def _list(nodes: Sequence[Any], lang: str, set_: Marks) -> list[Any]:
    out: list[Any] = []
    for node in nodes:
        if isinstance(node, dict) and node.get("t") == "Quoted":
            double = node["c"][0]["t"] == "DoubleQuote"
            opening, closing = (set_[0], set_[1]) if double else (set_[2], set_[3])
            # A quotation inside a quotation takes the inner marks, however it was typed.
            inner = (set_[2], set_[3], set_[2], set_[3]) if double else set_
            _add(out, opening)
            for child in _list(node["c"][1], lang, inner):
                _add(out, child["c"]) if child.get("t") == "Str" else out.append(child)
            _add(out, closing)
        elif isinstance(node, dict) and node.get("t") == "Str" and out and out[-1].get("joins"):
            _add(out, _french(node["c"]) if lang.startswith("fr") else node["c"])
        else:
            out.append(_node(node, lang, set_))
    return [
        {"t": "Str", "c": node["c"]} if isinstance(node, dict) and "joins" in node else node for node in out
    ]


def _address(words: list[Any]) -> list[Any]:
    """The words of a link; one that is an address may break at its marks."""
    if len(words) == 1 and words[0].get("t") == "Str" and _ADDRESS.match(words[0]["c"]):
        return [{"t": "Str", "c": _BREAKS.sub(_MAY_BREAK, words[0]["c"])}]
    return words


def _add(out: list[Any], text: str) -> None:
    """Append text to the word that ends the list: a mark and its word are one."""
    if out and isinstance(out[-1], dict) and out[-1].get("t") == "Str":
        out[-1] = {"t": "Str", "c": out[-1]["c"] + text, "joins": True}
    else:
        out.append({"t": "Str", "c": text, "joins": True})


def _french(text: str) -> str:
    """A fine no-break space before ; ! ? and a no-break space before a colon that ends its word."""
    if "://" in text or "@" in text:
        return text
    return _BEFORE_COLON.sub(f"{_NBSP}\\1", _BEFORE_MARK.sub(f"{_NNBSP}\\1", text))
