"""The queue: what is worth most first, numbered for good, without what is decided, and no longer than is asked for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from identity.decisions import StandingDecision
from identity.review.queue import find_item, review_items, review_page
from identity.tables import IdentityError

ADA, BEA, CEM = "aaaa0000-1", "bbbb0000-2", "bbbb1111-3"
ITEMS = (
    ("customer", "shop", "1", "crm", "c:7", ADA, ADA, "weak", 1.5, 0.25, "by a thread"),
    ("customer", "shop", "1", "shop", "2", ADA, BEA, "near", -2.0, 0.5, None),
    ("customer", "shop", "2", "erp", "3", BEA, CEM, "conflict", None, 0.5, None),
    ("supplier", "erp", "9", "erp", "8", "s9", "s8", "near", 0.5, 0.6, None),
)


@pytest.fixture
def queue(release: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    release.execute("""
        create schema identity;
        create table identity.review_item (entity varchar, source_name varchar, record_id varchar,
            other_source_name varchar, other_record_id varchar, entity_key varchar, other_key varchar, reason varchar,
            match_weight double, chance double, evidence varchar)""")
    release.executemany(f"insert into identity.review_item values ({', '.join('?' * 11)})", [list(x) for x in ITEMS])
    return release


def test_what_is_worth_most_is_first(queue: duckdb.DuckDBPyConnection) -> None:
    found = review_items(queue)
    assert [(each.number, each.reason, each.money) for each in found] == [
        (1, "conflict", Decimal("5000.00")),
        (2, "near", Decimal("116.05")),
        (3, "weak", Decimal("116.05")),
        (4, "near", Decimal(0)),
    ]
    assert [each.is_one for each in found] == [False, False, True, False]


def test_a_decision_takes_its_item_out_and_leaves_the_others_their_numbers(
    queue: duckdb.DuckDBPyConnection, decided: Callable[..., StandingDecision]
) -> None:
    page = review_page(queue, [decided(8, "cannot_link", ("erp", "3"), ("shop", "2"))])
    assert [each.number for each in page.items] == [2, 3, 4]
    assert (page.waiting, page.decided) == (3, 1)


def test_the_queue_is_filtered_and_paged(queue: duckdb.DuckDBPyConnection) -> None:
    assert [each.number for each in review_page(queue, [], reason="near").items] == [2, 4]
    assert [each.number for each in review_page(queue, [], entity="supplier").items] == [4]
    second = review_page(queue, [], page=2, size=3)
    assert ([each.number for each in second.items], second.waiting) == ([4], 4)


def test_the_queue_is_no_longer_than_is_asked_for(
    queue: duckdb.DuckDBPyConnection, decided: Callable[..., StandingDecision]
) -> None:
    page = review_page(queue, [decided(8, "cannot_link", ("erp", "3"), ("shop", "2"))], most=2)
    assert ([each.number for each in page.items], page.waiting, page.decided, page.beyond) == ([2], 1, 1, 2)


def test_money_at_little_chance_comes_behind_less_money_at_a_large_one(queue: duckdb.DuckDBPyConnection) -> None:
    queue.execute("update identity.review_item set chance = 0.11 where reason = 'conflict'")
    queue.execute("update core.fct_order_line set net_amount_group = 900 where net_amount_group = 5000")
    found = review_items(queue)
    assert found[0].reason == "conflict" and found[0].worth > found[1].worth
    queue.execute("update identity.review_item set chance = 0.01 where reason = 'conflict'")
    assert review_items(queue)[0].reason == "near"


def test_a_number_that_no_item_has_is_refused(queue: duckdb.DuckDBPyConnection) -> None:
    assert find_item(queue, 3).reason == "weak"
    with pytest.raises(IdentityError, match="no such item"):
        find_item(queue, 9)


def test_without_a_queue_nothing_waits(release: duckdb.DuckDBPyConnection) -> None:
    assert review_page(release, []).waiting == 0
