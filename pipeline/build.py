"""Read, check, make, prove, save: the story of one build."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import finished
from pipeline import project as projects
from pipeline.cache import Cache
from pipeline.finished import Finished
from pipeline.frames import roomy
from pipeline.making import Begun, Book, Progress, begin, complete, opened
from pipeline.model import ERROR, WARNING, Edition, Finding, Manuscript, Place
from pipeline.press import Press
from pipeline.project import Project
from pipeline.saving import save, slug
from pipeline.weasy.printed import Changed

if TYPE_CHECKING:
    from pipeline.text import Text

KINDS = ("pdf", "epub", "docx")
_LONG = 200_000  # letters that are printed by several processes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found and which files it wrote."""

    findings: tuple[Finding, ...]
    files: tuple[Path, ...] = ()
    manuscript: Manuscript | None = None

    def only(self, select: Sequence[str], ignore: Sequence[str]) -> Outcome:
        """The same without what was not asked for: codes, or their beginnings (`note` for all of notes)."""

        def named(code: str, names: Sequence[str]) -> bool:
            return any(code == name or code.startswith(f"{name}-") for name in names)

        kept = [one for one in self.findings if not select or named(one.code, select)]
        return replace(self, findings=tuple(one for one in kept if not named(one.code, ignore)))

    def failed(self, strict: bool = False) -> bool:
        """Whether an error stands in the author's files; with `strict`, a warning is one too."""
        grave = (ERROR, WARNING) if strict else (ERROR,)
        return any(finding.level in grave for finding in self.findings)


TOO_DEEP = Finding(
    "manuscript-too-deep",
    ERROR,
    "something stands more levels deep than can be set",
    None,
    "look for a line that begins with hundreds of > or for brackets or lists in one another",
)


def read(root: Path, progress: Progress, kept: Cache | None = None) -> Text:
    """The finished text, and everything that is wrong with the author's files."""
    from pipeline.text import Text

    try:
        with progress.stage("read"):
            project, findings = projects.read(root)
        if project is None:
            return Text(None, None, findings)
        kept = kept or Cache.of(root)
        text = finish(project, findings, progress, kept)
        return replace(text, findings=told(text.checked(progress.stage), project))
    except RecursionError:
        return Text(None, None, (TOO_DEEP,))


def finish(
    project: Project,
    findings: Sequence[Finding],
    progress: Progress,
    kept: Cache,
    meanwhile: Callable[[], object] | None = None,
) -> Text:
    """The finished text of the project that was read with the findings; it is not checked yet."""
    from pipeline import text as texts  # what has not changed since the last build needs none of this

    return texts.finish(project, findings, progress.stage, kept, meanwhile)


def check(root: Path, progress: Progress) -> Outcome:
    """What is wrong with the author's files; nothing is built."""
    text = read(root, progress)
    return Outcome(text.findings, manuscript=text.manuscript)


def prove(root: Path, files: Sequence[Path], progress: Progress) -> Outcome:
    """What finished files, however old, lack of the manuscript as it stands now, or show otherwise."""
    from pipeline import proof

    text = read(root, progress)
    if text.project is None or text.manuscript is None:
        return Outcome(text.findings)
    data: dict[str, bytes] = {}
    found: list[Finding] = []
    for path in files:
        try:
            data[str(path)] = path.read_bytes()
        except OSError as error:
            message = f"the file cannot be read: {error.strerror or error}"
            found.append(Finding("file-unreadable", ERROR, message, Place(str(path))))
    with progress.stage("prove"):
        proved = proof.prove_files(data, text.manuscript, text.project.sources, text.project.stylesheet)
    return Outcome((*found, *(one for findings in proved.values() for one in findings)))


@roomy
def build(
    root: Path,
    progress: Progress,
    *,
    kinds: Sequence[str] = KINDS,
    output: Path | None = None,
    epoch: int | None = None,
    strict: bool = False,
    keeping: bool = True,
    press: Press | None = None,
    prove: bool = True,
    changed: Callable[[Changed], None] | None = None,
) -> Outcome:
    """Every asked edition in the output folder, or the findings that say why there is none.

    Unless `keeping`, everything is made anew and nothing is kept for the next time. `press` is a process for
    the print that stands ready; without it one is started where that saves time. An edition that its proof
    does not find sound is put beside the last good one as `NAME.unproven.pdf`; unless `prove`, none is asked.
    `changed` gets the pages that are not as they were, as soon as a press has them, not proved yet.
    """
    folder = output or root / "build"
    if reason := projects.writable(folder):
        hint = "name another folder with --output"
        return Outcome(
            (Finding("output-unwritable", ERROR, f"the output folder cannot be used: {reason}", None, hint),)
        )
    try:
        with _without_collector():
            return _build(
                root,
                progress,
                kinds,
                folder,
                epoch,
                strict,
                Cache.of(root) if keeping and prove else None,
                press,
                prove,
                changed,
            )
    except RecursionError:
        return Outcome((TOO_DEEP,))


