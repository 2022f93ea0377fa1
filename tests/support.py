"""What tests of several rooms share."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"


def shared() -> Path | None:
    """The folder of real books beside the checkout, where there is one."""
    folder = Path(os.environ.get("OCTAVO_SHARED") or HERE.parent.parent / "shared")
    return folder if folder.is_dir() else None


def expect(actual: str, file: Path) -> None:
    """The text equals the file; `make accept` writes the file instead, and the diff is read."""
    if os.environ.get("OCTAVO_ACCEPT"):
        file.write_text(actual, "utf-8")
    assert actual == (file.read_text("utf-8") if file.exists() else "")


class Silent:
    """No progress is told."""

    def stage(self, name: str) -> nullcontext[None]:
        return nullcontext()
