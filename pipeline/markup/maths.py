"""MathML -> plain HTML for a printer that knows none: signs raised and lowered, fractions with a stroke."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

# What has only parts in a row (MathML Core, 3.2 and 3.3).
_ROWS = ("math", "mrow", "mstyle", "mpadded", "merror", "mi", "mn", "mo", "mtext", "ms", "mspace")
_SCRIPTS = {"msub": ("sub",), "msup": ("sup",), "msubsup": ("sub", "sup"), "munder": ("sub",),
            "mover": ("sup",), "munderover": ("sub", "sup")}  # fmt: skip
_SPACED = frozenset("=<>≤≥≠≈≡∈∉⊂⊆→←↔⇒⇔+−±×÷·∪∩")  # operators between two values


def print_maths(body: etree._Element) -> None:
    """Every formula as HTML that any printer has; as TeX, where it has tables or the like."""
    for math in list(body.iter("math")):
        tex = "".join(str(node.text or "") for node in math.iter("annotation"))
        inner = next((node for node in math.iter("semantics")), math)
        parts = [node for node in inner if node.tag != "annotation"] if inner is not math else [math]
        made = etree.Element("math", {"class": math.get("display") or "inline"})
        if all(_is_plain(node) for part in parts for node in part.iter()):
            _append(made, [piece for part in parts for piece in _html(part)])
        else:
            made.text = tex or "".join(map(str, math.itertext()))
        made.tail = math.tail
        parent = math.getparent()
        assert parent is not None
        parent.replace(math, made)


def _is_plain(node: Any) -> bool:
    return node.tag in _ROWS or node.tag in _SCRIPTS or node.tag in ("mfrac", "msqrt")


def _html(node: Any) -> Iterator[Any]:
    """Pieces of HTML, elements and strings, for a node."""
    if node.tag == "mi" and len(node.text or "") == 1 and node.get("mathvariant") != "normal":
        yield _element("i", [node.text])
    elif node.tag == "mspace":
        yield " "
    elif node.tag == "mo" and (node.text or "").strip() in _SPACED and node.getprevious() is not None:
        yield f" {node.text.strip()} "
    elif node.tag in _SCRIPTS:
        base, *others = node
        yield from _html(base)
        for name, other in zip(_SCRIPTS[node.tag], others, strict=False):
            yield _element(name, list(_html(other)))
    elif node.tag == "mfrac":
        over, under = node
        yield from (*_bracketed(over), "/", *_bracketed(under))
    elif node.tag == "msqrt":
        yield from ("√(", *_rows(node), ")")
    else:
        yield from _rows(node)


def _rows(node: Any) -> Iterator[Any]:
    if len(node):
        for child in node:
            yield from _html(child)
    elif node.text:
        yield node.text


def _bracketed(node: Any) -> Iterator[Any]:
    """A part of a fraction, in brackets where it is more than a letter or a number."""
    pieces = list(_html(node))
    yield from pieces if len(pieces) == 1 else ("(", *pieces, ")")


def _element(name: str, pieces: Sequence[Any]) -> Any:
    made = etree.Element(name)
    _append(made, pieces)
    return made


def _append(parent: Any, pieces: Sequence[Any]) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + piece
            else:
                parent.text = (parent.text or "") + piece
        else:
            parent.append(piece)
