"""A style's text -> the style that citeproc gets, and what the rest of the house must know of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from pipeline.csl.names import TITLE, find, plain, text_of
from pipeline.model import Finding

_ROOT = re.compile(r"<style\b[^>]*>", re.DOTALL)
PARENT = re.compile(r"<link\b(?=[^>]*rel=[\"']independent-parent[\"'])[^>]*href=[\"'][^\"']*/([^/\"']+)[\"']")
_CITATION = re.compile(r"<citation\b.*?</citation>", re.DOTALL)
_LAYOUT = re.compile(r"<layout\b[^>]*>", re.DOTALL)
_SUFFIX = re.compile(r"\s+suffix=(?:\"([^\"]*)\"|'([^']*)')")
_LOCALE_OPTIONS = re.compile(r"<locale\b([^>]*)>\s*(?:<!--.*?-->\s*)*<style-options\b([^>]*)/?>", re.DOTALL)
_IBID_POSITION = re.compile(r"position=\"[^\"]*\bibid\b")
_IBID_WORD = re.compile(r"term=\"ibid\"|value=\"[^\"]*\b(?:ibid|ebd|ebenda|idem)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Points that end a whole note; any other suffix belongs to the style's own brackets.
_POINTS = {".", "。"}


@dataclass(frozen=True, slots=True)
class Style:
    """A style ready for citeproc.

    `xml` of a note style lacks the point that ends its notes: it stands in `closing`, since only whoever
    sees the whole note knows where the note ends. `closing` is None where the style sets none (or no notes).
    `locale` is the language that the style asks for when the manuscript names none. `findings` tell which
    wish (`ibid`, `short`) could not be fulfilled.
    """

    name: str
    title: str
    xml: str
    note: bool
    closing: str | None = None
    locale: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def ibid(self) -> bool:
        """Whether the style prints a form of its own for a source cited just before."""
        return bool(_IBID_POSITION.search(self.xml) and _IBID_WORD.search(self.xml))

    @property
    def short(self) -> bool:
        """Whether the style prints short forms from the first citation on."""
        return "-shortened-" in self.name

    @property
    def can_be_short(self) -> bool:
        """Whether short forms make sense from the start: not where they point to the full form's note."""
        return self.note and not self.back_numbers

    @property
    def back_numbers(self) -> bool:
        """Whether the style prints the number of the note with the full form: "Smith (n. 3) 12"."""
        return 'variable="first-reference-note-number"' in self.xml

    def points_in_quotes(self, lang: str) -> bool:
        """Whether point and comma go inside closing quotation marks (CSL 1.0.2, `punctuation-in-quote`)."""
        told: dict[str, bool] = {}
        for locale, options in _LOCALE_OPTIONS.findall(self.xml):
            value = re.search(r"punctuation-in-quote=\"(true|false)\"", options)
            named = re.search(r"xml:lang=\"([^\"]*)\"", locale)
            if value:
                told[named[1] if named else ""] = value[1] == "true"
        for key in (lang, lang.partition("-")[0], ""):
            if key in told:
                return told[key]
        return lang in ("en", "en-US") or not lang


def without_substitute(xml: str) -> str:
    """The style with every author's name printed in the bibliography, never a dash for the name before."""
    return re.sub(r"\s+subsequent-author-substitute(?:-rule)?=\"[^\"]*\"", "", xml)


def style_from(name: str, text: str) -> Style:
    """A style from its text, its parent put in the place of a dependent one."""
    title = TITLE.search(text)
    root = _ROOT.search(text)
    locale = _attribute(root[0], "default-locale") if root else None
    parent = PARENT.search(text)
    known = find(parent[1]) if parent else None
    xml = text_of(known) if known else text
    head = _ROOT.search(xml)
    own = _attribute(head[0], "default-locale") if head else None
    if head and locale and locale != own:
        bare = re.sub(r"\s+default-locale=\"[^\"]*\"", "", head[0])
        xml = xml[: head.start()] + f'{bare[:-1]} default-locale="{locale}">' + xml[head.end() :]
    note = head is not None and _attribute(head[0], "class") == "note"
    xml, closing = _open_ended(xml) if note else (xml, None)
    return Style(name, plain(title[1]) if title else name, xml, note, closing, locale or own)


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\s{name}=[\"']([^\"']*)[\"']", tag)
    return found[1] if found else None


def _open_ended(xml: str) -> tuple[str, str | None]:
    """The style without the point that ends its notes, and that point."""
    closing: str | None = None

    def layout(match: re.Match[str]) -> str:
        nonlocal closing
        suffix = _SUFFIX.search(match[0])
        point = html.unescape(suffix[1] or suffix[2] or "").strip() if suffix else ""
        if point not in _POINTS:
            return match[0]
        closing = point
        return _SUFFIX.sub("", match[0])

    bare = _COMMENT.sub("", xml)
    opened = _CITATION.sub(lambda match: _LAYOUT.sub(layout, match[0]), bare, count=1)
    return (opened, closing) if closing else (xml, None)
