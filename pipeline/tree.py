"""Walking and rewriting pandoc's tree; every function is pure and shares what it does not change.

An element is pandoc's JSON, `{"t": name, "c": content}`; a tree is an element, a list of them, or a
metadata map. Attributes are pandoc's triple `[id, [class, …], [[key, value], …]]`
(https://hackage.haskell.org/package/pandoc-types, Text.Pandoc.Definition).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.model import Block, Inline

Element = dict[str, Any]
Rewriter = Callable[[Element], "Element | Sequence[Element] | None"]

INLINES = frozenset((
    "Str", "Emph", "Underline", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Quoted",
    "Cite", "Code", "Space", "SoftBreak", "LineBreak", "Math", "RawInline", "Link", "Image", "Note", "Span",
))  # fmt: skip
BLOCKS = frozenset((
    "Plain", "Para", "LineBlock", "CodeBlock", "RawBlock", "BlockQuote", "OrderedList", "BulletList",
    "DefinitionList", "Header", "HorizontalRule", "Table", "Figure", "Div",
))  # fmt: skip
# Blocks that hold words and no other blocks.
_OF_LINES = frozenset(("Plain", "Para", "LineBlock", "CodeBlock", "RawBlock", "Header", "HorizontalRule"))
SPACES = frozenset(("Space", "SoftBreak", "LineBreak"))
_PLAIN = SPACES | {"Str"}  # hold no other elements
SPACE: Inline = {"t": "Space"}
_BREAK: Inline = {"t": "SoftBreak"}
QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}

# Where an element's own inlines stand in its content: `c` itself, or c[0], c[1], ….
INLINES_AT: Mapping[str, int | None] = {
    "Para": None, "Plain": None, "Emph": None, "Underline": None, "Strong": None, "Strikeout": None,
    "Superscript": None, "Subscript": None, "SmallCaps": None, "Quoted": 1, "Cite": 1, "Link": 1,
    "Image": 1, "Span": 1, "Header": 2,
}  # fmt: skip

ATTRIBUTES_AT: Mapping[str, int] = {
    "Div": 0, "Span": 0, "Code": 0, "CodeBlock": 0, "Link": 0, "Image": 0, "Table": 0, "Figure": 0,
    "Header": 1,
}  # fmt: skip


def loaded(text: str | bytes) -> Any:
    """The tree of some JSON; its spaces are all one element, which halves what a book takes of the memory."""
    return json.loads(text, object_hook=_lighter)


def _lighter(node: dict[str, Any]) -> dict[str, Any]:
    kind = node.get("t")
    if kind == "Str":
        node["t"] = "Str"  # the one that the program has
        return node
    return SPACE if kind == "Space" else _BREAK if kind == "SoftBreak" else node


def walk(f: Rewriter, tree: Any) -> Any:
    """The tree, rewritten from the top down in document order.

    `f(element)` answers None to go on inside the element, another element to put in its place, or a list
    to splice in its place (an empty one removes it). What `f` answers is not entered again; an `f` that
    wants to go inside what it makes calls `walk` itself. Unchanged parts are shared, not copied.
    `f` also sees pandoc's bare tags (`DoubleQuote`, `AlignLeft`, `MetaInlines`): go by `element["t"]`.
    """
    if isinstance(tree, list):
        return _walk_list(f, tree)
    if not isinstance(tree, dict):
        return tree
    if "t" in tree:
        answer = f(tree)
        if answer is not None:
            return answer
        return inside(f, tree)
    values = {
        key: walk(f, value) if isinstance(value, (dict, list)) else value for key, value in tree.items()
    }
    return values if any(values[key] is not tree[key] for key in tree) else tree


def inside(f: Rewriter, element: Element) -> Element:
    """The element with its content walked, `f` not being asked about the element itself."""
    content = element.get("c")
    if not isinstance(content, (list, dict)):
        return element
    new = walk(f, content)
    return element if new is content else {**element, "c": new}


def _walk_list(f: Rewriter, items: list[Any]) -> list[Any]:
    out: list[Any] | None = None  # the rewritten list, from the first change on
    for index, item in enumerate(items):
        new: Any = item
        if type(item) is dict and "t" in item:
            new = f(item)
            if new is None:
                content: Any = item.get("c")
                kind = type(content)
                inner = content
                if kind is list:
                    inner = _walk_list(f, content)
                elif kind is dict:
                    inner = walk(f, content)
                new = item if inner is content else {**item, "c": inner}
        elif type(item) is list:
            new = _walk_list(f, item)
        elif isinstance(item, (list, dict)):
            new = walk(f, item)
        if out is None:
            if new is item:
                continue
            out = items[:index]
        if type(item) is dict and "t" in item and not isinstance(new, dict):
            out.extend(new)
        else:
            out.append(new)
    return items if out is None else out


def walk_inlines(f: Callable[[list[Inline]], list[Inline]], tree: Any) -> Any:
    """The tree with every list of inlines passed through `f`, innermost first, in document order."""
    if isinstance(tree, list):
        new = tree
        for at, item in enumerate(tree):
            if type(item) is list or (type(item) is dict and item.get("t") not in _PLAIN):
                answer = walk_inlines(f, item)
                if answer is not item:
                    new = list(tree) if new is tree else new
                    new[at] = answer
        return f(new) if is_inlines(new) else new
    if isinstance(tree, dict):
        if "t" in tree:
            content = tree.get("c")
            if not isinstance(content, (list, dict)):
                return tree
            inner = walk_inlines(f, content)
            return tree if inner is content else {**tree, "c": inner}
        values = {key: walk_inlines(f, value) for key, value in tree.items()}
        return values if any(values[key] is not tree[key] for key in tree) else tree
    return tree


def is_inlines(items: Any) -> bool:
    """Whether this is a non-empty list of inlines."""
    return (
        isinstance(items, list)
        and bool(items)
        and isinstance(items[0], dict)
        and items[0].get("t") in INLINES
    )


def elements(tree: Any, *names: str, closed: Collection[str] = ()) -> Iterator[Element]:
    """Every element of these names (of any, when none is given), from the top down in document order.

    What stands in an element that is `closed` is not looked at.
    """
    waiting = [tree]
    plain = _PLAIN.difference(names) if names else frozenset()
    while waiting:
        node = waiting.pop()
        if type(node) is list or type(node) is tuple:  # most of it words and spaces
            below = reversed(node)
            waiting += [one for one in below if type(one) is not dict or one.get("t") not in plain]
        elif type(node) is dict:
            kind = node.get("t")
            if kind is None:
                waiting.extend(reversed(node.values()))
                continue
            if not names or kind in names:
                yield node
            content = node.get("c")
            if (type(content) is list or type(content) is dict) and kind not in closed:
                waiting.append(content)


def blocks(tree: Any, *names: str) -> Iterator[Element]:
    """Every block of these names, from the top down; no paragraph is looked into, and so no note."""
    return elements(tree, *names, closed=_OF_LINES)


def stringify(tree: Any, *, notes: bool = False) -> str:
    """The plain words of a tree: one line a paragraph; raw parts left out, notes too unless asked for."""
    parts: list[str] = []
    _words(tree, parts, notes)
    return "".join(parts).strip("\n")


def _words(tree: Any, parts: list[str], notes: bool) -> None:
    if isinstance(tree, list):
        for item in tree:
            if isinstance(item, (list, dict)):
                _words(item, parts, notes)
        return
    kind = tree.get("t")
    content = tree.get("c")
    if kind == "Str":
        parts.append(content)
    elif kind in SPACES:
        parts.append(" ")
    elif kind in ("Code", "Math", "CodeBlock"):
        parts.append(content[1])
    elif kind == "MetaString":
        parts.append(content)
    elif kind == "Quoted":
        opening, closing = QUOTES[content[0]["t"]]
        parts.append(opening)
        _words(content[1], parts, notes)
        parts.append(closing)
    elif kind == "Cite":
        _words(content[1], parts, notes)
    elif kind is None:
        for value in tree.values():
            if isinstance(value, list | dict):
                _words(value, parts, notes)
    elif (
        kind not in ("RawInline", "RawBlock")
        and (notes or kind != "Note")
        and isinstance(content, (list, dict))
    ):
        _words(content, parts, notes)
    if kind in ("Para", "Plain", "Header", "CodeBlock"):
        parts.append("\n")


def inlines_of(element: Element) -> list[Inline] | None:
    """The element's own inlines, or None where it has none."""
    if element["t"] not in INLINES_AT:
        return None
    at = INLINES_AT[element["t"]]
    content = element["c"]
    inlines: list[Inline] = content if at is None else content[at]
    return inlines


