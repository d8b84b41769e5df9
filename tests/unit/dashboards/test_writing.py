"""Who may write what on the pages, and what stands in the ledger afterwards, of each kind."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards.access import LOCAL, Right, Visitor
from dashboards.catalogue import load_catalogue
from dashboards.keepers import written
from dashboards.keepers.desk import TABLES, Allowing, Keeping
from dashboards.planners import desk as planners
from dashboards.release import ReleaseReader
from dashboards.session import Visit
from dashboards.stewards import desk as stewards
from forecasting.overriding import ForecastOverrideError, change_of
from identity import stewarding
from identity.decisions import CANNOT_LINK, MUST_LINK, DecisionError
from identity.decisions.overrides import OverrideError, field_of
from identity.tables import IdentityError
from warehouse.access_settings import Role
from warehouse.errors import AccessError, EntrepotError, WarehouseBusyError
from warehouse.exemptions import Exemption
from warehouse.ledger import Kind, LedgerError, open_ledger
from warehouse.lock import run_lock
from warehouse.reference.tables import ReferenceDataError
from warehouse.releases import current_release
from warehouse.settings import load_settings

VisitAs = Callable[..., Visit]
WEEKS = (date(2026, 1, 5), date(2026, 1, 12))
CHANGE = change_of("SKU-1", "*", WEEKS, None, None, 2.0)
FAIR = {
    "event_code": "fair", "market_code": "DE", "first_date": date(2026, 2, 1), "last_date": date(2026, 2, 3),
    "event_name": "Fair", "event_type": "sale",
}  # fmt: skip
RULE = Exemption("shop_eu.orders.total_amount.unreadable", 7, date(2026, 6, 30))


@pytest.fixture
def visit_as(project: Path, tiny: dict[str, Any]) -> VisitAs:
    """Visit a tiny release as somebody with these roles and markets."""
    tiny["publish"](project)
    settings = load_settings(project / "entrepot.toml")
    release = current_release(settings)
    assert release

    def visit(*roles: Role, markets: tuple[str, ...] | None = None) -> Visit:
        visitor = Visitor("ada@example.com", frozenset(roles), markets)
        return Visit(release, ReleaseReader(release, visitor), load_catalogue("en"), visitor, settings)

    return visit


def tries(visit: Visit) -> list[tuple[Right, Callable[[], object]]]:
    """Everything that can be written or read at a desk, with the right that it takes."""
    steward, planner = stewards.Desk(visit), planners.Desk(visit)
    keeping, allowing = Keeping(visit), Allowing(visit)
    return [
        (Right.DECIDE, lambda: steward.waiting(None, 1, 20)),
        (Right.DECIDE, steward.standing),
        (Right.DECIDE, lambda: steward.merge(["shop:1", "crm:2"], "customer")),
        (Right.DECIDE, lambda: steward.undo(99, "no reason")),
        (Right.PERSONAL, steward.people),
        (Right.PLAN, planner.overrides),
        (Right.PLAN, lambda: planner.override(CHANGE, "a fair")),
        (Right.PLAN, lambda: planner.undo_override(99, "no reason")),
        (Right.PLAN, lambda: planner.proposals("buy")),
        (Right.PLAN, planner.accepted),
        (Right.PLAN, lambda: planner.undo_acceptance(99, "no reason")),
        (Right.PLAN, lambda: keeping.in_effect("calendar_event")),
        (Right.PLAN, lambda: keeping.standing("comparable_day")),
        (Right.PLAN, lambda: keeping.put("calendar_event", FAIR, "a fair")),
        (Right.PLAN, lambda: keeping.undo("sales_target", 99, "no reason")),
        (Right.DECIDE, allowing.rules),
        (Right.DECIDE, allowing.standing),
        (Right.DECIDE, lambda: allowing.allow(RULE, "samples")),
        (Right.DECIDE, lambda: allowing.undo(99, "no reason")),
        (Right.DECIDE, steward.overridden),
        (Right.DECIDE, lambda: steward.override(field_of("shop:1", "full_name", "customer"), "Ann", "told")),
        (Right.DECIDE, lambda: steward.undo_override(99, "no reason")),
    ]


def test_a_desk_refuses_whoever_has_not_its_right(visit_as: VisitAs) -> None:
    for role, markets in itertools.product(Role, (None, ("DE",))):
        visit = visit_as(role, markets=markets)
        for right, attempt in tries(visit):
            if not visit.visitor.may(right):
                with pytest.raises(AccessError):
                    attempt()
        assert open_ledger(visit.settings).read() == []


def test_only_stewards_decide_and_only_planners_plan() -> None:
    def having(right: Right) -> list[Role]:
        return [role for role in Role if Visitor("x", frozenset({role})).may(right)]

    assert (having(Right.DECIDE), having(Right.PLAN)) == ([Role.STEWARD], [Role.PLANNER])
    assert all(LOCAL.may(right) for right in Right)


def test_a_merge_is_decided_with_a_reason_waits_for_the_run_and_is_taken_back(visit_as: VisitAs) -> None:
    visit = visit_as(Role.STEWARD)
    desk = stewards.Desk(visit)
    [item] = desk.waiting("customer", 1, 20).items
    plan = desk.verdict(item, MUST_LINK)
    assert {place.before for place in plan.placements} == {"aaaaaaaa", "bbbbbbbb"}
    assert len({place.after for place in plan.placements}) == 1
    with pytest.raises(LedgerError, match="reason"):
        desk.decide(plan, " ")
    [number] = desk.decide(plan, "told by phone")
    [decision] = desk.standing()
    assert (decision.actor, decision.reason, desk.is_in_effect(decision)) == ("ada@example.com", "told by phone", False)
    assert desk.waiting("customer", 1, 20).items == ()
    with pytest.raises(DecisionError, match="must_link #1"):
        desk.decide(desk.verdict(item, CANNOT_LINK), "another one says no")
    desk.undo(number, "it was another one")
    assert desk.standing() == []
    assert [it.number for it in desk.waiting(None, 1, 20).items] == [item.number]


def test_what_only_the_work_warehouse_tells_is_refused_where_there_is_none(visit_as: VisitAs) -> None:
    desk = stewards.Desk(visit_as(Role.STEWARD))
    [item] = desk.waiting(None, 1, 20).items
    assert desk.explained(item, None) is None
    with pytest.raises(IdentityError, match="no run has kept a model"):
        desk.impact(desk.verdict(item, MUST_LINK))
    with pytest.raises(IdentityError, match="source_name:record_id"):
        desk.split("aaaaaaaa", ["2"], "customer")


def test_a_desk_and_a_run_do_not_wait_for_one_another(visit_as: VisitAs) -> None:
    settings = visit_as(Role.STEWARD).settings
    settings.work_dir.mkdir(parents=True)
    with duckdb.connect(str(settings.work_file)) as work:
        work.execute("create schema identity; create table identity.seen as select 1 as number")
    with run_lock(settings), pytest.raises(WarehouseBusyError), stewarding.work_beside(settings):
        pass
    with stewarding.work_beside(settings) as looked, run_lock(settings):
        with duckdb.connect(str(settings.work_file)) as work:
            work.execute("insert into identity.seen values (2)")
        with stewarding.work_beside(settings) as another:
            assert [it.execute("select count(*) from identity.seen").fetchone() for it in (looked, another)] == [
                (1,)
            ] * 2
    assert len(list(settings.work_dir.glob("desk-*"))) == 1


def test_an_override_of_the_forecast_is_kept_until_it_is_taken_back(visit_as: VisitAs) -> None:
    desk = planners.Desk(visit_as(Role.PLANNER))
    with pytest.raises(ForecastOverrideError, match="no such article"):
        desk.override(change_of("SKU-0", "*", WEEKS, None, None, 2.0), "a fair")
    with pytest.raises(ForecastOverrideError, match="nothing is forecast of it there"):
        desk.override(change_of("SKU-1", "SE", WEEKS, None, None, 2.0), "a fair")
    with pytest.raises(LedgerError, match="reason"):
        desk.override(CHANGE, "")
    number = desk.override(CHANGE, "a fair")
    late = desk.override(change_of("ST-1", "DE", WEEKS, date(2025, 12, 1), 5.0, None), "a campaign")
    assert {it.override_id: desk.state(it) for it in desk.overrides()} == {number: "next_run", late: "expired"}
    desk.undo_override(number, "no fair")
    assert [it.override_id for it in desk.overrides()] == [late]


def test_a_proposal_is_accepted_once_with_its_own_or_another_quantity(visit_as: VisitAs) -> None:
    visit = visit_as(Role.PLANNER)
    desk = planners.Desk(visit)
    rows = desk.proposals("buy")
    assert [desk.accept(rows, Decimal(25), "as agreed") for _ in range(2)] == [1, 0]
    [accepted] = desk.accepted()
    assert (accepted.proposal.sku, accepted.proposal.qty, accepted.actor) == ("SKU-1", Decimal(25), "ada@example.com")
    desk.undo_acceptance(accepted.entry_id, "too many")
    assert list(desk.accepted()) == []
    assert [it.reason for it in open_ledger(visit.settings).read(Kind.ORDER_PROPOSAL)] == ["as agreed", "too many"]


@pytest.mark.parametrize(
    ("name", "row", "other", "said"),
    [
        ("calendar_event", FAIR, {"last_date": date(2026, 1, 31)}, "it ends after it begins, but not here"),
        ("calendar_event", FAIR, {"market_code": "XX"}, "'XX' is not in country_market.market_code"),
        ("comparable_day",
         {"market_code": "*", "calendar_date": "2026-02-28", "comparable_date": "2025-03-01", "reason": "a fair"},
         {"comparable_date": "2026-03-01"}, "it is an earlier day, but not here"),
        ("sales_target",
         {"month_start_date": "2026-02-01", "market_code": "DE", "channel_code": "online", "currency_code": "EUR",
          "target_amount": 1000},
         {"target_amount": None}, "target_amount is empty"),
        ("sales_target",
         {"month_start_date": "2026-02-01", "market_code": "DE", "channel_code": "online", "currency_code": "EUR",
          "target_amount": 1000},
         {"month_start_date": "2026-02-02", "target_amount": -1},
         "a month begins on its first day, but not here; it is not negative, but not here"),
    ],
)  # fmt: skip
def test_what_planners_keep_is_judged_waits_for_the_run_and_is_taken_back(
    visit_as: VisitAs, name: str, row: dict[str, object], other: dict[str, object], said: str
) -> None:
    visit = visit_as(Role.PLANNER)
    desk = Keeping(visit)
    with pytest.raises(ReferenceDataError, match=said):
        desk.put(name, row | other, "a slip")
    with pytest.raises(LedgerError, match="reason"):
        desk.put(name, row, " ")
    assert open_ledger(visit.settings).read() == []
    number = desk.put(name, row, "a fair")
    with pytest.raises(ReferenceDataError, match="stands there as it is"):
        desk.put(name, row, "again")
    [standing] = desk.standing(name)
    assert (standing.change_id, standing.actor, standing.reason) == (number, "ada@example.com", "a fair")
    assert written.state_of(visit, number) == "next_run"
    elsewhere = next(table for table in TABLES if table != name)
    with pytest.raises(ReferenceDataError, match="no change"):
        desk.undo(elsewhere, number, "of another table")
    desk.undo(name, number, "no fair")
    assert desk.standing(name) == []


def test_what_no_page_keeps_is_refused(visit_as: VisitAs) -> None:
    with pytest.raises(ReferenceDataError, match="not kept on a page"):
        Keeping(visit_as(Role.PLANNER)).put("currency", {"currency_code": "XXX", "minor_unit": 2}, "a slip")


def test_rows_break_a_rule_until_a_day_or_until_it_is_taken_back(visit_as: VisitAs) -> None:
    visit = visit_as(Role.STEWARD)
    desk = Allowing(visit)
    with pytest.raises(EntrepotError, match="no such rule"):
        desk.allow(RULE, "samples")
    known = Exemption(desk.rules()[0], 7, date(2026, 6, 30))
    first = desk.allow(known, "samples")
    second = desk.allow(Exemption(known.subject, 9, date(2025, 1, 1)), "more samples")
    [standing] = desk.standing()
    assert (standing.entry_id, written.state_of(visit, second, standing.exemption.until)) == (second, "expired")
    desk.undo(second, "a slip")
    assert [(it.entry_id, it.exemption) for it in desk.standing()] == [(first, known)]
    with pytest.raises(EntrepotError, match=f"no exception {second}"):
        desk.undo(second, "again")


def test_a_field_of_a_golden_record_is_what_a_steward_says_until_it_is_taken_back(visit_as: VisitAs) -> None:
    desk = stewards.Desk(visit_as(Role.STEWARD))
    with pytest.raises(OverrideError, match="knows no such record"):
        desk.override(field_of("shop:0", "full_name", "customer"), "Ann", "told by phone")
    field = field_of("shop:1", "country_code", "customer")
    with pytest.raises(OverrideError, match="no country"):
        desk.override(field, "XX", "told by phone")
    number = desk.override(field, "IS", "told by phone")
    [standing] = desk.overridden()
    assert (standing.field, standing.value, standing.actor) == (field, "IS", "ada@example.com")
    desk.undo_override(number, "it was another one")
    assert desk.overridden() == []
