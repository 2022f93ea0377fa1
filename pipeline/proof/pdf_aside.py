"""A second pair of eyes: a process that looks at pages of a PDF from the last on, while we look from the
first on. What it saw comes as the rows in which pages are kept. It may stand ready before there is a file.
Run as a module, this file is that process.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from subprocess import DEVNULL
from typing import IO

from pipeline.cores import Other, Twin, cores, python
from pipeline.frames import roomy
from pipeline.proof.sight import Edges

WORTH = 60  # pages that are worth a process of their own

Areas = tuple[Edges, Edges] | None
_ready: list[Other] = []


def stand_by(pages: int = WORTH, *, is_copy: bool = False) -> None:
    """Have the other process ready for a file of about so many pages that nobody has seen.

    `is_copy`: as a copy of this one, while there is nothing here yet that would not outlive copying.
    """
    if pages >= WORTH and cores() > 1 and not _ready:
        with contextlib.suppress(OSError):  # no room for one
            _ready.append(Twin(_serve) if is_copy else _started())


def _started() -> Other:
    return python("pipeline.proof.pdf_aside", stderr=DEVNULL)


class Aside:
    """What the other process has seen so far: rows by the index of their page."""

    def __init__(self) -> None:
        self._rows: dict[int, bytes] = {}

    def row(self, index: int) -> bytes | None:
        """The page as it was seen there, None where it was not (yet)."""
        return self._rows.get(index)

    def ask(self, process: Other, order: bytes) -> None:
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
    thread = threading.Thread(target=seen.ask, args=(process, asked(data, areas, pages)), daemon=True)
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


def asked(data: bytes, areas: Areas, pages: Sequence[int]) -> bytes:
    """The areas and the indexes of the pages as the other process is told them, and the file."""
    return json.dumps([areas, list(pages), len(data)]).encode() + b"\n" + data


@roomy
def main() -> None:
    """Look at the pages that standard input asks for."""
    import pipeline.proof.pdf_seen  # noqa: F401  (ready before there is a file)

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, out)
    os._exit(0)


def _serve(order: IO[bytes], out: IO[bytes]) -> None:
    """Look at the pages that are asked for, of the PDF after that; a line for each, the last one first: its
    index, its row."""
    from pipeline.proof.pdf_seen import rows

    if not (line := order.readline()):
        return  # nothing was to be looked at
    told, pages, length = json.loads(line)
    areas = (Edges(*told[0]), Edges(*told[1])) if told else None
    for index, row in rows(order.read(length), areas, pages):
        out.write(b"%d %s\n" % (index, row))
        out.flush()


if __name__ == "__main__":
    main()