def with_inlines(element: Element, inlines: list[Inline]) -> Element:
    """The same element around other inlines."""
    at = INLINES_AT[element["t"]]
    if at is None:
        return {**element, "c": inlines}
    content = list(element["c"])
    content[at] = inlines
    return {**element, "c": content}


# ---- attributes


def attr(
    identifier: str = "", classes: Iterable[str] = (), pairs: Mapping[str, str] | None = None
) -> list[Any]:
    """pandoc's attribute triple."""
    return [identifier, list(classes), [[key, value] for key, value in (pairs or {}).items()]]


def attr_of(element: Element) -> list[Any]:
    """The element's attribute triple; an empty one where it has none."""
    at = ATTRIBUTES_AT.get(element["t"])
    triple: list[Any] = attr() if at is None else element["c"][at]
    return triple


def identifier(element: Element) -> str:
    """The element's id, "" where it has none."""
    return str(attr_of(element)[0])


def classes(element: Element) -> list[str]:
    """The element's classes."""
    return list(attr_of(element)[1])


def has_class(element: Element, name: str) -> bool:
    """Whether the element carries the class."""
    return name in attr_of(element)[1]


def attribute(element: Element, key: str) -> str | None:
    """The value of one of the element's attributes, None where it is not set."""
    return next((str(value) for name, value in attr_of(element)[2] if name == key), None)


