"""A system that nobody has described: mapped by the command, run unedited, and right to the last fraction of a cent.

The sums to compare with are taken from Northwind's script by regular expressions and Decimal, without the project.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from warehouse.settings import Settings, load_settings

pytestmark = pytest.mark.soak

Ask = Callable[..., list[list[str]]]
CONFIG = '[company]\nname = "Northwind Traders"\ngroup_currency = "USD"\n'
LINE = re.compile(r'^INSERT "Order Details" VALUES\((\d+),(\d+),([\d.]+),(\d+),([\d.]+)\)$', re.MULTILINE)
ORDER = re.compile(
    r"^VALUES \((\d+),N'\w+',\d+,'(\d+)/(\d+)/(\d{4})',[^,]+,(?:NULL|'[^']+'),\d,([\d.]+),", re.MULTILINE
)


@dataclass(frozen=True)
class Script:
    """What the script itself says.

    Attributes:
        freight: By order.
        days: By order.
        lines: Order, price, pieces and discount.
    """

    freight: dict[str, Decimal]
    days: dict[str, str]
    lines: list[tuple[str, Decimal, Decimal, Decimal]]

    @property
    def net(self) -> Decimal:
        return sum((price * pieces * (1 - discount) for _, price, pieces, discount in self.lines), Decimal())

    def net_by_day(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = defaultdict(Decimal)
        for order, price, pieces, discount in self.lines:
            found[self.days[order]] += price * pieces * (1 - discount)
        return found


@dataclass(frozen=True)
class Mapped:
    """Northwind after `source map` and `run`: the configuration, and what the two commands said."""

    settings: Settings
    report: dict[str, Any]
    said: str


@pytest.fixture(scope="module")
def script(shared_data: Callable[[str], Path]) -> Script:
    text = (shared_data("northwind") / "instnwnd.sql").read_text(encoding="utf-8")
    orders = ORDER.findall(text)
    return Script(
        freight={order: Decimal(freight) for order, *_, freight in orders},
        days={order: f"{year}-{int(month):02}-{int(day):02}" for order, month, day, year, _ in orders},
        lines=[(order, Decimal(a), Decimal(b), Decimal(c)) for order, _, a, b, c in LINE.findall(text)],
    )


@pytest.fixture(scope="module")
def mapped(entrepot: Callable[..., Any], northwind_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    config = tmp_path_factory.mktemp("mapped") / "entrepot.toml"
    config.write_text(CONFIG, encoding="utf-8")
    told = entrepot(config, "source", "map", "northwind", "--path", str(northwind_file), "--add", "--json")
    assert told.returncode == 0, told.stderr
    ran = entrepot(config, "run")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return Mapped(load_settings(config), json.loads(told.stdout), ran.stdout)


def test_the_script_is_read_whole(script: Script) -> None:
    assert (len(script.freight), len(script.lines)) == (830, 2155)


def test_orders_and_lines_are_all_there(mapped: Mapped, ask: Ask) -> None:
    counts = "select (select count(*) from fct_order), (select count(*) from fct_order_line)"
    assert ask(mapped.settings, counts) == [["830", "2155"]]


def test_totals_are_those_of_the_script(mapped: Mapped, ask: Ask, script: Script) -> None:
    sums = (
        "select (select sum(net_amount) from fct_order_line), (select sum(total_amount) from fct_order), "
        "(select sum(net_sales_amount_group) from mart_sales__kpi_daily)"
    )
    [[net, total, in_mart]] = ask(mapped.settings, sums)
    assert Decimal(net) == Decimal(in_mart) == script.net == Decimal("1265793.0395")
    assert Decimal(total) == script.net + sum(script.freight.values())


def test_every_day_is_that_of_the_script(mapped: Mapped, ask: Ask, script: Script) -> None:
    rows = ask(mapped.settings, "select order_date, sum(net_amount) from fct_order_line group by order_date")
    assert {day: Decimal(amount) for day, amount in rows} == script.net_by_day()


def test_every_control_is_met(mapped: Mapped, ask: Ask) -> None:
    rows = ask(
        mapped.settings,
        "select entity, sum(control_row_count), sum(abs(residual_amount)), sum(abs(residual_row_count)) "
        "from mart_quality__completeness group by entity order by entity",
    )
    assert {"sales_order", "sales_order_line", "product_variant", "party_record", "supplier"} <= {
        row[0] for row in rows
    }
    assert all(Decimal(amount) == int(count) == 0 for _, _, amount, count in rows), rows


def test_every_line_has_its_order_its_customer_and_its_article(mapped: Mapped, ask: Ask) -> None:
    unknown = "select count(*) from fct_order_line where 'unknown' in (customer_key, product_key, market_code)"
    assert ask(mapped.settings, unknown) == [["0"]]


def test_the_command_says_what_it_did_and_what_is_for_a_person(mapped: Mapped) -> None:
    assert {entity["entity"] for entity in mapped.report["entities"]} >= {"sales_order", "sales_order_line"}
    assert "sales_order.currency_code" in mapped.report["to_decide"]
    assert {"table": "Region", "column": None} in [
        {name: item[name] for name in ("table", "column")} for item in mapped.report["unplaced"]
    ]
    assert str(mapped.settings.vendors_dir / "northwind" / "mapping.xlsx") in mapped.report["written"]


def test_nothing_is_written_but_the_vendor_and_the_data(mapped: Mapped) -> None:
    folder = mapped.settings.config_file.parent
    assert {path.name for path in folder.iterdir()} == {"entrepot.toml", "vendors", "data"}
