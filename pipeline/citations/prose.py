"""Citations as part of the sentence of the note they stand in (Chicago Manual, "Notes and Bibliography").

The note is the author's prose: a citation in it gets a capital only where a sentence begins, a point only
where the note ends, and never two points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline import tree
from pipeline.citations.points import CLOSERS, POINTS, Rules, close, put_last, tail
from pipeline.model import Inline

_OPENERS = frozenset("“‘«‹„‚\"'([¿¡")
_SHORTENED = """
anm app art arts aufl bd bde bk bks bspw c ca cap capt cf cfr ch chap chaps cit col cols d.h dir dr e.g ebd
ed eds esp et f ff fig figs fol fols gen gov hg hon hrsg i.e l ll loc lt mr mrs ms mss n nn no nos nr núm op
p pág págs par pars pp prof pt pts q.v rep repr rev s s.v sec secs sen ser sgt st t tr trans u u.a v vgl vid
viz vol vols vs z.b éd
"""
# A point after one of these ends no sentence.
ABBREVIATIONS = frozenset(_SHORTENED.split())


@dataclass(slots=True)
class _Cell:
    """One stretch of a paragraph: a word, a mark, or (`cite`) a finished citation."""

    text: str
    cite: list[Inline] | None = None
    fixed: bool = True  # not a Str: it can't be shortened
    quoted: bool = False  # inside the author's quotation marks


def paragraph(inlines: list[Inline], words: Mapping[int, list[Inline]], rules: Rules) -> list[Inline]:
    """The inlines of a paragraph of a note with every Cite replaced by its words, set as prose.

    `words` are citeproc's by spot; a Cite without a spot stays. Spans are made by `citation`.
    """
    cells = list(_cells(inlines, words))
    before = ""
    for at, cell in enumerate(cells):
        if cell.cite is not None:
            if cell.quoted:
                cell.cite = inner_marks(cell.cite)
            if opens_sentence(before):
                cell.cite = capital(cell.cite)
            cell.cite = _end(cell.cite, cells, at, rules)
            before += tree.stringify(cell.cite)
        else:
            before += cell.text
    done: list[Inline] = _rebuilt(inlines, iter(cells), words)
    return done


def _cells(items: list[Any], words: Mapping[int, list[Inline]], quoted: bool = False) -> Iterable[_Cell]:
    """The paragraph's stretches, in order; `_rebuilt` takes them up in the same order."""
    for item in items:
        kind = item.get("t")
        if kind == "Str":
            yield _Cell(item["c"], None, False)
        elif kind in tree.SPACES:
            yield _Cell(" ")
        elif kind == "Cite" and "spot" in item:
            yield _Cell("", words[item["spot"]], True, quoted)
        elif kind == "Quoted":
            opening, closing = tree.QUOTES[item["c"][0]["t"]]
            yield _Cell(opening)
            yield from _cells(item["c"][1], words, True)
            yield _Cell(closing)
        elif kind in tree.INLINES_AT:
            yield from _cells(tree.inlines_of(item) or [], words, quoted)
        else:
            yield _Cell(tree.stringify(item))


def _rebuilt(items: list[Any], cells: Any, words: Mapping[int, list[Inline]]) -> list[Any]:
    out: list[Any] = []
    for item in items:
        kind = item.get("t")
        if kind in tree.INLINES_AT and not (kind == "Cite" and "spot" in item):
            if kind == "Quoted":
                next(cells)
            inner = _rebuilt(tree.inlines_of(item) or [], cells, words)
            if kind == "Quoted":
                next(cells)
            out.append(tree.with_inlines(item, inner))
            continue
        cell = next(cells)
        if cell.cite is not None:
            out.append(citation(cell.cite, (one["citationId"] for one in item["c"][0])))
        elif kind != "Str" or cell.text == item["c"]:
            out.append(item)
        elif cell.text:
            out.append(tree.string(cell.text))
    return out


def citation(content: list[Inline], keys: Iterable[str]) -> Inline:
    """A finished citation, as pandoc's own writers mark it."""
    return tree.span(content, "", ["citation"], {"data-cites": " ".join(keys)})


def missing(key: str) -> Inline:
    """An unknown key, to be seen: bold, with a question mark."""
    return tree.span([{"t": "Strong", "c": [tree.string(f"{key}?")]}], "", ["citation-missing"])


