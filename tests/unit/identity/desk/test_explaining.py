"""Why two records are one is told in words: every level has its phrase, every way its steps, and values are masked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from identity.decisions import StandingDecision
from identity.explain.explaining import Asked, explain_pair
from identity.explain.goods import GUARDS, KINDS
from identity.explain.levels import PHRASES, TITLES, chance
from identity.explain.masking import masked
from identity.explain.paths import evidence_of, path_between
from identity.explain.subjects import RecordName, find
from identity.link.comparisons import ORGANISATIONS, PERSON
from identity.tables import IdentityError
from orchestration.cli.identity_words import RULES

ADA = "aaaa0000-1"
NOBODY = Asked({}, Path("nowhere"), 0.0)
Decide = Callable[..., StandingDecision]
PARTIES = """
    create schema canonical;
    create table canonical.party_record as
    select * from (values
        ('shop', '1', 'shopsoft', 'person', 'Ada Berg', null, null, null, 'DE'),
        ('crm', 'c:7', 'crmsoft', 'person', 'Ada Berg', null, 'shopsoft', '1', 'DE'),
        ('erp', '9', 'erpsoft', 'person', 'A. Berg', null, null, null, 'DE'),
        ('shop', '2', 'shopsoft', 'person', 'Bea Berg', null, null, null, 'DE'),
        ('erp', '3', 'erpsoft', 'organisation', 'Berg GmbH', 'DE 811 569 869', null, null, 'DE'),
        ('crm', 'k:4', 'crmsoft', 'organisation', 'Berg', '811569869', null, null, 'DE')
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


def test_where_the_best_reasons_do_not_meet_what_else_a_run_knows_shows_the_way(
    work: duckdb.DuckDBPyConnection,
) -> None:
    work.execute("update core.xref_customer set evidence_source_name = null, evidence_record_id = null, "
                 "evidence = null where source_name in ('crm', 'erp')")  # fmt: skip
    found = explain_pair(work, find(work, "shop:1"), find(work, "crm:c:7"), [], NOBODY)
    assert [step.rule_name for step in found.path] == ["cross_reference"]
    work.execute("""create schema identity;
        create table identity.person_edge as
        select hash('erp', '9') as l, hash('crm', 'c:7') as r, 3.5::float as weight""")
    found = explain_pair(work, find(work, "shop:1"), find(work, "erp:9"), [], NOBODY)
    assert [(step.rule_name, step.match_weight) for step in found.path] == [("cross_reference", None), ("model", 3.5)]


def test_a_retired_key_stands_for_a_record_that_had_it(work: duckdb.DuckDBPyConnection) -> None:
    work.execute("insert into core.xref_retired_key (entity, retired_key, current_key) "
                 f"values ('customer', 'dddd0000-9', '{ADA}')")  # fmt: skip
    work.execute("""create schema run;
        create table run.identity_former as select 'customer' as entity, 'erp' as source_name, '9' as record_id,
            'dddd0000-9' as entity_key""")
    found = explain_pair(work, find(work, "dddd"), find(work, "aaaa"), [], NOBODY)
    assert (found.record, found.other) == (RecordName("erp", "9"), RecordName("shop", "1"))


def test_evidence_that_only_a_sentence_names_is_found(release: duckdb.DuckDBPyConnection) -> None:
    release.execute("""insert into core.xref_supplier (source_name, supplier_id, supplier_key, rule_name, evidence)
        values ('erp', '9', 's1', 'tax_id', 'same tax id as old:7'), ('old', '7', 's1', 'self', null)""")
    [step] = evidence_of(release, "supplier", "s1")
    assert (step.record, step.other) == (RecordName("erp", "9"), RecordName("old", "7"))


def test_rules_and_decisions_on_two_records_are_told(work: duckdb.DuckDBPyConnection, decided: Decide) -> None:
    apart = decided(5, "cannot_link", ("shop", "2"), ("crm", "c:7"))
    found = explain_pair(work, find(work, "erp:9"), find(work, "shop:2"), [apart], NOBODY)
    assert found.forced == ()
    assert (found.is_one, found.decisions, found.apart) == (False, (), (apart,))
    assert found.unasked == "there is no model for a person yet"
    found = explain_pair(work, find(work, "aaaa"), find(work, "crm:c:7"), [], NOBODY)
    assert (found.record, found.forced) == (RecordName("shop", "1"), ("one system keeps the other's id of it",))
    assert (found.is_one, len(found.path), found.apart) == (True, 1, ())


def test_companies_of_one_tax_number_are_told_so(work: duckdb.DuckDBPyConnection) -> None:
    work.execute("insert into core.xref_customer (source_name, party_record_id, customer_key, rule_name) "
                 "values ('crm', 'k:4', 'cccc', 'self')")  # fmt: skip
    found = explain_pair(work, find(work, "erp:3"), find(work, "crm:k:4"), [], NOBODY)
    assert found.forced == ("the same tax number",)


def test_a_person_is_not_weighed_against_a_company(work: duckdb.DuckDBPyConnection) -> None:
    found = explain_pair(work, find(work, "erp:9"), find(work, "erp:3"), [], NOBODY)
    assert found.unasked == "one is of type person, the other of type organisation: such are never one"


def test_a_record_is_not_explained_by_itself(work: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(IdentityError, match="one and the same record"):
        explain_pair(work, find(work, "shop:1"), find(work, "aaaa"), [], NOBODY)


GOODS = """
    create table canonical.product_variant as
    select * from (values
        ('a', '1', 'st1', 'SHIRT-100-M', '4006381333931', 'Sand', 'M'),
        ('b', '1', 'st9', 'SHIRT100M', '4006381333931', 'Sand', 'M'),
        ('b', '2', 'st9', 'Y-7', null, 'Sand', 'L')
    ) as row(source_name, product_variant_id, product_id, sku, barcode, colour_name, size_code);
    alter table canonical.product_variant add column variant_name varchar;
    alter table canonical.product_variant add column is_deleted boolean default false;
    create table canonical.product as
    select 'a' as source_name, 'st1' as product_id, 'Shirt Sand' as product_name, null::varchar as product_code;
    insert into core.xref_product (source_name, product_variant_id, product_key, rule_name)
    values ('a', '1', 'p1', 'self'), ('b', '1', 'p2', 'self'), ('b', '2', 'p3', 'self')"""


def test_products_are_told_part_by_part(work: duckdb.DuckDBPyConnection) -> None:
    work.execute(GOODS)
    found = explain_pair(work, find(work, "a:1", "product"), find(work, "b:1", "product"), [], NOBODY)
    assert found.weighed is not None
    parts = {part.comparison: part for part in found.weighed.parts}
    assert parts["sku"].phrase == "the same SKU but for its punctuation"
    assert (parts["barcode"].phrase, parts["barcode"].value_l) == ("the same barcode", "4006381333931")
    assert sum(part.bits for part in parts.values()) + found.weighed.prior == pytest.approx(found.weighed.weight)
    assert {part for part in parts} <= TITLES.keys()
    left = "select table_name from duckdb_tables() where temporary and table_name in ('identity_step_good', ?)"
    assert work.execute(left, ["identity_step_article"]).fetchall() == []
    found = explain_pair(work, find(work, "b:2", "product"), find(work, "b:1", "product"), [], NOBODY)
    assert (found.weighed, found.unasked) == (None, GUARDS["one_source"])


def test_every_guard_and_comparison_of_goods_has_its_words() -> None:
    for kind in KINDS.values():
        assert {guard.name for guard in kind.guards} <= GUARDS.keys()
        assert {each.comparison.name for each in kind.evidence} <= TITLES.keys()
        assert {rule.name for rule in kind.rules} <= RULES.keys()
