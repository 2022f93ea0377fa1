"""Pure: metadata -> what the pages before the text say, as pandoc blocks; nothing that the metadata don't.

The keys are pandoc's (its manual, "Metadata variables" and "EPUB Metadata"; those of its JATS template
for copyright and licence) and CSL's (`publisher-place`).
The order of the copyright page is that of CMOS 18, 1.20.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import tree, typography
from pipeline.model import Block, Inline, Metadata

# Keys that only the pages before the text print, each with the parts of a style that do.
PRINTED: Mapping[str, tuple[str, ...]] = {
    "half-title": ("half-title",),
    "series": ("series", "copyright-page"),
    "dedication": ("dedication",),
    "epigraph": ("epigraph",),
    **dict.fromkeys(("colophon", "how-to-cite", "funding", "copyright-page"), ("copyright-page",)),
}
# What makes a copyright page worth its leaf: a publisher and a date stand on the title page already.
_GROUNDS = ("copyright", "rights", "license", "licence", "edition", "isbn", "issn", "doi", "funding",
            "colophon", "how-to-cite", "copyright-page")  # fmt: skip
_DOI = re.compile(r"(?i)^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)$")
_LABEL = re.compile(r"^(.*\S)\s*\(([^()]+)\)$")
_ISBN = re.compile(r"(?i)^(?:urn:)?isbn(?:-1[03])?:?\s*")
_SHORT = ("short-title", "running-title", "shorttitle")
_LONG = 60
# Letters for which a running head has room: of the title in spaced small capitals, of a chapter in italics.
RUNNING, RUNNING_CHAPTER = 50, 60
_FOR_SCREEN = re.compile(r"(?i)\b(epub|e-?book|electronic|digital|kindle|online)\b")


@dataclass(frozen=True, slots=True)
class FrontPage:
    """One page before the text: the part of the style that asks for it, and its words."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Isbn:
    """An ISBN as typed, and for which edition it stands ("hardback"; empty where nothing says)."""

    number: str
    label: str = ""


def pages(metadata: Metadata, parts: Sequence[str]) -> tuple[FrontPage, ...]:
    """The pages in the order of `parts`, those without words left out; title page and contents stay."""
    made = (FrontPage(name, tuple(_blocks_of(name, metadata, parts))) for name in parts)
    kept = ("title-page", "contents", "figures", "tables")
    return tuple(page for page in made if page.blocks or page.name in kept)


def _blocks_of(name: str, metadata: Metadata, parts: Sequence[str]) -> list[Block]:
    meta = metadata.meta
    if name == "half-title":
        words = line(meta.get("half-title")) or main_title(without_notes(line(meta.get("title"))))
        return [tree.plain(words)] if words else []
    if name == "title-page":
        return [tree.plain(words)] if (words := list(_publisher(meta))) else []
    if name == "series":
        return [tree.plain(words)] if (words := series(meta)) else []
    if name == "copyright-page":
        return list(_copyright(metadata, parts))
    if name == "epigraph":
        return list(_epigraph(meta.get("epigraph")))
    if name in ("dedication", "abstract"):
        return blocks(meta.get(name))
    return []


# ---- the copyright page


def _copyright(metadata: Metadata, parts: Sequence[str]) -> Iterator[Block]:
    meta = metadata.meta
    grounds = any(meta.get(key) for key in _GROUNDS) or bool(isbns(meta))
    own_series = [] if "series" in parts else series(meta)
    if not grounds and not own_series:
        return
    yield from _paragraphs(_statements(meta.get("copyright"), _holder))
    yield from _paragraphs(_statements(meta.get("rights"), _licence))
    yield from _paragraphs(_statements(meta.get("license") or meta.get("licence"), _licence))
    yield from blocks(meta.get("funding"))
    imprint = [one for one in (*_imprint(meta), line(meta.get("date"))) if one]
    yield from _paragraphs([_joined(imprint, ", "), own_series, line(meta.get("edition"))])
    numbers = [
        tree.inlines(f"ISBN {one.number}" + (f" ({one.label})" if one.label else "")) for one in isbns(meta)
    ]
    if issn := words_of(meta.get("issn")):
        numbers.append(tree.inlines(f"ISSN {issn.removeprefix('ISSN').strip()}"))
    numbers += [typography.inlines([_link(f"https://doi.org/{doi}")], metadata.lang) for doi in dois(meta)]
    yield from _paragraphs([_lines(numbers)])
    for key in ("how-to-cite", "colophon", "copyright-page"):
        yield from blocks(meta.get(key))


def _holder(value: Mapping[str, Any]) -> list[Inline]:
    """`copyright: {year, holder}` as © 2026 Ana García, as JATS has it; or its statement."""
    if stated := value.get("statement") or value.get("text"):
        return line(stated)
    known = [line(value.get(key)) for key in ("year", "holder")]
    return _joined([tree.inlines("©"), *(one for one in known if one)], " ") if any(known) else []


