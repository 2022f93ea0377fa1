"""The author's project -> the finished text, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from pipeline import reading, tree
from pipeline.cache import Cache
from pipeline.model import Block, Finding, Image, Manuscript, Source
from pipeline.pandoc import Reading
from pipeline.project import Project
from pipeline.reading import Read

if TYPE_CHECKING:
    from pipeline.bibliography import Bibliography
    from pipeline.checks import Case

Stage = Callable[[str], AbstractContextManager[None]]

# Letters of a .bib file from which reading what was kept is quicker than parsing (some 300 entries).
WORTH_KEEPING = 100_000

_UNREAD = ("not-utf8", "file-unreadable", "file-too-large")
# What may be missing only because the file that holds it could not be read.
_FOLLOWERS = ("note-pointer-unknown", "link-broken", "cite-unknown", "bib-unused", "bibliography-missing")


@dataclass(frozen=True, slots=True)
class Text:
    """The author's project, and the manuscript made of it; None where something stands in the way.

    `findings` are not yet those of the `checks` of what the author wrote.
    """

    project: Project | None
    manuscript: Manuscript | None
    findings: tuple[Finding, ...]
    checks: Checks | None = None

    def checked(self, stage: Stage) -> tuple[Finding, ...]:
        """All findings."""
        if self.checks is None:
            return self.findings
        if not self.checks.done:
            with stage("check"):
                self.check()
        return _without_followers((*self.findings, *self.checks.found))

    def check(self) -> None:
        """Run the checks, unless they have been run."""
        if self.checks and not self.checks.done:
            self.checks.run(self.manuscript.images if self.manuscript else {})


class Checks:
    """The checks of one text, which are run when there is time, once."""

    def __init__(self, case: Callable[[Mapping[str, Image]], Case], kept: Cache) -> None:
        self._case, self._kept = case, kept
        self.found: tuple[Finding, ...] = ()
        self.done = False

    def run(self, images: Mapping[str, Image]) -> None:
        """Find everything; `images` are the pictures that were found."""
        from pipeline import checks

        self.found, self.done = checks.run(self._case(images), kept=self._kept), True


def finish(
    project: Project,
    findings: Sequence[Finding],
    stage: Stage,
    kept: Cache,
    meanwhile: Callable[[], object] | None = None,
) -> Text:
    """The finished text of the project that was read with the findings, before it is checked.

    `meanwhile` is done, as the checks are, while pandoc makes the citations, if it has to.
    """
    with stage("text"):
        parsed = cache(partial(_bibliography, project, kept))
        text = reading.read(project, kept, meanwhile=parsed)
        bibliography = parsed()
        findings = (*findings, *bibliography.findings)
    if isinstance(text, Finding):
        return Text(project, None, (*findings, text))
    from pipeline import manuscript as manuscripts

    checks = Checks(partial(_case, project, text, bibliography), kept)

    def wait(images: Mapping[str, Image]) -> None:
        checks.run(images)
        if meanwhile:
            meanwhile()

    manuscript, more = manuscripts.make(project, text, bibliography, stage, kept, wait)
    return Text(project, manuscript, (*findings, *more), checks)


def _bibliography(project: Project, kept: Cache) -> Bibliography:
    """The project's bibliography; and the rooms that come next are opened, while pandoc reads the text."""
    from pipeline import bibliography, checks, manuscript  # noqa: F401

    return bibliography.merge([_parsed(source, kept) for source in project.bibliographies])


def _without_followers(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings without those that only follow from a file that could not be read."""
    if not any(one.code in _UNREAD for one in findings):
        return findings
    return tuple(one for one in findings if one.code not in _FOLLOWERS)


class _Trees(Mapping[str, list[Block]]):
    """The trees of the sources by their names; each is made when it is first asked for."""

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._readings = readings

    def __getitem__(self, name: str) -> list[Block]:
        return self._readings[name].blocks

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)


def _case(project: Project, text: Read, bibliography: Bibliography, images: Mapping[str, Image]) -> Case:
    """Everything the author wrote, as the checks see it."""
    from pipeline.checks.case import Case, Size
    from pipeline.frontmatter.style import asked

    names = [source.name for source in project.sources]
    readings = dict(zip(names, text.readings, strict=True))
    cites = tree.elements(text.meta.get("nocite", {}), "Cite")
    return Case(
        scans=text.scans,
        trees=_Trees(readings),
        logs={name: reading.log for name, reading in readings.items()},
        entries=bibliography.entries if project.bibliographies else None,
        nocite=[one["citationId"] for cite in cites for one in cite["c"][0]],
        images={image.typed: Size(image.width, image.height, len(image.data)) for image in images.values()},
        settings=project.settings,
        header=project.header,
        front=asked(project.stylesheet.text, project.settings).parts if project.stylesheet else None,
    )


def _parsed(source: Source, kept: Cache) -> Bibliography:
    """The bibliography of one file; a large one is parsed once and then kept."""
    from pipeline import bibliography as bibliographies

    if len(source.text) < WORTH_KEEPING:
        return bibliographies.parse(source.text, source.name)
    key = f"{source.name}\n{source.text}".encode()
    if (data := kept.get("bibliography", key)) is not None:
        try:
            return bibliographies.from_cache(data)
        except ValueError:
            pass  # of another shape: it is made anew
    parsed = bibliographies.parse(source.text, source.name)
    kept.put("bibliography", key, bibliographies.to_cache(parsed))
    return parsed
