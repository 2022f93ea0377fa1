"""In sound files the proof finds nothing, whatever the book is made of."""

from __future__ import annotations

import pytest

from pipeline import messages

from .books import KINDS, NAMES, book


@pytest.mark.parametrize("name", NAMES)
def test_sound_files_are_proved(name: str):
    own = book(name)
    for kind in KINDS:
        assert messages.text(own.prove(kind, own.files[kind])).strip() == ""