def _licence(value: Mapping[str, Any]) -> list[Inline]:
    """A licence's words and its address."""
    words = line(value.get("text") or value.get("name") or value.get("type"))
    address = words_of(value.get("link") or value.get("url") or value.get("uri"))
    return _joined([one for one in (words, [_link(address)] if address else []) if one], ", ")


def _statements(value: Any, of_map: Any) -> list[list[Inline]]:
    """One statement or a list of them, each as a paragraph's words."""
    if value is None:
        return []
    if value["t"] == "MetaList":
        return [words for one in value["c"] for words in _statements(one, of_map)]
    if value["t"] == "MetaMap":
        return [of_map(value["c"])]
    return [inner for block in blocks(value) if (inner := tree.inlines_of(block))]


def _imprint(meta: Mapping[str, Any]) -> tuple[list[Inline], list[Inline]]:
    """The publisher and the place; `publisher: {name, place}` says both."""
    value = meta.get("publisher")
    own = value["c"] if value and value["t"] == "MetaMap" else {}
    name = line(own.get("name")) if own else line(value)
    place = own.get("place") or own.get("loc") or meta.get("publisher-place") or meta.get("place")
    return name, line(place)


def _publisher(meta: Mapping[str, Any]) -> Iterator[Inline]:
    """The publisher at the foot of the title page, the place on a line of its own."""
    name, place = _imprint(meta)
    yield from name
    if name and place:
        yield {"t": "LineBreak"}
        yield tree.span(place, "", ["place"])


def publisher(meta: Mapping[str, Any]) -> str:
    """The publisher's name."""
    return tree.stringify(_imprint(meta)[0]).strip()


def is_long(metadata: Metadata) -> bool:
    """Whether title and subtitle need smaller letters to stand on one page with all that is below them."""
    return len(metadata.title) > _LONG or len(metadata.title) + len(metadata.subtitle) > 2 * _LONG


def main_title(title: Sequence[Inline]) -> list[Inline]:
    """A title without the subtitle after its colon: what a half-title says (CMOS 18, 1.18)."""
    for at, one in enumerate(title[:-1]):
        if one["t"] == "Str" and one["c"].endswith(":") and title[at + 1]["t"] in tree.SPACES:
            words = [*title[:at], tree.string(one["c"].rstrip(":\u00a0\u202f"))]
            while words and (words[-1]["t"] in tree.SPACES or words[-1].get("c") == ""):
                words.pop()
            return words or list(title)
    return list(title)


def running(metadata: Metadata) -> tuple[str, str]:
    """The authors and the title for running heads: `short-title` if there is one, else what has room."""
    short = next((words for key in _SHORT if (words := words_of(metadata.meta.get(key)))), "")
    return cut(", ".join(metadata.authors), RUNNING), short or cut(metadata.title, RUNNING)


def cut(words: str, most: int) -> str:
    """The words, or as many of them as the number of letters allows and three points."""
    if len(words) <= most:
        return words
    return words[: words.rfind(" ", 0, most) if " " in words[:most] else most].rstrip(" ,;:.–—-") + "…"


def rights(meta: Mapping[str, Any]) -> str:
    """Who has which rights, in plain words on one line."""
    stated = _statements(meta.get("rights"), _licence) or _statements(meta.get("copyright"), _holder)
    return " ".join(" ".join(tree.stringify(words).split()) for words in stated)


def series(meta: Mapping[str, Any]) -> list[Inline]:
    """The series and the volume's number in it; `series: {title, number}`, or EPUB's names for the two."""
    value = meta.get("series") or meta.get("belongs-to-collection")
    number = meta.get("volume") if meta.get("series") else meta.get("group-position")
    if value and value["t"] == "MetaMap":
        own = value["c"]
        number = own.get("number") or own.get("volume") or own.get("position") or number
        value = own.get("title") or own.get("name")
    name = line(value)
    return _joined([one for one in (name, line(number)) if one], ", ") if name else []


def isbns(meta: Mapping[str, Any]) -> tuple[Isbn, ...]:
    """Every ISBN, of `isbn` or among the identifiers, each once."""
    found = [*_isbns(meta.get("isbn")), *_isbns_among(meta.get("identifier"))]
    first: dict[str, Isbn] = {}
    for one in found:
        first.setdefault(one.number, one)
    return tuple(first.values())


def _isbns(value: Any, label: str = "") -> Iterator[Isbn]:
    if value is None:
        return
    if value["t"] == "MetaList":
        for one in value["c"]:
            yield from _isbns(one, label)
    elif value["t"] == "MetaMap":
        own = value["c"]
        number = own.get("text") or own.get("number") or own.get("value")
        if number is not None:
            yield from _isbns(number, words_of(own.get("format") or own.get("type") or own.get("edition")))
        else:
            for key, one in own.items():
                yield from _isbns(one, key.replace("_", " "))
    else:
        for part in re.split(r"[;,]", words_of(value)):
            found = _LABEL.match(part.strip())
            number = _ISBN.sub("", found[1] if found else part.strip())
            if number:
                yield Isbn(number, found[2] if found else label)


