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
from pipeline import manuscript as manuscripts
from pipeline import project as projects
from pipeline.model import ERROR, WARNING, Edition, Finding, Manuscript, Place, Source

KINDS = ("pdf", "epub", "docx")


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


def read(root: Path, progress: Progress) -> tuple[Manuscript | None, Source | None, tuple[Finding, ...]]:
    """The finished text and its stylesheet; everything that is wrong with the author's files."""
    with progress.stage("read"):
        project, findings = projects.read(root)
        if project is None:
            return None, None, findings
        bibliography = bibliographies.merge(
            [bibliographies.parse(source.text, source.name) for source in project.bibliographies]
        )
    manuscript, more = manuscripts.make(project, bibliography, progress.stage)
    return manuscript, project.stylesheet, (*findings, *more)


def check(root: Path, progress: Progress) -> Outcome:
    """What is wrong with the author's files; nothing is built."""
    manuscript, _, findings = read(root, progress)
    return Outcome(told(findings, manuscript), manuscript=manuscript)


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
    manuscript, stylesheet, findings = read(root, progress)
    outcome = Outcome(told(findings, manuscript), manuscript=manuscript)
    if manuscript is None or stylesheet is None or outcome.failed(strict):
        return outcome
    editions = make(manuscript, stylesheet, kinds, created(manuscript, epoch), progress)
    findings = (*findings, *(finding for edition in editions for finding in edition.findings))
    outcome = Outcome(told(findings, manuscript), manuscript=manuscript)
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
) -> list[Edition]:
    """The editions, all written from the same text."""
    from pipeline import editions  # WeasyPrint's half second is paid by builds alone

    made = []
    for kind in (kind for kind in KINDS if kind in kinds):
        with progress.stage(kind):
            made.append(editions.make(kind, manuscript, stylesheet, created))
    return made


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


def told(findings: Sequence[Finding], manuscript: Manuscript | None) -> tuple[Finding, ...]:
    """The findings, each once, in the order of the files and lines; without what the author ignores."""
    ignored = set(manuscript.settings.ignore) if manuscript else set()
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
