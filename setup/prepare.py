"""Sets up what is missing, and only that: `prepare.py build` for Octavo, `prepare.py test` for its tests too.

Leaves `.venv/` with the locked dependencies and the command `octavo`, the fonts cut, and a stamp: as long as
the lock files, Python and the place are the same, the next run ends at once. Exit status 3: something lacks.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"build": "requirements.lock", "test": "requirements-dev.lock"}


def main(goal: str) -> int:
    """Sets up for a goal, "build" or "test"; gives the exit status."""
    key = _key()
    ready = key in (_stamp("test"), _stamp(goal))
    if ready and not system.missing(system.LIBRARIES + (system.TOOLS if goal == "test" else ())):
        _compile()
        return 0
    _tell("Setting up Octavo …")
    status = _system(goal)
    if status == 0 and not ready:
        _environment(goal)
        (VENV / f"ready-{goal}").write_text(key, encoding="ascii")
    if status == 0:
        _compile()
    return status


def _compile() -> None:
    """Bytecode of Octavo's own modules, as pip makes it of what it installs.

    It is half a second of every build where Python may not write it (PYTHONDONTWRITEBYTECODE).
    """
    sources = sorted((ROOT / "pipeline").rglob("*.py"))
    if not all(_is_compiled(source) for source in sources):
        subprocess.run([str(PYTHON), "-m", "compileall", "-q", *map(str, sources)], cwd=ROOT)


def _is_compiled(source: Path) -> bool:
    made = Path(importlib.util.cache_from_source(str(source)))
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _system(goal: str) -> int:
    """Libraries, venv and test tools; without a tool its tests skip, or OCTAVO_TOOLS=required fails."""
    machine = system.machine_here(platform.system(), system.os_release(), system.user())
    lacking = system.missing(system.LIBRARIES)
    if importlib.util.find_spec("ensurepip") is None:
        lacking += (system.venv_need(sys.version_info[:2]),)
    tools = system.missing(system.TOOLS) if goal == "test" else ()
    said = ""
    if lacking or tools:
        _tell("  system: " + ", ".join(need.name for need in lacking + tools))
        said = system.install(machine, lacking + tools)
    lacking, tools = _still(lacking), system.missing(tools)
    if lacking or tools:
        _tell(f"{said}\nMissing: {', '.join(need.name for need in lacking + tools)}")
        _tell(f"Type: {system.hint(machine, lacking + tools)}\nthen the same `make` again.")
    if tools and not lacking:
        _tell("Tests that need a missing tool are skipped.")
    return 3 if lacking or (tools and os.environ.get("OCTAVO_TOOLS") == "required") else 0


def _still(lacking: tuple[system.Need, ...]) -> tuple[system.Need, ...]:
    importlib.invalidate_caches()
    split_off = tuple(need for need in lacking if not need.libraries)
    no_venv = importlib.util.find_spec("ensurepip") is None
    return system.missing(need for need in lacking if need.libraries) + (split_off if no_venv else ())


def _environment(goal: str) -> None:
    """The virtual environment, made afresh for another Python or place; then packages and fonts."""
    if not PYTHON.exists() or _made_by() != _maker():
        _tell("  virtual environment: .venv")
        if VENV.is_symlink():
            VENV.unlink()  # (what it leads to is another's, and --clear would empty it)
        _run(sys.executable, "-m", "venv", "--clear", str(VENV))
        (VENV / "maker").write_text(_maker(), encoding="utf-8")
    pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    _tell(f"  packages: {LOCKS[goal]}")
    _run(*pip, "--require-hashes", "-r", str(ROOT / LOCKS[goal]))
    _run(*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    _tell("  fonts")
    _run(str(PYTHON), "-m", "pipeline.fonts")


def _run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        _tell(f"This failed: {' '.join(command)}\nType the same `make` again once its cause is gone.")
        raise SystemExit(3)


def _maker() -> str:
    return f"{sys.version}\n{sys.base_prefix}\n{ROOT}"


def _made_by() -> str:
    maker = VENV / "maker"
    return maker.read_text(encoding="utf-8") if maker.exists() else ""


def _key() -> str:
    """Changes with Python, the place, the locks and whatever else set-up depends on."""
    files = sorted(
        [*(ROOT / "setup").glob("*.py"), *(ROOT / name for name in ("pyproject.toml", *LOCKS.values()))]
    )
    digest = hashlib.sha256(_maker().encode())
    for file in (*files, ROOT / "pipeline" / "fonts.py"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _stamp(goal: str) -> str:
    stamp = VENV / f"ready-{goal}"
    return stamp.read_text(encoding="ascii") if stamp.exists() and PYTHON.exists() else ""


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    began = time.monotonic()
    status = main(sys.argv[1] if len(sys.argv) > 1 else "build")
    if time.monotonic() - began > 2:
        _tell(f"Set up in {time.monotonic() - began:.0f} s.")
    raise SystemExit(status)
