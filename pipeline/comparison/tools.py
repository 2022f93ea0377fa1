"""The programs that show what Octavo cannot: LibreOffice for the Word file, Chromium for the e-book."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.model import WARNING, Finding, ToolFailed

OFFICES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)  # fmt: skip
PATIENCE = 180.0  # seconds that a program may take


def office() -> str | None:
    """Path of LibreOffice, where it is installed."""
    return _found(OFFICES)


def browser() -> str | None:
    """Path of a Chromium, where one is installed."""
    return _found(BROWSERS)


def missing() -> tuple[Finding, ...]:
    """A finding for each program that is not there, and how to get it."""
    wanted = (
        (office(), "LibreOffice", "the Word document", "libreoffice-writer"),
        (browser(), "Chromium", "the e-book", "chromium"),
    )
    return tuple(
        Finding(
            "tool-missing",
            WARNING,
            f"{name} is not installed: {shown} is neither measured nor pictured",
            None,
            f"on Debian and Ubuntu: sudo apt-get install {package}; then the same command again",
        )
        for path, name, shown, package in wanted
        if path is None
    )


def as_pdf(docx: bytes) -> bytes:
    """A Word file as LibreOffice prints it.

    Raises `ToolFailed` where LibreOffice is not there or does not print it.
    """
    with tempfile.TemporaryDirectory(prefix="octavo-") as name:
        source = Path(name) / "text.docx"
        source.write_bytes(docx)
        profile = f"-env:UserInstallation={(Path(name) / 'profile').as_uri()}"
        command = [profile, "--headless", "--convert-to", "pdf", "--outdir", name, str(source)]
        _run("LibreOffice", office(), command)
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise ToolFailed("LibreOffice")
        return made.read_bytes()


def browse(address: str, folder: Path, *options: str) -> str:
    """What Chromium says of a page on this disk; nothing is fetched from anywhere else."""
    command = [
        "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
        "--allow-file-access-from-files",
        "--proxy-server=127.0.0.1:9", "--virtual-time-budget=10000", f"--user-data-dir={folder / 'profile'}",
        # Its sandbox does not start for root, whose containers are sandbox enough.
        *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []),
        *options, address,
    ]  # fmt: skip
    return _run("Chromium", browser(), command).decode("utf-8", "replace")


def _found(names: Sequence[str]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def _run(name: str, path: str | None, arguments: Sequence[str]) -> bytes:
    if path is None:
        raise ToolFailed(name)
    try:
        done = subprocess.run([path, *arguments], capture_output=True, timeout=PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise ToolFailed(name) from error
    return done.stdout
