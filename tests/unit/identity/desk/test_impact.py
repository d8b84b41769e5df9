"""What a merge or a split changes is known before it is decided: to the cent, by currency, record by record."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from identity.decisions import CANNOT_LINK, MUST_LINK, DecisionError, StandingDecision
from identity.explain.subjects import RecordName, find
from identity.impact.figures import FIGURES, Figure
from identity.impact.planning import plan_merge, plan_split
from identity.impact.preview import Standing, preview
from identity.review.deciding import require_possible, types_of
from identity.tables import IdentityError

ADA, BEA, CEM = "aaaa0000-1", "bbbb0000-2", "bbbb1111-3"
Decide = Callable[..., StandingDecision]


def sums(side: tuple[Standing, ...], figure: str) -> dict[str, tuple[dict[str, Decimal], Decimal | None]]:
    return {
        each.key: (dict(each.figures[figure].by_currency), each.figures[figure].group)
        for each in side
        if figure in each.figures
    }


def test_every_figure_can_be_had_from_the_contracts_of_core(release: duckdb.DuckDBPyConnection) -> None:
    for figure in FIGURES:
        columns = [name for name, *_ in release.execute(f"describe {figure.sql}").fetchall()]
        assert columns == ["source_name", "record_id", "currency_code", "amount", "amount_group"], figure.name
    plan = plan_merge(release, [find(release, ADA), find(release, BEA)])
    assert preview(release, plan).left_out == ()


def test_a_merge_adds_up_by_currency_and_in_the_groups(release: duckdb.DuckDBPyConnection) -> None:
    plan = plan_merge(release, [find(release, "shop:2"), find(release, "aaaa")])
    assert [(each.kind, each.record, each.other) for each in plan.decisions] == [
        (MUST_LINK, ("shop", "2"), ("shop", "1"))
    ]
    found = preview(release, plan)
    ours, theirs = {"EUR": Decimal("107.00"), "USD": Decimal("10.00")}, {"GBP": Decimal("50.00")}
    assert sums(found.before, "net sales") == {ADA: (ours, Decimal("116.05")), BEA: (theirs, Decimal(0))}
    assert sums(found.after, "net sales") == {ADA: (ours | theirs, Decimal("116.05"))}
    assert [(each.key, each.record_count, each.is_new) for each in found.after] == [(ADA, 4, False)]
    assert found.after[0].figures["net sales"].unconverted == 1
    assert sums(found.after, "orders") == {ADA: ({"": Decimal(3)}, None)}


def test_a_split_takes_with_a_record_what_was_booked_on_it(release: duckdb.DuckDBPyConnection) -> None:
    plan = plan_split(release, "customer", ADA, [RecordName("erp", "9")])
    assert {(each.kind, each.record, each.other) for each in plan.decisions} == {
        (CANNOT_LINK, ("erp", "9"), ("shop", "1")),
        (CANNOT_LINK, ("erp", "9"), ("crm", "c:7")),
    }
    found = preview(release, plan)
    assert [(each.is_new, each.record_count) for each in found.after] == [(False, 2), (True, 1)]
    kept, gone = found.after
    assert kept.figures["net sales"].group == Decimal("109.05")
    assert gone.figures["net sales"].group == Decimal("7.00")
    assert (kept.key, gone.figures["orders"].by_currency) == (ADA, {"": Decimal(1)})


def test_the_larger_part_keeps_the_key_and_records_that_go_together_are_one(release: duckdb.DuckDBPyConnection) -> None:
    off = [RecordName("shop", "1"), RecordName("erp", "9")]
    plan = plan_split(release, "customer", ADA, off)
    assert [(each.record, each.other) for each in plan.decisions if each.kind == MUST_LINK] == [(off[0], off[1])]
    assert {each.record: each.after == ADA for each in plan.placements} == {
        off[0]: True,
        off[1]: True,
        RecordName("crm", "c:7"): False,
    }


def test_a_figure_without_its_table_is_left_out_and_named(release: duckdb.DuckDBPyConnection) -> None:
    sql = "select 'shop' as source_name, '1' as record_id, 'EUR' as currency_code, 2 as amount, 2 as amount_group"
    late = Figure("customer", "open receivables", "money", ("marts.mart_finance__receivable",), sql)
    plan = plan_merge(release, [find(release, ADA), find(release, BEA)])
    found = preview(release, plan, [*FIGURES, late])
    assert found.left_out == (("open receivables", "marts.mart_finance__receivable"),)
    release.execute("create schema marts; create table marts.mart_finance__receivable (i int)")
    found = preview(release, plan, [*FIGURES, late])
    assert found.left_out == ()
    assert found.after[0].figures["open receivables"].group == Decimal(2)


def test_a_column_that_is_not_there_yet_is_missed_too(release: duckdb.DuckDBPyConnection) -> None:
    release.execute("alter table core.fct_order drop column party_record_id")
    found = preview(release, plan_merge(release, [find(release, ADA), find(release, BEA)]))
    assert ("net sales", "core.fct_order.party_record_id") in found.left_out


def test_what_is_one_is_not_merged_and_what_is_whole_not_split_off(release: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(IdentityError, match="one customer already"):
        plan_merge(release, [find(release, "erp:9"), find(release, "shop:1")])
    with pytest.raises(IdentityError, match="nothing would be parted"):
        plan_split(release, "customer", BEA, [RecordName("shop", "2")])
    with pytest.raises(IdentityError, match="shop:2 is no record of it"):
        plan_split(release, "customer", ADA, [RecordName("shop", "2")])


def test_a_contradiction_is_shown_with_its_path_before_anyone_is_asked(
    release: duckdb.DuckDBPyConnection, decided: Decide
) -> None:
    standing = [
        decided(4, MUST_LINK, ("crm", "c:7"), ("shop", "1")),
        decided(5, CANNOT_LINK, ("crm", "c:7"), ("shop", "2")),
    ]
    plan = plan_merge(release, [find(release, "shop:1"), find(release, "shop:2")])
    with pytest.raises(DecisionError) as refused:
        require_possible(plan.decisions, standing, types_of(release, plan.decisions))
    assert "crm:c:7 — must_link #4 — shop:1 — must_link (this one) — shop:2" in str(refused.value)
    assert "cannot_link #5" in str(refused.value)


def test_a_person_and_an_organisation_are_never_one(release: duckdb.DuckDBPyConnection) -> None:
    plan = plan_merge(release, [find(release, "shop:1"), find(release, "erp:3")])
    with pytest.raises(DecisionError, match="of type organisation"):
        require_possible(plan.decisions, [], types_of(release, plan.decisions))
