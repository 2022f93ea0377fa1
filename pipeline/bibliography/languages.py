"""Names of languages as babel and biblatex know them -> codes (BCP 47)."""

from __future__ import annotations

LANGUAGES = {
    "english": "en-US", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB",
    "australian": "en-AU", "canadian": "en-CA", "newzealand": "en-NZ", "german": "de-DE",
    "ngerman": "de-DE", "austrian": "de-AT", "naustrian": "de-AT", "swissgerman": "de-CH",
    "nswissgerman": "de-CH", "french": "fr-FR", "francais": "fr-FR", "français": "fr-FR",
    "canadien": "fr-CA", "acadian": "fr-CA", "spanish": "es-ES", "español": "es-ES", "mexican": "es-MX",
    "portuguese": "pt-PT", "portuges": "pt-PT", "brazilian": "pt-BR", "brazil": "pt-BR", "italian": "it-IT",
    "italiano": "it-IT", "deutsch": "de-DE", "dutch": "nl-NL", "catalan": "ca-AD", "galician": "gl-ES",
    "basque": "eu-ES", "russian": "ru-RU", "ukrainian": "uk-UA", "polish": "pl-PL", "czech": "cs-CZ",
    "slovak": "sk-SK", "slovene": "sl-SI", "slovenian": "sl-SI", "croatian": "hr-HR", "serbian": "sr-RS",
    "serbianc": "sr-Cyrl-RS", "bulgarian": "bg-BG", "macedonian": "mk-MK", "romanian": "ro-RO",
    "hungarian": "hu-HU", "greek": "el-GR", "polutonikogreek": "el-GR", "ancientgreek": "grc",
    "latin": "la", "danish": "da-DK", "swedish": "sv-SE", "norwegian": "nb-NO", "norsk": "nb-NO",
    "nynorsk": "nn-NO", "icelandic": "is-IS", "finnish": "fi-FI", "estonian": "et-EE", "latvian": "lv-LV",
    "lithuanian": "lt-LT", "turkish": "tr-TR", "arabic": "ar", "hebrew": "he-IL", "farsi": "fa-IR",
    "persian": "fa-IR", "hindi": "hi-IN", "sanskrit": "sa", "chinese": "zh-CN", "japanese": "ja-JP",
    "korean": "ko-KR", "vietnamese": "vi-VN", "thai": "th-TH", "indonesian": "id-ID", "welsh": "cy-GB",
    "irish": "ga-IE", "scottish": "gd-GB", "esperanto": "eo", "afrikaans": "af-ZA", "armenian": "hy-AM",
    "georgian": "ka-GE", "albanian": "sq-AL",
}  # fmt: skip
