"""Three languages say the same things, nothing is missing and nothing is left over; numbers and dates by language."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import dashboards
from dashboards.catalogue import LANGUAGES, language_of, load_catalogue
from dashboards.components import periods, style

CODE = Path(dashboards.__file__).parent
ENGLISH = load_catalogue("en").texts


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def plurals() -> set[str]:
    """The texts that have a form for each number."""
    return {
        call.args[0].value for name, call in calls() if name == "counted" and isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_has_the_forms_of_its_language(language: str) -> None:
    words, counted = load_catalogue(language), plurals()
    assert len(counted) > 5
    forms = {"other", *words.formats.locale.plural_form.rules}
    for key in counted:
        found = {name: text for name, text in words.texts.items() if name.rpartition(".")[0] == key}
        assert {name.rpartition(".")[2] for name in found} == forms
        english = fields(ENGLISH[f"{key}.other"])
        assert fields(found[f"{key}.other"]) == english
        assert all(english - fields(text) <= {"count"} for text in found.values())


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1, "1 unit"), ("en", 1001, "1,001 units"), ("en", None, "– units"), ("zh", 1, "1 件"),
        ("ar", 0, "لا قطع"),
        ("ar", 2, "قطعتان"), ("ar", 5, "5 قطع"), ("ar", 11, "11 قطعة"), ("ar", 100, "100 قطعة"),
    ],
)  # fmt: skip
def test_one_is_not_written_as_many(language: str, number: int | None, said: str) -> None:
    assert load_catalogue(language).counted("kpi.units", number) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_and_values_to_fill_in_are_those_of_english(language: str) -> None:
    texts, counted = load_catalogue(language).texts, plurals()
    single = {key for key in ENGLISH if key.rpartition(".")[0] not in counted}
    assert {key for key in texts if key.rpartition(".")[0] not in counted} == single
    assert {key: fields(texts[key]) for key in single} == {key: fields(ENGLISH[key]) for key in single}
    assert all(text.strip() for text in texts.values())


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_texts_are_translated(language: str) -> None:
    same = {key for key, text in load_catalogue(language).texts.items() if text == ENGLISH.get(key)}
    assert same <= {"app.title", "kpi.exact", "column.sku", "column.otif", "field.sku", "field.otif_pct"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def used_keys() -> tuple[set[str], set[str]]:
    """Return the keys, and the groups whose members are chosen while running."""
    keys, groups = set(), set()
    for name, call in calls():
        first = call.args[0] if call.args else None
        if name == "text":
            options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            for option in options:
                if isinstance(option, ast.Constant):
                    keys.add(option.value)
                elif isinstance(option, ast.JoinedStr) and isinstance(option.values[0], ast.Constant):
                    groups.add(option.values[0].value)
        elif name == "counted" and isinstance(first, ast.Constant):
            keys.update(key for key in ENGLISH if key.rpartition(".")[0] == first.value)
        elif name == "member" and isinstance(first, ast.Constant):
            groups.add(f"{first.value}.")
        elif name == "warning" and isinstance(first, ast.Constant):
            keys.add(first.value)
    return keys, groups


def test_every_key_that_is_used_exists() -> None:
    keys, groups = used_keys()
    assert len(keys) > 50
    assert keys - ENGLISH.keys() == set()
    assert {group for group in groups if not any(key.startswith(group) for key in ENGLISH)} == set()


def test_no_text_is_left_over() -> None:
    keys, groups = used_keys()
    assert {key for key in ENGLISH if key not in keys and not key.startswith(tuple(groups))} == set()


@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("period", periods.PRESETS),
        ("stock_state", tuple(style.STATES)),
        ("source_status", ("current", "held_back", "forced", "stopped", "missing")),
        ("quality", ("good", "attention", "bad", "unknown")),
        (
            "reason",
            (
                "stopped",
                "held_back",
                "forced",
                "residual",
                "missing",
                "refused",
                "rules",
                "unlike",
                "warned",
                "all_good",
                "no_status",
            ),
        ),
        ("banner", ("as_of", "published", "currency", "release")),
    ],
)
def test_every_member_of_a_group_has_its_words(group: str, members: tuple[str, ...]) -> None:
    assert {f"{group}.{member}" for member in members} <= ENGLISH.keys()


def test_every_figure_of_the_scorecard_has_its_words_and_means_what_its_definition_says() -> None:
    path = CODE.parent / "simulation" / "scorecard" / "definitions.toml"
    areas = tomllib.loads(path.read_text(encoding="utf-8"))
    meanings = {
        f"{area}.{name}": figure["definition"] for area, found in areas.items() for name, figure in found.items()
    }
    assert {area for area in areas if f"area.{area}" not in ENGLISH} == set()
    assert {key for key in meanings if f"figure.{key}" not in ENGLISH} == set()
    assert {key: ENGLISH.get(f"meaning.{key}") for key in meanings} == meanings


def test_a_member_stands_where_the_catalogue_has_it() -> None:
    words = load_catalogue("zh")
    names = ["new", "f1", "records", "precision"]
    assert sorted(names, key=lambda name: words.place("figure.matching", name)) == ["records", "precision", "f1", "new"]


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh"), ("ar", "ar"), ("ar_SA", "ar"), ("de-DE", "en"), (None, "en"), ("", "en")]
)
def test_the_browser_decides_unless_its_language_is_none_of_ours(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_keeps_its_cents_and_western_digits(language: str) -> None:
    assert load_catalogue(language).formats.number(Decimal("-1234567.885"), 2).lstrip("\u200e-") == "1,234,567.89"


def test_short_numbers_are_those_of_the_language() -> None:
    written = {language: load_catalogue(language).formats.short(Decimal("1243567.3")) for language in LANGUAGES}
    assert written == {"en": "1.24M", "zh": "124.36万", "ar": "1.24\xa0مليون"}
    assert load_catalogue("zh").formats.short(Decimal("3539.14")) == "3,539"


def test_what_is_not_known_is_a_dash_and_not_zero() -> None:
    formats = load_catalogue("en").formats
    unknown = (
        formats.number(None),
        formats.short(None),
        formats.percent(None),
        formats.day(None),
        formats.moment(None),
    )
    assert set(unknown) == {"–"}
    assert formats.number(Decimal(0), 2) == "0.00"


def test_dates_are_those_of_the_language() -> None:
    day = date(2025, 12, 31)
    assert load_catalogue("en").formats.day(day) == "31 Dec 2025"
    assert load_catalogue("zh").formats.day(day) == "2025年12月31日"
    assert load_catalogue("ar").formats.day(day) == "31 ديسمبر 2025"
    assert load_catalogue("zh").formats.age(timedelta(hours=3)) == "3小时前"


def test_half_is_rounded_away_from_zero() -> None:
    formats = load_catalogue("en").formats
    assert (formats.number(Decimal("2.675"), 2), formats.number(Decimal("-2.675"), 2)) == ("2.68", "-2.68")
    assert formats.percent(Decimal("0.0005")) == "0.1%"
