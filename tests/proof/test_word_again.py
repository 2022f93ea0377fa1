"""A Word file that comes back from a word processor is still proved, and what was changed in it is found."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline import messages, proof

from .books import Proofs, book
from .surgery import replaced, zipped

BACK = ("damaged", "notes", "chapters", "cited", "rtl")


def told(own: Proofs, data: bytes) -> str:
    files = {"back.docx": data}
    proved = proof.prove_files(files, own.manuscript, own.sources, own.stylesheet)
    return messages.text(proved["back.docx"]).strip()


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word files, opened and saved by LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("again")
    for name in BACK:
        (folder / f"{name}.docx").write_bytes(book(name).files["docx"])
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
    command += ["docx:MS Word 2007 XML", "--outdir", str(folder / "out")]
    files = [str(folder / f"{name}.docx") for name in BACK]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=180)
    return folder / "out"


@pytest.mark.parametrize("name", BACK)
def test_file_saved_by_libreoffice_is_proved(name: str, saved_again: Path):
    assert told(book(name), (saved_again / f"{name}.docx").read_bytes()) == ""


def test_change_in_a_file_saved_by_libreoffice_is_found(saved_again: Path):
    own = book("damaged")
    data = (saved_again / "damaged.docx").read_bytes()
    changed = replaced("word/document.xml", "difficult", "easy")(data)
    assert "proof-text" in told(own, changed)


def edited(pattern: str, new: str) -> bytes:
    def change(files: dict[str, bytes]) -> None:
        text, count = re.subn(pattern, new, files["word/document.xml"].decode(), flags=re.S)
        assert count
        files["word/document.xml"] = text.encode()

    return zipped(change)(book("damaged").files["docx"])


def test_words_cut_into_other_runs_are_the_same_words():
    cut = r'ten</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00AB12CD"><w:t> weeks'
    assert told(book("damaged"), edited("ten weeks", cut)) == ""


def test_words_put_in_by_a_tracked_change_count():
    accepted = edited(
        r"<w:r><w:t xml:space=\"preserve\">Nobody.*?</w:r>",
        r'<w:ins w:id="901" w:author="x"><w:r><w:t>Nobody counted the workers before 1899. See</w:t></w:r>'
        "</w:ins>",
    )
    assert told(book("damaged"), accepted) == ""
    more = edited(
        '(<w:r><w:t xml:space="preserve">Nobody)',
        r'<w:ins w:id="901" w:author="x"><w:r><w:t>Indeed </w:t></w:r></w:ins>\1',
    )
    assert "proof-text" in told(book("damaged"), more)


def test_ids_of_styles_and_notes_may_change():
    own = book("damaged")

    def change(files: dict[str, bytes]) -> None:
        for name in ("word/document.xml", "word/styles.xml", "word/footnotes.xml"):
            text = files[name].decode()
            for old, new in (("Heading1", "berschrift1"), ("Title", "Titel")):
                text = re.sub(rf'((?:styleId|pStyle w:val)="){old}"', rf'\1{new}"', text)
            files[name] = re.sub(
                r'(<w:footnote(?:Reference)? w:id=")(\d+)"', lambda m: f'{m[1]}{int(m[2]) + 40}"', text
            ).encode()

    assert told(own, zipped(change)(own.files["docx"])) == ""
