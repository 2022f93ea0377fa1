# ruff: noqa: E501 (the parts of a manuscript, one beside the other)
"""Random manuscripts: all that Markdown has, mixed and nested, in many scripts, some of it damaged.

`project` writes one for any `random.Random`; the same dice make the same project. Those with `wild` hold
control characters, stray marks, raw code and cut-off files too.
"""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SCRIPTS = {
    "latin": "archive letter harbour of the and in Été Łódź naïve Übergang coöperate fjord Ærø ſtraße office affluent".split(),
    "greek": "λόγος ἱστορία Ἀθῆναι ψυχή τοῦ καὶ".split(),
    "cyrillic": "архив письмо Россия объект и".split(),
    "hebrew": "שלום מכתב ארכיון סִפְרָה".split(),
    "arabic": "السلام مجلة المقتبس كتاب لا إلى".split(),
    "cjk": "歴史 檔案館 ひらがな 편지".split(),
    "numbers": "1914 1914–1918 12.5 3,400 ½ 7º § № 42% 10⁻³ x²".split(),
    "signs": "… — – “quoted” ‘so’ «ici» „hier“ © † ‡ ¶ • → ≤ × € £ ☞ ﬁ ﬂ ʿAlī ḥadīth".split(),
    "joined": ["well-known", "mother-in-law's", "l’histoire", "soft­hyphen", "no\u00a0break", "a/b", "e.g.", "and/or",
               "Zero\u200bwidth", "e\u0301te\u0301", "https://example.org/a_b-c?d=1&e=2", "x_1", "a*b", "2*3*4", "#5", "1."],
}  # fmt: skip
WILD = ["\u0001", "\u0007", "\u000b", "\u000c", "\u001b[31m", "\u007f", "\u0085", "\u202e", "\u2066", "\u2028", "\ufeff", "\ufffd",
        "\ufffe", "\ue000", "\U0001f469\u200d\U0001f680", "𓀀", "𝔄", "\U000e0041", "a\u0300\u0301\u0302\u0303\u0304", "\x00", "´`", "{{x}}", "{% if %}", "<",
        "&nbsp;", "&amp;", "&bogus;", "&#0;", "&#x1F;", "<!--", "-->", "]]>", "<![CDATA[", "<b>", "</p>", "<br>", "\\", "\\\\", "\\$", "$", "$$", "`",
        "```", "~~~", ":::", "[", "]", "(", "[^", "^[", "[@", "@", "@@", "{", "}", "{#", "|", "||", "***", "___", "^", "~", "---", "...", ">", "![", "](", "\\textbf{x}",
        "\\input{/etc/passwd}", "\\begin{x}", "<script>alert(1)</script>", "<img src=file:///etc/passwd>", "<w:p/>", "javascript:alert(1)"]  # fmt: skip
KEYS = ("rabe1988", "sewell2008", "vega2001", "lee2010", "noname", "corp1999", "heb")
BIBLIOGRAPHY = """@book{rabe1988, author={Rabe, Stephen G.}, title={Eisenhower and Latin America}, publisher={Press}, date={1988}}
@article{sewell2008, author={Sewell, Bevan}, title={A Perfect (Free-Market) World?}, journaltitle={Diplomatic History}, volume={32}, number={5}, pages={841--868}, date={2008}}
@incollection{vega2001, author={Lope de Vega, Félix and van der Berg, Ann}, title={“Quoted” \\emph{words} & more}, booktitle={Essays}, editor={García, Ana}, publisher={Oxford University Press}, location={Oxford}, date={2001-05}, pages={1-20}}
@thesis{lee2010, author={Lee, Min-ho}, title={历史 and its $x^2$ discontents}, institution={Seoul}, type={phdthesis}, date={2010}}
@book{noname, title={A Book Without a Name}, date={1850?}}
@online{corp1999, author={{National Archives}}, title={Finding Aids}, url={https://example.org/a_b?c=d&e=%20f}, urldate={2020-01-02}}
@book{heb, author={כהן, דוד}, title={ספר}, publisher={הוצאה}, date={1990}}
"""  # fmt: skip
LANGS = ("en-US", "en-GB", "de", "fr", "es", "it", "ru", "he", "ar", "la", "grc", "zh", "x-odd")
CSL = ("chicago", "chicago", "mhra", "apa", "nature", "turabian")
STYLES = ("essay", "essay", "book", "journal")


