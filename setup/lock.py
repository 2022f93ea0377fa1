"""Writes requirements.lock and requirements-dev.lock from pyproject.toml, for every system, hashed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Made by `make lock` from pyproject.toml. Installed with --require-hashes.\n"


def main() -> None:
    """Resolves twice: what Octavo runs on (with the build backend), and that plus the developers' tools."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    backend = "\n".join(project["build-system"]["requires"])
    for name, extra in (("requirements.lock", ()), ("requirements-dev.lock", ("--extra", "dev"))):
        command = [sys.executable, "-m", "uv", "pip", "compile", "-", "pyproject.toml", *extra]
        options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
        options += ["--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        done = subprocess.run(
            command + options, cwd=ROOT, input=backend, text=True, capture_output=True, check=True
        )
        (ROOT / name).write_text(HEADER + done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main()
