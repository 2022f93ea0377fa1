"""Made-up books of four sizes as Octavo projects: the same words every time, from a word list of our own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Words of a historian's English, the common ones more than once, so that lines break as in real text.
COMMON = (
    "the of and to in a that was by his for with on as had were at from which but not it this their".split()
)
NOUNS = (
    "archive letter harbour governor treaty province railway minister consul decree parish merchant soldier "
    "witness census newspaper council garrison mission border strike landlord village teacher congress envoy "
    "telegram frontier customs factory quarter bishop tenant inquiry protocol memorandum correspondence"
).split()
VERBS = (
    "wrote refused signed carried described reported withdrew insisted crossed promised counted printed "
    "negotiated remembered abandoned published demanded concealed recognised translated"
).split()
OTHERS = (
    "early foreign provincial secret uncertain revolutionary long local parliamentary American late northern "
    "divided official agrarian never seldom afterwards perhaps nevertheless extraordinarily quietly "
    "administrative unforeseeable contemporaneous"
).split()
NAMES = (
    "Adams Baker Clark Díaz Evans Frank Ghosh Hölder Irwin Jones Klein Łukasik Moreau Núñez Okafor".split()
)
KINDS = ("book", "article", "incollection")


@dataclass(frozen=True, slots=True)
class Size:
    """How much a book holds: words, chapters (one file each), notes, and works that the notes cite."""

    words: int
    chapters: int
    notes: int
    works: int


SIZES = {
    "M": Size(25_000, 10, 300, 150),
    "L": Size(120_000, 15, 1_500, 400),
    "XL": Size(400_000, 40, 4_800, 800),
}


def write(folder: Path, size: Size, *, style: str = "essay") -> None:
    """The book as a project: manuscript/01-….md …, metadata, references.bib."""
    text = folder / "manuscript"
    text.mkdir(parents=True, exist_ok=True)
    (text / "metadata.yaml").write_text(
        f"title: A History of {size.words} Words\nauthor: Octavo\ndate: 2024-05-06\nlang: en-US\n"
        f"bibliography: references.bib\noctavo:\n  style: {style}\n",
        "utf-8",
    )
    (folder / "references.bib").write_text("\n".join(_entries(size.works)), "utf-8")
    for number in range(1, size.chapters + 1):
        (text / f"{number:02d}-chapter.md").write_text(chapter(number, size), "utf-8")


def chapter(number: int, size: Size) -> str:
    """One chapter: sections, paragraphs with notes and emphasis, a quotation and a list now and then."""
    dice = random.Random(f"{number} of {size}")
    words, notes = size.words // size.chapters, size.notes // size.chapters
    each = 130  # words of a paragraph
    count = max(1, words // each)
    parts = [f"# The {_noun(dice).title()} and the {_noun(dice).title()} {{#chapter-{number}}}"]
    calls: list[str] = []
    for at in range(count):
        if at and at % 12 == 0:
            parts.append(f"## Of the {_noun(dice)} at the {_noun(dice)}")
        sentences = list(_sentences(dice, each))
        while len(calls) < notes * (at + 1) // count:
            label = f"n{number}-{len(calls) + 1}"
            where = dice.randrange(len(sentences))
            sentences[where] += f"[^{label}]"
            calls.append(f"[^{label}]: {_note(dice, size)}")
        if at % 9 == 4:
            sentences[0] += f" See [the beginning](#chapter-{dice.randint(1, size.chapters)})."
        parts.append(("> " if at % 15 == 7 else "") + " ".join(sentences))
        if at % 20 == 11:
            parts.append("\n".join(f"- {sentence}" for sentence in _sentences(dice, 40)))
    return "\n\n".join([*parts, *calls]) + "\n"


def _noun(dice: random.Random) -> str:
    return dice.choice(NOUNS)


def _sentences(dice: random.Random, words: int) -> Iterator[str]:
    """Sentences of about so many words together."""
    left = words
    while left > 0:
        length = min(dice.randint(8, 26), max(left, 5))
        left -= length
        said = [dice.choice((COMMON, COMMON, NOUNS, VERBS, OTHERS))[0:] for _ in range(length)]
        line = [dice.choice(kind) for kind in said]
        if length > 12:
            line[length // 2] += ","
            third = line[length // 3].strip(",")
            line[length // 3] = f"*{third}*" if dice.random() < 0.2 else third
        text = " ".join(line)
        yield text[0].upper() + text[1:] + dice.choice((".", ".", ".", "?"))


def _note(dice: random.Random, size: Size) -> str:
    """A note: a citation, two, or words and a citation."""
    cited = f"@work{dice.randint(1, size.works)}, {dice.randint(1, 300)}"
    shape = dice.random()
    if shape < 0.6:
        return f"[{cited}]."
    if shape < 0.8:
        return f"[{cited}; @work{dice.randint(1, size.works)}]."
    return f"{' '.join(_sentences(dice, 25))} See [{cited}]."


def _entries(count: int) -> Iterator[str]:
    dice = random.Random(count)
    for number in range(1, count + 1):
        kind, name = KINDS[number % 3], NAMES[number % len(NAMES)]
        fields = {
            "author": f"{name}, {NAMES[(number * 7) % len(NAMES)]} {chr(65 + number % 26)}.",
            "title": f"The {_noun(dice).title()} of the {_noun(dice).title()}: {_noun(dice)} {number}",
            "date": str(1900 + number % 120),
        }
        if kind == "article":
            fields |= {
                "journaltitle": f"Journal of the {_noun(dice).title()}",
                "volume": str(number % 50 + 1),
            }
        else:
            fields |= {"publisher": f"{name} University Press", "location": "Chicago"}
        if kind == "incollection":
            fields |= {"booktitle": f"Essays on the {_noun(dice).title()}", "editor": f"{name}, Ann"}
        body = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
        yield f"@{kind}{{work{number},\n{body}}}\n"
