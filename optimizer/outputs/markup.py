"""HTML from Python: every text is escaped unless it is HTML already."""

from collections.abc import Callable
from html import escape

from optimizer.outputs.words import LANGS, named, word
from optimizer.rules.base import Lang

VOID = frozenset({"br", "input", "meta"})


class Html(str):
    """Text that is HTML already and goes into a page as it stands."""

    __slots__ = ()


Content = str | Html | None


def safe(content: Content) -> str:
    """HTML as it stands, any other text escaped; nothing for None."""
    if content is None:
        return ""
    return str(content) if isinstance(content, Html) else escape(content)


def tag(name: str, *contents: Content, **attributes: str | bool | None) -> Html:
    """An element. `class_` stands for class, other `_` for `-`; None and False leave it out."""
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        parts.append(attribute if value is True else f'{attribute}="{escape(str(value))}"')
    opening = f"<{' '.join(parts)}>"
    if name in VOID:
        return Html(opening)
    return Html(f"{opening}{''.join(map(safe, contents))}</{name}>")


def join(*contents: Content) -> Html:
    """Contents one after the other."""
    return Html("".join(map(safe, contents)))


Say = Callable[[Lang], str]
"""A text in the language asked for."""


class Bilingual:
    """Texts that the page can switch between languages.

    What differs becomes an element with both texts, in `data-fr` and `data-en`, showing that
    of `lang`; the page's script swaps them.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def text(self, say: Say, name: str = "span", **attributes: str | bool | None) -> Html:
        """What `say` answers, switchable."""
        fr, en = (say(lang) for lang in LANGS)
        if fr != en:
            shown = fr if self.lang == "fr" else en
            return tag(name, shown, data_fr=fr, data_en=en, **attributes)
        return tag(name, fr, **attributes) if attributes or name != "span" else Html(safe(fr))

    def word(self, key: str, name: str = "span", **attributes: str | bool | None) -> Html:
        """A text of the catalogue, switchable."""
        return self.text(lambda lang: word(key, lang), name, **attributes)

    def named(
        self, kind: str, ident: str, name: str = "span", **attributes: str | bool | None
    ) -> Html:
        """A name that a problem uses, in words, switchable."""
        return self.text(lambda lang: named(kind, ident, lang), name, **attributes)

    def section(self, key: str, *contents: Content) -> Html:
        """A section of the page under a heading of the catalogue; `key` is its id too."""
        heading = self.word(key, "h2", id=f"{key}-title")
        return tag("section", heading, *contents, id=key, aria_labelledby=f"{key}-title")