def _build(
    root: Path,
    progress: Progress,
    kinds: Sequence[str],
    folder: Path,
    epoch: int | None,
    strict: bool,
    cache: Cache | None,
    press: Press | None,
    prove: bool,
    changed: Callable[[Changed], None] | None,
) -> Outcome:
    """The story of `build`, once there is a place for what it makes."""
    with progress.stage("read"):
        project, findings = projects.read(root)
    if project is None:
        return Outcome(findings)
    kept = cache or Cache(None)
    key = finished.asked(project, kinds, epoch, strict)
    book, manuscript = finished.known(kept, key, project), None
    if book is None:
        with contextlib.nullcontext(press) if press else _press(kinds, project, kept) as press:

            def start(book: Book) -> Begun:
                return begin(book, kinds, progress, kept, press, changed)

            outcome, begun = _begun(project, findings, progress, kept, start, epoch, strict, prove)
            manuscript = outcome.manuscript
            if manuscript is None or begun is None or outcome.failed(strict):
                return outcome
            editions, more = complete(begun, progress, kept)
        told_all = told([*outcome.findings, *more], project)
        book = Finished(tuple(editions), told_all, manuscript.metadata.title)
        if Outcome(book.findings).failed(strict):
            return _saved(
                folder, replace(book, editions=_unproven(editions, more)), manuscript, progress, ".unproven"
            )
        finished.keep(kept, key, project, book, manuscript.images)
    return _saved(folder, book, manuscript, progress)


def _begun(
    project: Project,
    findings: Sequence[Finding],
    progress: Progress,
    kept: Cache,
    start: Callable[[Book], Begun],
    epoch: int | None,
    strict: bool,
    prove: bool,
) -> tuple[Outcome, Begun | None]:
    """What is wrong with the author's files, which is looked for while the pages are laid out already."""
    text = finish(project, findings, progress, kept, opened if kept.is_new else None)
    manuscript, begun = text.manuscript, None
    if manuscript and project.stylesheet and not Outcome(told(text.findings, project)).failed(strict):
        date = created(manuscript, epoch)
        whole = Book(manuscript, project.sources, project.stylesheet, date, prove)
        begun = start(whole)
    return Outcome(told(text.checked(progress.stage), project), manuscript=manuscript), begun


def _press(kinds: Sequence[str], project: Project, kept: Cache) -> AbstractContextManager[Press | None]:
    """A process for the print, where there is a core for it."""
    worth = "pdf" in kinds and (os.cpu_count() or 1) > 1
    is_long = kept.is_new and sum(len(source.text) for source in project.sources) > _LONG
    return Press(is_long, kept) if worth else contextlib.nullcontext()


def _unproven(editions: Sequence[Edition], findings: Sequence[Finding]) -> tuple[Edition, ...]:
    """The editions that their proof did not find sound."""
    from pipeline import proof

    return tuple(edition for edition in editions if proof.is_unsound(edition.kind, findings))


def _saved(
    folder: Path, book: Finished, manuscript: Manuscript | None, progress: Progress, mark: str = ""
) -> Outcome:
    """The editions in the folder; `mark` stands before the endings of those that are not proved."""
    if not book.editions:
        return Outcome(book.findings, manuscript=manuscript)
    with progress.stage("save"):
        name = slug(book.title) or "manuscript"
        try:
            files = save(folder, {f"{name}{mark}.{edition.kind}": edition.data for edition in book.editions})
            for edition in book.editions if not mark else ():
                (folder / f"{name}.unproven.{edition.kind}").unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            hint = "the last good files are still as they were"
            broken = Finding(
                "output-unwritable", ERROR, f"the files could not be written: {reason}", None, hint
            )
            return Outcome((*book.findings, broken), manuscript=manuscript)
    return Outcome(book.findings, files, manuscript)


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
    placed = _broken_links(finding for finding in findings if finding.place and finding.place.line)
    kept = {
        finding: None
        for finding in findings
        if (finding.level is ERROR or finding.code not in ignored)
        and ((finding.place and finding.place.line) or not _broken_links((finding,)) & placed)
    }

    def order(finding: Finding) -> tuple[str, int, int]:
        place = finding.place or Place("")
        return place.file, place.line or 0, place.column or 0

    return tuple(sorted(kept, key=order))


def _broken_links(findings: Iterable[Finding]) -> set[str]:
    """Where the links lead that are told to lead nowhere; an edition that meets one cannot tell its line."""
    told = (one.message for one in findings if one.code in ("link-broken", "link-unknown"))
    return {word for message in told for word in message.split() if word.startswith("#")}


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for cycles in trees that have none, over and over: a sixth of a build."""
    import gc

    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
