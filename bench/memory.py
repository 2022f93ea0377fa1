"""What a process and all that it starts take: memory together at the worst moment, processor time by their
kinds (Linux; else unknown).

Memory that several of them share is counted once: the proportional set size of proc(5), `smaps_rollup`.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROC = Path("/proc")
_EVERY = 0.25  # seconds
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Taken:
    """The largest sum of memory that was met, in MB; seconds of processor by the kind of process."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._seconds: dict[int, tuple[str, float]] = {}

    def take(self, process: int) -> None:
        """Add up what the process and those below it take now."""
        every = list(_with_children(process))
        self.megabytes = max(self.megabytes, sum(map(_kilobytes, every)) / 1024)
        for one in every:
            with contextlib.suppress(OSError, ValueError, IndexError):
                known = self._seconds.get(one, ("all else", 0.0))[0]
                self._seconds[one] = _kind(one) or known, _seconds(one)

    def seconds(self) -> dict[str, float]:
        """Seconds of processor by the kind of process, those that lived too short for a look left out."""
        found: dict[str, float] = {}
        for kind, seconds in self._seconds.values():
            found[kind] = found.get(kind, 0.0) + seconds
        return found


def _kind(process: int) -> str:
    """What the process does, by its command line, which a copy shares; nothing of one that has just ended."""
    words = (_PROC / str(process) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    if Path(words[0]).name.startswith("pandoc"):
        return "pandoc"
    if "pipeline.press" in words:
        copied = b"pipeline.press" in (_PROC / str(_parent(process)) / "cmdline").read_bytes()
        return "other cores' pages" if copied or "--help-out" in words else "pages"
    return "all else" if words[0] else ""


def _parent(process: int) -> int:
    """The process that began it (proc(5), `stat`, field 4)."""
    return int((_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[1])


def _seconds(process: int) -> float:
    """User and system time of the process so far (proc(5), `stat`, fields 14 and 15)."""
    fields = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


@contextmanager
def watched(process: int) -> Iterator[Taken]:
    """What the process takes, looked at a few times a second while the block runs."""
    taken, over = Taken(), threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            taken.take(process)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        over.set()
        thread.join()


def _kilobytes(process: int) -> int:
    with contextlib.suppress(OSError):  # it has ended meanwhile
        found = _PSS.search((_PROC / str(process) / "smaps_rollup").read_text())
        return int(found[1]) if found else 0
    return 0


def _with_children(process: int) -> Iterator[int]:
    yield process
    for thread in (_PROC / str(process) / "task").glob("*"):
        with contextlib.suppress(OSError):
            for child in (thread / "children").read_text().split():
                yield from _with_children(int(child))
