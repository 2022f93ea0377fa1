"""Small books built through the whole pipeline, each once, and the proof of their files."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from pipeline import build, making, proof
from pipeline.cache import Cache
from pipeline.making import Book
from pipeline.model import Edition, Finding, Level, Manuscript, Source
from tests.support import Silent

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in (HERE / "sound").glob("*.md"))
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" '
    'fill="#abc"/><text x="10" y="50">Words in a drawing</text></svg>'
)
KINDS = ("pdf", "epub", "docx")


@dataclass(frozen=True)
class Proofs:
    """A book's files, and the manuscript that they were made of."""

    manuscript: Manuscript
    sources: tuple[Source, ...]
    stylesheet: Source
    files: dict[str, bytes]

    def prove(self, kind: str, data: bytes, kept: Cache | None = None) -> list[Finding]:
        return proof.prove([Edition(kind, data)], self.manuscript, self.sources, self.stylesheet, kept)

    def codes(self, kind: str, data: bytes) -> set[str]:
        return {one.code for one in self.prove(kind, data) if one.level is Level.ERROR}


@cache
def book(name: str) -> Proofs:
    """The book made of sound/NAME.md."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "manuscript").mkdir()
        (root / "manuscript" / "manuscript.md").write_bytes((HERE / "sound" / f"{name}.md").read_bytes())
        (root / "references.bib").write_bytes((HERE / "sound" / "references.bib").read_bytes())
        (root / "manuscript" / "mole.png").write_bytes(picture())
        (root / "manuscript" / "plan.svg").write_text(DRAWING, "utf-8")
        text = build.read(root, Silent(), Cache(None))
        assert text.project
        assert text.project.stylesheet
        assert text.manuscript, text.findings
        whole = Book(text.manuscript, text.project.sources, text.project.stylesheet, None)
        editions, _ = making.make(whole, KINDS, Silent(), Cache(None))
    files = {edition.kind: edition.data for edition in editions}
    return Proofs(text.manuscript, text.project.sources, text.project.stylesheet, files)


def picture() -> bytes:
    """A picture of many greys, large enough for print."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1500, 1000)).save(out, "PNG")
    return out.getvalue()
