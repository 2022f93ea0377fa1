"""The same construct in the three editions, property by property, and why the rest cannot agree.

Tolerances: size ±0.25 pt, colour and family equal, indents ±1 pt, leading ±0.5 pt, space ±1 pt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.comparison.printed import Pages
from pipeline.comparison.probes import LETTERS, PROBES, READERS, SHAPE, Measure, Probe

PDF, DOCX, EPUB = "PDF", "DOCX", "EPUB"
TOLERANCES = {"size": 0.25, "indent": 1.0, "hang": 1.0, "leading": 0.5, "space": 1.0}

# What cannot agree, and why: by construct and edition, then by property and edition.
_COLUMNS = "each program makes columns as wide as it likes"
REASONS = {
    ("small capitals", DOCX): "LibreOffice draws them from capitals, smaller than the font's own",
    ("figure caption", EPUB): "a picture keeps its size in inches, the text of an e-book does not",
    ("figure caption", DOCX): "Word stands a picture on the line, with the line's own depth beneath it",
    ("table head", DOCX): _COLUMNS,
    ("table cell", DOCX): _COLUMNS,
    ("table caption", DOCX): "Word sets it over the columns, and " + _COLUMNS,
    ("note", EPUB): "in an e-book the number is a link back, with a word space after it",
    ("space", DOCX): "where the leading changes, Word puts the baseline elsewhere in its line",
}


@dataclass(frozen=True)
class Difference:
    """A construct's property that an edition shows otherwise than the PDF."""

    construct: str
    name: str  # of the property
    edition: str
    pdf: object
    found: object

    @property
    def reason(self) -> str:
        """Why it cannot be the same; "" where nothing is known that forbids it."""
        by_construct = REASONS.get((self.construct, self.edition))
        return by_construct or REASONS.get((self.name, self.edition), "")

    def __str__(self) -> str:
        told = (
            f"{self.construct}: {self.name} is {shown(self.pdf)} in the PDF, "
            f"{shown(self.found)} in the {self.edition}"
        )
        return f"{told} ({self.reason})" if self.reason else told


@dataclass(frozen=True)
class Comparison:
    """What was measured, how many pairs (construct, property) could be compared, and those that differ.

    `measures` has one row for each of `PROBES`, by edition; editions that could not be shown are left out.
    """

    pairs: int
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    measures: Mapping[str, Sequence[Measure | None]]

    @property
    def share(self) -> float:
        """The share of pairs that agree."""
        return 1 - len(self.differences) / self.pairs if self.pairs else 0.0

    def difference(self, construct: str, name: str, edition: str) -> Difference | None:
        """How this pair differs, if it does."""
        asked = (construct, name, edition)
        return next((d for d in self.differences if (d.construct, d.name, d.edition) == asked), None)


def compare(pdf: Pages, others: Mapping[str, Sequence[Measure | None]]) -> Comparison:
    """The editions of the specimen compared with its PDF."""
    printed = [pdf.measure(probe) for probe in PROBES]
    pairs, differences, missing = 0, [], []
    for edition, measures in others.items():
        for probe, mine, theirs in zip(PROBES, printed, measures, strict=True):
            if mine is None or theirs is None:
                missing.append(f"{probe.construct} in the {PDF if mine is None else edition}")
                continue
            for name, one, other in _both(mine, theirs, probe):
                pairs += 1
                if not agree(name, one, other):
                    differences.append(Difference(probe.construct, name, edition, one, other))
    return Comparison(pairs, tuple(differences), tuple(missing), {PDF: printed, **others})


def agree(name: str, one: object, other: object) -> bool:
    """Whether two measures are the same within the property's tolerance."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCES[name] + 0.01
    if other == READERS:  # who is left the ink as long as it is as good as black
        return isinstance(one, str) and max(bytes.fromhex(one)) <= 0.15 * 255
    return one == other


def shown(value: object) -> str:
    """A measure in words."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _both(mine: Measure, theirs: Measure, probe: Probe) -> Iterator[tuple[str, object, object]]:
    centred = mine.align == theirs.align == "center"
    for name in LETTERS if probe.bare else (*LETTERS, *SHAPE):
        if centred and name in ("indent", "hang"):
            continue  # where a centred line begins depends on its letters alone
        one, other = getattr(mine, name), getattr(theirs, name)
        if one is not None and other is not None:
            yield name, one, other
