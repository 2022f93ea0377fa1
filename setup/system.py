"""What the system must bring: WeasyPrint's libraries, and the tools that tests use.

Whether something is there is asked of the linker and of PATH, never of a package list. What is missing is
installed where the user may, by apt on Debian and its kin; everywhere else the command to type is told.
Needs nothing but Python's own library.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Need:
    """A library (with the names WeasyPrint opens it by) or a program, and its packages by manager."""

    name: str
    packages: dict[str, tuple[str, ...]]
    libraries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """Its manager ("apt", "brew", "dnf", "pacman", "apk", "windows", "") and how to get its rights."""

    manager: str
    prefix: tuple[str, ...] | None  # () as root; ("sudo", "-n") without a password; None: only by hand


def _packages(apt: str, brew: str, dnf: str, pacman: str, apk: str) -> dict[str, tuple[str, ...]]:
    each = {"apt": apt, "brew": brew, "dnf": dnf, "pacman": pacman, "apk": apk}
    return {manager: tuple(names.split()) for manager, names in each.items()}


PANGO = _packages("libpango-1.0-0 libpangoft2-1.0-0", "pango", "pango", "pango", "pango")
HARFBUZZ = _packages("libharfbuzz-subset0", "pango", "pango", "pango", "harfbuzz-subset")
# The names and their order are those of WeasyPrint 70's text/ffi.py; exact file names, found quickly, first.
LIBRARIES = (
    Need("GLib", PANGO, ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "gobject-2.0-0", "gobject-2.0")),
    Need("Pango", PANGO, ("libpango-1.0.so.0", "libpango-1.0.dylib", "pango-1.0-0", "pango-1.0")),
    Need(
        "PangoFT2", PANGO, ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "pangoft2-1.0-0", "pangoft2-1.0")
    ),
    Need("HarfBuzz", HARFBUZZ, ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "harfbuzz")),
    Need(
        "HarfBuzz-subset",
        HARFBUZZ,
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "harfbuzz-subset"),
    ),
    Need(
        "Fontconfig",
        _packages("libfontconfig1", "fontconfig", "fontconfig", "fontconfig", "fontconfig"),
        ("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig-1", "fontconfig"),
    ),
)
OFFICE = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
TOOLS = (
    Need(
        "Java (for epubcheck)",
        _packages(
            "default-jre-headless",
            "openjdk",
            "java-latest-openjdk-headless",
            "jre-openjdk-headless",
            "openjdk21-jre",
        ),
        programs=("java",),
    ),
    Need(
        "poppler's pdftoppm, pdftotext and pdffonts",
        _packages("poppler-utils", "poppler", "poppler-utils", "poppler", "poppler-utils"),
        programs=("pdftoppm",),
    ),
    Need(
        "LibreOffice Writer",
        _packages(
            "libreoffice-writer-nogui|libreoffice-writer",
            "--cask libreoffice",
            "libreoffice-writer",
            "libreoffice-fresh",
            "libreoffice-writer",
        ),
        programs=OFFICE,
    ),
)
INSTALL = {
    "apt": "apt-get install -y --no-install-recommends",
    "brew": "brew install",
    "dnf": "dnf install",
    "pacman": "pacman -S --needed",
    "apk": "apk add",
}
KIN = {"debian": "apt", "ubuntu": "apt", "fedora": "dnf", "rhel": "dnf", "arch": "pacman", "alpine": "apk"}
WINDOWS = "use Ubuntu in WSL; or in MSYS2 type: pacman -S mingw-w64-ucrt-x86_64-pango"
MINIMUM_PANGO = (1, 44)


def manager(system: str, os_release: str) -> str:
    """The package manager, from `platform.system()` and the text of /etc/os-release; "" if unknown."""
    if system in {"Darwin", "Windows"}:
        return {"Darwin": "brew", "Windows": "windows"}[system]
    pairs = (line.partition("=") for line in os_release.splitlines())
    values = {key: value.strip("\"'") for key, _, value in pairs}
    kin = [values.get("ID", ""), *values.get("ID_LIKE", "").split()]
    return next((KIN[name] for name in kin if name in KIN), "")


def venv_need(version: tuple[int, int]) -> Need:
    """What Debian splits off from Python: without it `python3 -m venv` makes an environment with no pip."""
    return Need("Python's venv", {"apt": (f"python{version[0]}.{version[1]}-venv",)})


def hint(machine: Machine, needs: Iterable[Need]) -> str:
    """The command that the user types, or what to look for."""
    needs = tuple(needs)
    if machine.manager == "windows":
        return WINDOWS
    wanted = [names.split("|")[0] for need in needs for names in need.packages.get(machine.manager, ())]
    if not wanted:
        return "install " + ", ".join(need.name for need in needs)
    sudo = "" if machine.prefix == () or machine.manager == "brew" else "sudo "
    return f"{sudo}{INSTALL[machine.manager]} {' '.join(dict.fromkeys(wanted))}"


def commands(
    machine: Machine, needs: Iterable[Need], available: Callable[[str], bool]
) -> tuple[tuple[str, ...], ...]:
    """What to run to install the needs unasked, if we may. `available` says whether apt has a package."""
    if machine.manager != "apt" or machine.prefix is None:
        return ()
    choices = [names.split("|") for need in needs for names in need.packages.get("apt", ())]
    wanted = (next((name for name in names if available(name)), names[0]) for names in choices)
    quiet = ("env", "DEBIAN_FRONTEND=noninteractive")
    wait = ("-o", "DPkg::Lock::Timeout=300")
    install = (*INSTALL["apt"].split(), *wait, *dict.fromkeys(wanted))
    return ((*machine.prefix, *quiet, *install),) if choices else ()


def missing(needs: Iterable[Need]) -> tuple[Need, ...]:
    """The needs this machine does not meet."""
    return tuple(
        need
        for need in needs
        if not (any(map(_opens, need.libraries)) or any(map(shutil.which, need.programs)))
    )


def machine_here(system: str, os_release: str, uid: int) -> Machine:
    """This machine; sudo counts only where it asks for no password."""
    name = manager(system, os_release)
    if uid == 0:
        return Machine(name, ())
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return Machine(name, ("sudo", "-n") if may else None)


def install(machine: Machine, needs: tuple[Need, ...]) -> str:
    """Installs the needs where it may. Gives what the package manager said when it failed, else ""."""
    if machine.manager != "apt" or machine.prefix is None:
        return ""
    # One source that can't be reached fails the update, though all we want may be listed.
    update = subprocess.run([*machine.prefix, "apt-get", "-qq", "update"], capture_output=True, text=True)
    for command in commands(machine, needs, _apt_has):
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            return (update.stderr + done.stdout + done.stderr)[-2000:]
    return ""


def _apt_has(package: str) -> bool:
    return subprocess.run(["apt-cache", "show", package], capture_output=True).returncode == 0


def _opens(name: str) -> bool:
    library = _library(name)
    if library is None and (found := ctypes.util.find_library(name)):
        library = _library(found)
    if library is not None and hasattr(library, "pango_version"):
        version = int(library.pango_version())
        return (version // 10000, version // 100 % 100) >= MINIMUM_PANGO
    return library is not None


def _library(name: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None


def os_release() -> str:
    """The text of /etc/os-release, empty where there is none."""
    file = Path("/etc/os-release")
    return file.read_text("utf-8") if file.exists() else ""


def user() -> int:
    """The user's number, 0 for root; 1 where there are none."""
    return os.getuid() if hasattr(os, "getuid") else 1
