"""How much memory a process and all that it starts take together, at the worst moment (Linux; else unknown).

What several of them share is counted once: the proportional set size of proc(5), `smaps_rollup`.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROC = Path("/proc")
_EVERY = 0.25  # seconds
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class Peak:
    """The largest sum that was met, in MB; 0 where none could be taken."""

    def __init__(self) -> None:
        self.megabytes = 0.0

    def take(self, process: int) -> None:
        """Add up what the process and those below it take now."""
        found = sum(_kilobytes(one) for one in _with_children(process))
        self.megabytes = max(self.megabytes, found / 1024)


@contextmanager
def watched(process: int) -> Iterator[Peak]:
    """The peak of the process, taken a few times a second while the block runs."""
    peak, over = Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            peak.take(process)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
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
