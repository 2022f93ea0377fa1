"""A picture has no alternative text.

Who listens to the book learns nothing of the picture; e-book shops ask for the text.

Do: say in the brackets what the picture shows: `![The port of Veracruz in 1914](port.jpg)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "image-alt"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every picture whose brackets are empty."""
    for scan in case.scans:
        for one in scan.images:
            if not one.alt.strip() and "alt=" not in scan.source.text[one.at : one.end]:
                yield Finding(
                    CODE,
                    LEVEL,
                    f"{one.target} has no alternative text",
                    one.place,
                    "say what it shows: ![…](…)",
                )
