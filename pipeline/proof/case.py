"""One finished file against what it should hold."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.frontmatter.style import asked
from pipeline.model import ERROR, WARNING, Finding, FrontMatter, Image, Level, Manuscript, Place, Source
from pipeline.proof import front
from pipeline.proof.expected import Expected
from pipeline.proof.reading import LEAST_RESOLUTION, Heading, Range, Ranges, ReadNote, Words
from pipeline.proof.reading import Reading as _Reading
from pipeline.proof.stream import GAP, Difference, compare, each_word, letters, runs_left, same_letters
from pipeline.proof.where import find, spaced

_SIGNS = re.compile("[†‡§‖¶]")
_NUMBER = re.compile(r"[\divxlcdm]*")


@dataclass(frozen=True, slots=True)
class Case:
    """A finished file, as it was read, and the manuscript; `name` is how the author knows the file."""

    name: str
    whole: Expected
    reading: _Reading
    manuscript: Manuscript
    sources: Sequence[Source]
    stylesheet: str = ""

    def seen(self) -> Iterator[Finding]:
        """What the reader saw, said of this file."""
        for one in self.reading.findings:
            if one.code == "proof-glyph" and "\ufffd" in one.message and self._is_typed(one.message):
                continue  # that this sign has a glyph is seen apart from its letters
            where = f", {one.place}" if one.place and str(one.place) != self.reading.kind else ""
            words = re.search("“(.{8,})”", one.message)
            at = find(letters(words[1]), self.sources) if words else None
            yield replace(one, message=f"{self.name}{where}: {one.message}", place=at or Place(self.name))

    def _is_typed(self, message: str) -> bool:
        """Whether the author wrote the sign � among the words that the message names."""
        whole = self.whole
        text = "\n".join((whole.title, whole.abstract, whole.printed, *(note.text for note in whole.notes)))
        found = re.search("“(.*)”", message, re.DOTALL)
        words = found[1] if found else ""
        return "\ufffd" in text and (letters(words) in text or runs_left(words))

    def findings(self) -> Iterator[Finding]:
        """All faults of the file."""
        yield from self.text()
        yield from self.title()
        yield from self.front()
        yield from self.notes()
        yield from self.headings()
        yield from self.pictures()
        for target in sorted(self.whole.links - self.reading.links):
            yield self.fault("proof-link", f"there is no link to {target}", letters(target))
        for key in self.whole.references if self.reading.kind == "epub" else ():
            if f"ref-{key}" not in self.reading.anchors:
                yield self.fault(
                    "proof-work", f"the work {key} cannot be found by its name in the bibliography"
                )
        yield from self.numbers()
        yield from self.furniture()

    def text(self) -> Iterator[Finding]:
        """The first place where the words part."""
        wanted, found, loose = self.whole.body, self.reading.body, self.reading.loose
        if self.reading.kind == "pdf":
            title = "" if "title-page" in self.asked().parts else self._title()
            found, loose = self._without_signs(found, loose, len(title))
            wanted = title + self.whole.printed
        if difference := compare(wanted, found, loose):
            page = self.reading.page(difference.at)
            context = difference.before + difference.expected
            yield self.fault("proof-text", self._told(difference), context, page)

    def _title(self) -> str:
        return self.whole.title + self.whole.abstract

    def _without_signs(self, text: str, loose: Ranges, length: int) -> tuple[str, Ranges]:
        """The text and its loose ranges without the signs that call the notes of the title."""
        for sign in (letters(note.label) for note in self.reading.title_notes):
            at = text.find(sign, 0, length + len(sign)) if sign else -1
            if at >= 0:
                text = text[:at] + text[at + len(sign) :]
                loose = tuple(_without(one, at, len(sign)) for one in loose)
        return text, loose

    def asked(self) -> FrontMatter:
        """What the style and the author want before the text."""
        return asked(self.stylesheet, self.manuscript.settings) if self.stylesheet else FrontMatter()

    def front(self) -> Iterator[Finding]:
        """The pages before the text: their words, all that the metadata say, the numbers in the lists."""
        wanted = self.asked()
        read = [self.reading.title]
        for part in front.parts(self.manuscript, self.whole, wanted):
            if part.name not in self._shown():
                continue
            found = self.reading.front.get(part.name, Words(""))
            text, loose = self._without_signs(found.text, found.loose, len(found.text))
            if difference := compare(part.text, text, loose):
                name = part.name.replace("-", " ")
                yield self.fault("proof-front", f"the {name}: {self._told(difference)}", difference.expected)
            read.append(found.text if difference else part.text)
        if "copyright-page" in self._shown():
            for key, words in front.unsaid(self.manuscript, "\n".join(read)):
                message = f"`{key}` of the metadata is not on the copyright page: “{words[:60]}”"
                yield self.fault("proof-front", message)
        if "contents" in self._shown():
            for message, context in front.lists(self.manuscript, self.whole, self.reading, wanted):
                yield self.fault("proof-contents", message, context)
        if self.reading.kind != "epub":
            for message, context in front.captions(self.whole, self.reading, wanted):
                yield self.fault("proof-contents", message, context)

    def _shown(self) -> tuple[str, ...]:
        """The parts that an edition of this kind has as parts of their own."""
        parts, kind = self.asked().parts, self.reading.kind
        if kind == "epub":
            return tuple(
                part for part in parts if part not in ("half-title", "title-page", *self.asked().lists)
            )
        return parts if kind == "pdf" else tuple(part for part in parts if part != "title-page")

    def numbers(self) -> Iterator[Finding]:
        """Items of lists that bear another number than the author's."""
        if self.reading.numbers is None:
            return
        wanted, found = Counter(self.whole.numbers), Counter(self.reading.numbers)
        for number in wanted - found:
            message = f"the item {number} of a list bears another number"
            yield self.fault("proof-list-number", message)

    def title(self) -> Iterator[Finding]:
        """The title page where it stands apart, and the notes on it."""
        found = _SIGNS.sub("", self.reading.title)
        parts = front.parts(self.manuscript, self.whole, self.asked())
        title = next((part.text for part in parts if part.name == "title-page"), self._title())
        if self.reading.kind != "pdf" and (difference := compare(_SIGNS.sub("", title), found)):
            yield self.fault("proof-title", f"the title page: {self._told(difference)}", difference.expected)
        wanted = self.whole.title_notes
        if len(wanted) != len(self.reading.title_notes):
            message = f"the title page has {len(self.reading.title_notes)} notes instead of {len(wanted)}"
            yield self.fault("proof-notes", message)
        for text, own in zip(wanted, self.reading.title_notes, strict=False):
            if difference := _note_difference(text, own):
                yield self.fault(
                    "proof-note-text", f"note {own.label} on the title: {self._told(difference)}", text
                )

    def notes(self) -> Iterator[Finding]:
        """Notes that are missing, too many, out of order, misnumbered, changed or late."""
        wanted, found = self.whole.notes, self.reading.notes
        if len(wanted) != len(found):
            yield self.fault("proof-notes", f"there are {len(found)} notes instead of {len(wanted)}")
        for note, own, known in zip(wanted, found, self.manuscript.notes, strict=False):
            place = known.place
            if note.label != own.label:
                message = f"note {note.label} is called by the number {own.label or '(none)'}"
                yield self.fault("proof-note-number", message, page=own.call_page, place=place)
            elif own.mark is None or letters(own.mark) != letters(note.label):
                message = f"note {note.label} bears the number {own.mark or '(none)'}"
                yield self.fault("proof-note-number", message, page=own.page, place=place)
            if difference := _note_difference(note.text, own):
                message = f"note {note.label}: {self._told(difference)}"
                yield self.fault("proof-note-text", message, page=own.page, place=place)
            at_foot = self.manuscript.settings.notes.place == "foot"
            if at_foot and own.call_page and own.page and own.call_page != own.page:
                message = f"note {note.label} begins on page {own.page}, its call is on page {own.call_page}"
                yield self.fault("proof-note-late", message, place=place, level=WARNING)

    def headings(self) -> Iterator[Finding]:
        """Headings that the file does not show as headings of their level, in order; or has too many of."""
        found = [one for one in self.reading.headings if one.text]
        at = 0
        wanted = self.whole.printed_headings if self.reading.kind == "pdf" else self.whole.headings
        for heading in wanted:
            rest = range(at, len(found))
            same = None
            if GAP in heading.text:  # as it stands, rather than as any heading that would fit the formula
                same = next((n for n in rest if found[n].text == heading.text), None)
            if same is None:
                same = next((n for n in rest if self._same(heading, found[n])), None)
            if same is None:
                message = f"the heading “{heading.text[:60]}” is missing or out of order"
                yield self.fault("proof-heading", message, heading.text)
                continue
            for extra in found[at:same]:
                if not self._is_title(extra):
                    yield self.fault(
                        "proof-heading", f"“{extra.text[:60]}” is a heading too many", extra.text
                    )
            if found[same].level != heading.level:
                message = (
                    f"“{heading.text[:60]}” is a heading of level {found[same].level}, not {heading.level}"
                )
                yield self.fault("proof-heading-level", message, heading.text)
            at = same + 1
        for extra in found[at:]:
            if not self._is_title(extra):
                yield self.fault("proof-heading", f"“{extra.text[:60]}” is a heading too many", extra.text)
        if self.reading.kind in ("pdf", "epub"):
            listed = {*self.reading.contents}
            for entry in self.whole.contents:
                if entry not in listed:
                    yield self.fault(
                        "proof-contents", f"the table of contents does not name “{entry[:60]}”", entry
                    )

    def _is_title(self, found: Heading) -> bool:
        """Whether the heading is the book's own title, which begins the title page."""
        words = _SIGNS.sub("", found.text)
        begun = _SIGNS.sub("", self._title())[: len(words)]
        return begun == words or (self._is_mixed(words) and same_letters(begun, words))

    def _same(self, wanted: Heading, found: Heading) -> bool:
        if self.reading.kind == "pdf" and self._is_mixed(wanted.text):
            return same_letters(wanted.text, found.text)
        if GAP in found.text:  # every formula is where it should be
            return wanted.text == found.text
        return compare(wanted.text, found.text) is None

    def _is_mixed(self, words: str) -> bool:
        """Whether words may stand on their line in another order than they are read."""
        return runs_left(words) or self.manuscript.metadata.direction == "rtl"

    def pictures(self) -> Iterator[Finding]:
        """Pictures that are missing, changed, blank or coarse."""
        if self.reading.kind == "pdf":
            yield from self._printed()
            return
        wanted = Counter(_digest(image.data) for image in self.whole.pictures)
        found = Counter(_digest(data) for data in self.reading.pictures)
        names = {_digest(image.data): image.target for image in self.whole.pictures}
        for digest in wanted - found:
            message = f"the picture {names[digest]} is missing or not the same as the author's"
            yield self.fault("proof-image", message)
        if not wanted - found:
            order = [_digest(image.data) for image in self.whole.pictures]
            shown = [_digest(data) for data in self.reading.pictures if _digest(data) in wanted]
            if sorted(shown) != sorted(order) if self.whole.in_notes else shown != order:
                yield self.fault("proof-image", "the pictures stand in another order or more than once")

    def _printed(self) -> Iterator[Finding]:
        drawn = [image for image in self.whole.pictures if image.media_type != "image/svg+xml"]
        left = list(self.reading.printed)
        figures = int(self.reading.properties.get("figures", "0"))
        if figures < len(self.whole.pictures):
            missing = len(self.whole.pictures) - figures
            yield self.fault("proof-image", f"{missing} of {len(self.whole.pictures)} pictures are missing")
        for image in drawn:
            size = {(image.width, image.height), (image.height, image.width)}
            own = next((one for one in left if (one.width, one.height) in size), None)
            if own is None:
                yield self.fault(
                    "proof-image", f"the picture {image.target} is missing or not as the author's"
                )
                continue
            left.remove(own)
            if own.blank and not _is_plain(image):
                message = f"nothing can be seen in the picture {image.target}"
                yield self.fault("proof-image-blank", message, page=own.page)
            if own.resolution < LEAST_RESOLUTION - 1:
                message = f"the picture {image.target} is printed at {own.resolution:.0f} dots per inch"
                hint = f"print wants {LEAST_RESOLUTION}: a picture with more pixels, or a smaller width"
                yield replace(self.fault("image-coarse", message, page=own.page, level=WARNING), hint=hint)

    def furniture(self) -> Iterator[Finding]:
        """Words that no one wrote: what the edition sets itself is numbers, title, authors and headings."""
        known = self.whole.furniture.union(each_word(self.stylesheet))
        for words, page in self.reading.furniture:
            said = list(each_word(words))
            for at, word in enumerate(said):
                fits = word in known or _NUMBER.fullmatch(word)
                cut = at == len(said) - 1 and any(one.startswith(word) for one in known)
                if not fits and not cut and not runs_left(word):  # a long running head is cut
                    message = f"“{words.strip()[:40]}” is no part of the manuscript"
                    yield self.fault("proof-text-extra", message, page=page)
                    break

    def fault(
        self,
        code: str,
        message: str,
        context: str = "",
        page: int | None = None,
        place: Place | None = None,
        level: Level = ERROR,
    ) -> Finding:
        """A fault of this file, with the line of the manuscript that it concerns where it can be found."""
        on_page = f", page {page}" if page else ""
        at = place or (find(context, self.sources) if context else None)
        message = f"{self.name}{on_page}: {message}"
        return Finding(code, level, message, at or Place(self.name))

    def _told(self, difference: Difference) -> str:
        """Where the texts part, in the manuscript's words where it has them."""
        wanted, found = (spaced(run, self.sources) for run in (difference.expected, difference.actual))
        after = f" after “…{spaced(difference.before, self.sources, last=True)}”" if difference.before else ""
        if not wanted:
            return f"words too many{after}: “{found}…”"
        if not found:
            return f"words are missing{after}: “{wanted.replace(GAP, '…')}…”"
        return f"the words part{after}: “{wanted.replace(GAP, '…')}…” was expected, “{found}…” is there"


def _note_difference(wanted: str, own: ReadNote) -> Difference | None:
    """Where a note's words part; the point that the style sets after its number is none of them."""
    difference = compare(wanted, own.text, own.loose)
    if difference and own.text[:1] in (".", ")"):
        return compare(wanted, own.text[1:], tuple(_without(one, 0, 1) for one in own.loose))
    return difference


def _without(line: Range, at: int, length: int) -> Range:
    """The line's range once some letters at or before it are taken out; if in it, its words are not known."""
    if at < line.start:
        return line.moved(-length)
    return Range(line.start, line.end - length) if at < line.end else line


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_plain(image: Image) -> bool:
    """Whether the author's own picture is all of one colour."""
    import io

    from PIL import Image as Pictures

    with Pictures.open(io.BytesIO(image.data)) as picture:
        extremes = picture.convert("RGB").getextrema()
    return all(low == high for low, high in extremes)  # type: ignore[misc]
