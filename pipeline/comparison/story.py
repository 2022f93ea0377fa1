"""One house style looked at: built, measured, pictured; a program that is not there is named."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.comparison import pictures, screen, tools
from pipeline.comparison.compare import DOCX, EPUB, PDF, Comparison, compare
from pipeline.comparison.pictures import Shown
from pipeline.comparison.printed import Pages
from pipeline.comparison.probes import PROBES, Measure
from pipeline.making import Progress
from pipeline.model import WARNING, Finding, ToolFailed


@dataclass(frozen=True)
class Looked:
    """What was measured and pictured, by edition, and what could not be."""

    comparison: Comparison
    shown: Mapping[str, Shown]
    findings: tuple[Finding, ...]


def look(made: Mapping[str, bytes], progress: Progress, *, picture: bool = True) -> Looked:
    """The specimen's editions (by kind) compared, and pictured unless only measures are wanted."""
    pdf = Pages(made["pdf"])
    size, width = _text(pdf)
    measures: dict[str, Sequence[Measure | None]] = {}
    shown = {PDF: pictures.of_pages(pdf, size)} if picture else {}
    findings = list(tools.missing())
    if tools.office():
        with progress.stage("Word"), _told(findings):
            word = Pages(tools.as_pdf(made["docx"]))
            measures[DOCX] = [word.measure(probe) for probe in PROBES]
            if picture:
                shown[DOCX] = pictures.of_pages(word, size)
    if tools.browser():
        with progress.stage("e-book"), _told(findings), tempfile.TemporaryDirectory(prefix="octavo-") as name:
            book = screen.measured(made["epub"], size, width, Path(name))
            measures[EPUB] = book.measures
            if picture:
                page = pdf.document[0].get_size()
                shown[EPUB] = pictures.of_screen(book, size, page, Path(name))
    return Looked(compare(pdf, measures), shown, tuple(findings))


def _text(pdf: Pages) -> tuple[float, float]:
    """Size of the text and width of the measure, in points."""
    at = next(number for number, probe in enumerate(PROBES) if probe.construct == "paragraph")
    found = pdf.measure(PROBES[at])
    assert found is not None, "the specimen has no paragraph"
    left, right = pdf.edges[0]
    return found.size, right - left


@contextmanager
def _told(findings: list[Finding]) -> Iterator[None]:
    """A program that breaks becomes a finding: the rest is still told."""
    try:
        yield
    except ToolFailed as error:
        hint = "type the same command again; the rest of the comparison holds"
        findings.append(Finding("tool-failed", WARNING, str(error), None, hint))
