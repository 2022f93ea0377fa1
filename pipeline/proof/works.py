"""Whether the text's citations and its bibliography answer each other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import tree
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
    for note, read in zip(manuscript.notes, whole.notes, strict=True):
        # That the author wrote an empty note is told by a check.
        if not read.text and any(map(_is_citation, tree.elements(list(note.blocks), "Span"))):
            yield _fault("proof-note-empty", f"note {note.label} is empty", place=note.place)
    trees = [list(chapter.blocks) for chapter in manuscript.chapters]  # their notes within
    known = set(cited)
    for one in tree.elements(trees, "Strong", "Cite"):
        words = tree.stringify(one, notes=True).strip()
        if one["t"] == "Cite" and not words:
            yield _fault("proof-cite-empty", f"the citation of {_keys(one)} has no words")
        elif one["t"] == "Strong" and words.endswith("?") and words[:-1] in known:
            yield _fault("proof-cite-unresolved", f"“{words}” stands where a source should be named")


def _is_citation(span: dict[str, object]) -> bool:
    return tree.has_class(span, "citation")


def _keys(cite: dict[str, object]) -> str:
    content = cite["c"]
    assert isinstance(content, list)
    return ", ".join(one["citationId"] for one in content[0])


def _fault(code: str, message: str, level: Level = ERROR, place: Place | None = None) -> Finding:
    return Finding(code, level, message, place)
