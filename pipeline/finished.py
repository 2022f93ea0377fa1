"""Finished editions, kept by the content of all they were made of, the program and its libraries included.

Two ways in. `known` asks right after reading the author's files: nothing changed, nothing to do. `edition`
asks when the text is finished: a comment or a line end in the manuscript changes no edition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pipeline import project as projects
from pipeline.cache import Cache, bundled, sound, unbundled
from pipeline.model import Edition, Finding, Image, Manuscript, Source, Use
from pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Finished:
    """The editions of one build, all that was found about them and the text, and the book's title."""

    editions: tuple[Edition, ...]
    findings: tuple[Finding, ...]
    title: str


def asked(project: Project, kinds: Sequence[str], epoch: int | None, strict: bool) -> bytes:
    """What a build is asked for: every text and setting of the author, save the pictures."""
    own_style = projects.text(project.root, project.settings.csl)[0] if _has_own_style(project) else None
    parts = [asdict(source) for source in (*project.sources, *project.bibliographies)]
    stylesheet = asdict(project.stylesheet) if project.stylesheet else None
    places = {key: str(place) for key, place in project.header.places.items()}
    texts = [parts, stylesheet, own_style, project.yaml, places, project.bibliography_missing]
    return _digest(texts, asdict(project.settings), list(kinds), epoch, strict)


def _has_own_style(project: Project) -> bool:
    return project.settings.csl.endswith(".csl") and (project.root / project.settings.csl).is_file()


def known(kept: Cache, key: bytes, project: Project) -> Finished | None:
    """What was made of the same files before; None where anything has changed."""
    found = sound(kept.get("book", key), unbundled)
    if found is None:
        return None
    head, blobs = found
    if any(_on_disk(project, name) != digest for name, digest in head["pictures"]):
        return None
    editions = tuple(Edition(kind, data) for kind, data in zip(head["kinds"], blobs, strict=True))
    return Finished(editions, tuple(map(Finding.of, head["findings"])), head["title"])


def keep(kept: Cache, key: bytes, project: Project, made: Finished, images: Mapping[str, Image]) -> None:
    """Keep what was made, with what stood in each place where a picture was looked for."""
    sought = sorted({name for image in images.values() for name in image.sought})
    head = {
        "pictures": [(name, _on_disk(project, name)) for name in sought],
        "kinds": [edition.kind for edition in made.editions],
        "findings": [finding.row() for finding in made.findings],
        "title": made.title,
    }
    kept.put("book", key, bundled(head, [edition.data for edition in made.editions]))


def _on_disk(project: Project, name: str) -> str | None:
    """The digest of a picture's file, None where there is none."""
    try:
        return hashlib.sha256((project.root / name).read_bytes()).hexdigest()
    except OSError:
        return None


def text_of(manuscript: Manuscript, stylesheet: Source, created: datetime | None) -> bytes:
    """What every edition of a finished text depends on."""
    images = [
        (name, image.media_type, image.width, image.height, hashlib.sha256(image.data).hexdigest())
        for name, image in manuscript.images.items()
    ]
    chapters = [one.digest for one in manuscript.chapters]
    notes = [(one.serial, one.label, one.chapter, str(one.place)) for one in manuscript.notes]
    data = manuscript.metadata
    known = {name: getattr(data, name) for name in data.__slots__}
    moment = created.isoformat() if created else None
    uses = [[getattr(use, name) for name in Use.__slots__] for use in manuscript.uses]
    cited = [uses, manuscript.cited]
    settings = asdict(manuscript.settings)
    return _digest(chapters, notes, known, settings, images, cited, asdict(stylesheet), moment)


def edition(kept: Cache, kind: str, text: bytes) -> tuple[Edition, tuple[Finding, ...]] | None:
    """The edition of a finished text, and what its proof found."""
    found = sound(kept.get(kind, text), unbundled)
    if found is None:
        return None
    head, (data,) = found
    return Edition(kind, data, tuple(map(Finding.of, head["made"]))), tuple(map(Finding.of, head["proof"]))


def keep_edition(kept: Cache, text: bytes, made: Edition, proof: Sequence[Finding]) -> None:
    """Keep an edition that its proof found sound."""
    head = {"made": [one.row() for one in made.findings], "proof": [one.row() for one in proof]}
    kept.put(made.kind, text, bundled(head, [made.data]))


def _digest(*parts: Any) -> bytes:
    return hashlib.sha256(json.dumps(parts, separators=(",", ":"), default=dict).encode()).digest()
