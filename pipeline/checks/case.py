"""What the checks look at, and the small readings of it that several of them share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Protocol

from pipeline import lending
from pipeline.header import Header
from pipeline.model import Place, Settings
from pipeline.scan import Citation, Definition, Paragraph, Scan


class Entry(Protocol):
    """An entry of the bibliography, as it was typed."""

    @property
    def key(self) -> str:
        """The key that citations name."""

    @property
    def kind(self) -> str:
        """Its type: "book"."""

    @property
    def fields(self) -> Mapping[str, str]:
        """Field names in lower case, values without their delimiters."""

    @property
    def place(self) -> Place:
        """Where it begins."""

    @property
    def field_places(self) -> Mapping[str, Place]:
        """Where each field's name stands."""


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's size in pixels (None where unknown) and in bytes."""

    width: int | None
    height: int | None
    bytes: int


@dataclass(frozen=True)
class Case:
    """Everything the author wrote, as the checks see it.

    `trees` and `logs` are pandoc's blocks and messages by the source's name; `entries` is None where the
    book has no bibliography, and is asked for cited works only; `images` holds a size for each target that
    was found, or None for one that is missing; targets that it doesn't name are not judged. `header` has the
    metadata, `front` the parts that the house style asks for before the text, None where it is not known.
    """

    scans: Sequence[Scan] = ()
    trees: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    logs: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    entries: Mapping[str, Entry] | None = None
    nocite: Sequence[str] = ()
    images: Mapping[str, Size | None] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    header: Header = field(default_factory=Header)
    front: Sequence[str] | None = None

    @cached_property
    def cited(self) -> frozenset[str]:
        """Every key that the text or `nocite` names."""
        return frozenset(self.nocite).union(one.key for scan in self.scans for one in scan.citations)

    @cached_property
    def borrowed(self) -> Sequence[frozenset[str]]:
        """For each scan, the labels of the notes that it borrows from another file."""
        return [frozenset(labels) for labels in lending.lent(self.scans)]

    @cached_property
    def lent(self) -> frozenset[tuple[str, str]]:
        """File and label of every note that another file calls."""
        every = [pair for notes in lending.lent(self.scans) for pair in notes.values()]
        return frozenset((scan.source.name, one.label) for scan, one in every)

    @cached_property
    def _near(self) -> dict[str, str | None]:
        return {}

    def near_key(self, key: str) -> str | None:
        """The key of the bibliography most like this one, if one is."""
        if key not in self._near:
            self._near[key] = nearest(key, list(self.entries or ()))
        return self._near[key]

    @cached_property
    def works(self) -> Sequence[Entry]:
        """The entries to judge: those that are cited, or all of them where the text cites nothing."""
        if self.entries is None:
            return ()
        every = not self.cited or "*" in self.cited
        return [
            self.entries[key]
            for key in (self.entries if every else sorted(self.cited))
            if key in self.entries
        ]


def matches(case: Case, pattern: re.Pattern[str]) -> Iterator[tuple[Scan, re.Match[str]]]:
    """Every match in the printed words of every source; what is blanked or escaped there never matches."""
    for scan in case.scans:
        source = scan.source.text
        for found in pattern.finditer(scan.text):
            start, end = found.span()
            escaped = source[max(0, start - 1) : start] == "\\"
            if not escaped and source[start:end] == found[0]:
                yield scan, found


def leads_on(scan: Scan, end: int) -> bool:
    """Whether a bracket that ends here is a link or a span: what follows it is blanked in the text."""
    return scan.source.text[end : end + 1] in ("(", "[", "{", ":")


def texts(case: Case) -> Iterator[tuple[Scan, Paragraph, str]]:
    """Every run of text with its printed words."""
    for scan in case.scans:
        for paragraph in scan.paragraphs:
            yield scan, paragraph, scan.words(paragraph)


def notes(scan: Scan) -> dict[str, Definition]:
    """The notes by label; of two with one label the last, which is the one that is printed."""
    return {one.label: one for one in scan.definitions}


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word most like this one, if one is."""
    for other in known:
        if other.casefold() == word.casefold():
            return other
    near = get_close_matches(word, known, 1, 0.7)
    return near[0] if near else None


def meant(found: str | None, otherwise: str) -> str:
    """The hint: did you mean …, or else the other words."""
    return f"did you mean {found}?" if found else otherwise


def bracketed(scan: Scan, citation: Citation) -> bool:
    """Whether the citation stands in square brackets."""
    before = scan.text[max(0, citation.at - 400) : citation.at]
    return before.rfind("[") > max(before.rfind("]"), before.rfind("\n\n"))


def is_handle(case: Case, scan: Scan, citation: Citation) -> bool:
    """Whether an unknown key looks like a name on the web rather than a mistyped key."""
    if case.entries is None or citation.key in case.entries or bracketed(scan, citation):
        return False
    return not re.search(r"\d|:", citation.key) and case.near_key(citation.key) is None


def begins_wordless(scan: Scan, call_at: int) -> bool:
    """Whether the call stands first in its line, as a note without its colon does."""
    before = scan.text[max(0, call_at - 20) : call_at].rstrip(" >")
    first = before.endswith("\n") or (not before and call_at <= 20)
    return first and bool(re.match(r"\[\^[^\]]*\][ \t]+\S", scan.text[call_at : call_at + 200]))
