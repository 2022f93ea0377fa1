"""Finds and reads every file and setting of the author; nothing outside the project is ever read."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline import drawing
from pipeline import header as headers
from pipeline import settings as all_settings
from pipeline.header import Header
from pipeline.model import ERROR, INFO, WARNING, Finding, Image, Place, Settings, Source

MANUSCRIPT = "manuscript"
ENDINGS = (".md", ".markdown")
MOST_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 150_000_000
MOST_IN_PARAGRAPH = 500_000  # characters: some 200 pages, more than any paragraph that was ever printed
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True)
class Project:
    """Everything the author gave: texts (headers left empty, so that lines stay true), metadata, settings."""

    root: Path
    sources: tuple[Source, ...]
    header: Header  # of metadata.yaml and the first file together
    yaml: tuple[str, ...]  # their texts, the one that wins last
    bibliographies: tuple[Source, ...]
    bibliography_missing: str | None
    settings: Settings
    stylesheet: Source | None

    def value(self, key: str) -> str:
        """The metadata value as typed, or an empty string."""
        value = self.header.values.get(key)
        return value.strip() if isinstance(value, str) else ""


def read(root: Path) -> tuple[Project | None, tuple[Finding, ...]]:
    """The project in the folder, or None where there's no text to read; with all that is wrong with it."""
    findings: list[Finding] = []
    raw = list(_manuscript(root, findings))
    if not raw:
        return None, tuple(findings)
    sources, given = [], []
    for position, source in enumerate(raw):
        yaml, body, first_line = headers.split(source.text)
        sources.append(Source(source.name, body))
        if bad := headers.unclosed(source.text, source.name):
            findings.append(bad)
        if position == 0:
            given.append(headers.parse(yaml, source.name, first_line))
        elif yaml.strip():
            findings.append(_ignored_header(source.name, headers.parse(yaml, source.name, first_line)))
    given = [*_metadata_file(root, findings), *given]
    findings += [finding for header in given for finding in header.findings]
    header = _merge(given, findings)
    settings, wrong = all_settings.read(tuple(given))
    findings += wrong
    bibliographies, missing = _bibliographies(root, header, findings)
    project = Project(
        root,
        tuple(sources),
        header,
        tuple(one.text for one in given if one.text),
        bibliographies,
        missing,
        settings,
        _stylesheet(root, settings, header, findings),
    )
    return project, tuple(findings)


def text(root: Path, name: str, place: Place | None = None) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a file in the project, or None and the reason."""
    path = root / name
    if not _inside(root, path):
        hint = f"copy it into {root.name or 'the project'}: nothing outside the project is read"
        return None, (Finding("path-outside", ERROR, f"{name} is outside the project", place, hint),)
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"{name} is larger than {MOST_BYTES // 1024 // 1024} MB"
            return None, (Finding("file-too-large", ERROR, message, place),)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return None, (Finding("file-unreadable", ERROR, f"{name} cannot be read: {reason}", place),)
    return _decode(data, name)


def _decode(data: bytes, name: str) -> tuple[str | None, tuple[Finding, ...]]:
    """UTF-8 text with Unix line ends, or the line and column of the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), ()
    except UnicodeDecodeError as error:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message, line, column = "the file is UTF-16, not UTF-8", 1, 1
        else:
            before = data[: error.start].decode("utf-8-sig", "replace")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            message = f"this is not UTF-8 text (byte {data[error.start]:#04x})"
        hint = "save the file again with the encoding UTF-8 (in Word: Plain text, then Unicode UTF-8)"
        return None, (Finding("not-utf8", ERROR, message, Place(name, line, column), hint),)


