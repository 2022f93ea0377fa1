"""Read, check, make, prove, save: the story of one build. This room alone writes to build/."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from pipeline import bibliography as bibliographies
from pipeline import checks, proof, tree
from pipeline import manuscript as manuscripts
from pipeline import project as projects
from pipeline.bibliography import Bibliography
from pipeline.cache import Cache
from pipeline.model import ERROR, WARNING, Edition, Finding, Manuscript, Place, Source
from pipeline.project import Project

KINDS = ("pdf", "epub", "docx")
# Letters of a .bib file from which reading what was kept is quicker than parsing (some 300 entries).
WORTH_KEEPING = 100_000


class Progress(Protocol):
    """Whoever tells the author how far the build is."""

    def stage(self, name: str) -> AbstractContextManager[None]:
        """A stage of the build, timed from entry to exit."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found and which files it wrote."""

    findings: tuple[Finding, ...]
    files: tuple[Path, ...] = ()
    manuscript: Manuscript | None = None

    def failed(self, strict: bool = False) -> bool:
        """Whether an error stands in the author's files; with `strict`, a warning is one too."""
        grave = (ERROR, WARNING) if strict else (ERROR,)
        return any(finding.level in grave for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Text:
    """The author's project, and the manuscript made of it; None where something stands in the way."""

    project: Project | None
    manuscript: Manuscript | None
    findings: tuple[Finding, ...]


def read(root: Path, progress: Progress) -> Text:
    """The finished text, and everything that is wrong with the author's files."""
    with progress.stage("read"):
        project, findings = projects.read(root)
        if project is None:
            return Text(None, None, findings)
        kept = Cache.of(root)
        bibliography = bibliographies.merge([_parsed(source, kept) for source in project.bibliographies])
        findings = (*findings, *bibliography.findings)
        text = manuscripts.read(project)
    if isinstance(text, Finding):
        return Text(project, None, (*findings, text))
    manuscript, more = manuscripts.make(project, text, bibliography, progress.stage)
    with progress.stage("check"):
        checked = checks.run(_case(project, text, bibliography, manuscript))
    return Text(project, manuscript, told((*findings, *more, *checked), project))


def _case(
    project: Project, text: manuscripts.Read, bibliography: Bibliography, manuscript: Manuscript | None
) -> checks.Case:
    """Everything the author wrote, as the checks see it."""
    names = [source.name for source in project.sources]
    cites = tree.elements(text.meta.get("nocite", {}), "Cite")
    images = manuscript.images.values() if manuscript else ()
    return checks.Case(
        scans=text.scans,
        trees={name: reading.blocks for name, reading in zip(names, text.readings, strict=True)},
        logs={name: reading.log for name, reading in zip(names, text.readings, strict=True)},
        entries=bibliography.entries if project.bibliographies else None,
        nocite=[one["citationId"] for cite in cites for one in cite["c"][0]],
        images={image.typed: checks.Size(image.width, image.height, len(image.data)) for image in images},
        settings=project.settings,
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


def check(root: Path, progress: Progress) -> Outcome:
    """What is wrong with the author's files; nothing is built."""
    text = read(root, progress)
    return Outcome(text.findings, manuscript=text.manuscript)


def build(
    root: Path,
    progress: Progress,
    *,
    kinds: Sequence[str] = KINDS,
    output: Path | None = None,
    epoch: int | None = None,
    strict: bool = False,
) -> Outcome:
    """Every asked edition in the output folder, or the findings that say why there is none."""
    folder = output or root / "build"
    if reason := projects.writable(folder):
        hint = "name another folder with --output"
        return Outcome(
            (Finding("output-unwritable", ERROR, f"the output folder cannot be used: {reason}", None, hint),)
        )
    text = read(root, progress)
    project, manuscript = text.project, text.manuscript
    outcome = Outcome(text.findings, manuscript=manuscript)
    if project is None or manuscript is None or project.stylesheet is None or outcome.failed(strict):
        return outcome
    editions, findings = make(manuscript, project.stylesheet, kinds, created(manuscript, epoch), progress)
    findings = [*text.findings, *findings]
    with progress.stage("prove"):
        findings += proof.prove(editions, manuscript, project.sources, project.stylesheet)
    outcome = Outcome(told(findings, project), manuscript=manuscript)
    if outcome.failed(strict):
        return outcome
    with progress.stage("save"):
        name = slug(manuscript.metadata.title) or "manuscript"
        try:
            files = save(folder, {f"{name}.{edition.kind}": edition.data for edition in editions})
        except OSError as error:
            reason = error.strerror or str(error)
            hint = "the last good files are still as they were"
            broken = Finding(
                "output-unwritable", ERROR, f"the files could not be written: {reason}", None, hint
            )
            return Outcome((*outcome.findings, broken), manuscript=manuscript)
    return Outcome(outcome.findings, files, manuscript)


def make(
    manuscript: Manuscript,
    stylesheet: Source,
    kinds: Sequence[str],
    created: datetime | None,
    progress: Progress,
) -> tuple[list[Edition], list[Finding]]:
    """The editions, all written from the same text, and what was found on the way."""
    from pipeline import fonts, markup, pandoc, weasy

    with weasy.tool():
        from pipeline import house_style
        from pipeline.editions import docx, epub, pdf
        from pipeline.editions.ebook.lettering import worn

    made: list[Edition] = []
    findings: list[Finding] = []
    if "pdf" in kinds or "epub" in kinds:
        with progress.stage("write"):
            title, chapters, wrong = markup.book(manuscript.metadata, manuscript.chapters, pandoc.write_html)
            findings += wrong
    faces = fonts.faces()
    if "pdf" in kinds:
        with progress.stage("pdf"):
            made.append(pdf.make(manuscript, title, chapters, stylesheet, faces, created))
    if "epub" in kinds:
        with progress.stage("epub"):
            cut = fonts.cut_down(worn(faces, title, chapters, stylesheet.text, manuscript.metadata.lang))
            made.append(epub.epub(manuscript, title, chapters, stylesheet.text, cut, created=created))
    if "docx" in kinds:
        with progress.stage("docx"):
            sheet = house_style.stylesheet(stylesheet.text, stylesheet.name)
            made.append(docx.docx(manuscript, sheet, created=created, write=pandoc.write_docx, fonts=faces))
    findings += [finding for edition in made for finding in edition.findings]
    return made, findings


def created(manuscript: Manuscript, epoch: int | None) -> datetime | None:
    """The moment that the files carry: SOURCE_DATE_EPOCH, else the manuscript's date, never the clock's.

    See https://reproducible-builds.org/specs/source-date-epoch/.
    """
    if epoch is not None:
        return datetime.fromtimestamp(epoch, UTC)
    date = manuscript.metadata.iso_date
    parts = [int(part) for part in date.split("-")] if date else []
    if not parts or parts[0] < 1:
        return None
    year, month, day = (*parts, 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)


def told(findings: Sequence[Finding], project: Project) -> tuple[Finding, ...]:
    """The findings, each once, in the order of the files and lines; without what the author ignores."""
    ignored = set(project.settings.ignore)
    kept = {finding: None for finding in findings if finding.level is ERROR or finding.code not in ignored}

    def order(finding: Finding) -> tuple[str, int, int]:
        place = finding.place or Place("")
        return place.file, place.line or 0, place.column or 0

    return tuple(sorted(kept, key=order))


def slug(title: str) -> str:
    """A file name made from a title: "The Soviet Advance on Mexico" is `the-soviet-advance-on-mexico`."""
    import re
    import unicodedata

    plain = "".join(char for char in unicodedata.normalize("NFKD", title) if not unicodedata.combining(char))
    words = re.findall(r"\w+", re.sub(r"['’]", "", plain.lower()), re.UNICODE)
    name = ""
    for word in words:
        if name and len(name.encode()) + len(word.encode()) > 80:
            break
        name = f"{name}-{word}" if name else word[:80]
    return name


@contextlib.contextmanager
def _beside(folder: Path, files: Mapping[str, bytes]) -> Iterator[list[tuple[Path, Path]]]:
    """The files written out beside their final place; whatever is left of them at the end is removed."""
    pairs: list[tuple[Path, Path]] = []
    try:
        for name, data in files.items():
            handle, temporary = tempfile.mkstemp(prefix=".octavo-", dir=folder)
            pairs.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        yield pairs
    finally:
        for path, _ in pairs:
            path.unlink(missing_ok=True)


def save(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """The paths written. All are complete on the disk before the first takes its place."""
    folder.mkdir(parents=True, exist_ok=True)
    umask = os.umask(0)
    os.umask(umask)
    with _beside(folder, files) as pairs:
        for temporary, final in pairs:
            temporary.chmod(0o666 & ~umask)
            temporary.replace(final)
        return tuple(final for _, final in pairs)
