"""What is safe to mend in the author's own files is mended there, and shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline import bibliography
from pipeline import project as projects
from pipeline.checks import fix
from pipeline.model import Source
from pipeline.saving import save


def mend(root: Path, select: Sequence[str] = ()) -> str:
    """The diff of what was mended in the author's files: only what is safe to mend."""
    project, _ = projects.read(root)
    if project is None:
        return ""
    changes = []
    for source in project.sources:
        changes.append(_mended(root, source.name, lambda text: fix.manuscript(text, select)))
    for source in project.bibliographies:

        def mended(text: Source) -> Source:
            return fix.bibliography(text, bibliography.parse(text.text, text.name).entries.values(), select)

        changes.append(_mended(root, source.name, mended))
    return "".join(changes)


def _mended(root: Path, name: str, mended: Callable[[Source], Source]) -> str:
    """The diff of one file, once it is written; its line ends and its byte order mark stay."""
    path = root / name
    typed = path.read_bytes().decode("utf-8")
    ends = "\r\n" if "\r\n" in typed else "\n"
    mark = typed[: len(typed) - len(typed.removeprefix("\ufeff"))]
    old = Source(name, typed.removeprefix(mark).replace("\r\n", "\n"))
    if old.text.replace("\n", ends) != typed.removeprefix(mark):
        return ""  # line ends of both kinds: no way to write it back byte for byte
    new = mended(old)
    if new.text == old.text:
        return ""
    save(path.parent, {path.name: (mark + new.text.replace("\n", ends)).encode()})
    return fix.difference(old, new)
