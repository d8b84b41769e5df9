"""What is decided and not yet run is looked at too: by merge, split and confirm."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from identity.decisions import CANNOT_LINK, MUST_LINK, StandingDecision
from identity.explain.subjects import RecordName, find
from identity.impact.pending import refuse_settled
from identity.impact.planning import plan_merge, plan_split
from identity.impact.preview import Impact, Standing
from identity.tables import IdentityError
from orchestration.cli.identity_words import say_further_parts

ADA = "aaaa0000-1"
Decide = Callable[..., StandingDecision]
ERP = RecordName("erp", "9")


def test_what_decisions_make_one_is_not_merged_again(release: duckdb.DuckDBPyConnection, decided: Decide) -> None:
    chain = [decided(3, MUST_LINK, ("shop", "1"), ("shop", "2")), decided(4, MUST_LINK, ("shop", "2"), ("erp", "3"))]
    with pytest.raises(IdentityError, match=r"decision #3, #4 makes these one customer with the next run"):
        plan_merge(release, [find(release, "crm:c:7"), find(release, "erp:3")], chain)
    assert plan_merge(release, [find(release, "crm:c:7"), find(release, "erp:3")], chain[:1]).decisions


def test_what_a_decision_parts_is_told_so_where_it_is_still_one(
    release: duckdb.DuckDBPyConnection, decided: Decide
) -> None:
    apart = [decided(5, CANNOT_LINK, ("erp", "9"), ("shop", "1"))]
    with pytest.raises(IdentityError, match=r"since the last run, but decision #5 parts them"):
        plan_merge(release, [find(release, "shop:1"), find(release, "erp:9")], apart)


def test_a_record_that_a_decision_brings_cannot_be_split_off_before_it_is_there(
    release: duckdb.DuckDBPyConnection, decided: Decide
) -> None:
    joined = [decided(6, MUST_LINK, ("shop", "2"), ("shop", "1"))]
    with pytest.raises(IdentityError, match=r"no record of it yet; decision #6 makes it one"):
        plan_split(release, "customer", ADA, [RecordName("shop", "2")], standing=joined)
    with pytest.raises(IdentityError, match="shop:2 is no record of it"):
        plan_split(release, "customer", ADA, [RecordName("shop", "2")])


def test_what_is_parted_already_is_not_decided_twice(release: duckdb.DuckDBPyConnection, decided: Decide) -> None:
    half = [decided(7, CANNOT_LINK, ("erp", "9"), ("shop", "1"))]
    plan = plan_split(release, "customer", ADA, [ERP], standing=half)
    assert [(each.kind, each.other) for each in plan.decisions] == [(CANNOT_LINK, ("crm", "c:7"))]
    whole = [*half, decided(8, CANNOT_LINK, ("crm", "c:7"), ("erp", "9"))]
    with pytest.raises(IdentityError, match="part these with the next run"):
        plan_split(release, "customer", ADA, [ERP], standing=whole)


def test_what_stays_can_be_kept_one(release: duckdb.DuckDBPyConnection) -> None:
    plan = plan_split(release, "customer", ADA, [ERP], keep_with=RecordName("shop", "1"))
    assert [(each.record, each.other) for each in plan.decisions if each.kind == MUST_LINK] == [
        (("shop", "1"), ("crm", "c:7"))
    ]
    with pytest.raises(IdentityError, match="erp:9 does not stay"):
        plan_split(release, "customer", ADA, [ERP], keep_with=ERP)


def test_a_split_that_makes_three_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    def impact(*after: str) -> Impact:
        return Impact("customer", (Standing("a", False, 3, {}),), tuple(Standing(k, k != "a", 1, {}) for k in after),
                      (), ())  # fmt: skip

    say_further_parts(impact("a", "b"))
    assert capsys.readouterr().out == ""
    say_further_parts(impact("a", "b", "c"))
    assert "It makes 3 of 1" in capsys.readouterr().out


def test_a_pair_on_which_a_decision_stands_is_not_confirmed(decided: Decide) -> None:
    confirm = decided(9, "confirm", ("shop", "1"), ("shop", "2"))
    refuse_settled(confirm.decision, [confirm])
    with pytest.raises(IdentityError, match="decision #3 on these two stands: seen"):
        refuse_settled(confirm.decision, [decided(3, CANNOT_LINK, ("shop", "2"), ("shop", "1"))])
