"""The specimen, built in a house style as any manuscript is."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pipeline import build
from pipeline.making import Progress
from pipeline.model import Finding
from pipeline.project import specimen

_STYLE = re.compile(r"^octavo:\n", re.MULTILINE)


def make(
    style: str, progress: Progress, root: Path | None = None
) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
    """PDF, EPUB and DOCX of the specimen by kind, and what was found; none where the style is not there.

    `style` is a name or path as `style:` takes it; `root` is the project whose own styles/ come first.
    """
    with tempfile.TemporaryDirectory(prefix="octavo-") as name:
        project = Path(name) / "specimen"
        shutil.copytree(specimen(), project, ignore=shutil.ignore_patterns("build", ".octavo"))
        if root is not None:
            _own_styles(style, root, project)
        text = project / "manuscript" / "manuscript.md"
        words = _STYLE.sub(f"octavo:\n  style: {json.dumps(style)}\n", text.read_text("utf-8"), count=1)
        text.write_text(words, "utf-8")
        outcome = build.build(project, progress, keeping=False)
        return {path.suffix[1:]: path.read_bytes() for path in outcome.files}, outcome.findings


def _own_styles(style: str, root: Path, project: Path) -> None:
    """The author's stylesheets at the same place beside the specimen."""
    if (root / "styles").is_dir():
        shutil.copytree(root / "styles", project / "styles", dirs_exist_ok=True)
    own = root / style
    if style.endswith(".css") and own.is_file() and own.resolve().is_relative_to(root.resolve()):
        (project / style).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(own, project / style)
