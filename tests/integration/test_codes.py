"""A status that nobody knows is in the inbox with its money, a person maps it in Excel, and the next run has it right.

The company has one marketplace; its files have two statuses that the contract does not know, and a currency that is
none. Two runs: what is decided before the first one, taken back before the second, shows that both have their effect.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from warehouse.settings import load_settings

pytestmark = pytest.mark.soak

Command = Callable[..., Any]
Ask = Callable[..., list[list[str]]]
ORDERS = """order_id;purchase_date;ship_country;order_status;currency;shipping;tax;discount;total;last_updated
A;2026-01-03T18:20:00+01:00;DE;Shipped;EUR;0.00;0.00;0.00;40.00;2026-01-04T10:00:00+01:00
B;2026-01-04T08:00:00+01:00;DE;Taken back;EUR;0.00;0.00;0.00;25.00;2026-01-05T12:00:00+01:00
C;2026-01-04T09:00:00+01:00;DE;Taken back;RMB;0.00;0.00;0.00;80.00;2026-01-05T12:00:00+01:00
D;2026-01-05T08:00:00+01:00;DE;Lost;EUR;0.00;0.00;0.00;10.00;2026-01-05T12:00:00+01:00
E;2026-01-05T09:00:00+01:00;ZZ;Pending;EUR;0.00;0.00;0.00;5.00;2026-01-05T12:00:00+01:00
"""
LINES = "order_id;line_no;sku;quantity;unit_price;discount;tax\n" + "".join(
    f"{order};1;TEE;1;{amount};0.00;0.00\n"
    for order, amount in zip("ABCDE", ("40", "25", "80", "10", "5"), strict=True)
)
CONFIG = """[company]
name = "Codes"
group_currency = "EUR"

