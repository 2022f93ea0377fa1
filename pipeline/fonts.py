"""The faces that the editions are set in: one static font file for each weight and style.

They come from installed packages of open fonts (SIL Open Font License), so no machine lacks them. Most are
variable fonts, which neither Word nor WeasyPrint's PDF takes: the weights we need are cut from them once
(fontTools' instancer: seconds each) and kept in the user's cache folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

RECIPE = 1  # raise it when `_cut` changes what it makes: old cache entries are then left aside
TEXT, CODE = "eb-garamond", "source-code-pro"
CODE_FAMILY = "Source Code Pro"
# In the order they are asked: wide Latin, Greek and Cyrillic; Hebrew; Arabic; a few signs.
FALLBACKS = ("noto-serif", "frank-ruhl-libre", "amiri", "source-code-pro")
WEIGHTS = (400, 700)
# Never seen as typed, yet set by readers: hyphens at line ends, spaces of fixed width.
ALWAYS = " \u00a0\u00ad-\u2010"
_HALVES = range(0xD800, 0xE000)  # surrogates: no characters


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: CSS family, weight (400, 700), style ("normal", "italic"), a name for it, its bytes."""

    family: str
    weight: int
    style: str
    file_name: str
    data: bytes


@dataclass(frozen=True, slots=True, order=True)
class _Cut:
    """Which face to cut from which file of which package."""

    slug: str
    path: Path
    style: str
    weight: int
    variable: bool

    @property
    def family(self) -> str:
        return str(_package(self.slug).name)

    @property
    def shape(self) -> str:
        """Regular, Bold, Italic or Bold Italic."""
        parts = ("Bold" if self.weight == 700 else "", "Italic" if self.style == "italic" else "")
        return " ".join(filter(None, parts)) or "Regular"

    @property
    def file_name(self) -> str:
        return f"{self.family}-{self.shape}.ttf".replace(" ", "")


def faces(folder: Path | None = None) -> tuple[Face, ...]:
    """EB Garamond and Source Code Pro in Regular, Bold, Italic, Bold Italic; the same bytes every time.

    `folder` is where cut faces are kept (else the user's cache folder). What is missing or broken there is
    cut anew, side by side; a folder that can't be written to only costs time.
    """
    return _faces(folder or user_cache_path("octavo") / "fonts")


@cache
def _faces(folder: Path) -> tuple[Face, ...]:
    listed = _listed(folder)
    if listed is not None:
        return listed
    cuts = [cut for slug in (TEXT, CODE) for cut in _cuts(slug)]
    kept = {cut: data for cut in cuts if (data := _kept(folder, cut)) is not None}
    missing = [cut for cut in cuts if cut not in kept]
    made = dict(zip(missing, _cut_all(missing), strict=True))
    for cut, data in made.items():
        _keep(_entry(folder, cut), data)
    found = tuple(_face(cut, (kept | made)[cut]) for cut in cuts)
    _list(folder, cuts, found)
    return found


def _listed(folder: Path) -> tuple[Face, ...] | None:
    """The faces as listed after they were cut, without asking the packages: a tenth of the time."""
    found = []
    for *names, path in json.loads(_sound(folder / f"faces-{_stamp()}") or b"[]"):
        data = _sound(folder / path)
        if data is None:
            return None
        family, weight, style, name = names
        found.append(Face(family, weight, style, name, data))
    return tuple(found) or None


def _list(folder: Path, cuts: Sequence[_Cut], found: Sequence[Face]) -> None:
    """Note which faces were cut into which files."""
    rows = [
        (*astuple(face)[:-1], _entry(folder, cut).relative_to(folder).as_posix())
        for cut, face in zip(cuts, found, strict=True)
    ]
    _keep(folder / f"faces-{_stamp()}", json.dumps(rows).encode())


