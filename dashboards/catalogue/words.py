"""The texts of one language.

Belongs here: reading the catalogue and looking a text up. Not here: numbers and dates.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from dashboards.catalogue.formats import Formats

_FOLDER = Path(__file__).parent
LANGUAGES = MappingProxyType({"en": "English", "zh": "中文", "ar": "العربية"})
_LOCALES = MappingProxyType({"en": "en_GB", "zh": "zh_Hans_CN", "ar": "ar_AE"})


@dataclass(frozen=True)
class Catalogue:
    """One language: its texts by dotted key, its formats, and the way it runs."""

    language: str
    texts: MappingProxyType[str, str]
    formats: Formats

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Where a line begins."""
        return "rtl" if self.language == "ar" else "ltr"

    def text(self, key: str, **values: object) -> str:
        """Return a text with its values filled in.

        Raises:
            KeyError: There is no such text, or it needs a value that was not given.
        """
        return self.texts[key].format(**values)

    def member(self, group: str, name: str, fallback: str | None = None) -> str:
        """Return the text of one member of a group, such as a status; else the fallback, else the name itself."""
        return self.texts.get(f"{group}.{name}", fallback or name)


@functools.cache
def load_catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language of `LANGUAGES`."""
    content = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    texts = {f"{group}.{name}": text for group, members in content.items() for name, text in members.items()}
    return Catalogue(language, MappingProxyType(texts), Formats(_LOCALES[language]))


def language_of(locale: str | None) -> str:
    """Return the language for a browser's locale such as "zh-CN"; English for any other."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"
