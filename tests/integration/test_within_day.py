"""A run within the day: a new order is on the overview, marked as provisional, and the next full run settles it all.

The story takes about a minute: a run within the day, the full run after it, and that of a company that had only the
full run.
"""

from __future__ import annotations

import json
import shutil
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from identity.keys import KEY_NAMESPACE
from warehouse.releases import Release, require_release
from warehouse.settings import Settings

pytestmark = pytest.mark.soak

Ask = Callable[..., list[list[str]]]
SHOP, ORDER, CUSTOMER = "shop_eu", "990001", "990002"
QUARTER_PAST_TEN = "T1015"
NET = Decimal("123.45")
APP = Path(__file__).parents[2] / "dashboards" / "app.py"
SALES = "select sum(net_sales_amount_group), sum(order_count) from mart_sales__kpi_daily where order_date = '{day}'"
PERSON = "select customer_key from xref_customer where source_name = '{shop}' and party_record_id = '{customer}'"
OFF = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"


@dataclass(frozen=True)
class Story:
    """The company before, after the run within the day, with nothing new, and after the full run; and its twin."""

    company: Settings
    day: date
    twin_of: str
    within: Any
    again: Any
    full: Any
    before: Release
    provisional: Release
    unchanged: Release
    settled: Release
    only_full: Release


def tell(entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings]) -> Story:
    """Let an order, a customer and a file for the night arrive, run within the day, twice, and then in full."""
    company, twin = copy_of_demo("within_the_day"), copy_of_demo("only_full_runs")
    before = require_release(company)
    day = before.manifest.as_of + timedelta(days=1)
    twin_of = _arrive(company, day)
    within, provisional = entrepot(company, "run", "--intraday"), require_release(company)
    again, unchanged = entrepot(company, "run", "--intraday"), require_release(company)
    shutil.copytree(company.data_dir / "extracts", twin.data_dir / "extracts", dirs_exist_ok=True)
    full, settled = entrepot(company, "run"), require_release(company)
    entrepot(twin, "run")
    only_full = require_release(twin)
    return Story(company, day, twin_of, within, again, full, before, provisional, unchanged, settled, only_full)


def _arrive(company: Settings, day: date) -> str:
    """Write the new files; return the id of the customer whose name and e-mail the new one has too."""
    shop, crm = (company.data_dir / "extracts" / name for name in (SHOP, "crm"))
    known = next(
        customer
        for customer in _lines(shop, "customers")
        if customer["firstName"] and customer["lastName"] and "@" in (customer["email"] or "")
    )
    moment = f"{day}T10:05:00Z"
    new = {**known, "id": f"gid://shopify/Customer/{CUSTOMER}", "createdAt": moment, "updatedAt": moment}
    _write(shop / f"customers_{day}{QUARTER_PAST_TEN}.jsonl", [new])
    _write(shop / f"orders_{day}{QUARTER_PAST_TEN}.jsonl", _order(shop, moment))
    newest = max(crm.glob("contacts_*.csv"))
    header, *_, last = newest.read_text(encoding="utf-8").splitlines()
    (crm / f"contacts_{day}.csv").write_text(f"{header}\n{last}\n", encoding="utf-8")
    return str(known["id"]).rpartition("/")[2]


def _order(shop: Path, moment: str) -> list[dict[str, Any]]:
    """A paid order of one article in euros, made of lines that the shop wrote itself."""
    rows = _lines(shop, "orders")
    order = next(row for row in rows if "/Order/" in row["id"] and row["presentmentCurrencyCode"] == "EUR")
    line = next(row for row in rows if "/LineItem/" in row["id"] and row["sku"])
    order_id, money = f"gid://shopify/Order/{ORDER}", {"amount": str(NET), "currencyCode": "EUR"}
    nothing = {"presentmentMoney": {"amount": "0.00", "currencyCode": "EUR"}}
    total = {"presentmentMoney": money, "shopMoney": money}
    return [
        {
            **order, "id": order_id, "name": "#990001", "createdAt": moment, "updatedAt": moment, "cancelledAt": None,
            "test": False, "customer": {"id": f"gid://shopify/Customer/{CUSTOMER}"}, "totalPriceSet": total,
            "totalTaxSet": nothing, "totalShippingPriceSet": nothing, "totalDiscountsSet": nothing,
        },
        {
            **line, "id": "gid://shopify/LineItem/990003", "__parentId": order_id, "quantity": 1,
            "originalUnitPriceSet": total, "totalDiscountSet": nothing, "taxSet": nothing,
        },
    ]  # fmt: skip


