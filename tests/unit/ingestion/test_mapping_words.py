"""What the words of names mean, in both languages, and that the vocabulary speaks of what there is."""

from __future__ import annotations

import pytest
import yaml

from ingestion.contract.canonical_models import canonical_files
from ingestion.mapping.canonical_contracts import canonical_entities
from ingestion.mapping.columns_sql import code_words
from ingestion.mapping.matching import VALUE_KINDS, match_column_name
from ingestion.mapping.vocabulary import entity_words
from ingestion.mapping.words import lexicon, tokens_of


@pytest.mark.parametrize(
    ("name", "meanings"),
    [
        ("OrderQty", ("order", "quantity")),
        ("cust_no", ("customer", "number")),
        ("CUSTOMER_ID", ("customer", "id")),
        ("customerid", ("customer", "id")),
        ("tblOrderDetails", ("order", "line")),
        ("ShipVia", ("carrier",)),
        ("e-mail address", ("email",)),
        ("客户名称", ("customer", "name")),
        ("物料编码", ("sku",)),
        ("含税单价", ("gross", "price")),
        ("价税合计", ("total", "gross")),
        ("订单日期", ("order", "date")),
        ("税率(%)", ("tax", "percent")),
        ("采购订单明细", ("purchase", "order", "line")),
    ],
)
def test_names_are_taken_apart_into_what_they_mean(name: str, meanings: tuple[str, ...]) -> None:
    assert tokens_of(name) == meanings


def test_the_vocabulary_names_only_entities_and_columns_of_the_contracts() -> None:
    contracts = canonical_entities()
    for entity, words in entity_words().items():
        columns = contracts[entity].by_name
        named = [column for column in words.columns if not column.startswith("_")]
        assert not [column for column in named if column not in columns], entity
        assert {column.kind for column in words.columns.values()} <= VALUE_KINDS.keys(), entity
        needed = {column for names in words.needs for column in names}
        assert needed <= words.columns.keys(), entity


def test_every_word_of_the_vocabulary_is_a_meaning_or_stands_for_itself() -> None:
    for entity, words in entity_words().items():
        used = {word for pattern in words.names for word in pattern} | words.not_words | words.context
        for column in words.columns.values():
            used |= {word for pattern in column.names for word in pattern} | column.not_words
        assert not [word for word in used if word not in lexicon().meanings and tokens_of(word) != (word,)], entity


def test_codes_of_the_vocabulary_are_those_of_the_contracts() -> None:
    listed = _listed_codes()
    for entity, columns in code_words().items():
        for column, codes in columns.items():
            assert set(codes) <= listed[entity, column], (entity, column)


def _listed_codes() -> dict[tuple[str, str], set[str]]:
    models = [
        model for path in canonical_files() for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    ]
    codes = {model["name"]: model["config"]["meta"].get("codes", {}) for model in models}
    return {(entity, column): set(values) for entity, columns in codes.items() for column, values in columns.items()}


def test_a_foreign_word_rules_a_name_out_and_a_word_of_the_table_does_not() -> None:
    names = entity_words()["sales_order_line"].columns["_unit_price"].names
    assert match_column_name(tokens_of("UnitPrice"), names, frozenset(), frozenset()).score > 0.9
    assert match_column_name(tokens_of("UnitPriceDiscount"), names, frozenset(), frozenset()).score == 0
    assert match_column_name(tokens_of("ProductPrice"), names, frozenset(), frozenset()).score == 0
    assert match_column_name(tokens_of("ProductPrice"), names, frozenset({"product"}), frozenset()).score > 0.8
