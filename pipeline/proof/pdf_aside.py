"""A second pair of eyes: a process that looks at pages of a PDF from the last on, while we look from the
first on. What it saw comes as the rows in which pages are kept. It may stand ready before there is a file.
Run as a module, this file is that process.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from pipeline.cores import cores, python
from pipeline.frames import roomy
from pipeline.proof.sight import Edges

WORTH = 60  # pages that are worth a process of their own

Areas = tuple[Edges, Edges] | None
_ready: list[subprocess.Popen[bytes]] = []


def stand_by(pages: int) -> None:
    """Have the other process ready for a file of about so many pages that nobody has seen."""
    if pages >= WORTH and cores() > 1 and not _ready:
        _ready.append(_started())


def _started() -> subprocess.Popen[bytes]:
    return python("pipeline.proof.pdf_aside", stderr=subprocess.DEVNULL)


class Aside:
    """What the other process has seen so far: rows by the index of their page."""

    def __init__(self) -> None:
        self._rows: dict[int, bytes] = {}

    def row(self, index: int) -> bytes | None:
        """The page as it was seen there, None where it was not (yet)."""
        return self._rows.get(index)

    def ask(self, process: subprocess.Popen[bytes], order: bytes) -> None:
        """Hand the order in, and take what is said, to the end."""
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(OSError, ValueError):
            process.stdin.write(order)
            process.stdin.close()
        self.listen(process.stdout)

    def listen(self, said: IO[bytes]) -> None:
        """Take what is said, to the end."""
        with contextlib.suppress(OSError, ValueError):  # closed, since no more is needed
            for line in said:
                if line.endswith(b"\n"):
                    number, _, row = line.partition(b" ")
                    self._rows[int(number)] = row.rstrip(b"\n")


@contextmanager
def aside(data: bytes, areas: Areas, pages: Sequence[int]) -> Iterator[Aside | None]:
    """Another process that looks at pages of the PDF while the block runs; None where it's not worth that."""
    if len(pages) < WORTH or cores() < 2:
        yield None
        return
    process, seen = _ready.pop() if _ready else _started(), Aside()
    order = asked(areas, pages) + data
    thread = threading.Thread(target=seen.ask, args=(process, order), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        process.kill()
        process.wait()
        thread.join()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe and pipe.close()


def asked(areas: Areas, pages: Sequence[int]) -> bytes:
    """The areas and the indexes of the pages as the other process is told them, before the file."""
    return json.dumps([areas, list(pages)]).encode() + b"\n"


@roomy
def main() -> None:
    """Look at the pages that standard input asks for, of the PDF after that; a line for each, the last one
    first: its index, its row."""
    from pipeline.proof.pdf_seen import rows

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    order = sys.stdin.buffer.readline()
    if not order:
        return  # nothing was to be looked at
    told, pages = json.loads(order)
    areas = (Edges(*told[0]), Edges(*told[1])) if told else None
    for index, row in rows(sys.stdin.buffer.read(), areas, pages):
        out.write(b"%d %s\n" % (index, row))
        out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