def fallbacks(text: str) -> tuple[Face, ...]:
    """The faces that `text` needs beside EB Garamond: regular, bold and italic as far as the family has them.

    Each holds only the signs it is there for, save Source Code Pro's, which are those of `faces`. Most texts
    need none.
    """
    found: list[Face] = []
    for slug, characters in _shares(text).items():
        if slug == CODE:
            found += (face for face in faces() if face.family == CODE_FAMILY)
        else:
            found += (_face(cut, _cut(cut, characters)) for cut in _cuts(slug))
    return tuple(found)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that no face has, each once, in the order of their first use."""
    have = set().union(*(_coverage(slug) for slug in (TEXT, *FALLBACKS)))
    return tuple(dict.fromkeys(c for c in unicodedata.normalize("NFC", text) if _inked(c) and c not in have))


def subset(face: Face, text: str) -> bytes:
    """`face` with only what `text` can need of it: every form that OpenType features reach is kept."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(face.data), recalcTimestamp=False)
    return _saved(_only(font, text))


def cut_down(worn: Iterable[tuple[Face, str]], folder: Path | None = None) -> list[Face]:
    """Each face with only the alphabets that its text needs, kept in `folder` (else the user's cache folder).

    Whole alphabets, so that a new word seldom asks for another cut: that costs a second.
    """
    return [
        _cut_face(face, _alphabets(text), folder or user_cache_path("octavo") / "fonts")
        for face, text in worn
    ]


def _cut_face(face: Face, text: str, folder: Path) -> Face:
    made_with = f"{RECIPE} fonttools-{_version('fonttools')} {text}".encode()
    name = hashlib.sha256(made_with + hashlib.sha256(face.data).digest()).hexdigest()
    path = folder / "subsets" / name[:40]
    data = _sound(path)
    if data is None:
        data = subset(face, text)
        _keep(path, data)
    return replace(face, data=data)


def _alphabets(text: str) -> str:
    """Latin, punctuation, and of every other script in the text the 128 signs around each of its signs."""
    blocks = sorted({0x00, 0x80, 0x2000} | {ord(char) & ~0x7F for char in text})
    return "".join(chr(block + at) for block in blocks for at in range(128) if block + at not in _HALVES)


def families(found: Iterable[Face]) -> tuple[str, ...]:
    """The family names of the faces, each once, in their order: a CSS font-family list."""
    return tuple(dict.fromkeys(face.family for face in found))


def _face(cut: _Cut, data: bytes) -> Face:
    return Face(cut.family, cut.weight, cut.style, cut.file_name, data)


def _package(slug: str) -> Any:
    import fontpkg  # a tenth of a second

    return fontpkg.family(slug)


@cache
def _cuts(slug: str) -> tuple[_Cut, ...]:
    files = _package(slug).files
    return tuple(
        _Cut(slug, Path(file.path), file.style, weight, file.variable)
        for file in sorted(files, key=lambda file: (file.style != "normal", file.weight or 0))
        for weight in ((file.weight,) if file.weight else WEIGHTS)
    )


def _cut_all(cuts: list[_Cut]) -> list[bytes]:
    if len(cuts) < 2:
        return [_cut(cut) for cut in cuts]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Started afresh, not forked: the caller may have threads running.
    with ProcessPoolExecutor(min(len(cuts), os.cpu_count() or 1), get_context("spawn")) as pool:
        return list(pool.map(_cut, cuts))


