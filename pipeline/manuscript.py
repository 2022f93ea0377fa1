"""Sources and bibliography -> the finished text that every edition is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from pipeline import bibliography as bibliographies
from pipeline import chapters as cutting
from pipeline import citations, csl, notes, pandoc, project, scan, titles, tree, typography
from pipeline.bibliography import Bibliography
from pipeline.chapters import Text
from pipeline.citations import Cited
from pipeline.model import ERROR, INFO, Block, Chapter, Finding, Image, Manuscript, Metadata, Place, Settings
from pipeline.pandoc import Reading
from pipeline.project import Project
from pipeline.scan import Scan

Stage = Callable[[str], AbstractContextManager[None]]


def make(
    source: Project, bibliography: Bibliography, stage: Stage
) -> tuple[Manuscript | None, tuple[Finding, ...]]:
    """The manuscript, finished, and all that is wrong with it; None where it cannot be read."""
    try:
        with stage("parse"):
            meta, readings = read(source)
            scans = [scan.scan(one) for one in source.sources]
    except pandoc.TooSlow:
        hint = "look for a long run of open brackets or quotation marks"
        late = Finding("manuscript-too-slow", ERROR, f"the text took over {pandoc.PATIENCE:.0f} s to read", None, hint)
        return None, (late,)
    metadata = titles.metadata(meta)
    texts = cutting.unify(
        [
            Text(one.name, notes.point(notes.name(reading.blocks, _calls(found), one.name), one.name))
            for one, reading, found in zip(source.sources, readings, scans, strict=True)
        ]
    )
    if source.settings.parts:
        texts = [Text(text.source, cutting.parts_first(text.blocks)) for text in texts]
    pictures, texts, wrong = images(source, texts, scans)
    with stage("cite"):
        cited, findings = cite(source, cutting.cut(texts, metadata.title), meta, metadata.lang, bibliography)
    chapters = [
        replace(chapter, blocks=tuple(typography.blocks(chapter.blocks, metadata.lang)))
        for chapter in placed(cited, meta, metadata, source.settings)
    ]
    chapters, ledger = notes.number(chapters, source.settings.notes)
    metadata = titles.metadata(typography._node(dict(cited.meta), metadata.lang, typography.marks(metadata.lang)))
    finished = Manuscript(metadata, tuple(chapters), ledger, pictures, source.settings)
    return finished, (*wrong, *findings)


def read(source: Project) -> tuple[dict[str, Any], list[Reading]]:
    """The metadata as pandoc reads their markup, and the reading of each source; one process for all."""
    headers = [f"---\n{yaml.strip()}\n---\n" for yaml in source.yaml]
    readings = pandoc.read([one.text for one in source.sources], headers)
    meta: dict[str, Any] = {}
    for reading in readings[: len(headers)]:
        meta |= reading.meta
    return meta, readings[len(headers) :]


def _calls(found: Scan) -> list[notes.Call]:
    return [notes.Call(call.label, call.place) for call in found.calls]


def cite(
    source: Project, chapters: Sequence[Chapter], meta: dict[str, Any], lang: str, bibliography: Bibliography
) -> tuple[Cited | None, tuple[Finding, ...]]:
    """The chapters with every citation printed, and what is wrong with the style or the cited entries."""
    settings = source.settings
    style = csl.resolve(
        settings.csl,
        lambda name: project.text(source.root, name)[0],
        ibid=settings.ibid,
        short=settings.short_notes_from_start,
    )
    if isinstance(style, Finding):
        return None, (replace(style, place=source.header.place("octavo", "csl") or source.header.place("csl")),)
    keys = citations.keys([chapter.blocks for chapter in chapters], meta)
    if keys and source.bibliography_missing:
        return None, (_missing(source, keys),)
    items, findings = bibliographies.csl_items(bibliography, keys, lang)
    cited = citations.cite(
        [list(chapter.blocks) for chapter in chapters], meta, style, items, pandoc.cite, settings
    )
    return cited, (*bibliography.findings, *findings, *cited.findings)
