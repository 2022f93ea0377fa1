"""What was read of each part of a finished file, kept by the digest of the part's bytes.

A part is a file of an e-book, or a chapter of a Word document. What is kept of it is only what stands in it;
the parts are put together, and held against the manuscript, anew every time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from pipeline.cache import Kept, sound

Row = Mapping[str, Any]  # as JSON has it


class Again:
    """The parts of one finished file; those whose bytes are as they were last time are not read again."""

    def __init__(self, kept: Kept | None, kind: str) -> None:
        self._kept, self._kind = kept, kind
        data = kept.get(kind, b"") if kept else None
        lines = (line.partition(b" ") for line in (data or b"").split(b"\n"))
        self._before = {key: row for key, _, row in lines}
        self._now: dict[bytes, bytes] = {}

    def part(
        self, bytes_: Sequence[bytes], read: Callable[[], Row], holds: Callable[[Row], bool] = lambda _: True
    ) -> Row:
        """What stands in the part of these bytes; `holds` says whether what was read is still true."""
        if self._kept is None:
            return read()
        digest = sha256()
        for one in bytes_:
            digest.update(b"%d " % len(one) + one)
        key = digest.hexdigest().encode()
        known = self._before.get(key)
        row: Row | None = sound(known, json.loads)
        if known is None or row is None or not holds(row):
            row = read()
            known = json.dumps(row).encode()
        self._now[key] = known
        return row

    def keep(self) -> None:
        """Keep what was read for the next time."""
        if self._kept and any(self._before.get(key) != row for key, row in self._now.items()):
            rows = (key + b" " + row for key, row in self._now.items())
            self._kept.put(self._kind, b"", b"\n".join(rows))