def with_attr(element: Element, triple: list[Any]) -> Element:
    """The same element with other attributes."""
    content = list(element["c"])
    content[ATTRIBUTES_AT[element["t"]]] = triple
    return {**element, "c": content}


# ---- making elements


def string(words: str) -> Inline:
    """One Str; `words` holds no breaking space."""
    return {"t": "Str", "c": words}


def inlines(words: str) -> list[Inline]:
    """A line of words as Str and Space."""
    return [SPACE if part.isspace() else string(part) for part in re.split(r"([ \n]+)", words) if part]


def para(content: list[Inline]) -> Block:
    """A paragraph."""
    return {"t": "Para", "c": content}


def plain(content: list[Inline]) -> Block:
    """Inlines that stand where a block must, without a paragraph's space."""
    return {"t": "Plain", "c": content}


def note(blocks: Sequence[Block]) -> Inline:
    """A note, at its call."""
    return {"t": "Note", "c": list(blocks)}


def span(
    content: list[Inline],
    identifier: str = "",
    classes: Iterable[str] = (),
    pairs: Mapping[str, str] | None = None,
) -> Inline:
    """A span with these attributes."""
    return {"t": "Span", "c": [attr(identifier, classes, pairs), content]}


def div(
    content: Sequence[Block],
    identifier: str = "",
    classes: Iterable[str] = (),
    pairs: Mapping[str, str] | None = None,
) -> Block:
    """A division with these attributes."""
    return {"t": "Div", "c": [attr(identifier, classes, pairs), list(content)]}