def png(width: int, height: int) -> bytes:
    """A picture of many greys."""
    rows = b"".join(b"\0" + bytes((x + y) % 251 for x in range(width)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" '
    'fill="#abc"/><text x="10" y="50">drawn</text></svg>'
)


@dataclass
class Writer:
    """Writes one manuscript with the dice; counts its labels so that most calls find their notes."""

    dice: random.Random
    wild: bool
    labels: int = 0
    notes: list[str] = field(default_factory=list)  # definitions still to be written
    ids: list[str] = field(default_factory=list)
    in_note: bool = False
    scripts: tuple[str, ...] = ("numbers", "signs", "joined")  # beside Latin

    # ---- words and lines

    def word(self) -> str:
        """A word of some script, mostly Latin; now and then a stray mark."""
        if self.wild and self.dice.random() < 0.04:
            return self.dice.choice(WILD)
        name = "latin" if self.dice.random() < 0.75 else self.dice.choice(self.scripts)
        return self.dice.choice(SCRIPTS[name])

    def words(self, most: int = 12) -> str:
        """A few words."""
        return " ".join(self.word() for _ in range(self.dice.randint(1, most)))

    def inline(self, depth: int = 0) -> str:
        """Some words in some dress."""
        if depth > 2 or self.dice.random() < 0.5:
            return self.words()
        inner = lambda: self.line(depth + 1, 2)  # noqa: E731
        kinds: list[Callable[[], str]] = [
            lambda: f"*{inner()}*", lambda: f"**{inner()}**", lambda: f"~~{inner()}~~", lambda: f'"{inner()}"', lambda: f"'{inner()}'",
            lambda: f"[{inner()}]{{.smallcaps}}", lambda: f"[{inner()}]{{.underline}}", lambda: f"[{inner()}]{{lang={self.dice.choice(LANGS)}}}",
            lambda: f"[{self.hebrew()}]{{dir=rtl}}", lambda: f"`{self.words(4)}`", lambda: f"x^{self.dice.randint(1, 99)}^", lambda: "H~2~O",
            lambda: f"[{inner()}](https://example.org/{self.dice.randint(1, 9)})", lambda: f"<https://example.org/{self.dice.randint(1, 99)}>",
            lambda: "$x^2 + y_1$" if not {"hebrew", "arabic"} & {*self.scripts} else "E = mc²", lambda: self.words(2) + "\\\n" + self.words(2), lambda: f"({inner()})", lambda: "a -- b --- c ...",
            self.note, self.note, self.note, self.cite, self.cite, self.link, lambda: f"![{self.words(3)}]({self.dice.choice(('square.png', 'drawn.svg'))})",
        ]  # fmt: skip
        if self.wild:
            kinds += [lambda: f"<span>{inner()}</span>", lambda: "`<b>`{=html}", lambda: "`\\emph{x}`{=latex}", lambda: "`<w:r/>`{=openxml}",
                      lambda: f"<b>{inner()}</b>", lambda: "[^nowhere]", lambda: "[@nobody]", lambda: f"[{inner()}](#nowhere)",
                      lambda: "![x](https://example.org/x.png)", lambda: "![x](file:///etc/passwd)", lambda: "![](../../secret.png)",
                      lambda: "[x](javascript:alert%281%29)", lambda: "<!-- a comment -->"]  # fmt: skip
        return self.dice.choice(kinds)()

    def line(self, depth: int = 0, most: int = 5) -> str:
        """Words in a row."""
        return " ".join(self.inline(depth) for _ in range(self.dice.randint(1, most)))

    def hebrew(self) -> str:
        """Words from right to left."""
        return " ".join(self.dice.choice(SCRIPTS["hebrew"]) for _ in range(self.dice.randint(1, 12)))

    def link(self) -> str:
        """A link to a heading, if there is one yet."""
        return f"[{self.words(2)}](#{self.dice.choice(self.ids)})" if self.ids else self.words(2)

    def cite(self) -> str:
        """A citation in one of its forms."""
        key = self.dice.choice(KEYS)
        forms = (f"[@{key}]", f"[@{key}, {self.dice.randint(1, 400)}]", f"[see @{key}, 12--15; @{self.dice.choice(KEYS)}]", f"@{key} [42]", f"[-@{key}]",
                 f"[@{key}, ch. 3, and *passim*]", f"@{key}")  # fmt: skip
        return self.dice.choice(forms)

    def note(self) -> str:
        """A note in the line, or the call of one that is told later; notes within notes now and then."""
        if len(self.notes) > 30 or self.labels > 30 or (self.in_note and not self.wild):
            return self.words(2)
        outer, self.in_note = self.in_note, True
        try:
            return self.noted()
        finally:
            self.in_note = outer

    def noted(self) -> str:
        """What stands for a note where it is called; its words are kept, unless they stand there."""
        if self.dice.random() < 0.3:
            return f"^[{self.line(2, 2).replace(chr(10), ' ')}]"
        self.labels += 1
        label = f"n{self.labels}"
        body = [self.line(1)]
        for _ in range(self.dice.choice((0, 0, 0, 0, 1, 2))):
            body.append(
                self.dice.choice(
                    (
                        lambda: self.line(1),
                        lambda: self.bullets(2),
                        lambda: "> " + self.words(),
                        self.table,
                        lambda: self.words(60),
                    )
                )()
            )
        text = "\n\n".join(body).replace("\n", "\n    ")
        self.notes.append(f"[^{label}]: {text}")
        return f"[^{label}]"

    # ---- blocks

    def block(self, depth: int = 0) -> str:
        """A paragraph, or something else that stands for itself."""
        if depth > 2 or self.dice.random() < 0.45:
            return self.line()
        kinds: list[Callable[[], str]] = [
            self.heading, self.heading, lambda: self.quote(depth), lambda: self.bullets(depth), lambda: self.numbers(depth), self.table, self.table,
            self.grid, lambda: f"```\n{self.words(20)}\n  {self.words(3)}\n```", lambda: f"    {self.words(4)}", lambda: self.div(depth),
            lambda: f"| {self.line(1, 2)}\n|   {self.words(4)}\n| {self.words(5)}", lambda: "* * *", lambda: f"{self.words(2)}\n:   {self.line(1)}\n",
            lambda: f"![{self.line(1, 2)}](square.png)", lambda: "$$\\sum_{i=1}^n i$$", lambda: f"<!-- {self.words(4)} -->",
            lambda: "![](drawn.svg)", lambda: f"(@) {self.line(1, 2)}", lambda: f"- [ ] {self.words(3)}\n- [x] {self.words(3)}",
        ]  # fmt: skip
        if self.wild:
            kinds += [lambda: f"<div>\n\n{self.line()}\n\n</div>", lambda: "<script>alert(document.cookie)</script>", lambda: "```{=html}\n<p>raw</p>\n```",
                      lambda: "```{=latex}\n\\newpage\n```", lambda: "```{=openxml}\n<w:p/>\n```", lambda: f"<table><tr><td>{self.words(3)}</td></tr></table>",
                      lambda: "\\begin{center}\nx\n\\end{center}", lambda: f"::: {self.words(1)}\n{self.words(3)}", lambda: "---\nkey: value\n---",
                      lambda: f"[^n1]: {self.words(3)}", lambda: "".join(self.dice.choice(WILD) for _ in range(8))]  # fmt: skip
        return self.dice.choice(kinds)()

    def heading(self) -> str:
        """A heading, with or without a name."""
        name = f"part-{len(self.ids) + 1}"
        self.ids.append(name)
        level = self.dice.choice((1, 1, 2, 2, 3, 4, 5, 6))
        return f"{'#' * level} {self.line(2, 2).replace(chr(92) + chr(10), ' ')} {{#{name}}}"

    def quote(self, depth: int) -> str:
        """A quotation of one or two blocks."""
        return "\n>\n".join(
            "> " + self.block(depth + 1).replace("\n", "\n> ") for _ in range(self.dice.randint(1, 2))
        )

    def bullets(self, depth: int) -> str:
        """A list, some of its items with more than a line."""
        gap = self.dice.choice(("\n", "\n\n"))
        return gap.join("- " + self.item(depth) for _ in range(self.dice.randint(1, 4)))

    def numbers(self, depth: int) -> str:
        """A numbered list, from any number."""
        first, form = self.dice.choice((1, 1, 3, 1914)), self.dice.choice(("{}.", "{})", "({})"))
        return "\n".join(
            f"{form.format(first + at)}  {self.item(depth)}" for at in range(self.dice.randint(1, 4))
        )

    def item(self, depth: int) -> str:
        """The words of an item."""
        if depth < 2 and self.dice.random() < 0.25:
            return (self.line(1, 2) + "\n\n" + self.block(depth + 2)).replace("\n", "\n    ")
        return self.line(1, 2).replace("\n", " ")

    def cell(self) -> str:
        """The words of a cell."""
        return self.line(2, 2).replace("\n", " ").replace("|", "/")

    def table(self) -> str:
        """A table of pipes; a caption now and then."""
        columns = self.dice.randint(1, 5)
        rows = [[self.cell() for _ in range(columns)] for _ in range(self.dice.randint(1, 5))]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(
            1, "|" + "|".join(self.dice.choice(("---", ":--", "--:", ":-:")) for _ in range(columns)) + "|"
        )
        caption = f"\n\n: {self.line(2, 2)}" if self.dice.random() < 0.3 else ""
        return "\n".join(lines) + caption

    def grid(self) -> str:
        """A table of boxes, with lists and paragraphs in the cells."""
        width = 34
        texts = [
            [self.words(3), f"- {self.words(2)}\n- {self.words(2)}"],
            [self.words(2) + "\n\n" + self.words(2), self.words(4)],
        ]
        bar = "+" + ("-" * width + "+") * 2
        out = [bar]
        for row in texts:
            columns = [[line[: width - 2] for line in cell.replace("|", "/").split("\n")] for cell in row]
            for at in range(max(map(len, columns))):
                out.append(
                    "|"
                    + "|".join(f" {(one[at] if at < len(one) else ''):<{width - 1}}" for one in columns)
                    + "|"
                )
            out.append(bar)
        return "\n".join(out)

    def div(self, depth: int) -> str:
        """A division with a class, a language, or words from right to left."""
        names = ("epigraph", "verse", "odd", "quote", "{.a .b key=value}", "{lang=fr}", "{lang=he dir=rtl}")
        name = self.dice.choice(names)
        if "rtl" in name:
            return f"::: {name}\n{self.hebrew()}\n\n{self.hebrew()}, {self.hebrew()}.\n:::"
        return f"::: {name}\n{self.block(depth + 1)}\n\n{self.block(depth + 1)}\n:::"

    def text(self, blocks: int) -> str:
        """A whole file: blocks, and the notes that were called, here and there or at the end."""
        parts: list[str] = []
        for _ in range(blocks):
            parts.append(self.block())
            if self.notes and self.dice.random() < 0.3:
                parts += self.notes
                self.notes = []
        while self.notes:
            told, self.notes = self.notes, []
            parts += told
        return "\n\n".join(parts) + "\n"

    def metadata(self) -> str:
        """The header: what a book says of itself, and how it is to be made."""

        def quoted(text: str) -> str:
            return "'" + re.sub(r"\s+", " ", text.replace("'", "’")) + "'"

        pick = self.dice.random
        title = f"{self.words(3)} *{self.words(3)}*" if pick() < 0.5 else self.words(4)
        lines = [f"title: {quoted(title)}"]
        lines += [f"subtitle: {quoted(self.words(5))}"] if pick() < 0.3 else []
        lines += [f"author: [{quoted(self.words(2))}, 'Ana García']"] if pick() < 0.5 else []
        lines += (
            [f"date: {self.dice.choice(('2024', '2024-05-01', 'May 1914', '44 BC', ''))}"]
            if pick() < 0.6
            else []
        )
        lines += [f"abstract: {quoted(self.words(30))}"] if pick() < 0.2 else []
        lines += [f"thanks: {quoted(self.words(6))}"] if pick() < 0.2 else []
        lines += [f"keywords: [{quoted(self.word())}, b]"] if pick() < 0.2 else []
        lines += [f"lang: {self.dice.choice(LANGS)}"] if pick() < 0.5 else []
        lines += [f"nocite: '@{self.dice.choice((*KEYS, '*'))}'"] if pick() < 0.2 else []
        lines += [f"csl: {self.dice.choice(CSL)}", "octavo:", f"  style: {self.dice.choice(STYLES)}"]
        lines += [f"  {key}: true" for key in ("ibid", "short-notes-from-start", "parts") if pick() < 0.15]
        lines += ["  bibliography: false"] if pick() < 0.1 else []
        lines += ["  notes:", f"    numbering: {self.dice.choice(('continuous', 'chapter'))}",
                  f"    place: {self.dice.choice(('foot', 'foot', 'foot', 'chapter-end', 'book-end'))}"]  # fmt: skip
        if self.wild and pick() < 0.3:
            lines.insert(self.dice.randrange(len(lines)), self.dice.choice(("title: [1, 2]", "author: {a: b}", "lang: 7", "date: [", "x: &a [*a]", "octavo: no", "  style: ../../x.css")))  # fmt: skip
        return "\n".join(lines) + "\n"


def project(root: Path, dice: random.Random, *, wild: bool) -> None:
    """A whole random project in the folder."""
    others = ("greek", "cyrillic", "hebrew", "arabic", "cjk")
    foreign = tuple(name for name in others if dice.random() < 0.2)
    writer = Writer(dice, wild, scripts=("numbers", "signs", "joined", *foreign))
    folder = root / "manuscript"
    folder.mkdir(parents=True)
    header = writer.metadata()
    files = dice.choice((1, 1, 1, 2))
    for number in range(files):
        writer.labels = 0
        text = writer.text(dice.randint(1, 8))
        if wild and dice.random() < 0.15:
            text = text[: dice.randrange(len(text))]
        (folder / f"{number + 1:02d}-text.md").write_bytes(text.encode("utf-8", "replace"))
    (folder / "metadata.yaml").write_text(header, "utf-8")
    (folder / "square.png").write_bytes(png(40, 30))
    (folder / "drawn.svg").write_text(SVG, "utf-8")
    (root / "references.bib").write_bytes(bibliography(dice, wild))


def bibliography(dice: random.Random, wild: bool) -> bytes:
    """The bibliography, in `wild` projects now and then damaged."""
    text = BIBLIOGRAPHY
    for _ in range(dice.choice((0, 0, 1, 3)) if wild else 0):
        at = dice.randrange(len(text))
        text = dice.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + dice.choice('{}@,="\\%#\n\0') + text[at:],
                text[:at],
                text[at:] + text,
            )
        )
    return text.encode("utf-8", "replace")
