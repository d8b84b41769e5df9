"""A steward merges two customers and splits a third: the preview was right to the cent, and undoing brings all back.

So does undoing one thing of each other kind that people write (`written_things`), in the same runs.

A shop and a CRM of the demo company, three runs: before, with both decisions, and after they were undone. What the
preview said is held against figures that are added up by the customers' new keys, which it did not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from dashboards.access import LOCAL
from dashboards.catalogue import load_catalogue
from dashboards.release import ReleaseReader
from dashboards.session import Visit
from dashboards.stewards.desk import Desk
from identity.decisions import MUST_LINK
from warehouse.connections import open_reader
from warehouse.releases import require_release
from warehouse.settings import Settings, load_settings

Command = Callable[..., Any]
Ask = Callable[..., list[list[str]]]
CONFIG = '[company]\nname = "Desk"\ngroup_currency = "EUR"\n\n' + "".join(
    f'[[source]]\nname = "{name}"\nvendor = "{vendor}"\nsystems = ["{system}"]\npath = "{{extracts}}/{name}"\n\n'
    for name, vendor, system in (("shop_eu", "shopify", "storefront"), ("crm", "hubspot", "crm"))
)
TELL = {
    "core.xref_retired_key",
    "marts.mart_quality__identity_change",
    "marts.mart_quality__steward_decision",
}
"""Tables that tell what was decided and what it did; they remember what was undone."""
LINKS = "select source_name, party_record_id, customer_key from xref_customer order by all"
BUYERS = """
    select links.customer_key, min(links.source_name || ':' || links.party_record_id) filter (source_name = 'shop_eu'),
        count(distinct links.source_name), count(*)
    from xref_customer as links
    inner join dim_customer as customers using (customer_key)
    where customer_type = 'person' and links.customer_key in (
        select customer_key from fct_order_line where not is_test and not is_cancelled
        group by 1 having sum(net_amount_group) > 0 and count(distinct sales_order_key) > 1)
        and links.customer_key not in (select customer_key from fct_refund_line)
    group by 1 order by 4, 1"""
FIGURES = """
    with money as (
        select customer_key, net_amount_group from fct_order_line where not is_test and not is_cancelled
        union all
        select customer_key, -net_amount_group from fct_refund_line where not is_test and not is_cancelled
    ),
    orders as (select customer_key, count(*) as n from fct_order where not is_test and not is_cancelled group by 1)
    select customers.customer_key, customers.record_count, sum(money.net_amount_group), any_value(orders.n)
    from dim_customer as customers
    left join money using (customer_key)
    left join orders using (customer_key)
    group by 1, 2"""


def tell(
    demo: Settings, entrepot: Command, ask: Ask, new_folder: Callable[[str], Path], written_things: ModuleType
) -> SimpleNamespace:
    """Tell the story: a run, a merge and a split that were previewed, a run, their undoing, a run."""
    config = new_folder("steward") / "entrepot.toml"
    config.write_text(CONFIG.format(extracts=demo.data_dir / "extracts"), encoding="utf-8")
    settings = load_settings(config)
    told = SimpleNamespace(settings=settings)

    def call(*arguments: str) -> str:
        done = entrepot(settings, *arguments)
        assert done.returncode in {0, 2}, done.stdout + done.stderr
        return str(done.stdout)

    call("run")
    told.before, told.tables = ask(settings, LINKS), [contents(settings)]
    buyers = ask(settings, BUYERS)
    one, other = [row for row in buyers if row[3] == "1"][:2]
    mixed = next(row for row in buyers if row[2] == "2")
    told.one, told.other, told.mixed = one[0], other[0], mixed[0]
    merge, split = ("identity", "merge", one[0], other[1]), ("identity", "split", mixed[0], "--off", mixed[1])
    told.previews = [json.loads(call(*command, "--dry-run", "--json")) for command in (merge, split)]
    told.nothing_decided = call("identity", "decisions")
    reason = ("--yes", "--by", "Ada", "--reason", "told by phone")
    told.merged, told.split = call(*merge, *reason), call(*split, *reason)
    told.waiting = call("identity", "decisions")
    told.contradicted = entrepot(settings, "identity", "review", "reject", one[1], other[1], *reason).stderr
    told.things = written_things.write(settings)
    told.moved = [figures(settings, told.things)]
    call("run")
    told.moved.append(figures(settings, told.things))
    told.figures = {row[0]: row[1:] for row in ask(settings, FIGURES)}
    told.between = ask(settings, LINKS)
    told.in_effect = json.loads(call("identity", "decisions", "--json"))
    told.explained = call("identity", "explain", one[1], other[1])
    told.looked = call("identity", "explain", one[1], other[1], "--values", "--by", "Bea", "--reason", "asked to")
    ended = ({one[0], other[0]} - {row[2] for row in told.between}).pop()
    told.retired, told.ended = call("identity", "show", ended), ended
    told.listed = call("identity", "review", "list")
    numbers = [str(each["decision_id"]) for each in told.in_effect]
    told.undone = call("identity", "undo", *numbers, "--by", "Ada", "--reason", "it was another one")
    for thing in told.things:
        thing.undo()
    told.tables.append(contents(settings))
    call("run")
    told.after = ask(settings, LINKS)
    told.tables.append(contents(settings))
    told.moved.append(figures(settings, told.things))
    return told


def contents(settings: Settings) -> dict[str, Any]:
    """The hash of every table that everybody may read, but for the one that names the release."""
    tables = require_release(settings).tables
    return {name: table for name, table in tables.items() if name != "main.release"}


def figures(settings: Settings, things: list[Any]) -> list[Any]:
    """The figure that each thing moves, in the current release."""
    with open_reader(require_release(settings).database) as connection:
        return [connection.execute(thing.figure).fetchall() for thing in things]


def sums(standing: dict[str, Any]) -> tuple[int, Decimal, int]:
    """Records, net sales in the group's currency and orders, as a preview says."""
    figures = standing["figures"]
    money = Decimal(figures.get("net sales", {}).get("group") or 0)
    orders = Decimal(figures.get("orders", {}).get("by_currency", {}).get("") or 0)
    return standing["record_count"], money, int(orders)


