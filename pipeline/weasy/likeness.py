"""Boxes and their styles in words: alike where they are laid out and drawn alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

import tinycss2

from pipeline.weasy.flow import Flow, NotPlainError
from pipeline.weasy.internals import boxes, css

Box = Any


def digests(flow: Flow) -> list[str]:
    """A digest of every node: how deep it is, its box, of a leaf all in it. Raises NotPlainError."""
    writer, found = _Writer(), []
    for node in flow.nodes:
        told = writer.whole(node.box) if node.is_leaf else writer.own(node.box)
        found.append(_digest("\0".join((str(node.within), *told))))
    return found


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()


class _Writer:
    def __init__(self) -> None:
        self._styles: dict[int, str] = {}
        self._values: dict[int, str] = {}
        self._held: list[Any] = []  # whatever is known by its address
        self._element: Any = None

    def whole(self, box: Box) -> Iterator[str]:
        """The box with all in it."""
        if not all(isinstance(child, boxes.LineBox) for child in box.children):
            yield from _source(box.element)  # columns of tables are no boxes
        for part in box.descendants():
            yield from self.own(part)
            if isinstance(part, boxes.TextBox):
                yield part.text
            if isinstance(part, boxes.ReplacedBox):
                yield from _source(part.element)
            if part.footnote:
                yield from self.whole(part.footnote)
        yield ")"

    def own(self, box: Box) -> Iterator[str]:
        """The box without what is in it."""
        if box.is_absolutely_positioned() and not box.is_outside_marker:
            raise NotPlainError
        yield f"{type(box).__name__} {box.element_tag} {self.style(box.style)}"
        if box.element is not self._element and box.element is not None:
            self._element = box.element
            yield repr(sorted(box.element.attrib.items()))
        for style in (box.first_letter_style, box.first_line_style):
            if style is not None:
                yield self.style(style)
        if box.string_set or box.bookmark_label:
            yield f"{box.string_set!r} {box.bookmark_label!r}"

    def style(self, style: Any) -> str:
        """A digest of the style: what was declared, and the style above."""
        if id(style) not in self._styles:
            self._held.append(style)
            self._styles[id(style)] = self._style(style)
        return self._styles[id(style)]

    def _style(self, style: Any) -> str:
        if isinstance(style, css.AnonymousStyle):
            return f"({self.style(style.parent_style)})"
        if not isinstance(style, css.ComputedStyle):
            raise NotPlainError
        above = self.style(style.parent_style) if style.parent_style is not None else ""
        declared = sorted(
            (name, self._value(value), repr(weight)) for name, (value, weight) in style.cascaded.items()
        )
        return _digest(repr((style.pseudo_type, above, declared)))

    def _value(self, value: Any) -> str:
        if id(value) not in self._values:
            self._held.append(value)
            self._values[id(value)] = _worded(value)
        return self._values[id(value)]


def _source(element: Any) -> Iterator[str]:
    """All that was written of the element."""
    for part in element.iter() if element is not None else ():
        yield f"{part.tag} {sorted(part.attrib.items())!r} {part.text} {part.tail}"


def _worded(value: Any) -> str:
    """A declared value in words."""
    if value is None or isinstance(value, str | int | float):
        return repr(value)
    if isinstance(value, tuple | list):
        return f"{type(value).__name__}({_listed(value)})"
    if isinstance(value, set | frozenset):
        return f"set({','.join(sorted(map(_worded, value)))})"
    if isinstance(value, dict):
        return f"dict({_listed(sorted(value.items()))})"
    if hasattr(value, "tokens"):
        return f"{type(value).__name__} {value.name} {tinycss2.serialize(value.tokens)}"
    if hasattr(value, "serialize"):
        return f"{type(value).__name__} {value.serialize()}"
    if hasattr(value, "coordinates"):  # a colour
        return f"{value.space} {value.coordinates!r} {value.alpha!r}"
    raise NotPlainError


def _listed(values: Sequence[Any]) -> str:
    return ",".join(map(_worded, values))
