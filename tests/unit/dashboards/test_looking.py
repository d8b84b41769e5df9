"""Looking one thing up: the thread of an order, a customer, and what is personal for those alone who may see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import screens
from dashboards.access import Visitor
from dashboards.queries import personal
from dashboards.release import ReleaseReader
from warehouse.access_settings import Role
from warehouse.errors import AccessError
from warehouse.ledger import Kind, open_ledger
from warehouse.releases import Release, current_release
from warehouse.settings import load_settings

SCREENS = Path(screens.__file__).parent
STEWARD, MANAGER = (Visitor("ada", frozenset({role})) for role in (Role.STEWARD, Role.MANAGER))
GERMAN = Visitor("german", frozenset({Role.MANAGER}), ("DE",))
PEOPLE = """
    create table customer_identity (customer_key varchar, full_name varchar, organisation_name varchar, email varchar,
        phone varchar, street varchar, city varchar, postal_code varchar, country_code varchar);
    insert into customer_identity by name select * from (values
        ('c1', 'Ann Archer', 'ann@example.org', '+49 431 5550011'), ('c2', 'Ben 100%', null, null))
        as row (customer_key, full_name, email, phone)"""


@pytest.fixture
def release(project: Path, tiny: dict[str, Any]) -> Release:
    with duckdb.connect(str(tiny["publish"](project).with_name("personal.duckdb"))) as connection:
        connection.execute(PEOPLE)
    found = current_release(load_settings(project / "entrepot.toml"))
    assert found
    return found


def test_what_is_personal_is_found_and_shown_for_stewards_alone(release: Release) -> None:
    def found(search: str) -> list[str]:
        return personal.found(STEWARD, release, search, 20)

    assert [found(text) for text in ("archer", "ANN@", "555 0011", "nobody")] == [["c1"], ["c1"], ["c1"], []]
    assert personal.identity(STEWARD, release, "c1")[0]["email"] == "ann@example.org"
    scoped = Visitor("scoped", frozenset(Role), ("DE",))
    for visitor in (scoped, *(Visitor("x", frozenset({role})) for role in Role if role is not Role.STEWARD)):
        for ask in (
            lambda who: personal.found(who, release, "ann", 20),
            lambda who: personal.identity(who, release, "c1"),
        ):
            with pytest.raises(AccessError):
                ask(visitor)


def test_a_thread_and_a_customer_end_where_a_market_does(release: Release) -> None:
    def keys(visitor: Visitor, statement: str, name: str, **values: object) -> set[str]:
        return {str(row[name]) for row in ReleaseReader(release, visitor).rows(statement, {"limit": 20, **values})}

    def threads(visitor: Visitor) -> list[set[str]]:
        return [keys(visitor, "looking/thread", "event_type", order_number=number) for number in ("S-1", "S-2")]

    assert threads(MANAGER) == [{"ordered", "payout"}, {"ordered"}]
    assert threads(GERMAN) == [{"ordered", "payout"}, set()]
    for visitor, orders in ((MANAGER, {"S-1", "S-2"}), (GERMAN, {"S-1"})):
        assert keys(visitor, "looking/customer_orders", "order_number", customer="c1") == orders
    both = {"search": "S-1", "keys": ["c3"]}
    assert keys(MANAGER, "looking/customers", "customer_key", **both) == {"c1", "c3"}
    assert keys(GERMAN, "looking/customers", "customer_key", **both) == {"c1"}


def typed(app: AppTest, page: str, field: str, text: str) -> str:
    app.run().switch_page(str(SCREENS / f"{page}.py")).run()
    app.text_input(key=field).set_value(text).run()
    assert not app.exception
    return " ".join(str(part.proto.body) for part in app.get("html"))


@pytest.mark.usefixtures("release")
def test_a_page_shows_the_thread_of_an_order(app: AppTest) -> None:
    assert "Card" in typed(app, "cash", "thread_order", "S-1")
    app.text_input(key="thread_order").set_value("S-9").run()
    assert "There is no such order that you may see." in [it.value for it in app.info]


@pytest.mark.usefixtures("release")
def test_a_page_shows_who_a_customer_is_and_writes_down_that_it_did(app: AppTest, project: Path) -> None:
    shown = typed(app, "customers", "customer_search", "archer")
    assert "Ann Archer" in shown
    assert "S-2" in shown
    app.run()
    written = open_ledger(load_settings(project / "entrepot.toml")).read(Kind.ACCESS)
    looked = [entry.subject for entry in written if not entry.subject.startswith("page:")]
    assert looked == ["personal:search", "customer:c1"]


@pytest.fixture
def ask(release: Release) -> Callable[[str], object]:
    return lambda search: personal.found(STEWARD, release, search, 20)


def test_a_search_is_a_text_and_no_pattern(ask: Callable[[str], object]) -> None:
    assert (ask("100%"), ask("0_%"), ask("' or true --")) == (["c2"], [], [])
