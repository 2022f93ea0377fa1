"""A work is cited that the bibliography does not hold.

The edition would show the bare key with a question mark.

Do: correct the key, or add the work to the .bib file.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case, is_handle, meant
from pipeline.model import ERROR, Finding

CODE = "cite-unknown"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every citation whose key no entry has."""
    if case.entries is None:
        return
    for scan in case.scans:
        for one in scan.citations:
            if one.key in case.entries or one.key == "*" or one.key.startswith("note:"):
                continue
            if is_handle(case, scan, one):
                continue  # told as cite-handle
            hint = meant(case.near_key(one.key), "add it to the bibliography, or correct the key")
            yield Finding(CODE, LEVEL, f"the bibliography has no entry '{one.key}'", one.place, hint)
