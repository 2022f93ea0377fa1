"""Entries and the CSL items they become."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.bibliography import csl_items, merge, parse


def item(fields: str, kind: str = "book", lang: str = "en-US") -> dict[str, Any]:
    (found,), _ = csl_items(parse(f"@{kind}{{k,\n{fields}\n}}", "t.bib"), ["k"], lang)
    return found


@pytest.mark.parametrize(
    ("fields", "kind", "variable", "value"),
    [
        ("doi = {https://doi.org/10.1093/ahr/106.1.1}", "article", "DOI", "10.1093/ahr/106.1.1"),
        ("doi = {doi: 10.1093/a_b}", "article", "DOI", "10.1093/a_b"),
        ("howpublished = {\\url{https://e.org/a_b}}", "misc", "URL", "https://e.org/a_b"),
        ("eprint = {2010.1234}, eprinttype = {arXiv}", "online", "URL", "https://arxiv.org/abs/2010.1234"),
        ("edition = {Second}", "book", "edition", "2"),
        ("edition = {2nd ed.}", "book", "edition", "2"),
        ("edition = {Revised}", "book", "edition", "rev. ed."),
        ("edition = {Bicentennial}", "book", "edition", "Bicentennial ed."),
        ("pages = {123--128, 140}", "article", "page", "123-128, 140"),
        ("number = {4}", "article", "issue", "4"),
        ("number = {4}, series = {Studies}", "book", "collection-number", "4"),
        ("number = {4}", "report", "number", "4"),
        ("publisher = {Simon and Schuster}", "book", "publisher", "Simon and Schuster"),
        ("location = {London and Paris}", "book", "publisher-place", "London and Paris"),
        ("address = {London}", "book", "publisher-place", "London"),
        ("school = {Yale University}", "phdthesis", "publisher", "Yale University"),
        ("school = {Yale University}", "phdthesis", "genre", "PhD diss."),
        ("langid = {mexican}", "book", "language", "es-MX"),
        ("langid = {pt-br}", "book", "language", "pt-br"),
        ("keywords = {peace, war}", "book", "keyword", "peace, war"),
        ("shorttitle = {Peace}, title = {War: Peace}", "book", "title-short", "Peace"),
        ("title = {War: And Peace}", "book", "title-short", "War"),
        ("title = {War?}, subtitle = {Peace}", "book", "title", "War? Peace"),
        ("pubstate = {inpress}", "book", "status", "in press"),
        (
            "box = {Box 3}, folder = {7}, reel = {2}",
            "archival",
            "archive_location",
            "Box 3, reel 2, folder 7",
        ),
        ("archive = {X}, location = {Leeds}", "letter", "archive-place", "Leeds"),
        ("library = {City Archives}, number = {114 Z 1}", "letter", "archive_location", "114 Z 1"),
        ("type = {Letter}, location = {Box 1, Kennan Papers}", "misc", "archive", "Kennan Papers"),
        (
            "howpublished = {Letter}, location = {Box 1, Kennan Papers}",
            "unpublished",
            "archive",
            "Kennan Papers",
        ),
        ("howpublished = {Memorandum}", "unpublished", "genre", "memorandum"),
        ("location = {Princeton}", "unpublished", "publisher-place", "Princeton"),
        ("type = {E-mail}", "letter", "genre", "e-mail"),
        (
            "type = {Letter}, namea = {Acheson, Dean}, nameatype = {collaborator}",
            "unpublished",
            "recipient",
            [{"family": "Acheson", "given": "Dean"}],
        ),
        ("editor = {A, B}, editortype = {compiler}", "book", "compiler", [{"family": "A", "given": "B"}]),
        (
            "editora = {A, B}, editoratype = {translator}",
            "book",
            "translator",
            [{"family": "A", "given": "B"}],
        ),
        ("author = {A, B}, crossref = {none}", "book", "author", [{"family": "A", "given": "B"}]),
        ("note = {Accessed: 2024-03-05}", "misc", "accessed", {"date-parts": [[2024, 3, 5]]}),
        ("year = {1983}, month = oct, day = {26}", "newspaper", "issued", {"date-parts": [[1983, 10, 26]]}),
        ("title = {Law of the {U.S.}}", "book", "title", 'Law of the <span class="nocase">U.S.</span>'),
        ("title = {Historia de la isla de Cuba}", "book", "language", "es"),
    ],
)
def test_field_becomes_variable(fields: str, kind: str, variable: str, value: object) -> None:
    assert item(fields, kind)[variable] == value


def test_words_before_box_and_folder_follow_the_language() -> None:
    assert item("box = {3}, folder = {7}", "archival", "es-MX")["archive_location"] == "caja 3, carpeta 7"


def test_english_title_has_no_guessed_language() -> None:
    assert "language" not in item("title = {The Battle of El Alamo and La Paz}")
    assert "language" not in item("title = {An Investigation in Reactive Planning in Die Hard}")


TYPES = {
    ("article", "entrysubtype = {newspaper}"): "article-newspaper",
    ("article", ""): "article-journal",
    ("misc", "url = {https://e.org}"): "webpage",
    ("misc", "archive = {X}"): "manuscript",
    ("unpublished", "eventtitle = {X}"): "paper-conference",
    ("misc", "type = {interview}"): "interview",
    ("letter", ""): "personal_communication",
    ("inproceedings", ""): "paper-conference",
    ("jurisdiction", ""): "legal_case",
    ("boook", ""): "document",
}


@pytest.mark.parametrize(("kind", "fields"), TYPES)
def test_entry_type_becomes_csl_type(kind: str, fields: str) -> None:
    assert item(fields, kind)["type"] == TYPES[kind, fields]


FAMILY = """
@xdata{press, publisher = {Oxford University Press}, location = {Oxford}}
@mvbook{whole, author = {Lane, Roy}, title = {The Seas}, volumes = {3}, xdata = {press}, date = {1990}}
@book{volume, title = {The Baltic}, volume = {2}, crossref = {whole}, shorttitle = {Baltic}, date = {1991}}
@inbook{part, author = {Ek, Eva}, title = {Ice}, pages = {1--9}, crossref = {volume}}
@incollection{other, title = {Salt}, author = {Bo, Al}, editor = {xdata=whole-author-1}, crossref = {volume}}
"""


def test_parts_inherit_from_their_volume_and_its_work() -> None:
    bibliography = parse(FAMILY, "t.bib")
    assert bibliography.findings == ()
    (volume, part), _ = csl_items(bibliography, ["volume", "part"], "en-US")
    assert (volume["title"], volume["volume-title"], volume["volume"]) == ("The Seas", "The Baltic", "2")
    assert (volume["publisher"], volume["issued"]) == ("Oxford University Press", {"date-parts": [[1991]]})
    assert (part["container-title"], part["volume-title"]) == ("The Seas", "The Baltic")
    assert part["container-author"] == [{"family": "Lane", "given": "Roy"}]
    assert (part["title"], part["page"], part["volume"]) == ("Ice", "1-9", "2")
    assert "title-short" not in part


def test_one_name_can_be_taken_from_another_entry() -> None:
    (other,), findings = csl_items(parse(FAMILY, "t.bib"), ["other"], "en-US")
    assert other["editor"] == [{"family": "Lane", "given": "Roy"}]
    assert findings == ()


def test_parent_may_stand_in_another_file() -> None:
    one = parse("@inbook{part, title = {Ice}, crossref = {volume}}", "one.bib")
    other = parse("@book{volume, title = {The Baltic}}\n@book{part, title = {Second}}", "other.bib")
    both = merge([one, other])
    assert [each.code for each in one.findings] == ["bib-crossref-missing"]
    assert [(each.code, str(each.place)) for each in both.findings] == [
        ("bib-key-duplicate", "other.bib:2:1")
    ]
    (part,), _ = csl_items(both, ["part"], "en-US")
    assert (part["title"], part["container-title"]) == ("Ice", "The Baltic")


def test_entry_is_found_by_its_other_keys() -> None:
    bibliography = parse("@book{new, ids = {old, older}, title = {T}}", "t.bib")
    items, _ = csl_items(bibliography, ["older", "new"], "en-US")
    assert [(each["id"], each["title"]) for each in items] == [("older", "T"), ("new", "T")]
    assert list(bibliography.entries) == ["new"]


def test_only_the_wanted_entries_are_read() -> None:
    bibliography = parse(
        "@book{a, title = {A}, crossref = {b}}\n@book{b, title = {B}}\n@book{c, title = {C}}", "t"
    )
    csl_items(bibliography, ["a"], "en-US")
    assert set(bibliography.entries._read) == {"a", "b"}


def test_words_that_come_into_the_note_are_told_by_the_field_that_was_typed():
    eprint = "eprinttype = {JSTOR}, eprint = {1851}, url = {https://e.org}"
    _, findings = csl_items(parse(f"@article{{k, {eprint}\n}}", "t.bib"), ["k"], "en-US")
    (told,) = [one for one in findings if one.code == "bib-note-unprinted"]
    assert told.message.startswith("the eprint")
