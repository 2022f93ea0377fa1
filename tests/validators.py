"""Validators that others make, where they are installed: `make validators` installs those that npm has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from pipeline.comparison import tools

NODE = Path(__file__).parents[1] / ".venv" / "node" / "node_modules" / ".bin"


def found(name: str) -> str | None:
    """Path of a validator, from `make validators` or from PATH."""
    return shutil.which(name, path=os.pathsep.join((str(NODE), os.environ.get("PATH", ""))))


def ace(epub: Path, folder: Path) -> list[tuple[str, str]]:
    """Impact and title of each violation that Ace by DAISY finds."""
    command = [found("ace-cli") or "", "--force", "--silent", "--outdir", str(folder), str(epub)]
    settings = {"PUPPETEER_EXECUTABLE_PATH": tools.browser() or "", "HOME": str(folder)}
    done = subprocess.run(command, capture_output=True, timeout=180, env=os.environ | settings)
    report = folder / "report.json"
    assert report.exists(), done.stderr.decode()[-2000:]
    told = json.loads(report.read_text("utf-8"))
    return [
        (one["earl:test"]["earl:impact"], one["earl:test"]["dct:title"])
        for page in told["assertions"]
        for one in page["assertions"]
    ]


def ooxml(docx: Path) -> list[object]:
    """What the Open XML SDK finds wrong."""
    command = [found("ooxml-validator") or "", str(docx)]
    done = subprocess.run(command, capture_output=True, timeout=120)
    errors: list[object] = json.loads(done.stdout)["errors"]
    return errors
