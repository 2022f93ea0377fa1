"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import shared


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real books; the test skips without it."""
    folder = shared()
    if folder is None or not (folder / "corpus").is_dir():
        pytest.skip("the real books are not here")
    return folder / "corpus"
