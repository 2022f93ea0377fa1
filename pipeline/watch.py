"""Builds again whenever the author saves: a burst of saves is one build, and an error does not end it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline import build as builds
from pipeline import saving
from pipeline.build import Outcome
from pipeline.cache import Cache
from pipeline.making import Progress
from pipeline.model import ToolFailed
from pipeline.press import Press
from pipeline.scan import remembering
from pipeline.weasy.printed import Changed

# Seconds between two looks, in which whoever saves a file has saved it; and, where there are so many files
# that a look takes long, how often its time.
PAUSE, _LEISURE = 0.05, 20
# The pages that changed last, shown before the whole book is there.
EARLY = "changed-pages.pdf"
# Files and folders that a build reads nothing from.
_ASIDE = frozenset(("build", "node_modules", "__pycache__"))
_LEFT_BY_EDITORS = ("~", ".swp", ".swx", ".tmp", ".bak", "#")

State = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Built:
    """One build: what came of it, or the tool that broke; its seconds; the first changed page, from 1."""

    outcome: Outcome | None
    seconds: float
    page: int | None = None
    broken: ToolFailed | None = None


@dataclass(frozen=True, slots=True)
class Early:
    """Pages that changed, before the whole book is there: their file, their place in the book, seconds."""

    path: Path
    first_page: int
    last_page: int
    seconds: float


def watch(
    root: Path,
    progress: Progress,
    *,
    kinds: Sequence[str] = builds.KINDS,
    output: Path | None = None,
    epoch: int | None = None,
    strict: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    early: Callable[[Early], None] = lambda _: None,
) -> Iterator[Built]:
    """A build, and another one after every change of the author's files, without end.

    The next process for the print is made ready while the author writes. The pages that changed come first:
    `early` is called, from another thread, when they are there, in a file of their own that stays until the
    watch ends.
    """
    folder = output or root / "build"
    last: bytes | None = None
    seen: State = {}
    try:
        with contextlib.suppress(OSError):  # of a watch that was cut off
            (folder / EARLY).unlink(missing_ok=True)
        with remembering():
            while True:
                with _press(root, kinds) as press:
                    seen = changed(root, output, seen, sleep)
                    begun = time.perf_counter()
                    told: list[Early] = []
                    pages = partial(_early, folder, begun, [told.append, early])
                    built = _built(root, progress, kinds, output, epoch, strict, press, pages)
                    seconds = time.perf_counter() - begun
                if isinstance(built, ToolFailed):
                    yield Built(None, seconds, broken=built)
                    continue
                pdf = _proved_pdf(built)
                since = told[0].first_page if told else 1
                page = first_changed_page(last, pdf, since)
                if pdf and not told:
                    _caught_up(folder / EARLY, pdf, page)
                yield Built(built, seconds, page)
                last = pdf or last
    finally:
        with contextlib.suppress(OSError):
            (folder / EARLY).unlink(missing_ok=True)


def _press(root: Path, kinds: Sequence[str]) -> contextlib.AbstractContextManager[Press | None]:
    return Press(cache=Cache.of(root)) if "pdf" in kinds else contextlib.nullcontext()


def _proved_pdf(built: Outcome) -> bytes | None:
    """The PDF that the author reads; one that is not proved stands beside it."""
    found = (path for path in built.files if path.suffixes[-2:] != [".unproven", ".pdf"])
    return next((path.read_bytes() for path in found if path.suffix == ".pdf"), None)


def _built(
    root: Path,
    progress: Progress,
    kinds: Sequence[str],
    output: Path | None,
    epoch: int | None,
    strict: bool,
    press: Press | None,
    changed_pages: Callable[[Changed], None],
) -> Outcome | ToolFailed:
    try:
        return builds.build(
            root, progress, kinds=kinds, output=output, epoch=epoch, strict=strict, press=press,
            changed=changed_pages,
        )  # fmt: skip
    except ToolFailed as error:
        return error


def _early(folder: Path, begun: float, tell: Sequence[Callable[[Early], None]], pages: Changed) -> None:
    """Put the pages into a file of their own, and tell of it."""
    with contextlib.suppress(OSError):  # the build itself tells that its folder cannot be used
        (path,) = saving.save(folder, {EARLY: pages.pdf})
        for one in tell:
            one(Early(path, pages.first_page, pages.last_page, time.perf_counter() - begun))


def _caught_up(path: Path, pdf: bytes, page: int | None) -> None:
    """The file of a change before this one: it gets the page that changed now and the next, if one did."""
    from pipeline.proof.pages import taken

    with contextlib.suppress(OSError):
        if not path.exists():
            return
        if page is None:
            path.unlink()
        else:
            saving.save(path.parent, {path.name: taken(pdf, page, page + 1)})


def changed(root: Path, output: Path | None, seen: State, sleep: Callable[[float], None]) -> State:
    """The state of the files once it is another than `seen` and has come to rest."""
    now, pause = _look(root, output)
    while now == seen:
        sleep(pause)
        now, pause = _look(root, output)
    while seen:
        sleep(pause)
        later, pause = _look(root, output)
        if later == now:
            break
        now = later
    return now


def _look(root: Path, output: Path | None) -> tuple[State, float]:
    """The state of the files, and the seconds to wait before the next look."""
    begun = time.perf_counter()
    return state(root, output), max(PAUSE, _LEISURE * (time.perf_counter() - begun))


def state(root: Path, output: Path | None = None) -> State:
    """Time and size of every file that a build may read; not what it writes, nor hidden files."""
    found: State = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [
            name
            for name in folders
            if name[0] != "."
            and name not in _ASIDE
            and Path(folder, name) != output
            and not _own(folder, name)
        ]
        for name in files:
            if name[0] != "." and not name.endswith(_LEFT_BY_EDITORS):
                path = os.path.join(folder, name)  # noqa: PTH118  (asked ten times a second)
                try:
                    known = os.stat(path)  # noqa: PTH116
                except OSError:
                    continue  # taken away since it was listed
                found[path] = known.st_mtime_ns, known.st_size
    return found


def _own(folder: str, name: str) -> bool:
    """Whether the folder is a Python environment."""
    return Path(folder, name, "pyvenv.cfg").exists()


def first_changed_page(old: bytes | None, new: bytes | None, since: int = 1) -> int | None:
    """The first page, from 1, whose text differs between two PDFs; None where none does or one is missing.

    The pages before `since` are known to be the same.
    """
    if not old or not new or old == new:
        return None
    from pipeline.proof.pages import texts

    before, after = texts(old, since), texts(new, since)
    number = since - 1
    for number, text in enumerate(after, since):
        if next(before, None) != text:
            return number
    return number if next(before, None) is not None else None
