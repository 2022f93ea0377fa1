"""A note is written but never called.

Its words are in no edition: pandoc drops a note without a call.

Do: put its call, `[^label]`, where the note belongs, or take the note out.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case, nearest
from pipeline.model import ERROR, Finding

CODE = "note-unused"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every note that no call of its file names."""
    for scan in case.scans:
        called = {call.label for call in scan.calls}
        known = {one.label for one in scan.definitions}
        lost = sorted({call.label for call in scan.calls if call.label and call.label not in known})
        for one in scan.definitions:
            if one.label not in called and (scan.source.name, one.label) not in case.lent:
                near = nearest(one.label, lost)
                hint = (
                    f"did you mean it for the call [^{near}]?"
                    if near
                    else f"put [^{one.label}] where it belongs"
                )
                yield Finding(
                    CODE,
                    LEVEL,
                    f"the note [^{one.label}] is never called: its words are lost",
                    one.place,
                    hint,
                )
