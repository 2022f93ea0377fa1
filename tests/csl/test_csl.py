import pytest

from pipeline import csl
from pipeline.model import Finding, Level

OWN = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0" default-locale="fr-FR">
  <info><title>Mine &amp; yours</title><id>mine</id></info>
  <citation>
    <layout suffix=". " delimiter="; "><text variable="title"/></layout>
  </citation>
</style>"""
DEPENDENT = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" default-locale="es-ES">
  <info><title>Revista</title>
    <link href="http://www.zotero.org/styles/PARENT" rel="independent-parent"/></info>
</style>"""


def style(name: str, **wishes: bool) -> csl.Style:
    found = csl.resolve(name, None, **wishes)
    assert isinstance(found, csl.Style), found
    return found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("chicago", "chicago-notes-bibliography"),
        (" Chicago ", "chicago-notes-bibliography"),
        ("chicago-18", "chicago-notes-bibliography"),
        ("chicago-17", "chicago-notes-bibliography-17th-edition"),
        ("chicago-author-date", "chicago-author-date"),
        ("chicago-notes-bibliography.csl", "chicago-notes-bibliography"),
        ("turabian", "turabian-notes-bibliography"),
        ("mhra", "mhra-notes"),
        ("MLA", "modern-language-association"),
        ("apa", "apa"),
        ("american-historical-review", "chicago-notes-bibliography-17th-edition"),
        ("American Historical Review", "chicago-notes-bibliography-17th-edition"),
        ("Hispanic American Historical Review", "hispanic-american-historical-review"),
        ("Past & Present", "past-and-present"),
        ("https://www.zotero.org/styles/nature", "nature"),
        ("http://www.zotero.org/styles/chicago-fullnote-bibliography", "chicago-notes-bibliography"),
        ("turabian-fullnote-bibliography", "turabian-notes-bibliography"),
        ("aaa", "american-anthropological-association"),
        ("chicago manual of style 18th edition (notes and bibliography)", "chicago-notes-bibliography"),
    ],
)
def test_style_is_found_by_the_name_people_use(typed: str, name: str) -> None:
    assert style(typed).name == name


def test_every_alias_leads_to_an_installed_style() -> None:
    assert {alias for alias, name in csl.ALIASES.items() if csl.find(name) != name} == set()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("chicago", "chicago-notes-bibliography-subsequent-ibid"),
        ("chicago-17", "chicago-notes-bibliography-subsequent-ibid-17th-edition"),
        ("mhra", "mhra-notes-subsequent-ibid"),
        ("turabian", "turabian-notes-bibliography-subsequent-ibid"),
        ("chicago-short", "chicago-shortened-notes-bibliography-subsequent-ibid"),
        ("oscola", "oscola"),
    ],
)
def test_ibid_chooses_the_sibling_that_has_it(typed: str, name: str) -> None:
    found = style(typed, ibid=True)
    assert (found.name, found.ibid, found.findings) == (name, True, ())


def test_short_from_the_start_chooses_the_shortened_sibling() -> None:
    assert style("chicago", short=True).name == "chicago-shortened-notes-bibliography"
    assert (
        style("turabian", short=True, ibid=True).name
        == "turabian-shortened-notes-bibliography-subsequent-ibid"
    )


@pytest.mark.parametrize(("wish", "code"), [("ibid", "csl-no-ibid"), ("short", "csl-no-short")])
def test_wish_that_a_style_cannot_fulfil_is_told(wish: str, code: str) -> None:
    assert [finding.code for finding in style("apa", **{wish: True}).findings] == [code]


def test_note_style_comes_without_its_closing_point() -> None:
    chicago, apa = style("chicago"), style("apa")
    assert (chicago.note, chicago.closing, chicago.ibid) == (True, ".", False)
    assert (apa.note, apa.closing) == (False, None)
    citation = chicago.xml[chicago.xml.index("<citation") : chicago.xml.index("</citation>")]
    assert 'suffix="."' not in citation[citation.index("<layout") :].partition(">")[0]


def test_dependent_style_is_its_parent_in_its_own_language() -> None:
    journal = style("hispanic-american-historical-review")
    assert journal.title == "Hispanic American Historical Review"
    assert "independent-parent" not in journal.xml
    assert journal.locale == "en-US"
    own = csl.resolve("own.csl", lambda name: DEPENDENT.replace("PARENT", "mhra-notes"))
    assert isinstance(own, csl.Style)
    assert (own.title, own.locale, own.closing) == ("Revista", "es-ES", ".")
    assert 'default-locale="es-ES"' in own.xml
    assert 'default-locale="en-GB"' not in own.xml


def test_points_go_inside_quotation_marks_in_american_english_only() -> None:
    chicago, mhra = style("chicago"), style("mhra")
    assert [lang for lang in ("en-US", "en", "en-GB", "de", "fr-FR") if chicago.points_in_quotes(lang)] == [
        "en-US",
        "en",
    ]
    assert mhra.locale == "en-GB"


def test_own_style_is_read_by_its_path() -> None:
    own = csl.resolve("styles/mine.csl", {"styles/mine.csl": OWN}.get)
    assert isinstance(own, csl.Style)
    assert (own.name, own.title, own.note, own.closing, own.locale) == (
        "styles/mine.csl", "Mine & yours", True, ".", "fr-FR",
    )  # fmt: skip


def test_own_style_that_is_broken_is_told_with_its_line() -> None:
    broken = csl.resolve("mine.csl", lambda name: OWN.replace("</layout>", ""))
    assert isinstance(broken, Finding)
    assert (broken.code, broken.place and broken.place.line) == ("csl-broken", 6)
    other = csl.resolve("mine.csl", lambda name: "<html/>")
    assert isinstance(other, Finding)
    assert other.code == "csl-broken"


def test_own_style_with_an_unknown_parent_is_told() -> None:
    orphan = csl.resolve("mine.csl", lambda name: DEPENDENT.replace("PARENT", "no-such-style"))
    assert isinstance(orphan, Finding)
    assert orphan.code == "csl-unknown"
    assert "no-such-style" in orphan.message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("chcago", "'chicago'"), ("amercan-historical-review", "'american-historical-review'")],
)
def test_unknown_style_is_told_with_the_names_like_it(typed: str, meant: str) -> None:
    found = csl.resolve(typed, lambda name: None)
    assert isinstance(found, Finding)
    assert (found.code, found.level) == ("csl-unknown", Level.ERROR)
    assert meant in (found.hint or "")


@pytest.mark.parametrize("typed", ["", "..", "../apa", "/etc/passwd", "xyzzy plugh", "a/b.csl", "\\"])
def test_odd_names_end_in_a_finding(typed: str) -> None:
    found = csl.resolve(typed, lambda name: None)
    assert isinstance(found, Finding)
    assert found.code == "csl-unknown"


def test_search_finds_all_words_in_name_or_title() -> None:
    found = csl.search("historical review")
    assert ("hispanic-american-historical-review", "Hispanic American Historical Review") in found
    assert csl.search("chicago 18 ibid") != []
    assert csl.search("xyzzy") == []
    assert len(csl.search("")) > 10_000


def test_dash_for_the_name_before_can_be_taken_out() -> None:
    assert "subsequent-author-substitute" in style("mhra").xml
    assert "subsequent-author-substitute" not in csl.without_substitute(style("mhra").xml)
