"""The scanner's lists are those of pandoc's own tree."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.model import Source
from pipeline.scan import Scan, scan

FORMAT = "markdown-yaml_metadata_block"
SHARED = Path(os.environ.get("OCTAVO_SHARED") or Path(__file__).resolve().parents[2] / "../shared")
READ = f"""
for _, text in ipairs(pandoc.json.decode(io.read('a'), false)) do
  local _, doc = pandoc.log.silence(function() return pandoc.read(text, '{FORMAT}') end)
  io.write(pandoc.write(doc, 'json'), '\\n')
end
"""
Lists = tuple[list[str], int, list[str]]


def trees(texts: list[str], folder: Path) -> list[list[Any]]:
    (folder / "read.lua").write_text(READ)
    command = [pypandoc.get_pandoc_path(), "lua", str(folder / "read.lua")]
    done = subprocess.run(command, input=json.dumps(texts).encode(), capture_output=True, check=True)
    return [json.loads(line)["blocks"] for line in done.stdout.decode().splitlines()]


def of_tree(blocks: list[Any]) -> Lists:
    """Citation keys in order, number of notes, image targets in order."""
    keys: list[str] = []
    images: list[str] = []
    notes = 0

    def visit(node: Any) -> None:
        nonlocal notes
        if isinstance(node, list):
            for part in node:
                visit(part)
        elif isinstance(node, dict):
            kind, content = node.get("t"), node.get("c")
            if kind == "Cite":
                for one in content[0]:
                    visit(one["citationPrefix"])
                    keys.append(one["citationId"])
                    visit(one["citationSuffix"])
                return
            notes += kind == "Note"
            images.extend([content[2][0]] if kind == "Image" else [])
            # A figure's caption is its image's alternative text once more.
            visit(content[2] if kind == "Figure" else content)

    visit(blocks)
    return keys, notes, images


def of_scan(found: Scan) -> Lists:
    """The same lists; a note's words stand where it is called."""
    bodies = {one.label: one.body for one in found.definitions}
    apart = [one.body for one in found.definitions]
    events = sorted((*found.citations, *found.calls, *found.images), key=lambda one: one.at)

    def within(start: int, end: int, called: bool) -> Iterator[Any]:
        for one in events:
            if start <= one.at < end and (called or not any(a <= one.at < z for a, z in apart)):
                yield one
                if getattr(one, "printed", False) and one.label is not None:
                    yield from within(*bodies[one.label], called=True)

    told = list(within(0, len(found.source.text) + 1, called=False))
    keys = [one.key for one in told if hasattr(one, "key")]
    images = [one.target for one in told if hasattr(one, "target")]
    return keys, sum(getattr(one, "printed", False) for one in told), images


