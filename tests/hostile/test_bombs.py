# ruff: noqa: E501 (what is hostile is left as it is)
"""Input that is made to break things: each ends in findings or in proven files, soon."""

from __future__ import annotations

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import hostile, oddities
from pipeline import build
from pipeline.model import ERROR
from tests.hostile.test_hostile import SECRET, codes, project, words
from tests.support import Silent

ROOT = Path(__file__).parents[2]


def test_ten_megabytes_in_one_paragraph_are_told(tmp_path: Path):
    root = project(tmp_path / "book", "One.\n\n" + "word and another " * 600_000 + "\n")
    [finding] = [one for one in build.check(root, Silent()).findings if one.level is ERROR]
    assert (finding.code, finding.place and finding.place.line) == ("paragraph-too-long", 3)


def test_five_thousand_notes_are_proved(tmp_path: Path):
    text = "\n\n".join(f"A.[^{n}]" for n in range(5000)) + "\n\n"
    root = project(tmp_path / "book", text + "\n\n".join(f"[^{n}]: See {n}." for n in range(5000)) + "\n")
    ended = hostile.end(root, ("epub",))
    assert ended.kind == "proven", ended.told


@pytest.mark.parametrize(
    "text",
    [
        "Text.[^1]\n\n" + "".join(f"[^{n}]: note[^{n + 1}]\n\n" for n in range(1, 20)) + "[^20]: end\n",
        "Text." + "^[note" * 20 + "]" * 20 + "\n",
        "Text.[^1]\n\n[^1]: note[^1]\n",
    ],
    ids=["called", "inline", "calls itself"],
)
def test_notes_nested_twenty_deep_are_told(text: str, tmp_path: Path):
    ended = hostile.end(project(tmp_path / "book", text))
    assert ended.kind == "findings", ended.told
    assert "note-in-note" in {one.code for one in ended.findings}