def _cut(cut: _Cut, text: str | None = None) -> bytes:
    """The static font, of all its signs or of those in `text` only, its names and style bits set."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(cut.path, recalcTimestamp=False)
    if text is not None:
        font = _only(font, text)
    if cut.variable:
        axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes} | {"wght": cut.weight}
        instancer.instantiateVariableFont(font, axes, inplace=True, updateFontNames=True)
    for leftover in ("STAT", "DSIG"):  # what varied, and a signature that no longer holds
        if leftover in font:
            del font[leftover]
    _name(font, cut)
    return _saved(font)


def _name(font: TTFont, cut: _Cut) -> None:
    """Family and style as every program groups them (OpenType, `name` IDs 1, 2, 4, 6; no 16 to 25).

    The instancer names an italic `EBGaramondItalic-Italic`, and keeps the names of axes that are gone.
    """
    names, shape = font["name"], cut.shape
    features = (r.Feature.FeatureParams for r in font["GSUB"].table.FeatureList.FeatureRecord)
    wanted = {
        value for params in features if params for value in vars(params).values() if isinstance(value, int)
    }
    names.names = [r for r in names.names if r.nameID < 16 or r.nameID in wanted]
    for number, text in ((1, cut.family), (2, shape), (4, f"{cut.family} {shape}"), (6, cut.file_name[:-4])):
        for platform in {(r.platformID, r.platEncID, r.langID) for r in names.names if r.nameID == 1}:
            names.setName(text, number, *platform)


def _only(font: TTFont, text: str) -> TTFont:
    from fontTools import subset as subsetter

    options = subsetter.Options(
        layout_features=["*"], name_IDs=["*"], name_languages=["*"], notdef_outline=True, glyph_names=False
    )
    options.recalc_timestamp = False
    worker = subsetter.Subsetter(options)
    worker.populate(text=text + ALWAYS)
    worker.subset(font)
    return font


def _saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def _coverage(slug: str) -> frozenset[str]:
    """The characters that every one of a family's files has."""
    from fontTools.ttLib import TTFont

    maps = ({chr(c) for c in TTFont(p, lazy=True).getBestCmap()} for p in {cut.path for cut in _cuts(slug)})
    return frozenset(set.intersection(*maps))


def _shares(text: str) -> dict[str, str]:
    """Family by family, the characters it must set; the signs between words go with its words."""
    shares: dict[str, set[str]] = {}
    for cluster in set(_clusters(unicodedata.normalize("NFC", text))):
        # A letter and a mark that no one font has both of still get a font each.
        parts = [cluster] if _family_for(cluster) else list(cluster)
        for part in parts:
            if slug := _family_for(part):
                shares.setdefault(slug, set()).update(part)
    shared = {c for c in text if not unicodedata.category(c).startswith("L")}
    return {
        slug: "".join(sorted(shares[slug] | (shared & _coverage(slug))))
        for slug in FALLBACKS
        if slug in shares
    }


def _family_for(cluster: str) -> str | None:
    inked = {c for c in cluster if _inked(c)}
    return next((slug for slug in (TEXT, *FALLBACKS) if inked <= _coverage(slug)), None)


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks on them, which one font must set together."""
    cluster = ""
    for c in text:
        if cluster and not unicodedata.category(c).startswith("M"):
            yield cluster
            cluster = ""
        cluster += c
    if cluster:
        yield cluster


def _inked(c: str) -> bool:
    """Whether the character leaves a mark: not a space, a control or a joiner, which shaping supplies."""
    return unicodedata.category(c) not in {"Cc", "Cf", "Zs", "Zl", "Zp"} and not "\ufe00" <= c <= "\ufe0f"


@cache
def _version(distribution: str) -> str:
    """The version of an installed distribution, read from its folder's name; importlib.metadata is slow."""
    for folder in sys.path:
        with suppress(OSError):
            for path in sorted(Path(folder or ".").glob(f"{distribution.replace('-', '_')}-*.dist-info")):
                return path.name.partition("-")[2].removesuffix(".dist-info")
    from importlib.metadata import version

    return version(distribution)


def _stamp() -> str:
    """What the cut text and code faces depend on."""
    parts = [str(RECIPE), *(_version(name) for name in (f"fontpkg-{TEXT}", f"fontpkg-{CODE}", "fonttools"))]
    return "-".join(parts)


def _entry(folder: Path, cut: _Cut) -> Path:
    made_with = f"{cut.slug}-{_version('fontpkg-' + cut.slug)}-fonttools-{_version('fonttools')}-{RECIPE}"
    return folder / made_with / cut.file_name


def _kept(folder: Path, cut: _Cut) -> bytes | None:
    return _sound(_entry(folder, cut))


def _sound(path: Path) -> bytes | None:
    """What was kept earlier, or None where there is nothing or its digest (its first 32 bytes) is wrong."""
    with suppress(OSError):
        whole = path.read_bytes()
        if hashlib.sha256(whole[32:]).digest() == whole[:32]:
            return whole[32:]
    return None


def _keep(path: Path, data: bytes) -> None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            Path(half).replace(path)
        finally:
            Path(half).unlink(missing_ok=True)


if __name__ == "__main__":
    faces()
