"""Sentences that planning wrote into a release in English, told in the visitor's language.

Belongs here: finding the values in such a text by the English sentences of the catalogue. Not here: writing them
(`forecasting.planning`).
"""

from __future__ import annotations

import functools
import re
from datetime import date
from decimal import Decimal

from dashboards.catalogue import Catalogue, load_catalogue

_WRITTEN_IN = "en"
_GROUP = "sentence"
_FORMS = {"day": r"\d{4}-\d\d-\d\d", "basis": r"[a-z ]+"}
_NUMBER = r"-?\d+(?:\.\d+)?"


def told(words: Catalogue, text: str) -> str:
    """Return a text of planning in the visitor's language; one that it does not know stays as it was written."""
    if words.language == _WRITTEN_IN:
        return text
    sentences, rest = [], text.strip()
    while rest:
        found = next(((name, match) for name, form in _forms() if (match := form.match(rest))), None)
        if found is None:
            return text
        name, match = found
        values = {key: _value(words, key, value) for key, value in match.groupdict().items()}
        sentences.append(words.text(f"sentence.{name}", **values))
        rest = rest[match.end() :].lstrip()
    return " ".join(sentences)


@functools.cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The English sentences as patterns whose groups are their values."""
    texts = load_catalogue(_WRITTEN_IN).texts
    split = ((*key.split(".", 1), text) for key, text in texts.items())
    return tuple((name, re.compile(_pattern(text))) for group, name, text in split if group == _GROUP)


def _pattern(sentence: str) -> str:
    parts = re.split(r"\{(\w+)\}", sentence)
    return "".join(
        f"(?P<{part}>{_FORMS.get(part, _NUMBER)})" if is_value else re.escape(part)
        for part, is_value in zip(parts, (False, True) * len(parts), strict=False)
    )


def _value(words: Catalogue, name: str, value: str) -> str:
    if name == "day":
        return words.formats.day(date.fromisoformat(value))
    if name == "basis":
        return words.member("lead_basis", value)
    return words.formats.number(Decimal(value), len(value.partition(".")[2]))
