"""Sentences of planning in the languages of the pages, by their English form."""

from __future__ import annotations

import pytest

from dashboards.catalogue import load_catalogue
from dashboards.components.sentences import told

BELOW = (
    "3 in stock and 0 on order are below the reorder point 4.5: 1.1 are expected within 44 days, 2.9 are for safety. "
    "Lead time 37 days (all suppliers), 9 of 10 within 38."
)
RAISED = "Raised from 7 to the minimum."


@pytest.mark.parametrize("text", [BELOW, f"{BELOW} {RAISED}", "a word of somebody"])
def test_english_readers_see_what_was_written(text: str) -> None:
    assert told(load_catalogue("en"), text) == text


def test_values_stand_in_the_sentence_of_the_language_in_its_own_forms() -> None:
    words = load_catalogue("zh")
    assert told(words, BELOW) == words.text(
        "sentence.below_reorder_point", stock="3", ordered="0", point="4.5", expected="1.1", days="44", safety="2.9",
        lead="37", basis=words.text("lead_basis.all suppliers"), late="38",
    )  # fmt: skip
    late = "An order of today would be there on 2026-03-30, when the season is over."
    assert "2026年3月30日" in told(words, late)


def test_a_thousand_is_written_as_the_page_writes_it() -> None:
    assert "1,234" in told(load_catalogue("ar"), "Raised from 1234 to full packs.")


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_several_sentences_follow_each_other_and_one_unknown_leaves_all_as_they_were(language: str) -> None:
    words = load_catalogue(language)
    raised = words.text("sentence.raised_to_minimum", qty="7")
    assert told(words, f"{BELOW} {RAISED}") == f"{told(words, BELOW)} {raised}"
    unknown = f"{BELOW} Nobody has said this before."
    assert told(words, unknown) == unknown
