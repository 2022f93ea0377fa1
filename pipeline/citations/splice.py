"""The text with citeproc's words in the place of its citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline import tree
from pipeline.citations import calls, points, prose
from pipeline.citations.gather import LEAVES
from pipeline.model import Inline


def splice(tree_: Any, words: Mapping[int, list[Inline]], rules: points.Rules, notes: bool) -> Any:
    """The tree with every marked Cite replaced; `notes` when the style sets citations in notes.

    In running text of such a style a citation becomes a Note; in a note it becomes prose. Other styles'
    citations are citeproc's own words, unchanged. Every call of a note is put in its place.
    """
    return _Splicer(words, rules, notes).node(tree_)


class _Splicer:
    """Walks once through the text, replacing."""

    def __init__(self, words: Mapping[int, list[Inline]], rules: points.Rules, notes: bool) -> None:
        self.words = words
        self.rules = rules
        self.notes = notes

    def node(self, node: Any) -> Any:
        if type(node) is list or type(node) is tuple:
            return self.items(node)
        if type(node) is not dict:
            return node
        if node.get("t") == "Note" and self.notes:
            return self.note(node)
        if "t" not in node:
            return {key: self.node(value) for key, value in node.items()}
        content = node.get("c")
        if type(content) is not list and type(content) is not dict:
            return node
        new = self.node(content)
        return node if new is content else {**node, "c": new}

    def items(self, items: Sequence[Any]) -> Sequence[Any]:
        out: list[Any] | None = None
        called = False
        for at, item in enumerate(items):
            kind = item.get("t") if type(item) is dict else None
            if kind in LEAVES or type(item) is str:
                answer = item
            elif kind == "Cite" and "spot" in item:
                answer = self.cite(item)
                called = called or self.notes
            else:
                called = called or (kind in ("Note", "Span") and calls.is_call(item))
                answer = self.node(item)
            if answer is not item and out is None:
                out = list(items[:at])
            if out is not None and kind == "Cite" and type(answer) is list:
                self.join(out, answer)
            elif out is not None:
                out.append(answer)
        if out is None:
            return items if not called else calls.settle(list(items), self.rules)
        return calls.settle(out, self.rules) if called else _without_double_points(out, self.notes)

    def join(self, out: list[Any], words: list[Inline]) -> None:
        """The words appended; a superscript number stands at its word without a space."""
        inner = words[0]["c"][1] if words and words[0]["t"] == "Span" else []
        if inner and inner[0]["t"] == "Superscript" and out and out[-1]["t"] in ("Space", "SoftBreak"):
            out.pop()
        out.extend(words)

    def cite(self, cite: Inline) -> list[Inline]:
        """A citation in running text: citeproc's words, or what stands before its note, and the note."""
        words = self.words[cite["spot"]]
        keys = [one["citationId"] for one in cite["c"][0]]
        if not self.notes:
            return [prose.citation(words, keys)]
        out: list[Inline] = []
        before = [one for one in words if one["t"] != "Note"]
        if before:
            out.append(prose.citation(before, keys))
        for one in words:
            if one["t"] == "Note":
                # Where a work names nobody, its short form is the title that stands in the text already.
                blocks = one["c"] if tree.stringify(one["c"], notes=True).strip() else [tree.para(before)]
                out.append({"t": "Note", "c": [self.closed(block, keys) for block in blocks], "cited": True})
        return out

    def closed(self, block: Any, keys: Sequence[str]) -> Any:
        """The paragraph of a note that citeproc made, closed."""
        inlines = points.close(prose.capital(tree.inlines_of(block) or []), self.rules)
        return tree.para([prose.citation(inlines, keys)])

    def note(self, note: Inline) -> Inline:
        """A note that the author wrote, its paragraphs set as prose."""

        def paragraph(element: dict[str, Any]) -> dict[str, Any] | None:
            if element["t"] not in ("Para", "Plain", "Header"):
                return None
            inlines = tree.inlines_of(element) or []
            if next((one for one in tree.elements(inlines, "Cite") if "spot" in one), None) is None:
                return element
            return tree.with_inlines(element, prose.paragraph(inlines, self.words, self.rules))

        content = tree.walk(paragraph, note["c"])
        if any("spot" in one for one in tree.elements(content, "Cite")):  # in a line block, say
            content = tree.walk(self.bare, content)
        return note if content is note["c"] else {"t": "Note", "c": content}

    def bare(self, element: dict[str, Any]) -> list[Inline] | None:
        """A citation outside any paragraph: its words as they are."""
        if element["t"] != "Cite" or "spot" not in element:
            return None
        return [prose.citation(self.words[element["spot"]], [one["citationId"] for one in element["c"][0]])]


def _without_double_points(items: list[Any], notes: bool) -> list[Any]:
    """A citation that ends in a point takes no other (as pandoc has it for every style)."""
    out: list[Any] = []
    for item in items:
        before = out[-1] if out else None
        if (
            not notes
            and type(item) is dict
            and item.get("t") == "Str"
            and item["c"] == "."
            and type(before) is dict
            and before.get("t") == "Span"
            and "citation" in before["c"][0][1]
            and tree.stringify(before).endswith(".")
        ):
            continue
        out.append(item)
    return out