[[source]]
name = "market"
vendor = "marketplace"
systems = ["marketplace"]
path = "extracts"
"""
STATUS = "sales_order.order_status"
INBOX = (
    "select entity, column_name, source_code, row_count, money_amount, currency_code from mart_quality__unmapped_inbox"
)
STATES = "select order_number, order_status, is_cancelled from fct_order order by 1"


def tell(tmp_path_factory: pytest.TempPathFactory, entrepot: Command, ask: Ask) -> SimpleNamespace:
    """Tell the story of two runs with decisions before, between and after them."""
    folder = tmp_path_factory.mktemp("codes")
    (folder / "extracts").mkdir()
    (folder / "extracts" / "sales_orders_2026-01-31.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "extracts" / "sales_order_lines_2026-01-31.csv").write_text(LINES, encoding="utf-8")
    (folder / "entrepot.toml").write_text(CONFIG, encoding="utf-8")
    settings = load_settings(folder / "entrepot.toml")
    told = SimpleNamespace(settings=settings)

    def call(*arguments: str) -> str:
        done = entrepot(settings, *arguments)
        assert done.returncode in {0, 2}, done.stdout + done.stderr
        return str(done.stdout)

    call("codes", "map", "market", STATUS, "Lost", "cancelled", "--reason", "the parcel is gone", "--by", "Ada")
    call("codes", "map", "market", "*.currency_code", "RMB", "CNY", "--reason", "another name of it", "--by", "Ada")
    told.first_run = call("run")
    told.first_inbox, told.first_states = sorted(ask(settings, INBOX)), ask(settings, STATES)
    told.status, told.listed = call("status"), call("codes", "list", "--all")
    told.wrong, told.imported = _by_spreadsheet(settings, entrepot, folder / "codes.xlsx")
    told.undone = call("codes", "unmap", "market", STATUS, "Lost", "--reason", "it was found", "--by", "Bea")
    told.shown, told.stored = _channels(call, folder / "channels.xlsx")
    told.second_run = call("run")
    told.second_inbox, told.second_states = sorted(ask(settings, INBOX)), ask(settings, STATES)
    told.totals = ask(
        settings, "select currency_code, sum(abs(residual_amount)) from mart_quality__completeness group by 1"
    )
    told.channels = ask(settings, "select channel_name from dim_channel where channel_code = 'marketplace'")
    told.third_run = call("run")
    return told


def _by_spreadsheet(settings: Any, entrepot: Command, file: Path) -> tuple[Any, Any]:
    """Fill the exported spreadsheet in, first wrongly; return both imports."""
    assert entrepot(settings, "codes", "export", str(file)).returncode == 0
    book = openpyxl.load_workbook(file)
    sheet = book["codes"]
    places = {row[2].value: row[3] for row in sheet.iter_rows(min_row=2)}
    places["Taken back"].value = "gone"
    book.save(file)
    wrong = entrepot(settings, "codes", "import", str(file), "--reason", "as they write it", "--by", "Bea")
    places["Taken back"].value = "cancelled"
    sheet.append(["market", STATUS, "Pending", "paid"])
    book.save(file)
    return wrong, entrepot(settings, "codes", "import", str(file), "--reason", "as they write it", "--by", "Bea")


def _channels(call: Callable[..., str], file: Path) -> tuple[str, str]:
    """Rename a channel by a spreadsheet; return what is shown where nobody can be asked, and what is stored."""
    call("refdata", "export", str(file), "channel")
    book = openpyxl.load_workbook(file)
    cell = next(row[1] for row in book["channel"].iter_rows(min_row=2) if row[0].value == "marketplace")
    cell.value = "Bazaars"
    book.save(file)
    shown = call("refdata", "import", str(file))
    return shown, call("refdata", "import", str(file), "--yes", "--reason", "our own word", "--by", "Bea")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, entrepot: Command, ask: Ask) -> SimpleNamespace:
    return tell(tmp_path_factory, entrepot, ask)


def test_unmapped_codes_are_in_the_inbox_with_their_money(told: SimpleNamespace) -> None:
    assert told.first_inbox == [
        ["sales_order", "order_status", "Taken back", "1", "25.0000", "EUR"],
        ["sales_order", "order_status", "Taken back", "1", "80.0000", "CNY"],
        ["sales_order", "ship_country_code", "ZZ", "1", "5.0000", "EUR"],
    ]
    assert "Unmapped codes 2, on 3 rows with 80.00 CNY, 30.00 EUR: `entrepot codes list`" in told.status
    assert "25.00 EUR" in told.listed
    assert "the parcel is gone" in told.listed


def test_a_code_that_was_mapped_before_the_run_is_right_in_it(told: SimpleNamespace) -> None:
    assert told.first_states == [
        ["A", "fulfilled", "false"],
        ["B", "Taken back", "false"],
        ["C", "Taken back", "false"],
        ["D", "cancelled", "true"],
        ["E", "open", "false"],
    ]


def test_a_wrong_row_of_the_spreadsheet_is_named(told: SimpleNamespace) -> None:
    assert told.wrong.returncode == 1
    assert "codes!D2: 'gone' is none of ours: open, paid, fulfilled, cancelled" in " ".join(told.wrong.stderr.split())
    assert "2 decisions taken." in told.imported.stdout


def test_the_next_run_has_it_right_and_what_was_taken_back_is_unmapped_again(told: SimpleNamespace) -> None:
    assert told.second_states == [
        ["A", "fulfilled", "false"],
        ["B", "cancelled", "true"],
        ["C", "cancelled", "true"],
        ["D", "Lost", "false"],
        ["E", "paid", "false"],
    ], "Pending is open for the vendor's model: a person's mapping is before it"
    assert told.second_inbox == [
        ["sales_order", "order_status", "Lost", "1", "10.0000", "EUR"],
        ["sales_order", "ship_country_code", "ZZ", "1", "5.0000", "EUR"],
    ]
    assert "nothing new" in told.third_run.lower()


def test_a_mapped_currency_is_the_extracts_too(told: SimpleNamespace) -> None:
    assert sorted(told.totals) == [["CNY", "0.0000"], ["EUR", "0.0000"]]


def test_reference_data_is_shown_first_and_counts_from_the_next_run(told: SimpleNamespace) -> None:
    assert "~ channel marketplace: channel_name Marketplace → Bazaars" in told.shown
    assert "Nothing was stored." in told.shown
    assert "1 change stored." in told.stored
    assert told.channels == [["Bazaars"]]
