"""A second pair of eyes: a process that looks at pages of a PDF from the last on, while we look from the
first on. What it saw comes as the rows in which pages are kept. Run as a module, this file is that process.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from pipeline.cores import cores, python
from pipeline.frames import roomy
from pipeline.proof.sight import Edges

WORTH = 60  # pages that are worth a process of their own

Areas = tuple[Edges, Edges] | None


class Aside:
    """What the other process has seen so far: rows by the index of their page."""

    def __init__(self) -> None:
        self._rows: dict[int, bytes] = {}

    def row(self, index: int) -> bytes | None:
        """The page as it was seen there, None where it was not (yet)."""
        return self._rows.get(index)

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
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        process = python(
            "pipeline.proof.pdf_aside", asked(areas, pages), stdin=file, stderr=subprocess.DEVNULL
        )
    assert process.stdout
    seen = Aside()
    thread = threading.Thread(target=seen.listen, args=(process.stdout,), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        process.kill()
        process.wait()
        thread.join()
        process.stdout.close()


def asked(areas: Areas, pages: Sequence[int]) -> str:
    """The areas and the indexes of the pages as the other process is told them."""
    return json.dumps([[list(area) for area in areas] if areas else None, list(pages)])


@roomy
def main() -> None:
    """Look at pages of the PDF on standard input; a line for each, the last one first: its index, its row."""
    from pipeline.proof.pdf_seen import rows

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    told, pages = json.loads(sys.argv[1])
    areas = (Edges(*told[0]), Edges(*told[1])) if told else None
    for index, row in rows(sys.stdin.buffer.read(), areas, pages):
        out.write(b"%d %s\n" % (index, row))
        out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
