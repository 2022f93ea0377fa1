"""Finished files in their folder: all or none, under names made from the title.

This room alone writes to build/.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path


def slug(title: str) -> str:
    """A file name made from a title: "The Soviet Advance on Mexico" is `the-soviet-advance-on-mexico`."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", title) if not unicodedata.combining(char))
    words = re.findall(r"\w+", re.sub(r"['’]", "", plain.lower()), re.UNICODE)
    name = ""
    for word in words:
        if name and len(name.encode()) + len(word.encode()) > 80:
            break
        name = f"{name}-{word}" if name else word[:80]
    return name


@contextlib.contextmanager
def _beside(folder: Path, files: Mapping[str, bytes]) -> Iterator[list[tuple[Path, Path]]]:
    """The files written out beside their final place; whatever is left of them at the end is removed."""
    pairs: list[tuple[Path, Path]] = []
    try:
        for name, data in files.items():
            handle, temporary = tempfile.mkstemp(prefix=".octavo-", dir=folder)
            pairs.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        yield pairs
    finally:
        for path, _ in pairs:
            path.unlink(missing_ok=True)


def save(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """The paths of the files. All are complete on the disk before the first takes its place.

    A file that is as it should be already is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    every = tuple(folder / name for name in files)
    files = {name: data for name, data in files.items() if not _holds(folder / name, data)}
    umask = os.umask(0)
    os.umask(umask)
    with _beside(folder, files) as pairs:
        for temporary, final in pairs:
            temporary.chmod(0o666 & ~umask)
            temporary.replace(final)
    return every


def _holds(path: Path, data: bytes) -> bool:
    """Whether the file is there and has these bytes."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
