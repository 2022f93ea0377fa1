"""Units of pages kept from one build to the next, by the content of all that they depend on."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

from pipeline.cache import Cache, bundled, sound, unbundled
from pipeline.weasy import typesetters
from pipeline.weasy.binding import Bind, Bound, Place, bound
from pipeline.weasy.dress import worn
from pipeline.weasy.engine import Made
from pipeline.weasy.galley import Galley
from pipeline.weasy.passing import Entry, Laid
from pipeline.weasy.piece import Piece
from pipeline.weasy.units import Unit


class Kept:
    """What is kept of one book in its dress; nothing where there is no cache."""

    def __init__(
        self, cache: Cache, dress: bytes, files: Mapping[str, str], own: Mapping[str, bytes]
    ) -> None:
        self._cache = cache
        self._dress = dress  # digest of the stylesheets, of all that they ask for and of who sets the text
        self._files = files  # pictures: their digests by their addresses
        self._own = own  # fonts of the dress by their digests
        self._bound: dict[bytes, Bound] = {}
        self._shown: dict[str, list[tuple[str, str]]] = {}  # see `_about`

    @classmethod
    def of(
        cls, cache: Cache | None, stylesheets: Sequence[str], resources: Mapping[str, bytes], tagged: bool
    ) -> Kept:
        """What is kept in the cache for these stylesheets and files."""
        digests = {url: sha256(data).hexdigest() for url, data in resources.items()}
        own = worn(stylesheets, digests)
        dress = _digest(list(stylesheets), sorted(own.items()), tagged, typesetters.versions())
        pictures = {url: one for url, one in digests.items() if url not in own}
        return cls(cache or Cache(None), dress, pictures, {digests[url]: resources[url] for url in own})

    def starts(self, skeleton: Any) -> list[tuple[int, str, str | None]] | None:
        """Where units begin."""
        found = self._read("starts", _digest(self._dress.hex(), _text(skeleton)))
        return None if found is None else [(at, kind, name) for at, kind, name in found]

    def keep_starts(self, skeleton: Any, starts: Sequence[tuple[int, str, str | None]]) -> None:
        """Keep where units begin."""
        self._write("starts", _digest(self._dress.hex(), _text(skeleton)), list(starts))

    def about_style(self) -> tuple[list[str], list[str]] | None:
        """What was logged about the stylesheets, and the addresses in them that were refused."""
        found = self._read("about-style", self._dress)
        return None if found is None else (found[0], found[1])

    def keep_about_style(self, found: tuple[list[str], list[str]]) -> None:
        """Keep what was logged and refused."""
        self._write("about-style", self._dress, list(found))

    def laid(self, unit: Unit) -> Laid | None:
        """What the unit passed on when it was last made."""
        found = self._read("laid", self._key(unit))
        return None if found is None else Laid.of(found)

    def made(self, unit: Unit, entry: Entry) -> Made | None:
        """The unit as it was made for this entry; None where that or one of its fonts is not there."""
        return self._made(self._key(unit, entry))

    def _made(self, key: bytes) -> Made | None:
        data = self._cache.get("pages", key)
        if data is None:
            return None
        line, _, rest = data.partition(b"\n")
        head = json.loads(line)
        if "system" in head and head["system"] != typesetters.system_fonts():
            return None
        faces = {
            digest: self._own.get(digest) or self._cache.get("face", digest.encode())
            for digest in head["faces"]
        }
        if not all(faces.values()):
            return None
        return Made.of(head, Piece.unpacked(rest), {name: face for name, face in faces.items() if face})

    def galley(self, unit: Unit) -> Galley | None:
        """How the unit that stood here came out; an empty one if it is not known, None without a cache."""
        if self._cache.folder is None:
            return None
        found = sound(self._cache.get("galley", self._place(unit)), unbundled)
        made = found and self._made(bytes.fromhex(found[0]["pages"]))
        if not found or not made or made.piece.digest.hex() != found[0]["piece"]:
            return Galley()
        told = sound(found[1][0], lambda data: json.loads(zlib.decompress(data)))
        return Galley.of(told, made.piece, made.faces) if told else Galley()

    def _place(self, unit: Unit) -> bytes:
        """What a unit has in common with the one that it was before it was edited."""
        _, shown = self._about(unit)
        first = ElementTree.fromstring(unit.html).findall("body/*")[unit.begin : unit.begin + 1]
        name = next((one.get("id") for one in first), None) or f"{unit.begin}"
        return _digest(self._dress.hex(), shown, name, unit.is_first, unit.is_last)

    def keep(self, unit: Unit, entry: Entry, made: Made) -> None:
        """Keep the unit, and those of its fonts that are not among the project's."""
        self._write("laid", self._key(unit), made.laid.row())
        if self._cache.folder is None:
            return
        for digest, face in made.faces.items():
            if digest not in self._own:
                self._cache.put("face", digest.encode(), face)
        told, key = made.head(), self._key(unit, entry)
        if self._borrows(made):
            told["system"] = typesetters.system_fonts()
        self._cache.put("pages", key, b"\n".join((json.dumps(told).encode(), made.piece.packed())))
        if made.galley is not None:
            head = {"pages": key.hex(), "piece": made.piece.digest.hex()}
            self._cache.put("galley", self._place(unit), bundled(head, [made.galley]))

    def _borrows(self, made: Made) -> bool:
        """Whether the unit has letters that none of the project's fonts has."""
        lacking = any(font["missing"] for font in made.piece.head["fonts"])
        return lacking or not made.faces.keys() <= self._own.keys()

    def bound(self, piece: Piece, place: Place, bind: Bind = bound) -> Bound:
        """The piece at its place in the book; `bind` binds it there, if it was never there before."""
        key = _digest(piece.digest.hex(), place.line())
        if key not in self._bound:
            known = sound(self._cache.get("bound", key), Bound.unpacked)
            self._bound[key] = known or bind(piece, place)
            if known is None and self._cache.folder is not None:
                self._cache.put("bound", key, self._bound[key].packed())
        return self._bound[key]

    def face(self, made: Iterable[Made]) -> Callable[[str], bytes]:
        """The bytes of a font, by its digest."""
        faces = {digest: data for one in made for digest, data in one.faces.items()}
        return faces.__getitem__

    def _key(self, unit: Unit, entry: Entry | None = None) -> bytes:
        text, shown = self._about(unit)
        frame = [unit.begin, unit.end, unit.is_first, unit.is_last, sorted(unit.foreign)]
        return _digest(self._dress.hex(), text, shown, frame, entry.row() if entry else None)

    def _about(self, unit: Unit) -> tuple[str, list[tuple[str, str]]]:
        """Digests of the unit's words and pictures."""
        text = sha256(unit.html).hexdigest()
        if text not in self._shown:
            parts = ElementTree.fromstring(unit.html).iter() if self._files else ()
            values = {value for part in parts for value in part.attrib.values()}
            self._shown[text] = sorted((url, one) for url, one in self._files.items() if url in values)
        return text, self._shown[text]

    def _read(self, kind: str, key: bytes) -> Any:
        data = self._cache.get(kind, key)
        with contextlib.suppress(ValueError):
            return None if data is None else json.loads(data)
        return None

    def _write(self, kind: str, key: bytes, value: Any) -> None:
        if self._cache.folder is not None:
            self._cache.put(kind, key, json.dumps(value).encode())


def _digest(*parts: Any) -> bytes:
    return sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def _text(tree: Any) -> str:
    return ElementTree.tostring(tree, encoding="unicode")
