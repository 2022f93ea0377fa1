"""Whether the text's citations and its bibliography answer each other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import ERROR, WARNING, Finding, Level, Manuscript, Place
from pipeline.proof.expected import Expected


def works(manuscript: Manuscript, whole: Expected) -> Iterator[Finding]:
    """Works cited and not listed, listed and not cited, listed twice; citations without words."""
    listed, cited = whole.references, manuscript.cited
    if listed:
        for key in dict.fromkeys(cited):
            if key not in listed and key not in manuscript.unlisted:
                yield _fault("proof-work-missing", f"{key} is cited and is not in the bibliography", WARNING)
        for key in dict.fromkeys(listed):
            if cited and key not in cited:
                yield _fault("proof-work-uncited", f"{key} is in the bibliography and is not cited", WARNING)
    for note, read, cites in zip(manuscript.notes, whole.notes, whole.citing, strict=True):
        # That the author wrote an empty note is told by a check.
        if not read.text and cites:
            yield _fault("proof-note-empty", f"note {note.label} is empty", place=note.place)
    known = set(cited)
    for kind, words in whole.doubts:
        if kind == "wordless":
            yield _fault("proof-cite-empty", f"the citation of {words} has no words")
        elif words[:-1] in known:
            yield _fault("proof-cite-unresolved", f"“{words}” stands where a source should be named")


def _fault(code: str, message: str, level: Level = ERROR, place: Place | None = None) -> Finding:
    return Finding(code, level, message, place)
