"""The pages before the text: what they should say by the metadata, and the lists by the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import frontmatter, tree
from pipeline.markup import term
from pipeline.model import FrontMatter, Manuscript
from pipeline.proof.expected import Expected
from pipeline.proof.portion import letters_of
from pipeline.proof.reading import Heading, Reading, Words
from pipeline.proof.stream import GAP, compare, letters

# The metadata that a copyright page has to say, in whatever words stand around them.
_SAID = ("copyright", "rights", "license", "licence", "publisher", "publisher-place", "place", "edition",
         "isbn", "issn", "doi", "series", "funding", "colophon", "how-to-cite", "copyright-page")  # fmt: skip
# What names a value instead of being one (`license: {type}`, `isbn: [{format}]`).
_NAMING = ("type", "scheme", "format")
_LISTS = ("contents", "figures", "tables")
_PREFIX = re.compile(r"(?i)^(https?://(dx\.)?doi\.org/|doi:|urn:isbn:|isbn(-1[03])?:?|issn:?)\s*")
_LEADERS = " .·…"
_FORMULA = re.compile(f"{GAP}+ *[0-9]*")  # an entry that is one, with its page
_NUMBER = re.compile(r"\d+|[ivxlcdm]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part with words of its own: its name, its letters."""

    name: str
    text: str


def parts(manuscript: Manuscript, whole: Expected, front: FrontMatter) -> Iterator[Part]:
    """Each part before the text, in order, with the letters that it should have; lists are apart."""
    for page in frontmatter.pages(manuscript.metadata, front.parts):
        text = letters_of(page.blocks)
        if page.name == "title-page":
            yield Part(page.name, whole.title + ("" if "abstract" in front.parts else whole.abstract) + text)
        elif page.name == "abstract":
            yield Part(page.name, whole.abstract)
        elif page.name not in _LISTS and text:
            yield Part(page.name, text)


def unsaid(manuscript: Manuscript, said: str) -> Iterator[tuple[str, str]]:
    """Key and words of every value of the metadata that the pages before the text should say and do not."""
    for key in _SAID:
        for words in _values(manuscript.metadata.meta.get(key)):
            plain = letters(_PREFIX.sub("", words.strip()))
            if plain and plain not in said:
                yield key, words


def _values(value: Any) -> Iterator[str]:
    """The plain words of every value within a value."""
    if value is None or value["t"] == "MetaBool":
        return
    if value["t"] == "MetaList":
        for one in value["c"]:
            yield from _values(one)
    elif value["t"] == "MetaMap":
        stated = value["c"].get("statement")
        for key, one in value["c"].items() if stated is None else [("statement", stated)]:
            if key not in _NAMING:
                yield from _values(one)
    else:
        yield from filter(None, (tree.stringify(value).split("\n") if value["c"] else ()))


def lists(
    manuscript: Manuscript, whole: Expected, reading: Reading, front: FrontMatter
) -> Iterator[tuple[str, str]]:
    """What is wrong with the contents: (what, letters). Each entry has its heading's words and page."""
    if "contents" not in front.parts:
        return
    title = reading.front.get("contents")
    headings = whole.printed_headings if reading.kind == "pdf" else whole.headings
    # A heading that is a formula has no words to be listed by.
    wanted = [one for one in headings if one.words.strip(GAP) and one.level <= front.depth]
    if title is None and not wanted:
        return
    word = letters(term("contents", manuscript.metadata.lang))
    if title is None or not (_same(word, title) or (reading.kind == "docx" and title.text.startswith(word))):
        yield "the list of contents has no heading", word
    entries = [
        one for one in reading.lists.get("contents", ()) if one.text and not _FORMULA.fullmatch(one.text)
    ]
    pages = list(_pages(wanted, reading.headings))
    if len(wanted) != len(entries):
        yield f"the contents have {len(entries)} entries instead of {len(wanted)}", ""
    for heading, page, entry in zip(wanted, pages, entries, strict=False):
        if fault := _entry_fault(heading.words, page, entry):
            yield f"in the contents, “{heading.words[:40]}” {fault}", heading.words


def captions(whole: Expected, reading: Reading, front: FrontMatter) -> Iterator[tuple[str, str]]:
    """What is wrong with the lists of figures and tables: (what, letters)."""
    wanted: list[str] = []
    for kind in (part for part in front.lists if part != "contents"):
        own = [text for one, text in whole.captions if one == kind]
        if reading.kind == "docx":  # the two lists are one to its reader
            wanted += own
        else:
            yield from _listed(kind, own, reading.lists.get(kind, ()), reading)
    if reading.kind == "docx":
        yield from _listed("figures and tables", wanted, reading.lists.get("captions", ()), reading)


def _listed(
    kind: str, wanted: Sequence[str], entries: Sequence[Words], reading: Reading
) -> Iterator[tuple[str, str]]:
    if len(wanted) != len(entries):
        yield f"the list of {kind} has {len(entries)} entries instead of {len(wanted)}", ""
    for words, entry in zip(wanted, entries, strict=False):
        at = reading.body.find(words) if reading.labels and not entry.loose else -1
        page = reading.page(at) if at >= 0 and reading.body.count(words) == 1 else None
        if fault := _entry_fault(words, reading.labels[page - 1] if page else "", entry):
            yield f"in the list of {kind}, “{words[:40]}” {fault}", words


def _pages(wanted: Sequence[Heading], found: Sequence[Heading]) -> Iterator[str]:
    """The page on which each heading stands; "" for one that is not there, which is told elsewhere."""
    at = 0
    for heading in wanted:
        same = next((n for n in range(at, len(found)) if _alike(heading.text, found[n].text)), None)
        yield found[same].page if same is not None else ""
        at = at if same is None else same + 1


def _alike(wanted: str, found: str) -> bool:
    return compare(wanted, found) is None or sorted(wanted) == sorted(found)


def _entry_fault(words: str, page: str, entry: Words) -> str:
    """What is wrong with one entry; "" for nothing."""
    if not page:  # not known: any number may stand there, or none yet
        rest = entry.text.removeprefix(words)
        fits = compare(words, entry.text) is None or (rest != entry.text and _NUMBER.fullmatch(rest))
        return "" if fits else "has other words than its heading"
    plain = page.lower()
    if entry.loose:  # in the order in which it is seen
        text = [letter for letter in entry.text if letter not in _LEADERS]
        wanted = [letter for letter in words + plain if letter not in _LEADERS]
        return "" if sorted(text) == sorted(wanted) else f"does not lead to page {page}"
    number = re.search(rf"[{_LEADERS}]*((?:\d+|[ivxlcdm]+)?)$", entry.text)
    own = entry.text[: -len(plain)] if plain and entry.text.endswith(plain) else None
    if own is None:
        return f"is said to stand on page {number[1] if number else ''}, and stands on page {page}"
    if compare(words.rstrip(_LEADERS), own.rstrip(_LEADERS)) is not None:
        return "has other words than its heading"
    return ""


def _same(word: str, found: Words) -> bool:
    return sorted(word) == sorted(found.text) if found.loose else word == found.text
