"""A LaTeX command is in the text.

No edition of Octavo is made by LaTeX: the command and the words in its braces are not printed.

Do: write it in Markdown; a backslash that is meant as one is typed twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "raw-latex"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every raw LaTeX command outside code and maths."""
    for scan in case.scans:
        for one in scan.raws:
            words = scan.source.text[one.at : one.end].strip()
            if one.format in ("tex", "latex"):
                shown = words.split("\n")[0]
                shown = shown if len(shown) <= 40 else shown[:37] + "…"
                yield Finding(
                    CODE, LEVEL, f"{shown} is LaTeX and is not printed", one.place, "write it in Markdown"
                )
