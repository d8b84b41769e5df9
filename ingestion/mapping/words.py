"""Names of tables and columns, taken apart into what their words mean, in any of the languages of the vocabulary.

Belongs here: splitting a name and looking its words up. Not here: what a column means (matching).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

VOCABULARY_DIR = Path(__file__).parent / "vocabulary"
_PIECE = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]+|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z\u00df-\u024f]+|[A-Z]+|\d+|[^\W\d_]+", re.UNICODE
)
_LONGEST_PHRASE = 4
_SHORTEST_GLUED = 5


@dataclass(frozen=True)
class Lexicon:
    """Words by what they mean.

    Attributes:
        phrases: Meaning by word, or by several words with a blank between.
        signs: Meaning by Chinese word.
        soft: Meanings that a name may hold besides what it means.
        noise: Words that say nothing.
        meanings: Every meaning.
    """

    phrases: dict[str, tuple[str, ...]]
    signs: dict[str, tuple[str, ...]]
    soft: frozenset[str]
    noise: frozenset[str]
    meanings: frozenset[str]


@functools.cache
def lexicon() -> Lexicon:
    """Return the words of the vocabulary."""
    read: dict[str, Any] = yaml.safe_load((VOCABULARY_DIR / "words.yaml").read_text(encoding="utf-8"))
    phrases: dict[str, tuple[str, ...]] = {}
    signs: dict[str, tuple[str, ...]] = {}
    for meaning, languages in read["words"].items():
        phrases.setdefault(meaning, tuple(meaning.split()))
        for words in languages.values():
            for word in map(str, words):
                (signs if _is_sign(word) else phrases)[word.lower()] = tuple(meaning.split())
    noise = frozenset(str(word) for words in read["noise"].values() for word in words)
    meanings = frozenset(word for meaning in read["words"] for word in meaning.split())
    return Lexicon(phrases, signs, frozenset(read["soft"]), noise, meanings)


@functools.cache
def tokens_of(name: str) -> tuple[str, ...]:
    """Return what the words of a name mean, in their order; a word that is not known stands for itself.

    `OrderQty` is (order, quantity), `cust_no` (customer, number), `物料编码` (sku).
    """
    found: list[str] = []
    run: list[str] = []
    for piece in _PIECE.findall(name):
        if _is_sign(piece):
            found += _meanings_of_words(run)
            run = []
            found += _meanings_of_signs(piece)
        else:
            run.append(piece.lower())
    return tuple(dict.fromkeys(found + _meanings_of_words(run)))


def _is_sign(text: str) -> bool:
    return bool(re.match(r"[\u3400-\u9fff\uf900-\ufaff]", text))


def _meanings_of_words(words: list[str]) -> list[str]:
    """The longest phrases from the left; a word of several without a sign between is taken apart."""
    known, place = lexicon(), 0
    found: list[str] = []
    while place < len(words):
        size = next((n for n in range(_LONGEST_PHRASE, 0, -1) if _phrase(words, place, n) in known.phrases), 0)
        if size:
            found += known.phrases[_phrase(words, place, size)]
        elif words[place] not in known.noise and not words[place].isdigit():
            found += _meanings_of_one(words[place])
        place += size or 1
    return found


def _phrase(words: list[str], place: int, size: int) -> str:
    part = words[place : place + size]
    return " ".join((*part[:-1], _singular(part[-1]))) if len(part) == size else "\0"


def _singular(word: str) -> str:
    known = lexicon().phrases
    if word in known or len(word) < 4 or not word.endswith("s"):
        return word
    for ending, other in (("ies", "y"), ("es", "e"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word[: -len(ending)] + other in known:
            return word[: -len(ending)] + other
    return word.removesuffix("s") if not word.endswith("ss") else word


def _meanings_of_one(word: str) -> list[str]:
    singular = _singular(word)
    parts = _glued(singular) if len(singular) >= _SHORTEST_GLUED else None
    return [meaning for part in parts for meaning in lexicon().phrases[part]] if parts else [singular]


@functools.cache
def _glued(word: str) -> tuple[str, ...] | None:
    """The fewest known words that a word is made of, such as customer and id of `customerid`."""
    known = lexicon().phrases
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, part = best[start], word[start:end]
            if before is None or part not in known or (len(part) < 4 and part not in _SHORT_ENDS):
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = (*before, part)
    return best[-1]


_SHORT_ENDS = {"id", "no", "num", "qty", "amt", "tax", "sku", "ean", "vat", "fax", "zip"}
"""Short words that may stand at the end or beginning of a word of several."""


def _meanings_of_signs(text: str) -> list[str]:
    """The longest Chinese words from the left; signs between that are not known are one word."""
    known, unknown, place = lexicon(), "", 0
    found: list[str] = []
    longest = max(map(len, known.signs))
    while place < len(text):
        size = next((n for n in range(longest, 0, -1) if text[place : place + n] in known.signs), 0)
        if size or text[place] in known.noise:
            found += [unknown] if unknown else []
            unknown = ""
            found += known.signs.get(text[place : place + size], ()) if size else ()
        else:
            unknown += text[place]
        place += size or 1
    return found + ([unknown] if unknown else [])
