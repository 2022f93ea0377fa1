"""A picture is not there.

Its place would stay empty, and the e-book would be broken.

Do: put the file beside the text, or correct its name; capitals count.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import ERROR, Finding

CODE = "image-missing"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every picture that was looked for and not found."""
    for scan in case.scans:
        for one in scan.images:
            if one.target in case.images and case.images[one.target] is None:
                hint = f"put it beside {scan.source.name}"
                yield Finding(CODE, LEVEL, f"there is no picture {one.target}", one.place, hint)
