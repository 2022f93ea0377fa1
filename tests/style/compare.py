"""The same construct in the three editions, side by side: `python -m tests.style.compare essay book …`.

Tolerances: size ±0.25 pt, colour and family equal, indents ±1 pt, leading ±0.5 pt, space ±1 pt.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.style import screen
from tests.style.printed import Pages
from tests.style.probes import LETTERS, PROBES, SHAPE, Measure

SPECIMEN = Path(__file__).parents[1] / "examples" / "specimen"
TOLERANCES = {"size": 0.25, "indent": 1.0, "hang": 1.0, "leading": 0.5, "space": 1.0}

# What cannot agree, and why.
REASONS = {
    "small capitals": "LibreOffice draws them from capitals, smaller than the font's own",
    "figure caption": "a picture keeps its size in inches, the text of an e-book does not",
    "table head": "each program makes columns as wide as it likes",
    "table cell": "each program makes columns as wide as it likes",
    "table caption": "Word sets it at the left edge, not over a table in the middle",
}


@dataclass(frozen=True)
class Difference:
    """A construct's property that an edition shows otherwise than the PDF."""

    construct: str
    property: str
    edition: str
    pdf: object
    found: object

    def __str__(self) -> str:
        pdf, found = (f"{v:.2f}" if isinstance(v, float) else v for v in (self.pdf, self.found))
        reason = REASONS.get(self.construct)
        told = f"{self.construct}: {self.property} is {pdf} in the PDF, {found} in the {self.edition}"
        return f"{told} ({reason})" if reason else told


@dataclass(frozen=True)
class Comparison:
    """How many pairs (construct, property) could be compared, and those that differ."""

    pairs: int
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of pairs that agree."""
        return 1 - len(self.differences) / self.pairs if self.pairs else 0.0


def editions(style: str) -> dict[str, bytes]:
    """The specimen in a house style, as `octavo build` makes it."""
    from pipeline import build

    class Silent:
        def stage(self, name: str) -> nullcontext[None]:
            return nullcontext()

    with tempfile.TemporaryDirectory(prefix="octavo-") as name:
        project = Path(name) / "specimen"
        shutil.copytree(SPECIMEN, project, ignore=shutil.ignore_patterns("build"))
        text = project / "manuscript" / "manuscript.md"
        words = text.read_text("utf-8")
        text.write_text(words.replace("octavo:\n", f"octavo:\n  style: {style}\n", 1), "utf-8")
        outcome = build.build(project, Silent())
        assert outcome.files, [str(finding) for finding in outcome.findings]
        return {path.suffix[1:]: path.read_bytes() for path in outcome.files}


def as_pdf(docx: bytes) -> bytes:
    """A Word file as LibreOffice prints it."""
    with tempfile.TemporaryDirectory(prefix="octavo-") as name:
        source = Path(name) / "text.docx"
        source.write_bytes(docx)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{name}/profile", "--headless", "--convert-to", "pdf",
             "--outdir", name, str(source)],
            capture_output=True, timeout=180, check=True,
        )  # fmt: skip
        return source.with_suffix(".pdf").read_bytes()


def compare(style: str, made: Mapping[str, bytes] | None = None) -> Comparison:
    """The editions of the specimen in a house style, compared with the PDF."""
    made = made or editions(style)
    pdf = Pages(made["pdf"])
    printed = [pdf.measure(probe) for probe in PROBES]
    text = next(one for one, probe in zip(printed, PROBES, strict=True) if probe.construct == "paragraph")
    assert text
    left, right = pdf.edges[0]
    others = {
        "DOCX": _in_word(made["docx"]),
        "EPUB": screen.measure(made["epub"], text.size, right - left),
    }
    pairs, differences, missing = 0, [], []
    for edition, measures in others.items():
        for probe, mine, theirs in zip(PROBES, printed, measures, strict=True):
            if mine is None or theirs is None:
                missing.append(f"{probe.construct} in the {'PDF' if mine is None else edition}")
                continue
            for name, one, other in _both(mine, theirs, probe.bare):
                pairs += 1
                if not _agree(name, one, other):
                    differences.append(Difference(probe.construct, name, edition, one, other))
    return Comparison(pairs, tuple(differences), tuple(missing))


def _in_word(docx: bytes) -> list[Measure | None]:
    pages = Pages(as_pdf(docx))
    return [pages.measure(probe) for probe in PROBES]


def _both(mine: Measure, theirs: Measure, bare: bool) -> Iterator[tuple[str, object, object]]:
    centred = mine.align == theirs.align == "center"
    for name in LETTERS if bare else (*LETTERS, *SHAPE):
        if centred and name in ("indent", "hang"):
            continue  # where a centred line begins depends on its letters alone
        one, other = getattr(mine, name), getattr(theirs, name)
        if one is not None and other is not None:
            yield name, one, other


def _agree(name: str, one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCES[name] + 0.01
    return one == other


def main() -> None:
    """Print what differs in each named style, and how much agrees."""
    for style in sys.argv[1:] or ("essay", "book", "thesis", "journal"):
        result = compare(style)
        print(f"{style}: {result.share:.1%} of {result.pairs} pairs agree")
        for line in (*result.missing, *result.differences):
            print(f"  {line}")


if __name__ == "__main__":
    main()
