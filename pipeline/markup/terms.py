"""The few words that a book needs and its author does not write, by language."""

from __future__ import annotations

_LANGUAGES = (
    "en",
    "ar",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "fi",
    "fr",
    "he",
    "it",
    "nb",
    "nl",
    "pl",
    "pt",
    "ru",
    "sv",
)
_TERMS = {
    name: dict(zip(_LANGUAGES, words.split("|"), strict=True))
    for name, words in {
        "abstract": "Abstract|ملخص|Resum|Abstrakt|Resumé|Zusammenfassung|Περίληψη|Resumen|Tiivistelmä|Résumé|"
        "תקציר|Sommario|Sammendrag|Samenvatting|Streszczenie|Resumo|Аннотация|Sammanfattning",
        "contents": "Contents|المحتويات|Índex|Obsah|Indhold|Inhalt|Περιεχόμενα|Índice|Sisällys|"
        "Table des matières|תוכן|Indice|Innhold|Inhoud|Spis treści|Índice|Оглавление|Innehåll",
        "copyright-page": "Copyright|حقوق النشر|Crèdits|Tiráž|Kolofon|Impressum|Ταυτότητα έκδοσης|Créditos|"
        "Julkaisutiedot|Mentions légales|זכויות יוצרים|Colophon|Kolofon|Colofon|Strona redakcyjna|"
        "Ficha técnica|Выходные данные|Kolofon",
        "dedication": "Dedication|إهداء|Dedicatòria|Věnování|Dedikation|Widmung|Αφιέρωση|Dedicatoria|Omistus|"
        "Dédicace|הקדשה|Dedica|Dedikasjon|Opdracht|Dedykacja|Dedicatória|Посвящение|Dedikation",
        "epigraph": "Epigraph|استهلال|Epígraf|Motto|Motto|Motto|Επίγραμμα|Epígrafe|Motto|Épigraphe|מוטו|"
        "Epigrafe|Motto|Motto|Motto|Epígrafe|Эпиграф|Motto",
        "figures": "Figures|الأشكال|Figures|Obrázky|Figurer|Abbildungen|Εικόνες|Figuras|Kuvat|Figures|איורים|"
        "Figure|Figurer|Figuren|Ilustracje|Figuras|Иллюстрации|Figurer",
        "notes": "Notes|الحواشي|Notes|Poznámky|Noter|Anmerkungen|Σημειώσεις|Notas|Viitteet|Notes|הערות|"
        "Note|Noter|Noten|Przypisy|Notas|Примечания|Noter",
        "pages": "Pages|الصفحات|Pàgines|Strany|Sider|Seiten|Σελίδες|Páginas|Sivut|Pages|עמודים|"
        "Pagine|Sider|Pagina’s|Strony|Páginas|Страницы|Sidor",
        "series": "Series|السلسلة|Col·lecció|Edice|Serie|Reihe|Σειρά|Colección|Sarja|Collection|סדרה|"
        "Collana|Serie|Reeks|Seria|Coleção|Серия|Serie",
        "tables": "Tables|الجداول|Taules|Tabulky|Tabeller|Tabellen|Πίνακες|Tablas|Taulukot|Tableaux|טבלאות|"
        "Tabelle|Tabeller|Tabellen|Tabele|Tabelas|Таблицы|Tabeller",
        "text": "Text|النص|Text|Text|Tekst|Text|Κείμενο|Texto|Teksti|Texte|טקסט|"
        "Testo|Tekst|Tekst|Tekst|Texto|Текст|Text",
        "title-page": "Title page|صفحة العنوان|Portada|Titulní strana|Titelblad|Titelseite|Σελίδα τίτλου|"
        "Portada|Nimiösivu|Page de titre|שער|Frontespizio|Tittelside|Titelpagina|Strona tytułowa|"
        "Folha de rosto|Титульный лист|Titelsida",
    }.items()
}


def term(name: str, lang: str) -> str:
    """The word for the part of a book in the language (BCP 47); English where it is not known."""
    words = _TERMS[name]
    return words.get(lang.partition("-")[0].lower(), words["en"])
