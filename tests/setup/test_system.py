"""Set-up decides rightly on machines that are not at hand: what to install, or which command to tell."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SETUP = Path(__file__).resolve().parents[2] / "setup"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"octavo_setup_{name}", SETUP / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


system = load("system")
DEBIAN, UBUNTU = 'ID=debian\nVERSION_ID="12"\n', "NAME=Ubuntu\nID=ubuntu\nID_LIKE=debian\n"
LIBRARIES, TOOLS = system.LIBRARIES, system.TOOLS


def test_a_library_by_a_name_the_linker_knows_is_not_missing() -> None:
    here = system.Need("C library", {}, libraries=("libc.so.6", "libSystem.dylib"))
    absent = system.Need("absent", {}, libraries=("libabsent-octavo.so.9", "absent-octavo"))
    assert system.missing((here, absent)) == (absent,)


def test_a_program_on_the_path_is_not_missing() -> None:
    here = system.Need("shell", {}, programs=("absent-octavo", "sh"))
    absent = system.Need("absent", {}, programs=("absent-octavo",))
    assert system.missing((here, absent)) == (absent,)


@pytest.mark.parametrize(
    ("kernel", "release", "expected"),
    [
        ("Linux", DEBIAN, "apt"),
        ("Linux", UBUNTU, "apt"),
        ("Linux", 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', "apt"),
        ("Linux", "ID=fedora\n", "dnf"),
        ("Linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "dnf"),
        ("Linux", "ID=arch\n", "pacman"),
        ("Linux", "ID=alpine\n", "apk"),
        ("Linux", "", ""),
        ("Darwin", "", "brew"),
        ("Windows", "", "windows"),
    ],
)
def test_package_manager_follows_the_system(kernel: str, release: str, expected: str) -> None:
    assert system.manager(kernel, release) == expected


def test_root_on_debian_installs_what_is_missing_unasked() -> None:
    machine = system.Machine("apt", ())
    ((*command,),) = system.commands(machine, LIBRARIES, lambda name: True)
    assert command[:4] == ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install"]
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1"):
        assert command.count(package) == 1


def test_sudo_without_a_password_goes_first() -> None:
    ((*command,),) = system.commands(system.Machine("apt", ("sudo", "-n")), LIBRARIES, lambda name: True)
    assert command[:3] == ["sudo", "-n", "env"]


@pytest.mark.parametrize("machine", [("apt", None), ("brew", ()), ("dnf", ()), ("windows", None), ("", ())])
def test_elsewhere_nothing_is_run(machine: tuple[str, tuple[str, ...] | None]) -> None:
    assert system.commands(system.Machine(*machine), LIBRARIES, lambda name: True) == ()


def test_nothing_missing_means_nothing_to_run() -> None:
    assert system.commands(system.Machine("apt", ()), (), lambda name: True) == ()


def test_libreoffice_with_a_screen_stands_in_where_there_is_none_without() -> None:
    ((*command,),) = system.commands(
        system.Machine("apt", ()), TOOLS, lambda name: not name.endswith("-nogui")
    )
    assert "libreoffice-writer" in command
    assert "libreoffice-writer-nogui" not in command


def test_venv_of_debian_is_asked_for_by_this_pythons_version() -> None:
    ((*command,),) = system.commands(
        system.Machine("apt", ()), (system.venv_need((3, 12)),), lambda name: True
    )
    assert command[-1] == "python3.12-venv"


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (
            ("apt", None),
            "sudo apt-get install -y --no-install-recommends "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1",
        ),
        (("brew", None), "brew install pango fontconfig"),
        (("dnf", None), "sudo dnf install pango fontconfig"),
        (("pacman", ()), "pacman -S --needed pango fontconfig"),
        (("apk", ()), "apk add pango harfbuzz-subset fontconfig"),
        (("windows", None), system.WINDOWS),
        (("", None), "install GLib, Pango, PangoFT2, HarfBuzz, HarfBuzz-subset, Fontconfig"),
    ],
)
def test_hint_is_the_command_to_type(machine: tuple[str, tuple[str, ...] | None], expected: str) -> None:
    assert system.hint(system.Machine(*machine), LIBRARIES) == expected


def run_python_sh(path: Path) -> subprocess.CompletedProcess[str]:
    for tool in ("sh", "uname", "cat"):
        found = shutil.which(tool)
        assert found
        (path / tool).symlink_to(found)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHON"} | {"PATH": str(path)}
    command = ["sh", str(SETUP / "python.sh"), "-c", "print('ran')"]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_no_python_is_told_with_what_to_type(tmp_path: Path) -> None:
    done = run_python_sh(tmp_path)
    assert done.returncode == 3
    assert "this machine has no python3" in done.stderr


def test_too_old_a_python_is_told_with_its_version(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    done = run_python_sh(tmp_path)
    assert done.returncode == 3
    assert "3.11 or newer; this machine's python3 is Python 3.9.2" in done.stderr


def test_a_newer_python_beside_too_old_a_python3_is_used(tmp_path: Path) -> None:
    test_too_old_a_python_is_told_with_its_version(tmp_path)
    for tool in ("sh", "uname", "cat"):
        (tmp_path / tool).unlink()
    (tmp_path / "python3.12").symlink_to(sys.executable)
    done = run_python_sh(tmp_path)
    assert (done.returncode, done.stdout) == (0, "ran\n")


def test_octavo_is_compiled_once_whatever_python_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(SETUP)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    prepare = load("prepare")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "PYTHON", sys.executable)
    room = tmp_path / "pipeline" / "room.py"
    room.parent.mkdir()
    room.write_text("word = 1\n")
    prepare._compile()
    made = Path(importlib.util.cache_from_source(str(room)))
    first = made.stat().st_mtime_ns
    prepare._compile()
    assert made.stat().st_mtime_ns == first
    os.utime(room, (made.stat().st_mtime + 5,) * 2)
    prepare._compile()
    assert made.stat().st_mtime_ns > first


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_names_no_host_or_path_and_hashes_every_package(lock: str) -> None:
    text = (SETUP.parent / lock).read_text("utf-8")
    assert "://" not in text
    assert "file:" not in text
    blocks = [block for block in text.replace("\\\n", "").splitlines() if "==" in block]
    assert len(blocks) > 40
    assert all("--hash=sha256:" in block for block in blocks)
    assert "weasyprint==70.0" in text
