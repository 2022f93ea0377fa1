"""Tables of LaTeX commands: what each prints."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.bibliography.fields import words


@dataclass(frozen=True, slots=True)
class Style:
    """Markup around a command's argument; a `switch` (`\\em`) holds to the end of its group instead."""

    before: str
    after: str
    switch: bool = False


_I, _B = ("<i>", "</i>"), ("<b>", "</b>")
_SC = ('<span style="font-variant:small-caps;">', "</span>")
_SUP, _SUB, _QUOTE = ("<sup>", "</sup>"), ("<sub>", "</sub>"), ("“", "”")

STYLES = {
    **{name: Style(*_I) for name in ("emph", "textit", "textsl", "mkbibemph", "mkbibitalic", "bibstring")},
    **{name: Style(*_B) for name in ("textbf", "mkbibbold", "mathbf")},
    **{name: Style(*_SC) for name in ("textsc", "mkbibsc")},
    **{name: Style(*_SUP) for name in ("textsuperscript", "mkbibsuperscript", "sp", "up")},
    **{name: Style(*_SUB) for name in ("textsubscript", "mkbibsubscript", "sb")},
    **{name: Style(*_QUOTE) for name in ("enquote", "mkbibquote", "textquote")},
    "mkbibparens": Style("(", ")"),
    "mkbibbrackets": Style("[", "]"),
    "textins": Style("", ""),
    **{name: Style(*_I, True) for name in ("em", "it", "itshape", "sl", "slshape")},
    **{name: Style(*_B, True) for name in ("bf", "bfseries")},
    **{name: Style(*_SC, True) for name in ("sc", "scshape")},
    **{
        name: Style("", "", True)
        for name in ("rm", "sf", "tt", "rmfamily", "sffamily", "ttfamily", "normalfont")
    },
}
del STYLES["bibstring"]

# Letters and signs after a backslash -> the combining character that follows its letter.
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "U": "\u030e", "d": "\u0323", "c": "\u0327",
    "k": "\u0328", "b": "\u0331", "t": "\u0361",
}  # fmt: skip

SPACES = {
    " ": " ", ",": "\u202f", ";": " ", ":": " ", "!": "", "-": "", "/": "", "\\": " ", "@": "", ">": " ",
}  # fmt: skip

SYMBOLS = {
    "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "ss": "ß", "SS": "ẞ", "aa": "å", "AA": "Å", "o": "ø",
    "O": "Ø", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ",
    "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "ij": "ĳ", "IJ": "Ĳ", "textdong": "₫", "textcommabelow": "",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",
    "bibrangedash": "–", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "lq": "‘", "rq": "’",
    "quotedblbase": "„", "glqq": "„", "grqq": "“", "guillemotleft": "«", "guillemotright": "»",
    "guillemetleft": "«", "guillemetright": "»", "flqq": "«", "frqq": "»", "guilsinglleft": "‹",
    "guilsinglright": "›", "textexclamdown": "¡", "textquestiondown": "¿", "S": "§", "P": "¶",
    "textsection": "§", "textparagraph": "¶", "dag": "†", "ddag": "‡", "textdagger": "†",
    "textdaggerdbl": "‡", "copyright": "©", "textcopyright": "©", "textregistered": "®",
    "texttrademark": "™", "pounds": "£", "textsterling": "£", "euro": "€", "EUR": "€", "texteuro": "€",
    "textyen": "¥", "textcent": "¢", "textdegree": "°", "degree": "°", "textmu": "µ",
    "textperiodcentered": "·", "textbullet": "•", "textasteriskcentered": "∗", "textbackslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textbar": "|", "textless": "<",
    "textgreater": ">", "textdollar": "$", "textbraceleft": "{", "textbraceright": "}",
    "textasciigrave": "`", "textasciiacute": "´", "textordfeminine": "ª", "textordmasculine": "º",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textpm": "±", "texttimes": "×",
    "textdiv": "÷", "textminus": "−", "textonesuperior": "¹", "texttwosuperior": "²",
    "textthreesuperior": "³", "textnumero": "№", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "LaTeXe": "LaTeX2ε", "XeTeX": "XeTeX", "nobreakspace": "\u00a0", "space": " ", "quad": " ",
    "qquad": " ", "newline": " ", "par": " ", "lbrack": "[", "rbrack": "]", "slash": "/", "hyphen": "-",
    "addspace": " ", "addnbspace": "\u00a0", "adddot": ".", "isdot": "", "adddotspace": ". ",
    "addcomma": ",", "addcolon": ":", "textprime": "′", "cprime": "ʹ", "cdprime": "ʺ", "ayn": "ʿ",
    "hamza": "ʾ", "textsubring": "", "aleph": "ℵ", "textvisiblespace": "␣", "textcurrency": "¤",
    "backslash": "\\", "lbrace": "{", "rbrace": "}", "degreecelsius": "°C", "ensuremath": "",
}  # fmt: skip

