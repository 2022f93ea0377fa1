"""Tables: what each entry type and each field of BibTeX, BibLaTeX, Zotero and JabRef means in CSL.

Sources: biblatex manual 2.1-2.3, BibTeX's btxdoc, JabRef's help, Better BibTeX's field list; CSL 1.0.2.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


# Other names of a field -> biblatex's.
ALIASES = {
    "address": "location", "school": "institution", "journal": "journaltitle", "annote": "annotation",
    "key": "sortkey", "archiveprefix": "eprinttype", "primaryclass": "eprintclass", "hyphenation": "langid",
    "fjournal": "journaltitle", "shortjournaltitle": "shortjournal", "journal-iso": "shortjournal",
    "repository": "archive", "archivecollection": "collection", "archive_collection": "collection",
    "archive-collection": "collection", "archivelocation": "archivelocation",
    "archive_location": "archivelocation", "archive-location": "archivelocation",
    "shelfmark": "archivelocation", "signature": "archivelocation", "callnumber": "call-number",
    "archive-place": "archiveplace", "archivelieu": "archiveplace", "reviewed-title": "reviewedtitle",
    "reviewed-author": "reviewedauthor", "reviewed-genre": "reviewedgenre", "bookreviewed": "reviewedtitle",
    "recipients": "recipient", "addressee": "recipient", "interviewers": "interviewer",
    "accessed": "urldate", "lastaccessed": "urldate", "lastchecked": "urldate", "visited": "urldate",
    "lastvisited": "urldate", "accessdate": "urldate", "scriptwriter": "scriptwriter",
    "script-writer": "scriptwriter", "seriescreator": "series-creator",
    "executiveproducer": "executive-producer", "execproducer": "executive-producer",
    "numpages": "pagetotal", "short-title": "shorttitle", "container-title": "journaltitle",
    "publisher-place": "location", "genre": "type", "status": "pubstate", "lang": "langid",
    "tags": "keywords", "keyword": "keywords", "event-title": "eventtitle", "event-place": "venue",
    "event-date": "eventdate", "rights": "license", "copyright": "license", "bookpublisher": "publisher",
    "origyear": "origdate", "origaddress": "origlocation", "origplace": "origlocation",
    "conference": "eventtitle", "conferencetitle": "eventtitle", "article-number": "eid",
    "adsurl": "adsurl", "pubmedid": "pmid", "original-title": "origtitle", "original-date": "origdate",
    "committee": "section",
    "issuenumber": "issue",
}  # fmt: skip

# What programs keep for themselves or LaTeX is told by: nothing a reader should see.
BOOKKEEPING = words(
    "key file pdf owner timestamp groups date-added date-modified dateadded datemodified added-at "
    "added-by bdsk-file-1 bdsk-file-2 bdsk-url-1 bdsk-url-2 bdsk-url-3 bdsk-url-4 local-url uri "
    "rating read readstatus ranking priority printed qualityassured relevance search comment comments "
    "mendeley-tags mendeley-groups bibsource bibdate biburl bibcode adsurl adsnote acknowledgement "
    "interhash intrahash username userid refid unique-id options presort sortkey sortname sorttitle "
    "sortyear sortshorthand indextitle indexsorttitle execute entryset entrysetsort gender langidopts "
    "ids related relatedoptions relatedtype relatedstring crossref xref xdata label labeldate "
    "labelyear citekey creationdate modificationdate cites nodate title_sort author_sort calibreid "
    "library_name uuid size cover formats jlprojects project oai swhid citedby "
    "number-of-cited-references times-cited usage-count-last-180-days usage-count-since-2013 "
    "doc-delivery-number web-of-science-categories research-areas funding-acknowledgement "
    "funding-text cited-references da ga j9 ut issn-l eissn coden mrclass mrnumber mrreviewer "
    "zblnumber dbasekey file-1 library-id __markedentry journal-url bibtexkey ee abstractnote"
)

# Fields that biblatex or others define and that no CSL style can print.
UNPRINTED = words(
    "shortauthor shorteditor shortseries shorthandintro introduction foreword afterword annotator "
    "commentator introductionby holder origlanguage affiliation author-email authortype "
    "bookpagination pagination issuesubtitle eventtitleaddon nameaddon reprinttitle indexauthor isan "
    "ismn isrn iswc isbn13 verba verbb verbc usera userb userc userd usere userf namea nameb namec "
    "lista listb listc listd liste listf nameatype namebtype namectype remark topic review subject "
    "category with price lccn day parent"
)

# Entry type -> CSL type. Entry types that are not here print as a document, and that is told.
TYPES = {
    "article": "article-journal", "newspaper": "article-newspaper", "newsarticle": "article-newspaper",
    "newspaperarticle": "article-newspaper", "magazine": "article-magazine",
    "magazinearticle": "article-magazine", "suppperiodical": "article-journal", "periodical": "periodical",
    "review": "review", "bookreview": "review-book", "book": "book", "mvbook": "book", "collection": "book",
    "mvcollection": "book", "proceedings": "book", "mvproceedings": "book", "reference": "book",
    "mvreference": "book", "lexicon": "book", "mvlexicon": "book", "manual": "book", "booklet": "pamphlet",
    "pamphlet": "pamphlet", "inbook": "chapter", "bookinbook": "chapter", "suppbook": "chapter",
    "incollection": "chapter", "suppcollection": "chapter", "chapter": "chapter",
    "inproceedings": "paper-conference", "conference": "paper-conference",
    "inreference": "entry-encyclopedia", "inlexicon": "entry-dictionary",
    "encyclopedia": "entry-encyclopedia", "dictionary": "entry-dictionary", "thesis": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "bathesis": "thesis", "report": "report",
    "techreport": "report", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "webpage": "webpage", "blog": "post-weblog", "blogpost": "post-weblog", "post": "post",
    "forumpost": "post", "misc": "document", "unpublished": "manuscript", "manuscript": "manuscript",
    "archival": "manuscript", "archived": "manuscript", "archive": "collection", "memo": "manuscript",
    "letter": "personal_communication", "email": "personal_communication", "interview": "interview",
    "conversation": "interview", "presentation": "speech", "talk": "speech", "speech": "speech",
    "lecture": "speech", "map": "map", "image": "graphic", "artwork": "graphic", "photograph": "graphic",
    "figure": "figure", "audio": "song", "music": "song", "podcast": "broadcast", "broadcast": "broadcast",
    "radio": "broadcast", "tvbroadcast": "broadcast", "video": "motion_picture", "movie": "motion_picture",
    "film": "motion_picture", "performance": "performance", "musicscore": "musical_score",
    "score": "musical_score", "patent": "patent", "standard": "standard", "legislation": "legislation",
    "statute": "legislation", "bill": "bill", "constitution": "legislation", "jurisdiction": "legal_case",
    "case": "legal_case", "legal": "treaty", "treaty": "treaty", "legadminmaterial": "regulation",
    "regulation": "regulation", "legmaterial": "bill", "hearing": "hearing", "commentary": "chapter",
    "dataset": "dataset", "data": "dataset", "software": "software", "softwareversion": "software",
    "softwaremodule": "software", "codefragment": "software", "chat": "post", "event": "event",
    "classic": "classic", "set": "book", "customa": "document", "customb": "document",
    "customc": "document", "customd": "document", "custome": "document", "customf": "document",
    "xdata": "document", "government": "report", "document": "document", "nameonly": "document",
    "hardware": "document",
}  # fmt: skip

# `entrysubtype`, `type` or `howpublished` that makes an entry of another kind.
SUBTYPES = {
    "newspaper": "article-newspaper", "magazine": "article-magazine", "interview": "interview",
    "letter": "personal_communication", "review": "review", "map": "map", "hearing": "hearing",
    "treaty": "treaty", "newspaperarticle": "article-newspaper", "magazinearticle": "article-magazine",
    "blogpost": "post-weblog", "blog": "post-weblog", "classical": "classic", "podcast": "broadcast",
    "broadcast": "broadcast",
}  # fmt: skip

BOOKS = words(
    "book mvbook collection mvcollection proceedings mvproceedings reference mvreference lexicon "
    "mvlexicon manual booklet pamphlet thesis phdthesis mastersthesis bathesis set"
)
PARTS = words(
    "inbook bookinbook suppbook incollection suppcollection chapter inproceedings conference "
    "inreference inlexicon encyclopedia dictionary commentary"
)
ARCHIVAL = words("archival archived archive memo letter email manuscript unpublished interview")

# Which fields are names, and whose.
NAMES = {
    "author": "author", "editor": "editor", "translator": "translator", "recipient": "recipient",
    "interviewer": "interviewer", "director": "director", "producer": "producer", "composer": "composer",
    "performer": "performer", "narrator": "narrator", "scriptwriter": "script-writer",
    "illustrator": "illustrator", "host": "host", "guest": "guest", "curator": "curator",
    "organizer": "organizer", "chair": "chair", "compiler": "compiler", "contributor": "contributor",
    "collaborator": "contributor", "bookauthor": "container-author", "serieseditor": "collection-editor",
    "series-creator": "series-creator", "executive-producer": "executive-producer",
    "reviewedauthor": "reviewed-author", "origauthor": "original-author", "participant": "contributor",
    "editorialdirector": "editorial-director",
}  # fmt: skip

# `editortype`, `editoratype` … -> CSL's role.
ROLES = {
    "editor": "editor", "compiler": "compiler", "collaborator": "contributor", "redactor": "editor",
    "reviser": "editor", "founder": "editor", "continuator": "editor", "organizer": "organizer",
    "director": "director", "producer": "producer", "interviewer": "interviewer",
    "translator": "translator", "illustrator": "illustrator", "narrator": "narrator",
    "scriptwriter": "script-writer", "composer": "composer", "performer": "performer", "curator": "curator",
    "chair": "chair", "seriescreator": "series-creator", "serieseditor": "collection-editor",
    "recipient": "recipient", "host": "host", "guest": "guest", "bookauthor": "container-author",
    "container-author": "container-author", "series-editor": "collection-editor",
    "script-writer": "script-writer", "executive-producer": "executive-producer",
    "contributor": "contributor", "editorial-director": "editorial-director",
    "execproducer": "executive-producer", "participant": "contributor", "castmember": "performer",
    "sponsor": "organizer", "cosponsor": "organizer", "counsel": "contributor", "commenter": "contributor",
    "wordsby": "author", "programmer": "author", "inventor": "author", "podcaster": "host",
    "presenter": "host", "cartographer": "author", "artist": "author",
    "editor-translator": "editor-translator", "reviewed-author": "reviewed-author",
    "attorneyagent": "contributor",
}  # fmt: skip

DATES = {
    "origdate": "original-date", "eventdate": "event-date", "urldate": "accessed",
    "submitteddate": "submitted", "availabledate": "available-date",
}  # fmt: skip

# Fields that are one CSL variable whatever the entry type. A marked "title" keeps its braces' capitals.
TEXTS = {
    "shortjournal": "container-title-short", "shorthand": "citation-label", "abstract": "abstract",
    "annotation": "annote", "volume": "volume", "volumes": "number-of-volumes", "part": "part-number",
    "chapter": "chapter-number", "pagetotal": "number-of-pages", "version": "version",
    "venue": "event-place", "origlocation": "original-publisher-place",
    "origpublisher": "original-publisher", "issn": "ISSN", "isbn": "ISBN", "pmid": "PMID", "pmcid": "PMCID",
    "call-number": "call-number", "scale": "scale", "dimensions": "dimensions", "medium": "medium",
    "section": "section", "references": "references", "authority": "authority",
    "nationality": "jurisdiction", "jurisdiction": "jurisdiction", "source": "source", "license": "license",
    "division": "division", "reviewedgenre": "reviewed-genre", "supplement": "supplement-number",
    "first-reference-note-number": "first-reference-note-number",
}  # fmt: skip
# Fields whose words come into CSL's note.
NOTED = words("note addendum eprint eprinttype eprintclass")
TITLES = {
    "eventtitle": "event-title", "origtitle": "original-title", "reviewedtitle": "reviewed-title",
    "parttitle": "part-title",
}  # fmt: skip

# Archive fields that say where in the collection, in the order in which they print, with the words to put
# before a bare number, by language.
SHELF = {
    "series": {"en": "series", "es": "serie", "fr": "série", "de": "Serie", "it": "serie", "pt": "série"},
    "box": {"en": "box", "es": "caja", "fr": "boîte", "de": "Karton", "it": "busta", "pt": "caixa"},
    "carton": {"en": "carton", "es": "caja", "fr": "carton", "de": "Karton", "it": "scatola",
               "pt": "caixa"},
    "reel": {"en": "reel", "es": "rollo", "fr": "bobine", "de": "Rolle", "it": "bobina", "pt": "rolo"},
    "folder": {"en": "folder", "es": "carpeta", "fr": "dossier", "de": "Mappe", "it": "cartella",
               "pt": "pasta"},
    "filenumber": {"en": "file", "es": "expediente", "fr": "dossier", "de": "Akte", "it": "fascicolo",
                   "pt": "processo"},
    "item": {"en": "item", "es": "doc.", "fr": "pièce", "de": "Stück", "it": "doc.", "pt": "doc."},
    "folio": {"en": "fol.", "es": "f.", "fr": "fol.", "de": "Bl.", "it": "c.", "pt": "fl."},
}  # fmt: skip

# biblatex's keys for `type` and the thesis types -> words, by language of the text.
GENRES = {
    "phdthesis": {"en": "PhD diss.", "es": "tesis doctoral", "fr": "thèse de doctorat", "de": "Diss.",
                  "it": "tesi di dottorato", "pt": "tese de doutorado"},
    "mathesis": {"en": "master’s thesis", "es": "tesis de maestría", "fr": "mémoire de master",
                 "de": "Masterarbeit", "it": "tesi di laurea magistrale", "pt": "dissertação de mestrado"},
    "bathesis": {"en": "bachelor’s thesis", "de": "Bachelorarbeit"},
    "candthesis": {"en": "candidate thesis"},
    "techreport": {"en": "technical report", "es": "informe técnico", "fr": "rapport technique",
                   "de": "technischer Bericht"},
    "resreport": {"en": "research report"},
    "software": {"en": "computer software"},
    "datacd": {"en": "data CD"},
    "audiocd": {"en": "audio CD"},
    "patent": {"en": "patent"},
    "patentus": {"en": "US patent"},
    "patenteu": {"en": "European patent"},
    "patentde": {"en": "German patent"},
    "patentuk": {"en": "British patent"},
    "patentfr": {"en": "French patent"},
    "patreq": {"en": "patent request"},
}  # fmt: skip
KIND_GENRES = {
    "phdthesis": "phdthesis", "mastersthesis": "mathesis", "bathesis": "bathesis", "memo": "memorandum",
}  # fmt: skip

# Editions typed in words.
ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        ("first 1st", "second 2nd segunda zweite", "third 3rd tercera dritte", "fourth 4th cuarta vierte",
         "fifth 5th quinta fünfte", "sixth 6th sexta", "seventh 7th", "eighth 8th", "ninth 9th", "tenth 10th",
         "eleventh 11th", "twelfth 12th", "thirteenth 13th", "fourteenth 14th", "fifteenth 15th",
         "sixteenth 16th", "seventeenth 17th", "eighteenth 18th"), 1)
    for word in words.split()
}  # fmt: skip

EDITIONS = {
    "revised": "rev. ed.", "rev": "rev. ed.", "revised and enlarged": "rev. and enl. ed.",
    "revised and expanded": "rev. and expanded ed.", "enlarged": "enl. ed.", "expanded": "expanded ed.",
    "new": "new ed.", "paperback": "paperback ed.",
}  # fmt: skip

# Fields that are turned into CSL by rules of their own.
RULED = words(
    "title subtitle titleaddon maintitle mainsubtitle maintitleaddon booktitle booksubtitle "
    "booktitleaddon journaltitle journalsubtitle journaltitleaddon issuetitle shorttitle date year "
    "month day edition pages number issue series eid location organization institution publisher "
    "howpublished pubstate type entrysubtype doi url eprint eprinttype eprintclass note addendum "
    "library keywords archive collection archivelocation archiveplace langid language editora editorb "
    "editorc editortype arxivid"
)

KNOWN = BOOKKEEPING | UNPRINTED | RULED | {*ALIASES, *NAMES, *DATES, *TEXTS, *TITLES, *SHELF}