def _inside(root: Path, path: Path) -> bool:
    """Whether the path, its links followed, lies in the project."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _manuscript(root: Path, findings: list[Finding]) -> Iterable[Source]:
    """The text files of manuscript/ in name order."""
    folder = root / MANUSCRIPT
    if not root.is_dir():
        findings.append(Finding("project-missing", ERROR, f"there is no folder {root}", None, None))
        return
    names = []
    if folder.is_dir():
        names = sorted(
            entry.name for entry in folder.iterdir() if entry.suffix.lower() in ENDINGS and entry.is_file()
        )
        names = [name for name in names if not name.startswith(".")]
    if not names:
        hint = f"put the text into {MANUSCRIPT}/manuscript.md, or one file a chapter: 01-….md, 02-….md"
        findings.append(
            Finding(
                "manuscript-missing",
                ERROR,
                f"no manuscript: {MANUSCRIPT}/ holds no .md file",
                Place(f"{MANUSCRIPT}/"),
                hint,
            )
        )
    for name in names:
        content, wrong = text(root, f"{MANUSCRIPT}/{name}", Place(f"{MANUSCRIPT}/{name}"))
        findings += wrong
        if content is not None:
            if not content.strip():
                findings.append(
                    Finding("manuscript-empty", WARNING, "the file is empty", Place(f"{MANUSCRIPT}/{name}"))
                )
            if endless := _endless(content, f"{MANUSCRIPT}/{name}"):
                findings.append(endless)
                continue
            yield Source(f"{MANUSCRIPT}/{name}", content)


def _endless(content: str, name: str) -> Finding | None:
    """The finding for the first paragraph, lines without an empty one between, that is too long to be set."""
    if len(content) <= MOST_IN_PARAGRAPH:
        return None
    begin = 0
    for gap in re.finditer(r"\n[ \t]*\n|\Z", content):
        if gap.start() - begin > MOST_IN_PARAGRAPH:
            place = Place(name, content.count("\n", 0, begin) + 1, 1)
            message = f"the paragraph has more than {MOST_IN_PARAGRAPH:,} characters"
            hint = "leave an empty line between paragraphs"
            return Finding("paragraph-too-long", ERROR, message, place, hint)
        begin = gap.end()
    return None


def _metadata_file(root: Path, findings: list[Finding]) -> list[Header]:
    name = f"{MANUSCRIPT}/metadata.yaml"
    if not (root / name).is_file():
        return []
    content, wrong = text(root, name)
    findings += wrong
    if content is None:
        return []
    yaml, _, first_line = headers.split(content)
    return [headers.parse(yaml or content, name, first_line)]


def _ignored_header(name: str, header: Header) -> Finding:
    keys = ", ".join(f"`{key}`" for key in list(header.values)[:4]) or "nothing"
    hint = f"the book's facts stand in {MANUSCRIPT}/metadata.yaml; a chapter's title is its heading"
    return Finding(
        "header-ignored", INFO, f"the header of this file is not printed ({keys})", Place(name, 1, 1), hint
    )


def _merge(given: list[Header], findings: list[Finding]) -> Header:
    """One header of them all, the later winning; a key in two of them is told."""
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for header in given:
        for key in header.values:
            if key in values and key != "octavo":
                hint = f"remove one of them; the book takes this one, not {places[key].file}"
                findings.append(
                    Finding("metadata-twice", WARNING, f"`{key}` is set twice", header.place(key), hint)
                )
        values |= header.values
        places |= header.places
    return Header(values, "", places)


def _bibliographies(
    root: Path, header: Header, findings: list[Finding]
) -> tuple[tuple[Source, ...], str | None]:
    """The .bib files; and the name of the one that is missing, where nothing else was asked for."""
    asked = header.values.get("bibliography")
    names = [str(name) for name in asked] if isinstance(asked, list) else [asked] if asked else []
    place = header.place("bibliography")
    if not names:
        names, place = ["references.bib"], None
    sources, missing = [], None
    for name in names:
        found = next((at for at in (name, f"{MANUSCRIPT}/{name}") if (root / at).is_file()), None)
        if found:
            content, wrong = text(root, found, place)
            findings += wrong
            sources += [Source(found, content)] if content is not None else []
        elif place is None:
            missing = name
        else:
            near = get_close_matches(name, [path.name for path in root.glob("*.bib")], 1)
            hint = f"did you mean {near[0]}?" if near else "export it from Zotero into the project's folder"
            findings.append(Finding("bibliography-missing", ERROR, f"there is no file {name}", place, hint))
    return tuple(sources), missing


def styles() -> Mapping[str, Path]:
    """The house styles that come with Octavo, by name."""
    here = Path(__file__).parent
    folder = next((at for at in (here / "styles", here.parent / "styles") if at.is_dir()), here)
    return {path.stem: path for path in sorted(folder.glob("*.css"))}


def specimen() -> Path:
    """The folder of the manuscript that holds one of everything, to judge a house style by."""
    here = Path(__file__).parent
    own = here / "specimen"
    return own if own.is_dir() else here.parent / "tests" / "examples" / "specimen"


def _stylesheet(root: Path, settings: Settings, header: Header, findings: list[Finding]) -> Source | None:
    """The author's own styles/NAME.css or path, else the house style of that name."""
    name = settings.style
    for own in (name, f"styles/{name}.css", f"styles/{name}"):
        if own.endswith(".css") and (root / own).is_file():
            content, wrong = text(root, own, header.place("octavo", "style"))
            findings += wrong
            return Source(own, content) if content is not None else None
    ours = styles()
    if name in ours:
        return Source(f"styles/{name}.css", ours[name].read_text("utf-8"))
    near = get_close_matches(name, ours, 1)
    hint = (
        f"did you mean {near[0]}?"
        if near
        else f"there are: {', '.join(ours)}; or give the path of your own .css"
    )
    place = header.place("octavo", "style")
    findings.append(Finding("style-unknown", ERROR, f"no style is named `{name}`", place, hint))
    return None