def _lines(shop: Path, name: str) -> list[dict[str, Any]]:
    path = max(shop.glob(f"{name}_*.jsonl"))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def test_a_run_within_the_day_publishes_a_release_and_says_what_waits(story: Story) -> None:
    assert story.within.returncode == 2, story.within.stdout + story.within.stderr
    assert "1 file of no matter within the day" in story.within.stdout
    manifest = story.provisional.manifest
    assert (manifest.is_provisional, manifest.incomplete_since, manifest.as_of) == (True, story.day, story.day)
    assert len(manifest.batches) == len(story.before.manifest.batches) + 3 + 1
    assert "identity" in manifest.carried_over


def test_its_money_is_there_to_the_cent_and_adds_up(story: Story, ask: Ask) -> None:
    sales = SALES.format(day=story.day)
    assert ask(story.company, sales, "--release", story.before.id) == [["", ""]]
    [[amount, orders]] = ask(story.company, sales, "--release", story.provisional.id)
    assert (Decimal(amount), Decimal(orders)) == (NET, 1)
    assert ask(story.company, OFF, "--release", story.provisional.id) == [["0"]]
    assert all(check.passed for check in story.provisional.manifest.checks if check.severity == "error")


def test_nothing_new_is_said_while_the_other_files_wait(story: Story) -> None:
    assert story.again.returncode == 2, story.again.stderr
    assert "nothing new arrived" in story.again.stdout
    assert story.unchanged.id == story.provisional.id


def test_a_new_customer_stands_alone_until_the_full_run_settles_it(story: Story, ask: Ask) -> None:
    person = PERSON.format(shop=SHOP, customer=CUSTOMER)
    own = str(uuid.uuid5(KEY_NAMESPACE, f"customer:{SHOP}:{CUSTOMER}"))
    assert ask(story.company, person, "--release", story.provisional.id) == [[own]]
    of_order = f"select customer_key from fct_order where source_name = '{SHOP}' and sales_order_id = '{ORDER}'"
    assert ask(story.company, of_order, "--release", story.provisional.id) == [[own]]
    known = PERSON.format(shop=SHOP, customer=story.twin_of)
    settled = ask(story.company, person, "--release", story.settled.id)
    assert settled == ask(story.company, known, "--release", story.settled.id) != [[own]]


def test_after_the_full_run_every_table_is_as_if_there_had_been_none_within_the_day(story: Story) -> None:
    assert story.full.returncode == 0, story.full.stdout + story.full.stderr
    manifest = story.settled.manifest
    assert (manifest.is_provisional, manifest.incomplete_since, manifest.carried_over) == (False, None, ())
    assert story.settled.tables == story.only_full.tables
    assert story.settled.personal_tables == story.only_full.personal_tables
    assert story.settled.manifest.batches == story.only_full.manifest.batches


def test_the_overview_shows_the_order_and_that_the_day_is_provisional(
    story: Story, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    current = story.company.releases_dir / "current"
    monkeypatch.setattr(sys, "argv", ["app.py", "--config", str(story.company.config_file)])
    shown = {}
    for release in (story.before, story.provisional):
        current.unlink()
        current.symlink_to(release.id)
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.query_params["period"] = "all"
        app.run()
        assert not app.exception
        parts = [*app.markdown, *app.caption, *app.get("html")]
        shown[release.id] = "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in parts)
    sums = {}
    for release in (story.before, story.provisional):
        whole = "select sum(net_sales_amount_group) from mart_sales__kpi_daily"
        [[amount]] = ask(story.company, whole, "--release", release.id)
        sums[release.id] = Decimal(amount)
        assert f"{sums[release.id]:,.2f} EUR" in shown[release.id]
    assert sums[story.provisional.id] - sums[story.before.id] == NET
    assert "Provisional" not in shown[story.before.id]
    assert "Provisional" in shown[story.provisional.id]
