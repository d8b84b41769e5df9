"""The texts of one language.

Belongs here: reading the catalogue and looking a text up. Not here: numbers and dates.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from dashboards.catalogue.formats import Formats, Number

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

    def counted(self, key: str, count: Number, places: int = 0, **values: object) -> str:
        """Return a text in the form that its language has for a number, which is filled in as `count`.

        Args:
            key: A group of texts by the CLDR's categories: two in English, one in Chinese, six in Arabic.
            count: The number; None is a dash, in the form of the many.
            places: Places of the number.
            values: Further values, as for `text`.
        """
        form = self.formats.plural(count, places)
        return self.text(f"{key}.{form}", count=self.formats.number(count, places), **values)

    def member(self, group: str, name: str, fallback: str | None = None) -> str:
        """Return the text of one member of a group, such as a status; else the fallback, else the name itself."""
        return self.texts.get(f"{group}.{name}", fallback or name)

    def place(self, group: str, name: str) -> int:
        """Return where a member stands in its group, in the order of the catalogue; after all others if it does not."""
        key = f"{group}.{name}"
        return list(self.texts).index(key) if key in self.texts else len(self.texts)


@functools.cache
def load_catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language of `LANGUAGES`: what pages share, and each large page's own texts."""
    texts: dict[str, str] = {}
    for path in sorted(_FOLDER.glob(f"{language}*.toml")):
        texts.update(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    return Catalogue(language, MappingProxyType(texts), Formats(_LOCALES[language]))


def _flat(group: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a group and of the groups in it, with its dotted key."""
    for name, member in group.items():
        if isinstance(member, str):
            yield f"{above}{name}", member
        else:
            yield from _flat(member, f"{above}{name}.")


def language_of(locale: str | None) -> str:
    """Return the language for a browser's locale such as "zh-CN"; English for any other."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"
