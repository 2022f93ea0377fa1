"""A small document of the constructs that a printed page is measured by, and its PDF in any stylesheet."""

from __future__ import annotations

from functools import cache

from lxml import etree

from pipeline import fonts, weasy
from pipeline.editions.pdf import OURS, font_faces
from pipeline.weasy.printed import Printed

LINES = "The compositor reads and the letters follow him from the case into the stick line after line. " * 4
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk"
    "+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
FRONT = """
<section class="half-title"><p class="title">Half title</p></section>
<section class="series-page"><p class="series">Series, 7</p></section>
<section class="title-page">{header}</section>
<section class="copyright-page"><div><p>Rights</p><p>Number</p></div></section>
<section class="dedication-page"><div class="dedication"><p>For you</p></div></section>
<section class="epigraph-page"><div class="epigraph"><p>Words</p><p>Whose</p></div></section>
<section class="abstract-page"><div class="abstract"><div class="abstract-title">Abstract</div>
<p>Words</p></div></section>
<nav class="contents"><h1 data-title="Contents">Contents</h1>
<ol><li class="part"><a href="#part">Part</a></li><li><a href="#one">One</a><ol><li>
<a href="#two">Two</a></li></ol></li></ol></nav>
"""
HEADER = """<header id="title-block-header" data-verso="Author" data-recto="Title">
<h1 class="title">Title</h1>
<p class="subtitle">Subtitle</p><p class="author">Author</p><p class="author">Other</p>
<p class="date">2026</p>
<p class="publisher">Press</p></header>"""
TEXT = f"""
<section class="level1 part" id="part"><h1 data-title="Part">Part</h1></section>
<section class="level1 chapter" id="one"><h1 data-title="One">Chapter</h1>
<div class="epigraph"><p>Words before.</p><p>Whose</p></div>
<p>First {LINES}</p><p>Second {LINES}<span class="footnote" id="fn-1" data-number="1">
<p>Note {LINES}</p><p>More
</p><blockquote><p>Quoted</p></blockquote><p>After</p></span></p>
<blockquote><p>Quotation {LINES}</p><p>Again {LINES}</p></blockquote><p>Continued {LINES}<sup>a</sup>
<sub>b</sub></p>
<section class="level2" id="two"><h2 data-title="Two">Section</h2><p>Third {LINES}
<a class="note-again" href="#fn-1">1</a> <a href="https://example.org/">link</a> <code>code</code>
<span class="smallcaps">bc</span> Ἄνδρα μοι ἔννεπε «рукописи»</p>
<section class="level3"><h3>Deeper</h3><p>Fourth</p><section class="level4"><h4>Deepest</h4><p>Fifth</p>
</section></section>
<ul><li>Bullet<ul><li>Inner</li></ul></li></ul><ol type="a"><li><p>Loose</p><p>Looser</p></li></ol>
<p>List done.</p>
<dl><dt>Term</dt><dd><p>Meaning</p></dd></dl><div class="line-block">Verse<br/>Verse again</div><hr/>
<p>Later</p>
<pre><code>print</code></pre><p>Told.</p>
<table><caption>Caption</caption><thead><tr><th>Head</th><th>B</th></tr></thead>
<tbody><tr><td>Cell</td><td>12</td></tr></tbody></table><p>Counted.</p>
<figure><img src="{DOT}" alt="Dot"/>
<figcaption><p>Picture</p></figcaption></figure></section></section>
<section class="endnotes"><h1 data-title="Notes">Notes</h1><h2>One</h2><div class="endnote" id="fn-2">
<p>Ended</p><p>More</p></div></section>
<section class="level1 unnumbered" id="bibliography"><h1 data-title="Bibliography">Bibliography</h1>
<div id="refs" class="references"><div class="csl-entry">Entry, Ann. {LINES}</div></div></section>
"""


def document(front: bool = False) -> etree._Element:
    """Every construct once, with or without the pages before the text."""
    opening = FRONT.format(header=HEADER) if front else HEADER
    text = TEXT.replace("level1 part", "level1 part opening", 1) if front else TEXT
    body = etree.fromstring(f"<body>{opening}{text}</body>")
    html = etree.Element("html", {"lang": "en-GB", "dir": "ltr"})
    etree.SubElement(etree.SubElement(html, "head"), "title").text = "Title"
    html.append(body)
    return html


@cache
def printed(css: str, front: bool = False) -> Printed:
    """The document printed."""
    faces = fonts.faces()
    resources = {f"{OURS}fonts/{face.file_name}": face.data for face in faces}
    return weasy.render(document(front), stylesheets=[font_faces(faces), css], resources=resources)
