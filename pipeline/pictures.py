"""The pictures of the text, by the name that they bear in the book; what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from pipeline import project
from pipeline.chapters import Text
from pipeline.model import ERROR, Finding, Image, Place
from pipeline.project import Project
from pipeline.scan import Scan

_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


def collect(
    book: Project, texts: Sequence[Text], scans: Sequence[Scan]
) -> tuple[dict[str, Image], list[Text], list[Finding]]:
    """The pictures as `images/NAME`, the texts naming them so, and a finding for each that cannot be used."""
    pictures: dict[str, Image] = {}
    renamed: list[Text] = []
    findings: list[Finding] = []
    for text, found in zip(texts, scans, strict=True):
        names: dict[str, str] = {}
        for target in text.pictures:
            place = next((one.place for one in found.images if one.target == target), Place(text.source))
            picture = _picture(book, target, text.source, place)
            if isinstance(picture, Finding):
                findings.append(picture)
                continue
            names[target] = _name(target, picture, pictures)
            known = pictures.get(names[target], picture)
            sought = tuple(dict.fromkeys((*known.sought, *picture.sought)))
            pictures[names[target]] = replace(picture, target=names[target], typed=target, sought=sought)
        renamed.append(text.with_pictures(names))
    return pictures, renamed, findings


def _picture(book: Project, target: str, source: str, place: Place) -> Image | Finding:
    """The picture, or the finding that says why it cannot be printed."""
    if re.match(r"(?i)[a-z][a-z0-9+.-]+:", target) and not re.match(r"(?i)[a-z]:[\\/]", target):
        hint = "save the picture beside the text and name that file: nothing is fetched from elsewhere"
        return Finding(
            "image-remote", ERROR, f"the picture is not a file of the project: {target[:80]}", place, hint
        )
    try:
        picture = project.image(book.root, target, source)
    except ValueError as error:
        return Finding("image-unusable", ERROR, f"the picture {target} cannot be used: {error}", place)
    if picture is None:
        near = project.nearest_file(book.root, target, source)
        hint = f"did you mean {near}?" if near else f"put it beside {source}"
        return Finding("image-missing", ERROR, f"there is no picture {target}", place, hint)
    return picture


def _name(target: str, picture: Image, taken: Mapping[str, Image]) -> str:
    """A plain name for the picture, the same for the same bytes: `images/map-of-veracruz.png`."""
    stem = re.sub(r"[^a-z0-9]+", "-", unquote(target).rpartition("/")[2].rpartition(".")[0].lower()).strip(
        "-"
    )
    ending = _ENDINGS[picture.media_type]
    name, number = f"images/{stem or 'picture'}.{ending}", 2
    while name in taken and taken[name].data != picture.data:
        name, number = f"images/{stem or 'picture'}-{number}.{ending}", number + 1
    return name