_NAMES_AND_SIGNS = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι "
    "kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ "
    "chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ "
    "Omega Ω times × cdot · pm ± mp ∓ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ sim ~ simeq ≃ "
    "equiv ≡ propto ∝ infty ∞ to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ circ ° "
    "prime ′ ast ∗ star ⋆ sum ∑ prod ∏ int ∫ partial ∂ nabla ∇ sqrt √ in ∈ notin ∉ subset ⊂ cup ∪ "
    "cap ∩ forall ∀ exists ∃ neg ¬ wedge ∧ vee ∨ ell ℓ hbar ℏ Re ℜ Im ℑ langle ⟨ rangle ⟩ cdots ⋯ "
    "ldots … dots … bullet • div ÷ oplus ⊕ otimes ⊗ mid | perp ⊥ parallel ∥ angle ∠ triangle △ "
    "dagger † ddagger ‡ lt < gt > ll ≪ gg ≫ emptyset ∅ varnothing ∅ natural ♮ sharp ♯ flat ♭ "
    "checkmark ✓ square □ diamond ⋄ colon : lesssim ≲ gtrsim ≳ log log exp exp sin sin cos cos "
)
_PAIRS = _NAMES_AND_SIGNS.split(" ")
MATH = dict(zip(_PAIRS[0:-1:2], _PAIRS[1::2], strict=True))
SYMBOLS.update({f"text{name}": sign for name, sign in MATH.items() if f"text{name}" not in STYLES})
SYMBOLS.update({name: sign for name, sign in MATH.items() if name not in SYMBOLS})
del SYMBOLS["ensuremath"], SYMBOLS["textcommabelow"], SYMBOLS["textsubring"]

# Commands whose argument is printed as it is.
PLAIN = words(
    "textrm textsf texttt textnormal textup textmd mbox hbox fbox text ensuremath mathrm mathsf "
    "mathtt mathit mathcal mathbb mathfrak mathnormal operatorname boldsymbol bm MakeUppercase "
    "MakeLowercase uppercase lowercase MakeCapital NoCaseChange mkbibacro textlatin textgreek "
    "textcyrillic textcyr textsw uline underline sout ul protect relax left right big Big small "
    "footnotesize large Large selectfont sloppy hspace noindent mkbibordinal autocap bibsentence "
    "unboldmath displaystyle textstyle limits nolimits mkbibnamefamily vphantom phantom allowbreak "
    "nobreak linebreak bgroup egroup begingroup endgroup textquotestraightdblbase smash"
)

# Commands whose arguments are orders to LaTeX, not words: how many they take.
DROPPED = {
    "noopsort": 1, "switchargs": 0, "foreignlanguage": 1, "selectlanguage": 1, "textlang": 1, "vspace": 1,
    "hskip": 0, "index": 1, "label": 1, "SortNoop": 1, "textcolor": 1, "color": 1,
}  # fmt: skip
