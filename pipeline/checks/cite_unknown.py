"""A work is cited that the bibliography does not hold.

The edition would show the bare key with a question mark.

Do: correct the key, or add the work to the .bib file.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case, is_handle, meant
from pipeline.model import ERROR, Finding, Place
from pipeline.scan import Citation, Scan

CODE = "cite-unknown"
LEVEL = ERROR


_MANY = 5  # citations of one unknown key from which on they are told as one


def check(case: Case) -> Iterator[Finding]:
    """Every citation whose key no entry has; one that is cited often is told where it first stands."""
    unknown: dict[str, list[Place]] = {}
    for scan, one in _unknown(case):
        if not is_handle(case, scan, one):  # told as cite-handle
            unknown.setdefault(one.key, []).append(one.place)
    spots = {one.id for scan in case.scans for one in scan.identifiers}
    spots |= {one.id for scan in case.scans for one in scan.headings}
    spaced = {key.split()[0] for key in case.entries or () if " " in key}  # told as bib-key-bad
    for key, places in unknown.items():
        if key in spaced:
            continue
        otherwise = "add it to the bibliography, or correct the key"
        if key in spots:
            otherwise = f"a place of the book has this id; a link to it reads [words](#{key})"
        hint = meant(case.near_key(key), otherwise)
        many = f"; it is cited {len(places):,} times" if len(places) >= _MANY else ""
        for place in places[:1] if many else places:
            yield Finding(CODE, LEVEL, f"the bibliography has no entry '{key}'{many}", place, hint)


def _unknown(case: Case) -> Iterator[tuple[Scan, Citation]]:
    for scan in case.scans if case.entries is not None else ():
        for one in scan.citations:
            if one.key not in (case.entries or ()) and one.key != "*" and not one.key.startswith("note:"):
                yield scan, one
