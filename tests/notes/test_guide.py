"""The guide's page on sources is made from the examples that are tested, so that it cannot go stale."""

from __future__ import annotations

from pathlib import Path

from tests.support import EXAMPLES, expect

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "sources.md"
GROUPS = {
    "Archives, letters and interviews": "archiv letter interview",
    "Books": "book translation multivolume particles",
    "Chapters and papers": "chapter conference thesis",
    "Journals, magazines and newspapers": "journal magazine newspaper review",
    "Public records, law, maps and film": "government court map film",
    "Web pages": "web",
}
HEAD = """# Sources: what to type and what comes out

Each entry below stands in a file `references.bib`; beneath it is what Octavo prints of it in the style of
the *Chicago Manual* (18th edition, notes and bibliography): the first note, a later note, and the line of the
bibliography. A cross (†) marks a form that could not be checked against the manual itself: it is printed by
the style as it is installed; compare it with your own copy.

This page is made from the examples that Octavo's tests print.

"""
ZOTERO = """\
**In Zotero**, a letter in an archive needs the type *Letter*, the writer as author, the addressee as
*Recipient*, and the date. Better BibTeX does not export Zotero's own fields *Archive* and *Loc. in
Archive*; type them into the field *Extra*, each on a line of its own:

```
tex.archive: Seeley G. Mudd Manuscript Library, Princeton, NJ
tex.collection: George F. Kennan Papers
tex.box: 12
tex.folder: 3
```

`tex.archivelocation: RG 59, box 12` says all of the way to a paper at once. The title may stay empty:
“Kennan to Acheson” names the letter. Manuscripts and interviews take the same lines. A letter without
an archive (or an address on the web) is cited in notes only, as the *Manual* asks, and Octavo tells you
so [`bibliography-unlisted`].

"""


def test_page_on_sources_is_fresh():
    expect(page(), PAGE)


def test_every_example_stands_on_the_page_once():
    text = page()
    for folder in folders():
        assert text.count((folder / "entry.bib").read_text("utf-8").strip()) == 1


def folders() -> list[Path]:
    return sorted(path for path in (EXAMPLES / "bibliography").iterdir() if path.is_dir())


def page() -> str:
    """The page, a section for each group, an entry for each example."""
    parts = [HEAD]
    left = folders()
    for title, beginnings in GROUPS.items():
        own = [folder for folder in left if folder.name.startswith(tuple(beginnings.split()))]
        left = [folder for folder in left if folder not in own]
        parts.append(
            f"## {title}\n\n"
            + ZOTERO * title.startswith("Archives")
            + "".join(entry(folder) for folder in own)
        )
    assert not left, f"no group of the guide takes {[folder.name for folder in left]}"
    return "".join(parts).rstrip() + "\n"


def entry(folder: Path) -> str:
    """One example: what it is, what to type, what is printed."""
    about = (folder / "about.txt").read_text("utf-8")
    what = about.splitlines()[0]
    unchecked = "could not be checked" in about
    printed = dict(line.split(": ", 1) for line in (folder / "chicago.txt").read_text("utf-8").splitlines())
    forms = [("First note", "note"), ("Later note", "short"), ("Bibliography", "bibliography")]
    lines = [f"- {name}: {printed[key]}\n" for name, key in forms if printed.get(key, "(none)") != "(none)"]
    code = (folder / "entry.bib").read_text("utf-8").strip()
    return f"### {what.rstrip('.')}{' †' * unchecked}\n\n```bibtex\n{code}\n```\n\n{''.join(lines)}\n"
