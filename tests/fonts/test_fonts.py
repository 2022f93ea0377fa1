"""The faces are the right ones, whole, the same every time, and survive a damaged cache."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from platformdirs import user_cache_path

from pipeline import fonts
from pipeline.fonts import Face, faces, fallbacks, families, subset, unprintable

STYLES = [(400, "normal"), (700, "normal"), (400, "italic"), (700, "italic")]


def opened(data: bytes) -> TTFont:
    return TTFont(io.BytesIO(data))


def features(data: bytes) -> set[str]:
    font = opened(data)
    return {
        r.FeatureTag for t in ("GSUB", "GPOS") if t in font for r in font[t].table.FeatureList.FeatureRecord
    }


def characters(data: bytes) -> set[str]:
    return {chr(c) for c in opened(data).getBestCmap()}


def test_text_and_code_families_have_four_styles_each() -> None:
    for family in ("EB Garamond", "Source Code Pro"):
        assert [(f.weight, f.style) for f in faces() if f.family == family] == STYLES
    assert families(faces()) == ("EB Garamond", "Source Code Pro")


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.file_name)
def test_face_is_static_and_named_so_that_programs_group_it(face: Face) -> None:
    font = opened(face.data)
    shape = {
        (400, "normal"): "Regular",
        (700, "normal"): "Bold",
        (400, "italic"): "Italic",
        (700, "italic"): "Bold Italic",
    }[face.weight, face.style]
    bold, italic = face.weight == 700, face.style == "italic"
    assert not {"fvar", "gvar", "avar", "HVAR", "MVAR", "STAT", "DSIG"} & set(font.keys())
    names = [font["name"].getDebugName(number) for number in (1, 2, 4)]
    assert names == [face.family, shape, f"{face.family} {shape}"]
    assert font["name"].getDebugName(6) == face.file_name.removesuffix(".ttf")
    assert font["OS/2"].usWeightClass == face.weight
    assert font["head"].macStyle == bold * 1 + italic * 2
    selection = font["OS/2"].fsSelection & 0b1100001  # REGULAR, BOLD, ITALIC
    assert selection == (bold * 0b100000 + italic * 1 or 0b1000000)
    assert font["OS/2"].fsType == 0  # may be embedded


def test_text_faces_keep_small_caps_figures_ligatures_and_kerning() -> None:
    for face in faces()[:4]:
        assert features(face.data) >= {"smcp", "c2sc", "onum", "lnum", "tnum", "pnum", "liga", "kern"}


def test_damaged_and_missing_cache_entries_are_cut_anew_to_the_same_bytes(tmp_path: Path) -> None:
    expected = faces()
    kept = user_cache_path("octavo") / "fonts"
    for entry in kept.glob(f"*-{fonts.RECIPE}/*.ttf"):
        copy = tmp_path / entry.relative_to(kept)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(entry, copy)
    half = next(tmp_path.glob("*/SourceCodePro-Regular.ttf"))
    half.write_bytes(half.read_bytes()[:1000])
    next(tmp_path.glob("*/SourceCodePro-Italic.ttf")).unlink()
    assert faces(tmp_path) == expected
    assert len(half.read_bytes()) > 1000


def test_unwritable_cache_only_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = next(face for face in faces() if face.file_name == "SourceCodePro-Regular.ttf")
    only = tuple(cut for cut in fonts._cuts(fonts.CODE) if cut.file_name == expected.file_name)
    monkeypatch.setattr(fonts, "_cuts", lambda slug: only if slug == fonts.CODE else ())
    (tmp_path / "file").write_text("not a folder")
    assert faces(tmp_path / "file") == (expected,)


def test_subset_is_small_the_same_each_time_and_keeps_the_forms_features_reach() -> None:
    face = faces()[0]
    data = subset(face, "Rabe 1988")
    assert data == subset(face, "Rabe 1988")
    assert len(data) < len(face.data) / 10
    assert {"smcp", "onum", "kern"} <= features(data)
    assert set("Rabe 1988-\u00a0") <= characters(data)
    assert opened(data)["maxp"].numGlyphs > len(characters(data)) + 10  # small capitals, old-style figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Çelebi, Łódź, Dvořák, Þórr, ʿAlī, œuvre, ½, “quoted” — 1914–18 † §", ()),
        ("Ἀθῆναι, μῆνιν ἄειδε, Москва", ()),
        ("a\u202fb\u2003c\u00ad\u200dd", ()),
        ("the word שָׁלוֹם stands", ("Frank Ruhl Libre",)),
        ("كتاب العِبَر", ("Amiri",)),
        ("Old Bulgarian ꙗ", ("Noto Serif",)),
        ("done ✓", ("Source Code Pro",)),
    ],
)
def test_fallback_families_follow_the_script(text: str, expected: tuple[str, ...]) -> None:
    assert families(fallbacks(text)) == expected
    assert unprintable(text) == ()


def test_fallback_holds_the_punctuation_between_its_words() -> None:
    (regular, *_) = fallbacks("(שלום, עולם) and more")
    assert set("שלוםע(), ") <= characters(regular.data)
    assert "m" not in characters(regular.data)


def test_characters_no_font_has_are_named_once_in_order() -> None:
    assert unprintable("史 and 中, 史 again") == ("史", "中")


@settings(max_examples=8, deadline=None)
@given(st.text(st.sampled_from("aé ,1ḥ\u0331\u05e9\u05c1\u0628\u064eꙗ中✓\u200d\u20dd"), max_size=8))
def test_every_character_has_a_face_or_is_named(text: str) -> None:
    have = set().union(*(characters(face.data) for face in (faces()[0], *fallbacks(text))))
    missing = unprintable(text)
    assert all(c in have or c in missing or c.isspace() or c == "\u200d" for c in text)
    assert not have & set(missing)


def test_listed_faces_are_found_again_and_a_damaged_list_is_made_anew(tmp_path: Path) -> None:
    kept = user_cache_path("octavo") / "fonts"
    shutil.copytree(kept, tmp_path / "kept")
    assert fonts._listed(tmp_path / "kept") == faces()
    (listing,) = (tmp_path / "kept").glob(f"faces-{fonts._stamp()}")
    listing.write_bytes(listing.read_bytes()[:-4])
    assert fonts._listed(tmp_path / "kept") is None
    assert faces(tmp_path / "kept") == faces()
    assert fonts._listed(tmp_path / "kept") == faces()


def test_cut_down_face_serves_every_text_of_its_alphabets(tmp_path: Path) -> None:
    face = faces()[0]
    (one,) = fonts.cut_down([(face, "plain")], tmp_path)
    (other,) = fonts.cut_down([(face, "Łódź? “Olé!”")], tmp_path)
    assert set("Octavo, “é” — 1") <= characters(one.data)
    assert set("ŁźĄ") <= characters(other.data)
    assert "Ł" not in characters(one.data)
    (entry, _) = sorted((tmp_path / "subsets").iterdir(), key=lambda path: path.stat().st_size)
    entry.write_bytes(entry.read_bytes()[:-1])
    assert fonts.cut_down([(face, "plain")], tmp_path) == [one]
