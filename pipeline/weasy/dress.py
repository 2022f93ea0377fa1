"""The dress of a book, its stylesheets and the fonts that they ask for, ready before the book is.

A process for the print mostly waits for its order, and mostly the dress is that of the last time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.cache import Cache, bundled, sound, unbundled
from pipeline.weasy.engine import Case


def worn(stylesheets: Sequence[str], resources: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the files that the stylesheets name."""
    return {url: one for url, one in resources.items() if any(url in text for text in stylesheets)}


def ready(cache: Cache) -> Case | None:
    """The case of the dress that was worn last."""
    return sound(cache.get("dress", b""), _case)


def _case(data: bytes) -> Case:
    head, blobs = unbundled(data)
    return Case(head["stylesheets"], dict(zip(head["urls"], blobs, strict=True)), head["tagged"])


def fits(case: Case, stylesheets: Sequence[str], resources: Mapping[str, bytes], tagged: bool) -> bool:
    """Whether the case is of this dress; then it has all these files from now on."""
    own = case.stylesheets == list(stylesheets) and case.tagged == tagged
    if own and case.resources == worn(stylesheets, resources):
        case.serve(resources)
        return True
    return False


def keep(cache: Cache, stylesheets: Sequence[str], resources: Mapping[str, bytes], tagged: bool) -> None:
    """Keep the dress for the next time."""
    own = worn(stylesheets, resources)
    head = {"stylesheets": list(stylesheets), "urls": list(own), "tagged": tagged}
    cache.put("dress", b"", bundled(head, list(own.values())))
