"""What is costly to make, kept in the project's `.octavo/cache/` by the content that it was made of.

A kept value is never trusted beyond its bytes: it bears its own digest, and whoever reads it gets data, not
code (JSON, never pickle: the folder travels with a project). Nothing here can fail a build: what cannot be
read is made again, and what cannot be written is not kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pipeline.cores import CAN_COPY, copied, shares

FOLDER = Path(".octavo", "cache")
MOST_BYTES = 256 * 1024 * 1024
T = TypeVar("T")
_DIGEST = hashlib.sha256().digest_size


class Kept(Protocol):
    """Where results are kept between builds, by all that they depend on."""

    def get(self, kind: str, key: bytes) -> bytes | None:
        """What was put under the key, if it is still there."""

    def put(self, kind: str, key: bytes, data: bytes) -> None:
        """Keep the data."""


class Cache:
    """Bytes by kind and key. Without a folder nothing is kept and nothing found."""

    def __init__(self, folder: Path | None, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._room: int | None = None  # bytes that may be put before the folder is looked through again

    @classmethod
    def of(cls, root: Path) -> Cache:
        """The cache of the project in the folder; none where `.octavo` leads out of the project."""
        folder = root / FOLDER
        with contextlib.suppress(OSError, RuntimeError):
            if folder.resolve().is_relative_to(root.resolve()):
                return cls(folder)
        return cls(None)

    @property
    def is_new(self) -> bool:
        """Whether nothing has been kept here yet."""
        return self.folder is None or not self.folder.exists()

    def get(self, kind: str, key: bytes) -> bytes | None:
        """What was put under this key by the same version of everything; None where there's nothing sound."""
        if self.folder is None:
            return None
        path = self.folder / _name(kind, key)
        try:
            kept = path.read_bytes()
            digest, data = kept[:_DIGEST], kept[_DIGEST:]
            if hashlib.sha256(data).digest() == digest:
                os.utime(path)  # the least used go first
                return data
            path.unlink()
        except OSError:
            pass
        return None

    def put(self, kind: str, key: bytes, data: bytes) -> None:
        """Keep the data. The file is whole or not there, whoever else writes at the same time."""
        if self.folder is None or len(data) > self.most_bytes // 2:
            return
        temporary: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            sign = self.folder.parent / ".gitignore"
            if not sign.exists():
                sign.write_text("*\n", "utf-8")
            handle, name = tempfile.mkstemp(prefix=".new-", dir=self.folder)
            temporary = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            temporary.replace(self.folder / _name(kind, key))
            self._bound(len(data))
        except OSError:
            if temporary:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)

    def clear(self) -> None:
        """Take away all that is kept, and the folder where it holds nothing else."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            for _, _, path in _files(self.folder):
                path.unlink(missing_ok=True)
            self.folder.rmdir()
            (self.folder.parent / ".gitignore").unlink(missing_ok=True)
            self.folder.parent.rmdir()

    def _bound(self, added: int) -> None:
        """Take away what was used longest ago, until the rest is small enough."""
        assert self.folder is not None
        if self._room is not None and added < self._room:
            self._room -= added
            return
        files = sorted(_files(self.folder), reverse=True)
        # Where it is full, more is taken away: else every put would look through the folder again.
        is_full = sum(size for _, size, _ in files) > self.most_bytes
        most = self.most_bytes * 7 // 8 if is_full else self.most_bytes
        total = 0
        for _, size, path in files:
            total += size
            if total > most:
                path.unlink(missing_ok=True)
        self._room = (self.most_bytes - min(total, most)) // 2  # others put things there too


def bundled(head: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """One line of JSON, which tells the blobs' lengths, then the blobs."""
    line = json.dumps({**head, "lengths": [len(blob) for blob in blobs]})
    return b"".join([line.encode(), b"\n", *blobs])


def unbundled(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the blobs; ValueError, TypeError or LookupError where the data are not of this shape."""
    line, _, rest = data.partition(b"\n")
    head = json.loads(line)
    ends = list(accumulate(head["lengths"], initial=0))
    return head, [rest[begin:end] for begin, end in pairwise(ends)]


def kept_or_made(
    kept: Kept | None,
    kind: str,
    keys: Sequence[bytes],
    make: Callable[[list[int]], Iterable[T]],
    pack: Callable[[T], bytes],
    unpack: Callable[[bytes], T],
    weigh: Callable[[int], int] | None = None,
) -> list[T]:
    """A thing for each key: those that are kept; the others made together, by their places among the keys.

    What is kept and has not the shape that it should have is made anew. Things that can be made apart from
    each other are made on all cores, where they are large: `weigh` gives the letters that each is made of.
    """
    found = [sound(kept.get(kind, key) if kept else None, unpack) for key in keys]
    missing = [at for at, one in enumerate(found) if one is None]
    own, *others = shares(missing, weigh) if weigh and CAN_COPY else [missing]
    with copied([partial(_packed, make, pack, share) for share in others]) as told:
        for at, one in zip(own, make(own) if own else (), strict=True):
            found[at] = one
            if kept:
                kept.put(kind, keys[at], pack(one))
        blobs = [list(zip(share, made(), strict=False)) for share, made in zip(others, told, strict=True)]
    for at, data in chain(*blobs):
        found[at] = sound(data, unpack)
        if kept:
            kept.put(kind, keys[at], data)
    left = [at for at in missing if found[at] is None]
    for at, one in zip(left, make(left) if left else (), strict=True):  # a copy has failed
        found[at] = one
    return [one for one in found if one is not None]


def _packed(
    make: Callable[[list[int]], Iterable[T]], pack: Callable[[T], bytes], share: list[int]
) -> Iterator[bytes]:
    return map(pack, make(share))


def sound(data: bytes | None, unpack: Callable[[bytes], T]) -> T | None:
    """What the data hold; None where there are none, or none of that shape."""
    with contextlib.suppress(ValueError, TypeError, LookupError, AttributeError, SyntaxError):
        return None if data is None else unpack(data)
    return None


def _files(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """Time of last use, size and path of every kept file."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):  # another build may have taken it away
                known = entry.stat(follow_symlinks=False)
                yield known.st_mtime_ns, known.st_size, Path(entry.path)


def _name(kind: str, key: bytes) -> str:
    digest = hashlib.sha256(_versions())
    digest.update(len(key).to_bytes(8, "big") + key)
    return f"{kind}-{digest.hexdigest()[:40]}"


@cache
def _versions() -> bytes:
    """What tells one state of the program and of its libraries from another."""
    parts = [sys.version]
    here = Path(__file__).parent
    for path in sorted(here.rglob("*")):
        if path.suffix in (".py", ".lua", ".css"):
            known = path.stat()
            parts.append(f"{path.relative_to(here)} {known.st_size} {known.st_mtime_ns}")
    for folder in sys.path:
        with contextlib.suppress(OSError):
            # The folders' names bear the versions; reading them as metadata would cost an import.
            parts += sorted(path.name for path in Path(folder or ".").glob("*.dist-info"))
    return hashlib.sha256("\n".join(parts).encode()).digest()