EXAMPLES = [
    "a -@x b, foo.@y me@z (@w) /@v \\*@t x_@s é@r ...@q",
    "@{a b} @{a{b}c} @a:b. @a. [@a; @b{c}, 12; see @c] [-@d]",
    "^[a ^[b] c]. x^[y[^1]] x^[a\n\nb] c\n\n[^1]: z",
    "t[^a b] t[^a^b]\n\n[^a^b]: x\n",
    "t[^a]\n\n[^a]:\n\n    para in note",
    "t[^a]\n\n[^a]:\npara\ncont\n\n\tmore `x @k`\n\n  two @j",
    "t[^a]\n[^a]: x",
    "t\n```\n@code\n```\nu\n\nt\n```\nunclosed @x",
    "[a @x](@y 'z @w') ![a @x](b.png)",
    '![a]( b c.png "t") ![b](<b c.png>) ![c][d] ![d]\n\n[d]: e.png',
    "`a @x``b` ``@y`` `@z",
    "$a @x$ b $ @y$ c $@z $5",
    "<a@b.c> <http://x/@y> <span @x>@y</span> <b>@z</b>",
    "\\textit{@x} @y \\foo @z",
    "    @x code\n\npara\n\n    @y code",
    "- item\n\n    @x para\n\n        @y code\n\n  @z",
    "> quote @x\n@y lazy\n\n@z",
    "::: a\n> b [^1]\n:::\nc @d\n\n[^1]: e",
    "<!-- @x\n\n @y --> @z\n\ntext <!-- @x\n\n @y --> @z",
    "[^1]: a\n[^2]: b\n  [^3]: c\n\nx[^1] y[^2] z[^3]",
    "# h[^1] {#i}\n[^1]: a @b",
    "x[^1]\n\n> [^1]: in a quotation\n\n- [^2]: in a list[^1]",
    "x[^1]\n\n[^1]: a [@b] [^2]\n\n[^2]: c",
    "\\begin{x}\n@a\n\n@b\n\\end{x}\n\n@c",
    "Term @a\n: def @x\nlazy @y\n\n@z",
    "(@l) ex @l\n\nsee @l (@m)",
    "a | b\n--|--\n@x | [^1]\n\n[^1]: x",
    "  a    b\n ---  ---\n   @x   2\n     3   4\n\nz",
    "1914. War @a\n\nA. Smith went @b\n\np. 9 @c",
    "a\n1. b @x\n\n- c\nd\n2) e @y",
    "[@x]: http://a\n\n[x]:\nhttp://b\n\n[x] ![x]",
    "word.^[Online at <https://www.example.org.]> So.",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_read_as_pandoc_reads_it(text: str, tmp_path: Path) -> None:
    assert of_scan(scan(Source("a.md", text))) == of_tree(trees([text], tmp_path)[0])


WORDS = st.sampled_from(
    "plain|[^1]|[^b]|[^none]|@key|[@key, 12]|[see @a; @b]|^[inline]|^[with [@c] in]|![alt](pic.png)"
    "|[words](u)|`code @x`"
    "|*soft*|**@d**|$m @x$|me@home.org|(a)|“said”|<b>|</b>|<!-- @x [^1] -->"
    "|\\@esc|1914|—|`|$|]|[|@|@{u v}".split("|")
)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
LINES = st.lists(LINE, min_size=1, max_size=3).map("\n".join)


def indented(text: str, by: str) -> str:
    return text.replace("\n", "\n" + by)


BLOCK = st.one_of(
    LINES,
    LINE.map(lambda words: "# " + words),
    LINES.map(lambda words: "> " + indented(words, "> ")),
    LINES.map(lambda words: "- " + indented(words, "  ")),
    LINES.map(lambda words: "1. " + indented(words, "   ")),
    LINES.map(lambda words: "```\n" + words.replace("```", "") + "\n```"),
    LINES.map(lambda words: "    " + indented(words, "    ")),
    LINES.map(lambda words: "::: {.box}\n" + words + "\n:::"),
    st.tuples(st.sampled_from("1b"), LINES).map(lambda pair: f"[^{pair[0]}]: " + indented(pair[1], "    ")),
    st.tuples(LINES, LINES).map(
        lambda pair: f"[^1]: {indented(pair[0], '')}\n\n    {indented(pair[1], '    ')}"
    ),
    st.just("* * *"),
)
MARKDOWN = st.lists(BLOCK, min_size=1, max_size=6).map("\n\n".join)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(MARKDOWN, min_size=1, max_size=25))
@example(["a[^1]\n\n[^1]: b\n\n    c [@d]"])
def test_any_markdown_is_read_as_pandoc_reads_it(tmp_path_factory: Any, texts: list[str]) -> None:
    for text, tree in zip(texts, trees(texts, tmp_path_factory.mktemp("lua")), strict=True):
        assert (text, of_scan(scan(Source("a.md", text)))) == (text, of_tree(tree))


@pytest.mark.parametrize("book", ["artists-things", "muqtabas", "book6"])
def test_a_real_book_is_read_as_pandoc_reads_it(book: str, tmp_path: Path) -> None:
    folder = SHARED / "corpus" / book / "manuscript"
    if not folder.is_dir():
        pytest.skip("the real books are not here")
    header = re.compile(r"\A---\n.*?\n---\n", re.S)
    texts = [path.read_text("utf-8-sig") for path in sorted(folder.glob("*.md"))]
    texts = [header.sub(lambda found: "\n" * found[0].count("\n"), text) for text in texts]
    for text, tree in zip(texts, trees(texts, tmp_path), strict=True):
        assert of_scan(scan(Source("a.md", text))) == of_tree(tree)
