import pytest
from desk import ITEMS, cite, tree

from pipeline.model import Settings

CITED = "A [@smith2000]. B [@degaulle]. C [@cia1975]. D [@smith2005]. E [@kennan1949].\n\n"


def words(manuscript: str) -> list[str]:
    printed = cite(CITED + manuscript, "mhra")
    blocks = [block for chapter in printed.chapters for block in chapter]
    return [line for line in tree.stringify(blocks[1:]).split("\n") if line]


def test_bibliography_without_a_place_is_left_to_the_caller() -> None:
    printed = cite(CITED)
    assert printed.cited.bibliography is not None
    assert tree.identifier(printed.cited.bibliography) == "refs"
    assert printed.cited.bibliography["c"][1] == list(printed.cited.references)
    assert [entry.split(".")[0] for entry in printed.entries] == [
        "Central Intelligence Agency",
        "Gaulle, Charles de",
        "Kennan, George F",
        "Smith, John A",
        "Smith, John A",
    ]


def test_bibliography_goes_into_the_division_refs() -> None:
    printed = cite(CITED + "::: {#refs}\n:::\n\nAfter it.")
    assert printed.cited.bibliography is None
    blocks = printed.chapters[0]
    assert tree.identifier(blocks[1]) == "refs"
    assert tree.has_class(blocks[1], "csl-bib-body")
    assert len(blocks[1]["c"][1]) == 5
    assert tree.stringify(blocks[2]) == "After it."


def test_sections_take_keyword_then_type_then_the_rest_whatever_their_order() -> None:
    lines = words(
        "::: {.bibliography rest=true}\n## Other\n:::\n\n"
        "::: {.bibliography keyword=primary}\n## Primary\n:::\n\n"
        "::: {.bibliography type=letter}\n## Letters\n:::\n"
    )
    assert lines == [
        "Other",
        "Smith, John A., The Making of Empire: A History (Oxford University Press, 2000)",
        "Smith, John A., The Unmaking of Empire (Oxford University Press, 2005)",
        "Primary",
        "Central Intelligence Agency, Report on Foreign Assessments (Government Printing Office, 1975)",
        "Gaulle, Charles de, Mémoires de guerre (Plon, 1954)",
        "Letters",
        lines[-1],
    ]
    assert lines[-1].startswith("Kennan, George F.")


def test_author_under_the_same_name_is_a_dash_only_without_sections() -> None:
    whole = cite(CITED, "mhra").entries
    assert whole[-1].startswith("——")
    assert not any("——" in line for line in words("::: {.bibliography rest=true}\n:::"))


def test_entries_that_fit_no_section_are_told_and_left_to_the_caller() -> None:
    printed = cite(CITED + "::: {.bibliography keyword=primary}\n:::\n")
    assert printed.cited.bibliography is not None
    assert len(printed.cited.bibliography["c"][1]) == 3
    (finding,) = printed.cited.findings
    assert finding.code == "bibliography-unsorted"
    assert "kennan1949, smith2000, smith2005" in finding.message


def test_empty_section_is_told() -> None:
    printed = cite(CITED + "::: {.bibliography keyword=maps}\n:::\n\n::: {.bibliography rest=yes}\n:::\n")
    assert [finding.code for finding in printed.cited.findings] == ["bibliography-section-empty"]
    assert "keyword=maps" in printed.cited.findings[0].message


def test_works_that_are_not_cited_come_in_by_nocite() -> None:
    printed = cite("---\nnocite: '[@noname], [@mommsen]'\n---\n\nA [@smith2000].")
    assert [entry.split(",")[0] for entry in printed.entries] == ["Alpha", "Mommsen", "Smith"]
    assert printed.notes == [
        "John A. Smith, The Making of Empire: A History (Oxford University Press, 2000)."
    ]
    assert len(cite("---\nnocite: '[@*]'\n---\n\nNo citation.").entries) == 14


def test_no_bibliography_when_none_is_wanted() -> None:
    printed = cite(CITED + "::: {#refs}\n:::", settings=Settings(bibliography=False))
    assert printed.entries == []
    assert printed.cited.bibliography is None


@pytest.mark.parametrize("style", ["chicago", "apa"])
def test_linked_citations_point_at_their_entries(style: str) -> None:
    printed = cite("A [@smith2000].", style, metadata={"link-citations": True})
    entries = {tree.identifier(entry) for entry in printed.cited.references}
    links = {link["c"][2][0] for link in tree.elements(list(printed.chapters[0]), "Link")}
    assert links == {"#ref-smith2000"}
    assert entries == {"ref-smith2000"}


def test_work_without_an_entry_leaves_no_empty_one_and_no_link_to_it() -> None:
    letter = {
        "id": "wire", "type": "personal_communication", "author": [{"family": "Kennan", "given": "George"}],
        "title": "George Kennan to Dean Acheson", "issued": {"date-parts": [[1949, 1, 3]]},
    }  # fmt: skip
    manuscript = "A [@wire]. B [@smith2000].\n"
    printed = cite(manuscript, "chicago", metadata={"link-citations": True}, items=[letter, *ITEMS])
    assert [entry.split(".")[0] for entry in printed.entries] == ["Smith, John A"]
    assert "Kennan" in printed.notes[0]
    targets = [link["c"][2][0] for chapter in printed.chapters for link in tree.elements(chapter, "Link")]
    assert "#ref-wire" not in targets
    assert "#ref-smith2000" in targets
    assert printed.cited.unlisted == ("wire",)
    alone = cite("A [@wire].", "chicago", items=[letter])
    assert alone.cited.bibliography is None
    assert alone.entries == []
    assert alone.cited.unlisted == ("wire",)


def test_letter_in_an_archive_is_listed() -> None:
    letter = {"id": "kennan", "type": "personal_communication", "title": "Policy", "archive": "Mudd Library"}
    assert cite("A [@kennan].", items=[letter]).cited.unlisted == ()
