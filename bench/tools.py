"""The tools that are timed: each turns a project's folder into files by a list of commands."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline import pandoc

HERE = Path(__file__).parent
Commands = list[list[str]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A name, and the commands that build the project in the first folder into the second.

    `before` runs ahead of the clock: it brings the project into the state that is to be measured.
    """

    name: str
    makes: str
    commands: Callable[[Path, Path], Commands]
    missing: str | None = None
    before: Callable[[Path, int], None] | None = None


def _octavo(project: Path, out: Path, *options: str) -> Commands:
    return [
        [
            sys.executable,
            "-m",
            "pipeline",
            "build",
            "-q",
            "--project",
            f"{project}",
            "--output",
            f"{out}",
            *options,
        ]
    ]


def edit(project: Path, round_number: int) -> None:
    """One sentence more in the middle chapter, another one in every round."""
    chapters = sorted((project / "manuscript").glob("*.md"))
    middle = chapters[len(chapters) // 2]
    paragraphs = middle.read_text("utf-8").split("\n\n")
    plain = [number for number, words in enumerate(paragraphs) if words[:1].isalpha()]
    at = plain[len(plain) // 2]
    paragraphs[at] += f" The archive holds {round_number + 17} letters more."
    middle.write_text("\n\n".join(paragraphs), "utf-8")


def _pandoc(project: Path, *options: str) -> list[str]:
    texts = [str(path) for path in sorted((project / "manuscript").glob("*.md"))]
    metadata = project / "manuscript" / "metadata.yaml"
    known = [f"--metadata-file={metadata}"] if metadata.exists() else []
    bibliography = f"--bibliography={project / 'references.bib'}"
    csl = f"--csl={_style()}"
    return [pandoc.executable(), *texts, "--quiet", "--citeproc", bibliography, csl, *known, *options]


@cache
def _style() -> str:
    from pipeline import csl

    return str(csl.folder_of_styles() / "chicago-notes-bibliography.csl")


def _page(project: Path, out: Path) -> Commands:
    """Pandoc's HTML with notes at their calls, printed by plain WeasyPrint."""
    html = ["-t", "html", "-s", f"--lua-filter={HERE / 'footnotes.lua'}", f"--css={HERE / 'naive.css'}"]
    return [
        _pandoc(project, *html, "-o", str(out / "book.html")),
        [sys.executable, "-m", "weasyprint", "-q", str(out / "book.html"), str(out / "book.pdf")],
    ]


def _naive(project: Path, out: Path) -> Commands:
    others = [_pandoc(project, "-o", str(out / f"book.{kind}")) for kind in ("epub", "docx")]
    return [*_page(project, out), *others]


def _typst(project: Path, out: Path) -> Commands:
    compiling = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
    return [
        # Keywords of two words break pandoc's template for Typst.
        _pandoc(project, "-t", "typst", "-s", "-M", "keywords=false", "-o", str(out / "book.typ")),
        [sys.executable, "-c", compiling, str(out / "book.typ"), str(out / "book.pdf")],
    ]


def _latex(project: Path, out: Path) -> Commands:
    return [_pandoc(project, "--pdf-engine=xelatex", "-o", str(out / "book.pdf"))]


def _vivliostyle(project: Path, out: Path) -> Commands:
    html, pdf = str(out / "book.html"), str(out / "book.pdf")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    # Without a browser named, Vivliostyle downloads one.
    named = ["--executable-browser", browser] if browser else []
    return [_page(project, out)[0], ["vivliostyle", "build", html, "-o", pdf, *named]]


def _program(name: str, hint: str) -> str | None:
    return None if shutil.which(name) else f"{name} is not installed ({hint})"


def tools() -> Sequence[Tool]:
    """Octavo in its three states, and the peers."""
    no_typst = None if find_spec("typst") else "typst is not installed (pip install typst)"
    every = "PDF, EPUB, DOCX"
    return (
        Tool("octavo, cold", every, lambda project, out: _octavo(project, out, "--no-cache")),
        Tool("octavo, one sentence edited", every, _octavo, before=edit),
        Tool("octavo, nothing changed", every, _octavo),
        Tool("three pandoc runs + WeasyPrint", every, _naive),
        Tool("pandoc + Typst", "PDF", _typst, no_typst),
        Tool("pandoc + XeLaTeX", "PDF", _latex, _program("xelatex", "apt install texlive-xetex")),
        Tool(
            "pandoc + Vivliostyle", "PDF", _vivliostyle, _program("vivliostyle", "npm i -g @vivliostyle/cli")
        ),
    )