def _isbns_among(value: Any) -> Iterator[Isbn]:
    """The ISBNs of pandoc's `identifier`, told by their scheme or by their digits."""
    if value is None:
        return
    if value["t"] == "MetaList":
        for one in value["c"]:
            yield from _isbns_among(one)
    elif value["t"] == "MetaMap":
        if words_of(value["c"].get("scheme")).upper().startswith("ISBN"):
            yield from _isbns(value["c"].get("text"))
    elif is_isbn(_ISBN.sub("", words_of(value))):
        yield from _isbns(value)


def is_isbn(typed: str) -> bool:
    """Whether the check digit is right (ISO 2108); spaces and hyphens do not count."""
    digits = re.sub(r"[\s\u2010-\u2013-]", "", typed).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = (10 if digit == "X" else int(digit) for digit in digits)
        return sum(value * (10 - at) for at, value in enumerate(values)) % 11 == 0
    return False


def isbn_for_screen(meta: Mapping[str, Any]) -> str:
    """The ISBN that is said to be the e-book's; empty where none is."""
    return next((one.number for one in isbns(meta) if _FOR_SCREEN.search(one.label)), "")


def dois(meta: Mapping[str, Any]) -> list[str]:
    """Every DOI, of `doi` or among the identifiers, without its prefix."""
    values: list[Any] = [meta.get("doi")]
    identifier = meta.get("identifier")
    values += identifier["c"] if identifier and identifier["t"] == "MetaList" else [identifier]
    texts = [words_of(one["c"].get("text") if one["t"] == "MetaMap" else one) for one in values if one]
    return list(dict.fromkeys(found[1] for text in texts if (found := _DOI.match(text))))


# ---- dedication and epigraph


def _epigraph(value: Any) -> Iterator[Block]:
    """The words, and whose they are: `epigraph: {text, source}`, or paragraphs of which the last says so."""
    if value is not None and value["t"] == "MetaMap":
        yield from blocks(value["c"].get("text"))
        yield from blocks(value["c"].get("source") or value["c"].get("author"))
    else:
        yield from blocks(value)


# ---- values


def line(value: Any) -> list[Inline]:
    """A metadata value on one line; of blocks, the words of each."""
    if value is None or value["t"] == "MetaBool":
        return []
    if value["t"] == "MetaString":
        return tree.inlines(value["c"])
    if value["t"] == "MetaInlines":
        content: list[Inline] = value["c"]
        return content
    words: list[Inline] = []
    for block in blocks(value):
        own = tree.inlines_of(block)
        more = own if own is not None else tree.inlines(tree.stringify(block).replace("\n", " "))
        words += [tree.SPACE, *more] if words else more
    return words


def blocks(value: Any) -> list[Block]:
    """A metadata value as paragraphs."""
    if value is None or value["t"] == "MetaBool":
        return []
    if value["t"] == "MetaBlocks":
        content: list[Block] = value["c"]
        return content
    if value["t"] == "MetaList":
        return [block for one in value["c"] for block in blocks(one)]
    if value["t"] == "MetaMap":
        return [block for one in value["c"].values() for block in blocks(one)]
    return [tree.para(words)] if (words := line(value)) else []


def words_of(value: Any) -> str:
    """The plain words of a metadata value."""
    return " ".join(tree.stringify(line(value)).split()) if value is not None else ""


def as_meta(value: Any) -> Any:
    """A plain value of YAML as pandoc's metadata has it."""
    if isinstance(value, Mapping):
        return {"t": "MetaMap", "c": {str(key): as_meta(one) for key, one in value.items()}}
    if isinstance(value, list):
        return {"t": "MetaList", "c": [as_meta(one) for one in value]}
    return {"t": "MetaString", "c": str(value)}


def without_notes(content: Sequence[Inline]) -> list[Inline]:
    """The words without their notes."""

    def drop(element: dict[str, Any]) -> list[Inline] | None:
        return [] if element["t"] == "Note" or tree.has_class(element, "note-call") else None

    bare: list[Inline] = tree.walk(drop, list(content))
    return bare


def _paragraphs(lines: Sequence[list[Inline]]) -> Iterator[Block]:
    yield from (tree.para(words) for words in lines if words)


def _lines(lines: Sequence[list[Inline]]) -> list[Inline]:
    """Lines of one paragraph."""
    return [inline for at, words in enumerate(lines) for inline in ([{"t": "LineBreak"}] * bool(at) + words)]


def _joined(pieces: Sequence[list[Inline]], mark: str) -> list[Inline]:
    between = tree.inlines(mark)
    return [inline for at, words in enumerate(pieces) for inline in (between * bool(at) + words)]


def _link(address: str) -> Inline:
    return {"t": "Link", "c": [tree.attr(), [tree.string(address)], [address, ""]]}
