"""Why two records are one is told in words: every level has its phrase, every way its steps, and values are masked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from identity.decisions import StandingDecision
from identity.explain.explaining import Asked, explain_pair
from identity.explain.levels import PHRASES, TITLES, chance
from identity.explain.masking import masked
from identity.explain.paths import evidence_of, path_between
from identity.explain.subjects import RecordName, find
from identity.link.comparisons import ORGANISATIONS, PERSON
from identity.tables import IdentityError

ADA = "aaaa0000-1"
NOBODY = Asked({}, Path("nowhere"), 0.0)
Decide = Callable[..., StandingDecision]
PARTIES = """
    create schema canonical;
    create table canonical.party_record as
    select * from (values
        ('shop', '1', 'shopsoft', 'person', 'Ada Berg', null, null, null, 'DE'),
        ('crm', 'c:7', 'crmsoft', 'person', 'Ada Berg', null, 'shopsoft', '1', 'DE'),
        ('erp', '9', 'erpsoft', 'person', 'A. Berg', 'DE 811 569 869', null, null, 'DE'),
        ('shop', '2', 'shopsoft', 'person', 'Bea Berg', '811569869', null, null, 'DE'),
        ('erp', '3', 'erpsoft', 'organisation', 'Berg GmbH', null, null, null, 'DE')
    ) as row(source_name, party_record_id, vendor, party_type, full_name, tax_id, external_vendor, external_id,
        country_code)"""


@pytest.fixture
def work(release: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    release.execute(PARTIES)
    return release


def test_every_level_of_every_comparison_has_its_phrase() -> None:
    for party_type, comparisons in (("person", PERSON), ("organisation", ORGANISATIONS)):
        assert {name: len(phrases) for name, phrases in PHRASES[party_type].items()} == {
            each.name: len(each.levels) + 1 for each in comparisons
        }
        assert {each.name for each in comparisons} <= TITLES.keys()


@pytest.mark.parametrize(
    ("one_in", "said"),
    [(1.5, "1 in 1.5"), (5432.1, "1 in 5,430"), (123456, "1 in 123,000"), (2.5e6, "1 in 2.5 million"),
     (7e9, "1 in 7.0 billion")],
)  # fmt: skip
def test_a_chance_is_said_with_as_many_digits_as_are_known(one_in: float, said: str) -> None:
    assert chance(one_in) == said


@pytest.mark.parametrize(
    ("value", "shown"),
    [("Ada Berg", "A••• B•••"), ("ada@berg.example", "a•••@b•••.e•••"), ("+49 170 1234567", "+••• ••• •••67"),
     (None, None), ("山田太郎", "山•••")],
)  # fmt: skip
def test_of_a_masked_value_little_is_left(value: str | None, shown: str | None) -> None:
    assert masked(value) == shown


def test_records_that_are_joined_through_others_show_the_way(release: duckdb.DuckDBPyConnection) -> None:
    steps = evidence_of(release, "customer", ADA)
    way = path_between(RecordName("shop", "1"), RecordName("erp", "9"), steps, [])
    assert [(step.rule_name, str(step.record)) for step in way] == [("cross_reference", "crm:c:7"), ("tax_id", "erp:9")]
    assert path_between(RecordName("shop", "1"), RecordName("shop", "2"), steps, []) == ()


def test_a_decision_is_the_shorter_way(release: duckdb.DuckDBPyConnection, decided: Decide) -> None:
    link, other = decided(6, "must_link", ("shop", "1"), ("erp", "9")), decided(7, "confirm", ("a", "1"), ("b", "1"))
    steps = evidence_of(release, "customer", ADA)
    [step] = path_between(RecordName("shop", "1"), RecordName("erp", "9"), steps, [link, other])
    assert (step.rule_name, step.evidence) == ("decision", str(link))


def test_evidence_that_only_a_sentence_names_is_found(release: duckdb.DuckDBPyConnection) -> None:
    release.execute("""insert into core.xref_supplier (source_name, supplier_id, supplier_key, rule_name, evidence)
        values ('erp', '9', 's1', 'tax_id', 'same tax id as old:7'), ('old', '7', 's1', 'self', null)""")
    [step] = evidence_of(release, "supplier", "s1")
    assert (step.record, step.other) == (RecordName("erp", "9"), RecordName("old", "7"))


def test_rules_and_decisions_on_two_records_are_told(work: duckdb.DuckDBPyConnection, decided: Decide) -> None:
    apart = decided(5, "cannot_link", ("shop", "2"), ("crm", "c:7"))
    found = explain_pair(work, find(work, "erp:9"), find(work, "shop:2"), [apart], NOBODY)
    assert found.forced == ("the same tax number",)
    assert (found.is_one, found.decisions, found.apart) == (False, (), (apart,))
    assert found.unasked == "there is no model for a person yet"
    found = explain_pair(work, find(work, "aaaa"), find(work, "crm:c:7"), [], NOBODY)
    assert (found.record, found.forced) == (RecordName("shop", "1"), ("one system keeps the other's id of it",))
    assert (found.is_one, len(found.path), found.apart) == (True, 1, ())


def test_a_person_is_not_weighed_against_a_company(work: duckdb.DuckDBPyConnection) -> None:
    found = explain_pair(work, find(work, "erp:9"), find(work, "erp:3"), [], NOBODY)
    assert found.unasked == "one is of type person, the other of type organisation: such are never one"


def test_a_record_is_not_explained_by_itself(work: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(IdentityError, match="one and the same record"):
        explain_pair(work, find(work, "shop:1"), find(work, "aaaa"), [], NOBODY)


@pytest.mark.parametrize(
    ("entity", "table", "columns", "rows", "shared"),
    [
        ("product", "product_variant", "source_name, product_variant_id, sku, barcode",
         "('a', '1', 'X-1', '4006381333931'), ('b', '1', 'x-1', '04006381333931')",
         ("the same SKU", "the same barcode")),
        ("supplier", "supplier", "source_name, supplier_id, supplier_code, supplier_name, tax_id, country_code",
         "('a', '1', 'S1', 'Mill Co', null::varchar, 'PT'), ('b', '1', 's1', 'MILL CO', null, 'PT')",
         ("the same supplier code and name",)),
    ],
)  # fmt: skip
def test_products_and_suppliers_are_told_by_what_they_share(
    work: duckdb.DuckDBPyConnection, entity: str, table: str, columns: str, rows: str, shared: tuple[str, ...]
) -> None:
    work.execute(f"create table canonical.{table} as select * from (values {rows}) as row({columns})")
    id_column = columns.split(", ")[1]
    work.execute(f"insert into core.xref_{entity} (source_name, {id_column}, {entity}_key, rule_name) values "
                 "('a', '1', 'p1', 'self'), ('b', '1', 'p2', 'self')")  # fmt: skip
    found = explain_pair(work, find(work, "a:1", entity), find(work, "b:1", entity), [], NOBODY)
    assert (found.forced, found.weighed) == (shared, None)