def vast(width: int, height: int) -> bytes:
    """A PNG that claims so many pixels and holds none of them."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 100_000)
    chunks = (head, data, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks
    )


def test_picture_that_would_fill_the_memory_is_told(tmp_path: Path):
    root = project(tmp_path / "book", "![a picture](x.png)\n")
    (root / "manuscript" / "x.png").write_bytes(vast(50_000, 50_000))
    assert codes(root) == {"image-unusable"}


@pytest.mark.parametrize(
    "drawing",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + ']><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&i;</text></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9e9" height="9e9"><rect width="9" height="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        '<g id="a"><use xlink:href="#a"/></g></svg>',
    ],
    ids=["entities", "size", "use of itself"],
)
def test_drawing_that_would_never_end_is_told_or_printed(drawing: str, tmp_path: Path):
    root = project(tmp_path / "book", "Text.\n\n![a drawing](x.svg)\n")
    (root / "manuscript" / "x.svg").write_text(drawing, "utf-8")
    ended = hostile.end(root)
    assert not ended.is_fault, ended.told


@pytest.mark.parametrize(
    "code",
    ["<w:p><w:r>", "</w:p>", "<w:p/><w:sectPr/>", "<w:r><w:t>word</w:t></w:r>", "&", "<a:b xmlns:a=''/>"],
)
def test_broken_openxml_breaks_nothing(code: str, tmp_path: Path):
    text = f"One `{code}`{{=openxml}} two.\n\n```{{=openxml}}\n{code}\n```\n\nThree.\n"
    ended = hostile.end(project(tmp_path / "book", text), ("docx",))
    assert not ended.is_fault, ended.told


def test_stylesheet_reaches_neither_the_web_nor_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    secret = tmp_path / "secret.css"
    secret.write_text(f'p::before {{ content: "{SECRET}" }}', "utf-8")
    root = project(tmp_path / "book", "Text.\n", "title: T\noctavo:\n  style: own\n")
    (root / "styles").mkdir()
    (root / "styles" / "own.css").write_text(
        f"@import url(http://example.org/x.css);\n@import url('{secret.as_uri()}');\n@import '../../secret.css';\n"
        "@font-face { font-family: X; src: url(http://example.org/x.ttf) }\n"
        f"body {{ background: url(file:///etc/passwd) }} p {{ font-family: X; list-style: url({secret.as_uri()}) }}\n"
        "p::after { content: url(http://example.org/x.png) }\n@page { size: A5; margin: 2cm }\n",
        "utf-8",
    )
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *host, **_: asked.append(host) or [])
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    outcome = build.build(root, Silent(), keeping=False)
    assert not asked
    assert "resource-refused" in {one.code for one in outcome.findings}
    for path in outcome.files:
        assert SECRET not in words(path)
        assert "root:" not in words(path)


def test_files_with_odd_names_are_read(tmp_path: Path):
    root = project(tmp_path / "a 'book' & \"more\" 🚢\nof it", "# One\n\nText.\n")
    folder = root / "manuscript"
    for number, name in enumerate(("line\nend.md", "🚢 ship.md", "'quotes' \"and\" <b> & %20#?.md", "-o.md")):
        (folder / name).write_text(
            f"# Chapter {number}\n\nWords[^1] [^lost].\n\n[^1]: And a book.\n", "utf-8"
        )
    for name in ("a\nb.png", "🚢.png", 'it\'s "1" <2>.png'):
        (folder / name).write_bytes(oddities.png(300, 300))
    (folder / "text.md").write_text('# P\n\n![one](<🚢.png>) ![two](<it\'s "1" \\<2\\>.png>)\n', "utf-8")
    outcome = build.check(root, Silent())
    told = [one for one in outcome.findings if one.code == "note-undefined"]
    assert len(told) == 4, outcome.findings
    assert all(one.place and one.place.line == 3 for one in told)
    for path in folder.glob("*.md"):
        path.write_text(path.read_text("utf-8").replace("[^lost]", ""), "utf-8")
    ended = hostile.end(root)
    assert ended.kind == "proven", ended.told


SOUND = oddities.BIBLIOGRAPHY + (
    "@string{oup = {Oxford University Press}}\n@comment{jabref}\n"
    '@book{lyon, author = "Lyon, Ann and {Städtisches Archiv}", title = {A {\\\'e}tude}, publisher = oup, '
    "year = 1998, isbn = {9780306406157}, crossref = {heb}}\n"
)
DAMAGES = st.lists(
    st.tuples(
        st.integers(0, len(SOUND)),
        st.integers(0, 40),
        st.text('{}"@,=#\\% \n\u00e9\u0000ab', max_size=4),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAMAGES, st.integers(0, len(SOUND)))
def test_damaged_bibliography_is_told_or_used(
    tmp_path_factory: pytest.TempPathFactory, damages: list[tuple[int, int, str]], end: int
):
    """Something deleted, something put in, now and then the end cut off: never a traceback."""
    text = SOUND
    for at, length, added in damages:
        text = text[:at] + added + text[at + length :]
    text = text if end % 3 else text[:end]
    root = project(tmp_path_factory.mktemp("bib") / "book", "See [@lyon, 3] and [@rabe1988; @heb].\n")
    (root / "references.bib").write_text(text, "utf-8")
    outcome = build.check(root, Silent())
    for one in outcome.findings:
        assert one.message
        if one.level is ERROR:
            assert one.place
            assert one.place.line


@pytest.mark.parametrize("seed", range(4))
def test_build_killed_at_any_moment_leaves_the_last_good_files(seed: int, tmp_path: Path):
    root = project(tmp_path / "book", "# One\n\nText.^[A note.]\n" * 20)
    out = tmp_path / "out"
    out.mkdir()
    good = {f"t.{kind}": b"the last good one" for kind in build.KINDS}
    for name, data in good.items():
        (out / name).write_bytes(data)
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(root), "--output", str(out)]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=random.Random(seed).uniform(0.2, 3))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    found = {path.name: path.read_bytes() for path in out.iterdir() if path.name in good}
    assert found.keys() == good.keys()
    for name, data in found.items():
        assert data == good[name] or words(out / name)
