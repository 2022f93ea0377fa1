"""One of every construct a manuscript can hold, as pandoc writes it in HTML, to resolve the cascade on."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, fromstring

NUMBER = "\ue000"  # stands for a note's number, to be told from the words around it

BODY = f"""
<header id="title-block-header">
<h1 class="title">Title</h1>
<p class="subtitle">Subtitle</p>
<p class="author">Author</p>
<p class="author" id="author-next">Author</p>
<p class="date">Date</p>
<div class="abstract"><div class="abstract-title">Abstract</div>
<p>Abstract.</p>
<p id="abstract-next">Abstract.</p></div>
</header>
<section class="level1 part" id="part"><h1>Part</h1></section>
<section class="level1 chapter" id="chapter"><h1>Heading</h1>
<p id="first">First paragraph.</p>
<p id="next">Next paragraph<span class="footnote" id="fn-1" data-number="{NUMBER}"><p id="note">Note.</p>
<p id="note-next">Second.</p><blockquote id="note-quote"><p>Quoted.</p></blockquote>
<p id="after-note-quote">After.</p></span>
with <a class="link" href="https://example.org/">link</a>, <code>code</code>, <em>emphasis</em>,
<strong>strong</strong>, <span class="smallcaps">small caps</span>, <sup>2</sup>, <sub>2</sub>,
<span class="math inline"><em>x</em></span>.</p>
<blockquote id="quote"><p id="quote-first">Quoted.</p><p id="quote-next">Quoted.</p>
<div class="line-block">Verse</div></blockquote>
<p id="after-blockquote">After.</p>
<ul id="bullets"><li id="bullet">Tight<ul id="bullets2"><li>Tight</li></ul></li><li>Tight</li></ul>
<p id="after-ul">After.</p>
<ul id="loose"><li><p id="loose-first">Loose</p><p id="loose-next">Loose</p></li><li><p>Loose</p></li></ul>
<ol id="numbers" type="1"><li id="item">One</li><li>Two</li></ol>
<p id="after-ol">After.</p>
<dl id="definitions"><dt id="term">Term</dt><dd id="definition"><p>Definition</p>
<p id="definition-next">Definition</p></dd></dl>
<p id="after-dl">After.</p>
<div class="line-block" id="verse">Verse<br/>Verse</div>
<p id="after-verse">After.</p>
<div class="epigraph" id="epigraph"><p id="epigraph-first">Epigraph</p><p>Epigraph</p>
<blockquote><p>Epigraph</p></blockquote><p id="epigraph-source">Source</p></div>
<p id="after-epigraph">After.</p>
<hr id="scene"/>
<p id="after-hr">After.</p>
<div class="sourceCode"><pre id="code"><code>code</code></pre></div>
<p id="after-pre">After.</p>
<table id="table"><caption id="table-caption">Caption</caption><colgroup><col/><col/></colgroup>
<thead><tr class="header"><th id="head">A</th><th>B</th></tr></thead>
<tbody><tr class="odd"><td id="cell">1</td><td>2</td></tr><tr class="even"><td>1</td><td>2</td></tr></tbody>
<tfoot><tr class="foot"><td id="foot">3</td></tr></tfoot></table>
<p id="after-table">After.</p>
<figure id="figure"><img src="about:blank" alt="Figure"/>
<figcaption id="figcaption">Caption<p>Caption</p></figcaption></figure>
<p id="after-figure">After.</p>
<section class="level2"><h2>Heading</h2><p>First.</p>
<section class="level3"><h3>Heading</h3><p>First.</p>
<section class="level4"><h4>Heading</h4><p>First.</p>
<section class="level5"><h5>Heading</h5><p>First.</p>
<section class="level6"><h6>Heading</h6><p>First.</p>
</section></section></section></section></section></section>
<section class="level1 unnumbered bibliography" id="bibliography"><h1 class="unnumbered">Bibliography</h1>
<div id="refs" class="references csl-bib-body hanging-indent" role="list">
<div id="ref-a" class="csl-entry" role="listitem">Entry.<p>Entry</p></div>
<div class="csl-entry" role="listitem">Entry.</div></div></section>
"""

# The pages before the text stand after it here, so that no rule for neighbours takes notice of them.
FRONT = """
<section class="half-title" id="octavo-half-title"><p class="title" id="half-title">Title</p></section>
<section class="series-page" id="octavo-series"><p class="series" id="series">Series</p></section>
<section class="title-page" id="octavo-title-page"><header id="title-block-header">
<h1 class="title">Title</h1></header>
<p class="publisher" id="publisher">Press<br/><span class="place" id="place">Place</span></p></section>
<section class="title-page long" id="octavo-title-page-long"><header id="title-block-header">
<h1 class="title" id="title-long">Title</h1><p class="subtitle" id="subtitle-long">Subtitle</p>
</header></section>
<section class="copyright-page" id="octavo-copyright-page"><div class="imprint" id="imprint">
<p id="imprint-first">Rights</p><p>Rights</p></div></section>
<section class="dedication-page" id="octavo-dedication"><div class="dedication" id="dedication">
<p id="dedication-first">For</p><p id="dedication-next">you</p></div></section>
<section class="epigraph-page" id="octavo-epigraph"><div class="epigraph" id="front-epigraph">
<p id="front-epigraph-first">Words</p><p id="front-epigraph-source">Whose</p></div></section>
<section class="abstract-page" id="octavo-abstract"><div class="abstract" id="front-abstract">
<div class="abstract-title" id="front-abstract-title">Abstract</div><p id="front-abstract-first">Words</p>
<p id="front-abstract-next">Words</p></div></section>
<nav class="contents" id="octavo-contents"><h1 id="contents-heading">Contents</h1><ol>
<li class="part" id="toc-part"><a href="#part">Part</a></li>
<li id="toc-1"><a href="#chapter">Chapter</a><ol><li id="toc-2"><a href="#chapter">Section</a><ol>
<li id="toc-3"><a href="#chapter">Section</a><ol><li id="toc-4"><a href="#chapter">Section</a></li>
</ol></li></ol></li></ol></li>
<li class="unnumbered" id="toc-unnumbered"><a href="#bibliography">Bibliography</a></li></ol></nav>
<section class="level1 opening" id="opening"><h1>Chapter</h1></section>
"""


def specimen(lang: str, direction: str, running: Mapping[str, str]) -> Element:
    """The specimen as an element tree in the manuscript's language.

    `running` are the words for the running heads, as `data-` attributes of the title block (`data-verso`).
    """
    root = Element("html", {"lang": lang, "dir": direction})
    SubElement(SubElement(root, "head"), "title").text = "Specimen"
    body = fromstring(f"<body>{BODY}{FRONT}</body>")
    body[0].attrib.update({f"data-{name}": words for name, words in running.items()})
    root.append(body)
    return root
