"""The author's project -> the finished text, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline import bibliography as bibliographies
from pipeline import checks, tree
from pipeline import manuscript as manuscripts
from pipeline.bibliography import Bibliography
from pipeline.cache import Cache
from pipeline.frontmatter.style import asked
from pipeline.manuscript import Stage
from pipeline.model import Block, Finding, Manuscript, Source
from pipeline.pandoc import Reading
from pipeline.project import Project

# Letters of a .bib file from which reading what was kept is quicker than parsing (some 300 entries).
WORTH_KEEPING = 100_000

_UNREAD = ("not-utf8", "file-unreadable", "file-too-large")
# What may be missing only because the file that holds it could not be read.
_FOLLOWERS = ("note-pointer-unknown", "link-broken", "cite-unknown", "bib-unused", "bibliography-missing")


@dataclass(frozen=True, slots=True)
class Text:
    """The author's project, and the manuscript made of it; None where something stands in the way."""

    project: Project | None
    manuscript: Manuscript | None
    findings: tuple[Finding, ...]
    case: Callable[[], checks.Case] | None = None

    def checked(self, stage: Stage, kept: Cache) -> tuple[Finding, ...]:
        """The findings, and those of the checks of what the author wrote."""
        if self.case is None:
            return self.findings
        with stage("check"):
            return _without_followers((*self.findings, *checks.run(self.case(), kept=kept)))


def finish(project: Project, findings: Sequence[Finding], stage: Stage, kept: Cache) -> Text:
    """The finished text of the project that was read with the findings, before it is checked."""
    with stage("text"):
        bibliography = bibliographies.merge([_parsed(source, kept) for source in project.bibliographies])
        findings = (*findings, *bibliography.findings)
        text = manuscripts.read(project, kept)
    if isinstance(text, Finding):
        return Text(project, None, (*findings, text))
    manuscript, more = manuscripts.make(project, text, bibliography, stage, kept)
    case = partial(_case, project, text, bibliography, manuscript)
    return Text(project, manuscript, (*findings, *more), case)


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


def _case(
    project: Project, text: manuscripts.Read, bibliography: Bibliography, manuscript: Manuscript | None
) -> checks.Case:
    """Everything the author wrote, as the checks see it."""
    names = [source.name for source in project.sources]
    readings = dict(zip(names, text.readings, strict=True))
    cites = tree.elements(text.meta.get("nocite", {}), "Cite")
    images = manuscript.images.values() if manuscript else ()
    return checks.Case(
        scans=text.scans,
        trees=_Trees(readings),
        logs={name: reading.log for name, reading in readings.items()},
        entries=bibliography.entries if project.bibliographies else None,
        nocite=[one["citationId"] for cite in cites for one in cite["c"][0]],
        images={image.typed: checks.Size(image.width, image.height, len(image.data)) for image in images},
        settings=project.settings,
        header=project.header,
        front=asked(project.stylesheet.text, project.settings).parts if project.stylesheet else None,
    )


def _parsed(source: Source, kept: Cache) -> Bibliography:
    """The bibliography of one file; a large one is parsed once and then kept."""
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
