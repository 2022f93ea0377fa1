"""Runs pandoc, and is the only room that knows where it is: read, cite, write; its log as data."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.model import Block, Image, ToolFailed

VERSION = "3.9"
API = [1, 23, 1, 1]
# The YAML header is read apart, so that `---` in mid-text can never be swallowed as metadata.
BODY = "markdown-yaml_metadata_block"
HEADER = "markdown"
# A page of text takes pandoc a hundredth of a second; only a knot of brackets takes it minutes.
PATIENCE = 300.0
_FILTERS = Path(__file__).parent / "filters"
_HINT = "install Octavo again: it brings the pandoc that it needs (pypandoc_binary 1.17)"


class TooSlow(Exception):
    """Pandoc did not finish within its patience, as it does on a knot of open brackets."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One source as pandoc reads it: metadata, blocks, and what its log says (type, line, column …)."""

    meta: dict[str, Any]
    blocks: list[Block]
    log: tuple[dict[str, Any], ...]


@cache
def executable() -> str:
    """Path of the pandoc that pypandoc_binary brings; importing pypandoc itself would cost 0.1 s."""
    spec = find_spec("pypandoc")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("pandoc", "pandoc.exe"):
            path = Path(folder) / "files" / name
            if path.is_file():
                return str(path)
    raise ToolFailed("pandoc", "not found", _HINT)


def _run(arguments: Sequence[str], text: str = "", cwd: str | None = None) -> str:
    """Standard output of one run of pandoc."""
    try:
        done = subprocess.run(
            [executable(), *arguments], input=text.encode(), capture_output=True, timeout=PATIENCE, cwd=cwd
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    except OSError as error:
        raise ToolFailed("pandoc", str(error), _HINT) from error
    if done.returncode:
        raise ToolFailed(
            "pandoc", done.stderr.decode(errors="replace").strip() or f"status {done.returncode}"
        )
    return done.stdout.decode()


def version() -> str:
    """Version of the pandoc in use, as "3.9"."""
    return _run(["--version"]).splitlines()[0].split()[1]


def read(bodies: Sequence[str], headers: Sequence[str] = ()) -> list[Reading]:
    """Every header (YAML between its dashes), then every body as a tree, each with note labels of its own."""
    texts = [{"format": HEADER, "text": text} for text in headers]
    texts += [{"format": BODY, "text": text} for text in bodies]
    if not texts:
        return []
    out = _run(["lua", str(_FILTERS / "read.lua")], json.dumps(texts))
    lines = out.split("\n")
    return [
        Reading(tree["meta"], tree["blocks"], tuple(json.loads(log)))
        for tree, log in zip((json.loads(line) for line in lines[0:-1:2]), lines[1::2], strict=True)
    ]


def document(blocks: Sequence[Block], meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A whole pandoc document around the blocks."""
    return {"pandoc-api-version": API, "meta": dict(meta or {}), "blocks": list(blocks)}


def cite(tree: Mapping[str, Any], csl: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The tree with its citations formatted by the CSL text from the CSL JSON items."""
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        style, references = Path(folder) / "style.csl", Path(folder) / "references.json"
        style.write_text(csl, "utf-8")
        references.write_text(json.dumps(items), "utf-8")
        flags = ["-f", "json", "-t", "json", "--citeproc", f"--csl={style}", f"--bibliography={references}"]
        cited: dict[str, Any] = json.loads(_run([*flags, "--quiet"], json.dumps(tree)))
    return cited


def write_html(trees: Sequence[Sequence[Block]]) -> list[str]:
    """An HTML fragment for each list of blocks, sections as <section>, in one process."""
    if not trees:
        return []
    text = "\n".join(json.dumps(document(blocks)) for blocks in trees)
    out = _run(["lua", str(_FILTERS / "write.lua")], text + "\n")
    return [json.loads(line) for line in out.splitlines()]


def write_docx(tree: Mapping[str, Any], reference: bytes, images: Mapping[str, Image]) -> bytes:
    """The tree as a Word file with the styles of the reference; pictures come from `images` alone."""
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        here = Path(folder)
        (here / "reference.docx").write_bytes(reference)
        for target, image in images.items():
            path = here / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(image.data)
        flags = ["-f", "json", "-t", "docx", "--reference-doc=reference.docx", "-o", "out.docx", "--quiet"]
        _run(flags, json.dumps(tree), cwd=folder)
        return (here / "out.docx").read_bytes()
