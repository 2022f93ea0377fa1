"""Proof: every finished file, read back, holds the whole manuscript — once, in order, to be seen.

The readers take the finished bytes alone; what they should find comes from the manuscript. Nothing of what
the editions were written from passes between the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from pipeline.cache import Kept
from pipeline.model import ERROR, Edition, Finding, Manuscript, Place, Source, ToolFailed
from pipeline.proof.case import Case
from pipeline.proof.expected import Expected, expected
from pipeline.proof.reading import Reading
from pipeline.proof.works import works

KINDS = ("pdf", "epub", "docx")

__all__ = ["KINDS", "is_unsound", "prove", "prove_editions", "prove_files", "read"]


def prove(
    editions: Sequence[Edition],
    manuscript: Manuscript,
    sources: Sequence[Source],
    stylesheet: Source | None = None,
    kept: Kept | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> list[Finding]:
    """What is missing, doubled, out of order or unseen in the finished files; nothing, if they are sound.

    With the stylesheet, the PDF is also held against the area that it gives to the text.
    Pages of it that were seen before are taken from what was kept of them. `readings` are those of editions
    that were read back already, by their kinds.
    """
    proved = prove_editions(editions, manuscript, sources, stylesheet, kept, readings)
    return [finding for findings in proved.values() for finding in findings]


def prove_editions(
    editions: Sequence[Edition],
    manuscript: Manuscript,
    sources: Sequence[Source],
    stylesheet: Source | None = None,
    kept: Kept | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> dict[str, list[Finding]]:
    """What is wrong with each edition, by its kind; under "", what is wrong with the text of all of them."""
    whole, wrong = _whole(manuscript, kept)
    proved = {"": list(wrong)}
    for edition in editions:
        kind = edition.kind
        reading = (readings or {}).get(kind)
        proved[kind] = _proved(
            kind, kind, edition.data, manuscript, sources, stylesheet, whole, kept, reading
        )
    return proved


# Signs that turn the letters of words around (Unicode Bidirectional Algorithm, 2.2).
_OVERRIDE = re.compile("[\u202d\u202e]")
_last: list[tuple[Manuscript, Expected, list[Finding]]] = []


def _whole(manuscript: Manuscript, kept: Kept | None = None) -> tuple[Expected, list[Finding]]:
    """What the manuscript's text holds, and what is wrong with it; kept for its next edition."""
    if not _last or _last[0][0] is not manuscript:
        whole = expected(manuscript, kept)
        _last[:] = [(manuscript, whole, list(works(manuscript, whole)))]
    return _last[0][1:]


def is_unsound(kind: str, findings: Iterable[Finding]) -> bool:
    """Whether the findings of `prove` say of the edition of this kind that it is not sound."""
    said = (f"{kind}:", f"{kind},")
    errors = (one for one in findings if one.level is ERROR and one.code.startswith("proof-"))
    return any(one.message.startswith(said) for one in errors)


def prove_files(
    files: Mapping[str, bytes],
    manuscript: Manuscript,
    sources: Sequence[Source],
    stylesheet: Source | None = None,
) -> dict[str, list[Finding]]:
    """For each finished file by its name, what is wrong with it; its ending tells what kind it is."""
    whole, _ = _whole(manuscript)
    proved = {}
    for name, data in files.items():
        kind = name.rpartition(".")[2].lower()
        if kind in KINDS:
            proved[name] = _proved(kind, name, data, manuscript, sources, stylesheet, whole)
        else:
            hint = "a file is known by its ending: .pdf, .epub or .docx"
            message = "this is not a file that can be proved"
            proved[name] = [Finding("proof-unknown-file", ERROR, message, Place(name), hint)]
    return proved


def read(
    kind: str,
    data: bytes,
    stylesheet: Source | None = None,
    direction: str = "ltr",
    kept: Kept | None = None,
) -> Reading:
    """A finished file, read back."""
    # Each reader is loaded where it reads: often another process has the print.
    if kind == "pdf":
        from pipeline.proof import pdf
        from pipeline.proof.area import kept_areas, text_areas

        # A book from right to left opens with a left page (CSS Paged Media 3, 3.2).
        find = partial(kept_areas, kept=kept) if kept else text_areas
        areas, leftward = find(stylesheet.text) if stylesheet else None, direction == "rtl"
        return pdf.read(data, areas[::-1] if areas and leftward else areas, leftward=leftward, kept=kept)
    if kind == "epub":
        from pipeline.proof import epub

        return epub.read(data, kept)
    from pipeline.proof import docx

    return docx.read(data, kept)


def _proved(
    kind: str,
    name: str,
    data: bytes,
    manuscript: Manuscript,
    sources: Sequence[Source],
    stylesheet: Source | None,
    whole: Expected,
    kept: Kept | None = None,
    reading: Reading | None = None,
) -> list[Finding]:
    """The findings on one file, named so that it can be told from the others."""
    try:
        reading = reading or read(kind, data, stylesheet, manuscript.metadata.direction, kept)
    except ToolFailed:
        raise
    except Exception as error:  # a damaged file may break its reader anywhere
        reason = re.sub(r"stream <\S+ object at \w+>: ", "", str(error))  # the same from run to run
        message = f"{name}: the file cannot be read back: {type(error).__name__}: {reason}"
        return [Finding("proof-unreadable", ERROR, message, Place(name))]
    if any(_OVERRIDE.search(source.text) for source in sources):
        reading = reading.without_words()
    case = Case(name, whole, reading, manuscript, sources, stylesheet.text if stylesheet else "")
    return _once((*case.seen(), *case.findings()))


def _once(findings: Iterable[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
