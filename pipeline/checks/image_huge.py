"""A picture is far larger than print needs.

It makes the e-book slow to load and the files hard to send. A full page at 300 dots an inch needs 1,800 ×
2,700 pixels.

Do: save a smaller copy.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "image-huge"
LEVEL = WARNING

_MOST_BYTES = 20_000_000
_MOST_PIXELS = 40_000_000


def check(case: Case) -> Iterator[Finding]:
    """Every picture over 20 MB or 40 million pixels."""
    for scan in case.scans:
        for one in scan.images:
            size = case.images.get(one.target)
            if size and (size.bytes > _MOST_BYTES or (size.width or 0) * (size.height or 0) > _MOST_PIXELS):
                pixels = f"{size.width} × {size.height} pixels"
                message = f"{one.target} is very large ({pixels}, {size.bytes / 1e6:.0f} MB)"
                yield Finding(
                    CODE, LEVEL, message, one.place, "save a copy of 2,700 pixels or less on the longer side"
                )
