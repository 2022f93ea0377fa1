from pipeline import tree
from pipeline.chapters import paragraphs_apart


def definition(*kinds: str):
    told = [{"t": kind, "c": tree.inlines(f"words {number}")} for number, kind in enumerate(kinds)]
    return {"t": "DefinitionList", "c": [[tree.inlines("Term"), [told]]]}


def kinds(blocks) -> list[str]:
    return [block["t"] for block in blocks[0]["c"][0][1][0]]


def test_paragraphs_of_a_tight_definition_stay_apart():
    assert kinds(paragraphs_apart([definition("Plain", "Plain")])) == ["Para", "Para"]
    quoted = {"t": "BlockQuote", "c": [definition("Plain", "Plain")]}
    assert kinds(paragraphs_apart([quoted])[0]["c"]) == ["Para", "Para"]


def test_a_definition_of_one_paragraph_stays_tight():
    assert kinds(paragraphs_apart([definition("Plain")])) == ["Plain"]
    assert kinds(paragraphs_apart([definition("Para", "Para")])) == ["Para", "Para"]
