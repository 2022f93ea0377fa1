"""A DOI has the wrong form.

A DOI begins with 10. and a slash; anything else leads nowhere.

Do: write 10.1093/dh/32.5; `octavo check --fix` takes the address before it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, WARNING, Finding

CODE = "bib-doi"
LEVEL = WARNING

_FORM = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ADDRESS = re.compile(r"(?i)^\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(?=10\.)")


def check(case: Case) -> Iterator[Finding]:
    """Every doi field that is no DOI; one with an address before it is told as info."""
    for entry in case.works:
        typed = entry.fields.get("doi", "").strip()
        place = entry.field_places.get("doi", entry.place)
        bare = _ADDRESS.sub("", typed)
        if not typed:
            continue
        if not _FORM.fullmatch(bare):
            yield Finding(
                CODE,
                LEVEL,
                f"the DOI of '{entry.key}' has the wrong form: {typed}",
                place,
                "it begins with 10.",
            )
        elif bare != typed:
            yield Finding(
                CODE, INFO, f"the DOI of '{entry.key}' is typed as an address", place, f"write {bare}"
            )


def mend_field(name: str, value: str) -> str:
    """The DOI without the address before it."""
    return _ADDRESS.sub("", value) if name == "doi" else value