@pytest.mark.parametrize("which", [0, 1], ids=["merge", "split"])
def test_the_next_run_yields_what_the_preview_said(story: Any, which: int) -> None:
    preview = story.previews[which]
    assert preview["left_out"] == []
    assert sum(sums(each)[1] for each in preview["before"]) == sum(sums(each)[1] for each in preview["after"]) > 0
    for each in preview["after"]:
        records, money, orders = story.figures[each["key"]]
        assert sums(each) == (int(records), Decimal(money or 0), int(orders or 0)), each["key"]


def test_a_merge_is_one_customer_and_a_split_two(story: Any) -> None:
    merge, split = story.previews
    assert {each["key"] for each in merge["before"]} == {story.one, story.other}
    assert (len(merge["after"]), len(split["after"])) == (1, 2)
    assert [each["is_new"] for each in split["after"]].count(True) == 1
    assert story.between != story.before


def test_nothing_is_decided_before_one_says_so(story: Any) -> None:
    assert "Nobody has decided anything yet." in story.nothing_decided
    assert "Decided: #1" in story.merged
    assert "are not one" in story.split
    assert "next run" in story.waiting


def test_a_contradiction_is_refused_with_its_path(story: Any) -> None:
    assert "must_link #1" in story.contradicted


def test_the_decision_explains_the_pair_and_values_are_shown_to_who_says_why(story: Any) -> None:
    assert "are one customer" in story.explained
    assert "Decision #1" in story.explained
    assert "•••" in story.explained
    assert "•••" not in story.looked


def test_a_retired_key_says_what_it_became(story: Any) -> None:
    assert f"{story.ended} is retired; it is customer " in story.retired


def test_the_page_shows_evidence_that_sums_and_what_a_decision_changes(story: Any) -> None:
    settings, release = story.settings, require_release(story.settings)
    desk = Desk(Visit(release, ReleaseReader(release, LOCAL), load_catalogue("en"), LOCAL, settings))
    items = [item for item in desk.waiting("customer", 1, 20).items if not item.is_one]
    found = desk.explained(items[0], None)
    assert found is not None
    assert found.weighed is not None
    parts = [part.bits for part in found.weighed.parts]
    assert found.weighed.prior + sum(parts) == pytest.approx(found.weighed.strangers)
    assert {value for part in found.weighed.parts if (value := part.value_l)} != set()
    assert all("•••" in part.value_l for part in found.weighed.parts if part.value_l)
    impact = desk.impact(desk.verdict(items[0], MUST_LINK))
    assert (len(impact.before), len(impact.after)) == (2, 1)
    assert sum(each.record_count for each in impact.before) == impact.after[0].record_count


def test_undoing_brings_back_every_key(story: Any) -> None:
    assert "Undone: #1" in story.undone
    assert story.after == story.before


def test_each_kind_of_written_thing_moves_its_figure_and_undoing_restores_it(story: Any) -> None:
    before, between, after = story.moved
    kinds = [thing.kind for thing in story.things]
    assert {"golden field", "code mapping", "forecast override", "exception to a check"} <= set(kinds)
    assert [kind for kind, old, new in zip(kinds, before, between, strict=True) if old == new] == []
    assert dict(zip(kinds, after, strict=True)) == dict(zip(kinds, before, strict=True))


def test_after_all_was_undone_every_table_is_as_it_was(story: Any) -> None:
    before, between, after = story.tables
    changed = {name for name in before if between.get(name) != before[name]}
    assert {"core.xref_customer", "core.dim_customer", "core.fct_order", "core.dim_channel"} <= changed
    assert {name for name in {*before, *after} if after.get(name) != before.get(name)} == TELL
