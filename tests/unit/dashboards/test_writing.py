"""Who may write what on the pages, and what stands in the ledger afterwards: decisions, overrides, acceptances."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboards.access import LOCAL, Right, Visitor
from dashboards.catalogue import load_catalogue
from dashboards.planners import desk as planners
from dashboards.release import ReleaseReader
from dashboards.session import Visit
from dashboards.stewards import desk as stewards
from forecasting.overriding import ForecastOverrideError, change_of
from identity.decisions import CANNOT_LINK, MUST_LINK, DecisionError
from identity.tables import IdentityError
from warehouse.access_settings import Role
from warehouse.errors import AccessError
from warehouse.ledger import Kind, LedgerError, open_ledger
from warehouse.releases import current_release
from warehouse.settings import load_settings

VisitAs = Callable[..., Visit]
WEEKS = (date(2026, 1, 5), date(2026, 1, 12))
CHANGE = change_of("SKU-1", "*", WEEKS, None, None, 2.0)


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