def is_missing(element: Inline) -> bool:
    """Whether the inline stands for an unknown key."""
    return element["t"] == "Span" and "citation-missing" in element["c"][0][1]


def inner_marks(content: list[Inline]) -> list[Inline]:
    """The citation with its English quotation marks changed, double for single: it stands in a quotation."""
    open_single = False

    def change(element: dict[str, Any]) -> dict[str, Any] | None:
        nonlocal open_single
        if element["t"] != "Str":
            return None
        word = element["c"]
        out = ""
        for at, mark in enumerate(word):
            apostrophe = word[at - 1 : at].isalnum() and word[at + 1 : at + 2].isalnum()
            if mark in "“”":
                out += "‘" if mark == "“" else "’"
            elif mark == "‘" or (mark == "’" and open_single and not apostrophe):
                open_single = mark == "‘"
                out += "“" if open_single else "”"
            else:
                out += mark
        return tree.string(out)

    changed: list[Inline] = tree.walk(change, content)
    return changed


def _end(content: list[Inline], cells: list[_Cell], at: int, rules: Rules) -> list[Inline]:
    """The citation with the points that belong to it, taken from the author's words after it."""
    following = next((cell for cell in cells[at + 1 :] if cell.text or cell.cite is not None), None)
    rest = "".join("x" if cell.cite is not None else cell.text for cell in cells[at + 1 :])
    last, quoted = tail(content)
    if not rest.strip():
        return close(content, rules)
    if following is None or following.fixed:
        return content
    point = following.text[:1]
    if point == "." and not following.text.startswith(".."):
        if last in POINTS:
            following.text = following.text[1:]
        elif quoted and rules.points_in_quotes:
            following.text = following.text[1:]
            return put_last(content, ".", rules)
    elif point == "," and quoted and rules.points_in_quotes:
        following.text = following.text[1:]
        return put_last(content, ",", rules)
    return content


def capital(content: list[Inline]) -> list[Inline]:
    """The words with a capital at their beginning; an address or a number stays as it is."""
    return _first_word(content, _capitalised)[0]


def _capitalised(word: str) -> str:
    if "://" in word:
        return word
    at = next((i for i, char in enumerate(word) if char.isalnum()), None)
    if at is None:
        return word
    first = word[at].upper()
    return word[:at] + (first if len(first) == 1 else word[at]) + word[at + 1 :]


def _first_word(content: list[Inline], change: Callable[[str], str]) -> tuple[list[Inline], bool]:
    """The inlines with their first word changed, and whether one was found."""
    for at, item in enumerate(content):
        if item["t"] == "Str":
            if not any(char.isalnum() for char in item["c"]):
                continue
            return [*content[:at], tree.string(change(item["c"])), *content[at + 1 :]], True
        if item["t"] in tree.SPACES:
            continue
        if item["t"] not in tree.INLINES_AT or is_missing(item):
            return content, True
        inner, found = _first_word(tree.inlines_of(item) or [], change)
        if found:
            return [*content[:at], tree.with_inlines(item, inner), *content[at + 1 :]], True
    return content, False


def opens_sentence(before: str) -> bool:
    """Whether words that follow these begin a sentence; abbreviations and initials end none."""
    text = before.rstrip()
    if not text:
        return True
    while text and text[-1] in _OPENERS and (text[-1] not in CLOSERS or _opens_quote(text)):
        if text[-1] in "([":
            return False
        text = text[:-1].rstrip()
    if not text:
        return True
    while text and (text[-1] in CLOSERS or text[-1] in ")]"):
        text = text[:-1]
    if text.endswith(("!", "?")):
        return True
    if not text.endswith((".", "。")):
        return False
    word = text[:-1].split()[-1].lstrip("([“‘«\"'") if text[:-1].split() else ""
    if word.casefold() in ABBREVIATIONS:
        return False
    # An initial, or letters like those of U.S.
    return not (len(word.replace(".", "")) == (len(word) + 1) // 2 and word.isupper())


def _opens_quote(text: str) -> bool:
    """Whether the quotation mark that ends the text is an opening one: nothing or a space before it."""
    return len(text) == 1 or text[-2].isspace() or text[-2] in "(["
