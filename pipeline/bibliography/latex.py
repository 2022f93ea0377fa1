"""LaTeX as it is typed in .bib files -> the small HTML that CSL JSON allows (`<i> <b> <sup> <sub> <span>`).

Source: the LaTeX Companion's accents and symbols; CSL JSON's rich text,
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from pipeline.bibliography.symbols import ACCENTS, DROPPED, MATH, PLAIN, SPACES, STYLES, SYMBOLS

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)\*?[ \t\r\n]*|\\(?P<sign>.)|(?P<mark>[{}$~])|(?P<dash>---?)|(?P<quote>``|'')"
    r"|(?P<text>[^\\{}$~\-`']+|.)",
    re.DOTALL,
)
_NOTHING_TO_DO = re.compile(r"[^\\{}$~`'&<\-\r\n\t]*")
_MATH = re.compile(r"\$([^$]*)\$")
_TAGS = re.compile(r"</?(?:i|b|sup|sub|span)\b[^>]*>")
_NOCASE = re.compile(r'(\w*)<span class="nocase">([^<]*)</span>(\w*)')
_SPACE = re.compile(r"[ \t\r\n]+")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and the commands that are not known (their arguments are kept as text)."""

    text: str
    unknown: tuple[str, ...] = ()


def decode(text: str, protect: bool = False) -> Decoded:
    """A field's text in CSL's small HTML; with `protect`, braces keep capitals as typed (titles)."""
    if _NOTHING_TO_DO.fullmatch(text):
        return Decoded(_SPACE.sub(" ", text).strip())
    reader = _Reader(text, protect)
    out = reader.read("")
    if protect:
        out = _whole_words(out)
    out = _ENTITY.sub(lambda found: html.unescape(found[0]), out)
    out = out.replace("<em>", "<i>").replace("</em>", "</i>")
    out = out.replace("<strong>", "<b>").replace("</strong>", "</b>")
    return Decoded(unicodedata.normalize("NFC", _SPACE.sub(" ", out).strip()), tuple(reader.unknown))


def plain(text: str) -> str:
    """A field's text without any markup: for names, keywords, languages."""
    return _TAGS.sub("", decode(text).text) if text else ""


def verbatim(text: str) -> str:
    r"""An address as typed, without `\\url{…}`, braces around it, and backslashes before `_ % & # ~`."""
    text = re.sub(r"^\s*\\(?:url|path|href|nolinkurl)\s*\{(.*?)\}.*$", r"\1", text.strip(), flags=re.DOTALL)
    text = re.sub(r"\\([_%&#~{}$^])", r"\1", text.replace(r"\textasciitilde", "~"))
    while text.startswith("{") and text.endswith("}"):
        text = text[1:-1]
    return re.sub(r"~\{\}|\s+", lambda found: "~" if found[0] == "~{}" else "", text)


def _whole_words(text: str) -> str:
    """`{A}merican`: the whole word keeps its capitals, else a style might write "AMerican"."""
    while True:
        wider = _NOCASE.sub(r'<span class="nocase">\1\2\3</span>', text)
        wider = wider.replace('</span><span class="nocase">', "") if "<i>" not in text else wider
        if wider == text:
            return text
        text = wider


