"""How many processes work side by side, and what is shared out among them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn, Protocol, TypeVar

T = TypeVar("T")
WORTH = 200_000  # letters that are worth a process of their own
# Elsewhere there are libraries that do not outlive it, or there is no such thing.
CAN_COPY = sys.platform == "linux"
_COPIED = -1  # the number of copies that a copy of this process has
_copies = 0  # of this process, at work


def cores() -> int:
    """How many processes may work side by side, if OCTAVO_WORKERS does not say otherwise.

    Copies of this process that are at work are left out.
    """
    told = os.environ.get("OCTAVO_WORKERS", "")
    most = int(told) if told.isdigit() else os.cpu_count() or 1
    return 1 if _copies == _COPIED else max(1, most - _copies)


def python(
    module: str,
    *arguments: str,
    stdin: int | IO[bytes] = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
    folder: str | None = None,
) -> subprocess.Popen[bytes]:
    """A process of Python that runs one of our modules, and finds all others where they were found here.

    What it puts away for a time goes into the folder, where one is given.
    """
    paths = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": paths, **({"TMPDIR": folder} if folder else {})},
    )


def shared(
    run: Callable[[list[str]], list[str]], texts: list[str], meanwhile: Callable[[], object] | None = None
) -> list[str]:
    """What `run` makes of each of the texts; where they are long, in several runs side by side.

    `meanwhile` is done here while another process is about them; a copy of this process leaves it alone.
    """
    parted = shares(texts, len)
    if _copies == _COPIED or (len(parted) < 2 and meanwhile is None):
        return run(texts)
    from concurrent.futures import ThreadPoolExecutor  # short texts need not wait for it

    with ThreadPoolExecutor(len(parted)) as pool:
        runs = pool.map(run, parted)
        if meanwhile:
            meanwhile()
        return [one for done in runs for one in done]


def shares(things: Sequence[T], weigh: Callable[[T], int]) -> list[list[T]]:
    """The things in shares of about the same weight (in letters), in order; not more than there are cores."""
    left = sum(map(weigh, things))
    count = min(cores(), len(things), left // WORTH)
    made: list[list[T]] = [[]]
    weight = 0
    for thing in things:
        if made[-1] and count > 1 and weight + weigh(thing) / 2 > left / count:
            made.append([])
            left, weight, count = left - weight, 0, count - 1
        made[-1].append(thing)
        weight += weigh(thing)
    return made


@contextmanager
def copied(tasks: Sequence[Callable[[], Iterable[bytes]]]) -> Iterator[list[Callable[[], list[bytes]]]]:
    """What gives the bytes that each task makes: a copy of this process is at it while the block runs.

    Whatever goes wrong in a copy, there is only less of them, none where the system makes no copies.
    """
    global _copies
    with ExitStack() as stack:
        copies = [stack.enter_context(_Copy(task)) for task in tasks]
        _copies += len(copies)
        try:
            yield [copy.made for copy in copies]
        finally:
            _copies -= len(copies)


class _Copy:
    """A copy of this process, which leaves in a file what it makes."""

    def __init__(self, task: Callable[[], Iterable[bytes]]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the copy)
        self._process = 0
        if sys.platform == "linux":
            with warnings.catch_warnings(), suppress(OSError):  # or there is room for no more processes
                warnings.simplefilter("ignore")  # no thread of ours holds what the copy needs
                self._process = os.fork()
                if self._process == 0:
                    self._work(task)

    def _work(self, task: Callable[[], Iterable[bytes]]) -> NoReturn:
        global _copies
        _copies = _COPIED
        try:
            for blob in task():
                self._file.write(b"%d\n" % len(blob) + blob)
            self._file.flush()
        finally:
            os._exit(0)  # nothing that this process has begun is to be ended twice

    def made(self) -> list[bytes]:
        """What it made, when all is made."""
        if self._process:
            os.waitpid(self._process, 0)
            self._process = 0
        self._file.seek(0)
        return list(self._blobs())

    def _blobs(self) -> Iterator[bytes]:
        for line in self._file:
            blob = self._file.read(int(line))
            if len(blob) == int(line):
                yield blob

    def __enter__(self) -> _Copy:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:  # nobody asks for it any more
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        self._file.close()


class Other(Protocol):
    """A process that is spoken to and answers, as `subprocess.Popen` has it."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None

    def kill(self) -> None:
        """End it."""

    def wait(self) -> int:
        """Its status, when it has ended."""


class Twin:
    """A copy of this process that does nothing but serve: it reads what is said to it, and writes answers.

    It has all that is loaded here, at once. What it prints is seen by nobody.
    """

    def __init__(self, serve: Callable[[IO[bytes], IO[bytes]], object]) -> None:
        (heard, says), (hears, said) = os.pipe(), os.pipe()
        self._process, self._status = 0, None if CAN_COPY else 1
        if sys.platform == "linux":
            self._process = os.fork()
            if self._process == 0:
                _serving(serve, heard, said, (says, hears))
        os.close(heard)
        os.close(said)
        self.stdin: IO[bytes] | None = os.fdopen(says, "wb")
        self.stdout: IO[bytes] | None = os.fdopen(hears, "rb")

    def kill(self) -> None:
        """End it."""
        if self._status is None:
            os.kill(self._process, signal.SIGKILL)

    def wait(self) -> int:
        """Its status, when it has ended."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        return self._status


def _serving(
    serve: Callable[[IO[bytes], IO[bytes]], object], heard: int, said: int, ours: Sequence[int]
) -> NoReturn:
    """The life of a twin; `ours` are the ends of the pipes that it leaves to the other."""
    status = 1
    try:
        # All else leads nowhere: who waits for the end of a pipe waits for everyone that holds it.
        nowhere, opened = os.open(os.devnull, os.O_RDWR), {0, 1, 2, *ours}
        with suppress(OSError):
            opened.update(int(one.name) for one in Path("/proc/self/fd").iterdir())
        for number in opened - {heard, said, nowhere}:
            os.dup2(nowhere, number)
        with os.fdopen(heard, "rb") as questions, os.fdopen(said, "wb") as answers:
            serve(questions, answers)
        status = 0
    finally:
        os._exit(status)
