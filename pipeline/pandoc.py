"""Runs pandoc, and is the only room that knows where it is: read, cite, write; its log as data."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from pipeline import html_elements
from pipeline.cache import Kept, kept_or_made
from pipeline.cores import shared
from pipeline.model import Block, Image, ToolFailed
from pipeline.tree import loaded

VERSION = "3.9"
API = [1, 23, 1, 1]
# The YAML header is read apart, so that `---` in mid-text can never be swallowed as metadata.
BODY = "markdown-yaml_metadata_block"
HEADER = "markdown"
# A page of text takes pandoc a hundredth of a second; only a knot of brackets takes it minutes.
PATIENCE = 60.0  # seconds to read the text
LONGEST = 600.0  # seconds for anything else, which has never hung
_FILTERS = Path(__file__).parent / "filters"
_HINT = "install Octavo again: it brings the pandoc that it needs (pypandoc_binary 1.17)"


class TooSlow(Exception):
    """Pandoc did not finish within its patience, as it does on a knot of open brackets."""


@dataclass(frozen=True)
class Reading:
    """One source as pandoc reads it: `answer` is a line with its tree and a line with its log, as JSON.

    A tree is taken out of its JSON when it is first asked for.
    """

    answer: str

    @cached_property
    def _tree(self) -> dict[str, Any]:
        tree: dict[str, Any] = loaded(self.answer.partition("\n")[0])
        return tree

    @property
    def meta(self) -> dict[str, Any]:
        """The metadata of its YAML header."""
        meta: dict[str, Any] = self._tree["meta"]
        return meta

    @property
    def blocks(self) -> list[Block]:
        """Its text."""
        blocks: list[Block] = self._tree["blocks"]
        return blocks

    @cached_property
    def log(self) -> tuple[dict[str, Any], ...]:
        """What pandoc's log says (type, line, column …)."""
        return tuple(json.loads(self.answer.partition("\n")[2]))


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


def _run(
    arguments: Sequence[str],
    text: str | IO[bytes] = "",
    cwd: str | None = None,
    patience: float = LONGEST,
) -> str:
    """Standard output of one run of pandoc; ToolFailed where it breaks or takes longer than its patience.

    The text that it reads may stand in a file.
    """
    command = [executable(), *arguments]
    told: dict[str, Any] = {"capture_output": True, "timeout": patience, "cwd": cwd}
    try:
        if isinstance(text, str):
            done: subprocess.CompletedProcess[bytes] = subprocess.run(command, input=text.encode(), **told)
        else:
            done = subprocess.run(command, stdin=text, **told)
    except subprocess.TimeoutExpired as error:
        raise ToolFailed("pandoc", f"it took longer than {patience:.0f} s") from error
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


Meanwhile = Callable[[], object]


def _each(
    kept: Kept | None,
    kind: str,
    asked: Sequence[str],
    run: Callable[[list[str]], list[str]],
    meanwhile: Meanwhile | None,
) -> list[str]:
    """Pandoc's answer to each, the answers that are not kept yet from one run, or a few side by side."""

    def answers(missing: list[int]) -> list[str]:
        return shared(run, [asked[at] for at in missing], meanwhile)

    return kept_or_made(kept, kind, [one.encode() for one in asked], answers, str.encode, bytes.decode)


def read(
    bodies: Sequence[str],
    headers: Sequence[str] = (),
    kept: Kept | None = None,
    meanwhile: Meanwhile | None = None,
) -> list[Reading]:
    """Every header (YAML between its dashes), then every body as a tree, each with note labels of its own.

    `meanwhile` is done while pandoc is at work, if it has to be.
    """
    texts = [json.dumps({"format": HEADER, "text": text}) for text in headers]
    texts += [json.dumps({"format": BODY, "text": text}) for text in bodies]
    return list(map(Reading, _each(kept, "read", texts, _read, meanwhile)))


def _read(texts: list[str]) -> list[str]:
    """For each text a line of tree and a line of log."""
    asked = f'{{"elements":{json.dumps(sorted(html_elements.ALL))},"texts":[{",".join(texts)}]}}'
    try:
        lines = _run(["lua", str(_FILTERS / "read.lua")], asked, patience=PATIENCE).split("\n")
    except ToolFailed as error:
        if isinstance(error.__cause__, subprocess.TimeoutExpired):
            raise TooSlow from error
        raise
    return [f"{tree}\n{log}" for tree, log in zip(lines[0:-1:2], lines[1::2], strict=True)]


def document(blocks: Sequence[Block], meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A whole pandoc document around the blocks."""
    return {"pandoc-api-version": API, "meta": dict(meta or {}), "blocks": list(blocks)}


def cite(
    tree: Mapping[str, Any],
    csl: str,
    items: Sequence[Mapping[str, Any]],
    kept: Kept | None = None,
    meanwhile: Meanwhile | None = None,
) -> dict[str, Any]:
    """The tree with its citations formatted by the CSL text from the CSL JSON items; else as `read`."""
    text, style, references = map(json.dumps, (tree, csl, items))
    asked = f"[{text}, {style}, {references}]"
    answers = _each(kept, "cite", [asked], lambda _: [_cite(text, csl, references)], meanwhile)
    cited: dict[str, Any] = loaded(answers[0])
    return cited


def _cite(tree: str, csl: str, items: str) -> str:
    """The tree and the items as JSON, the answer too."""
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        style, references = Path(folder) / "style.csl", Path(folder) / "references.json"
        style.write_text(csl, "utf-8")
        references.write_text(items, "utf-8")
        flags = ["-f", "json", "-t", "json", "--citeproc", f"--csl={style}", f"--bibliography={references}"]
        return _run([*flags, "--quiet"], tree)


def write_html(trees: Sequence[Sequence[Block]], meanwhile: Meanwhile | None = None) -> list[str]:
    """An HTML fragment for each list of blocks, sections as <section>; long ones in several runs.

    `meanwhile` is done while pandoc writes.
    """
    texts = [json.dumps(document(one)) for one in trees]
    return list(map(json.loads, shared(_write_html, texts, meanwhile)))


def _write_html(texts: list[str]) -> list[str]:
    """For each tree, as JSON, the HTML as a JSON string."""
    return _run(["lua", str(_FILTERS / "html.lua")], "".join(f"{text}\n" for text in texts)).split("\n")[:-1]


def write_docx(
    trees: Sequence[Mapping[str, Any]],
    reference: bytes,
    images: Mapping[str, Image],
    meanwhile: Meanwhile | None = None,
) -> list[bytes]:
    """Each tree as a Word file with the styles of the reference; pictures come from `images` alone.

    `meanwhile` is done while pandoc writes.
    """
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        here = Path(folder)
        (here / "reference.docx").write_bytes(reference)
        for target, image in images.items():
            path = here / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(image.data)
        with (here / "trees.jsonl").open("w+b") as file:  # all at once would be much to hold
            for tree in trees:
                file.write(json.dumps(tree).encode() + b"\n")
            file.seek(0)

            def written(_: list[str]) -> list[str]:
                return [_run(["lua", str(_FILTERS / "docx.lua"), "reference.docx"], file, cwd=folder)]

            shared(written, [""], meanwhile)
        return [(here / f"{number}.docx").read_bytes() for number in range(1, len(trees) + 1)]