class _Reader:
    """Reads LaTeX from left to right; `unknown` gathers commands that it does not know."""

    def __init__(self, text: str, protect: bool) -> None:
        self.text = text
        self.at = 0
        self.protect = protect
        self.protected = 0
        self.unknown: list[str] = []

    def read(self, closing: str) -> str:
        """Everything up to `closing` ("}" or the end)."""
        out: list[str] = []
        ends: list[str] = []
        while self.at < len(self.text):
            token = _TOKEN.match(self.text, self.at)
            if token is None:
                break
            if token["mark"] == "}":
                self.at = token.end()
                if closing:
                    break
                continue
            if token["word"] in STYLES and STYLES[token["word"]].switch:
                # \em, \it …: in force to the end of the group.
                self.at = token.end()
                out.append(STYLES[token["word"]].before)
                ends.insert(0, STYLES[token["word"]].after)
                continue
            out.append(self.token(token))
        return "".join([*out, *ends])

    def token(self, token: re.Match[str]) -> str:
        self.at = token.end()
        if token["word"]:
            return self.command(token["word"])
        if token["sign"]:
            return self.accent(token["sign"]) if token["sign"] in ACCENTS else self.sign(token["sign"])
        if token["mark"] == "{":
            return self.group()
        if token["mark"] == "$":
            return self.math(token.start())
        if token["mark"] == "~":
            return "\u00a0"
        if token["dash"]:
            return "—" if len(token["dash"]) == 3 else "–"
        if token["quote"]:
            return "“" if token["quote"] == "``" else "”"
        return token["text"]

    def group(self) -> str:
        """`{…}` that is no argument. One that opens with a command is BibTeX's "special character"."""
        special = self.text[self.at : self.at + 1] == "\\"
        if not self.protect or special or self.protected:
            return self.read("}")
        self.protected += 1
        inner = self.read("}")
        self.protected -= 1
        if not inner.strip():
            return inner
        return f'<span class="nocase">{inner}</span>'

    def argument(self) -> str:
        """What a command applies to: a group, a command, or one letter."""
        while self.text[self.at : self.at + 1] in (" ", "\t", "\n"):
            self.at += 1
        if self.text[self.at : self.at + 1] == "{":
            self.at += 1
            return self.read("}")
        token = _TOKEN.match(self.text, self.at)
        if token is None or token["mark"] == "}":
            return ""
        if token["text"]:
            self.at += 1
            return token["text"][0]
        return self.token(token)

    def raw_argument(self) -> str:
        begin = self.at
        if self.text[begin : begin + 1] != "{":
            return ""
        self.argument()
        return self.text[begin + 1 : self.at - 1]

    def command(self, name: str) -> str:
        if name in SYMBOLS:
            return SYMBOLS[name]
        if name in ACCENTS:
            return self.accent(name)
        if name in STYLES:
            style = STYLES[name]
            return f"{style.before}{self.argument()}{style.after}"
        if name in ("url", "path", "nolinkurl"):
            return verbatim(self.raw_argument())
        if name == "href":
            address = verbatim(self.raw_argument())
            return f"{self.argument()} ({address})"
        if name in DROPPED:
            for _ in range(DROPPED[name]):
                self.raw_argument()
            return ""
        if name in PLAIN:
            return self.argument() if self.text[self.at : self.at + 1] == "{" else ""
        self.unknown.append(name)
        return self.argument() if self.text[self.at : self.at + 1] == "{" else ""

    def sign(self, sign: str) -> str:
        if sign in SPACES:
            return SPACES[sign]
        if sign in "([":
            return sign
        return sign if not sign.isspace() else " "

    def accent(self, name: str) -> str:
        base = self.argument()
        if not base:
            return {"^": "^", "~": "~", "'": "’", "`": "‘", '"': '"'}.get(name, "")
        base = {"ı": "i", "ȷ": "j"}.get(base[0], base[0]) + base[1:]
        return unicodedata.normalize("NFC", base[0] + ACCENTS[name] + base[1:])

    def math(self, begin: int) -> str:
        """`$…$` as text with raised and lowered signs; a sum of dollars stays as typed."""
        found = _MATH.match(self.text, begin)
        content = found[1] if found else ""
        if not found or not (re.search(r"[\\^_{]", content) or re.fullmatch(r"\w([+\-=<>]\w+)?", content)):
            return "$"
        self.at = found.end()
        inner = _Math(content, False)
        out = inner.read("")
        self.unknown.extend(inner.unknown)
        return out


class _Math(_Reader):
    """Reads a formula as well as plain text can show it."""

    def token(self, token: re.Match[str]) -> str:
        if token["text"] and re.search(r"[\^_]", token["text"]):
            position = re.search(r"[\^_]", token["text"])
            if position and position.start() == 0:
                self.at = token.start() + 1
                tag = "sup" if position[0] == "^" else "sub"
                return f"<{tag}>{self.argument()}</{tag}>"
            self.at = token.start() + (position.start() if position else 1)
            return self.text[token.start() : self.at]
        if token["dash"]:
            self.at = token.end()
            return "−" * len(token["dash"])
        return super().token(token)

    def command(self, name: str) -> str:
        return MATH[name] if name in MATH else super().command(name)