def image(root: Path, target: str, beside: str) -> Image | None:
    """The picture that a text names, sought beside that text and in the project; None if it isn't there.

    Raises ValueError with the reason in an author's words when it is there and cannot be used.
    """
    name = unquote(target)
    sought: list[str] = []
    for at in (Path(beside).parent / name, Path(name)):
        path = root / at
        sought.append(at.as_posix())
        if path.is_file():
            if not _inside(root, path):
                raise ValueError("it is outside the project")
            if path.stat().st_size > MOST_BYTES:
                raise ValueError(f"it is larger than {MOST_BYTES // 1024 // 1024} MB")
            return replace(_picture(target, path.read_bytes(), path.suffix.lower()), sought=tuple(sought))
    return None


def nearest_file(root: Path, target: str, beside: str) -> str | None:
    """The file beside the text whose name is most like the missing one's."""
    folder = (root / Path(beside).parent / unquote(target)).parent
    if not folder.is_dir() or not _inside(root, folder):
        return None
    names = {entry.name.lower(): entry.name for entry in folder.iterdir() if entry.is_file()}
    near = get_close_matches(Path(unquote(target)).name.lower(), names, 1, 0.7)
    return str((Path(target).parent / names[near[0]]).as_posix()) if near else None


def _picture(target: str, data: bytes, ending: str) -> Image:
    """An image with its type and size, read from its own bytes rather than its name."""
    if ending == ".svg" or data.lstrip()[:5] in (b"<?xml", b"<svg "):
        drawing.check(data)
        return Image(target, data, "image/svg+xml")
    from PIL import Image as Pillow  # only books with pictures pay for this import

    try:
        with Pillow.open(io.BytesIO(data)) as picture:
            kind, (width, height) = picture.format or "", picture.size
    except Pillow.DecompressionBombError:
        raise ValueError("it has too many pixels") from None
    except Exception:
        raise ValueError("it is not a picture that can be read (PNG, JPEG, GIF, WebP or SVG)") from None
    if width * height > MOST_PIXELS:
        raise ValueError(f"it has too many pixels ({width} × {height})")
    if kind not in _TYPES:
        raise ValueError(
            f"{kind or 'this kind of file'} is not a picture for print and e-book: save it as PNG or JPEG"
        )
    return Image(target, data, _TYPES[kind], width, height)


def writable(folder: Path) -> str | None:
    """The reason why nothing can be written into the folder, or None."""
    at = folder
    while not at.exists() and at != at.parent:
        at = at.parent
    if not at.is_dir():
        return f"{at} is not a folder"
    if not os.access(at, os.W_OK | os.X_OK):
        return f"{at} may not be written to"
    return None
