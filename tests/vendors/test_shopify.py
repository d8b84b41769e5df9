"""A shop is read over its interface: the same rows as its files hold, whatever goes wrong, or a clear failure."""

from __future__ import annotations

import copy
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from graphql import parse, validate

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis.shopify import ShopifyReader, open_api, queries
from ingestion.connectors.apis.shopify.shapes import SHAPES
from ingestion.contract.document import SourceTable, load_vendor
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings, load_settings
from warehouse.source_settings import SourceSettings

Row = dict[str, Any]
Roots = dict[str, list[Row]]
Tables = dict[str, SourceTable]
Reading = Callable[..., AbstractContextManager[ShopifyReader]]
IN_FILES = (
    "orders",
    "order_lines",
    "transactions",
    "refunds",
    "refund_lines",
    "products",
    "product_variants",
    "customers",
)
"""The tables that the simulation's files hold too."""
QUICK = {"attempts": "3", "backoff_seconds": "0.01", "timeout_seconds": "20", "poll_seconds": "0.01"}


def _module(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


server, _, data = (_module(f"shopify_{name}") for name in ("server", "order_data", "data"))
whole = _module("shopify_company")


@pytest.fixture(scope="module")
def extracts(clean_company: Path) -> Path:
    """The files of a shop in which nothing goes wrong on purpose."""
    return clean_company / "extracts" / "shop_eu"


@pytest.fixture(scope="module")
def roots(extracts: Path) -> Roots:
    found: Roots = data.roots_of(extracts)
    return found


@pytest.fixture(scope="module")
def tables(settings: Settings) -> Tables:
    return {table.name: table for table in load_vendor("shopify", settings)}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    config = tmp_path_factory.mktemp("settings") / "entrepot.toml"
    config.write_text('[company]\nname = "Shop"\ngroup_currency = "EUR"\n', encoding="utf-8")
    return load_settings(config)


@pytest.fixture(scope="module")
def company(roots: Roots, forks: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A company whose shop was read over its interface by one run."""
    with server.serve(server.Shop(roots)) as shop:
        return whole.run_on(shop, forks.fork_command, tmp_path_factory.mktemp("shop"), server.TOKEN)


@pytest.fixture
def few(roots: Roots) -> Roots:
    """A shop of forty orders, which may be changed."""
    return copy.deepcopy({name: items[:40] for name, items in roots.items()})


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    monkeypatch.setenv("SHOP_TOKEN", server.TOKEN)

    @contextmanager
    def read(shop: Any, **options: str) -> Iterator[ShopifyReader]:
        source = SourceSettings(
            name="shop", vendor="shopify", systems=["storefront"], path=Path("none"), url=shop.url,
            options=QUICK | options, credentials={"token": "${SHOP_TOKEN}"},
        )  # fmt: skip
        with open_api(Access(source)) as reader:
            yield reader

    return read


def rows_of(reader: ShopifyReader, table: SourceTable, since: datetime | None = None) -> list[Row]:
    return [row for page in reader.rows(table, since) for row in page]


def value(row: Row, path: str) -> Any:
    """What stands at a path, numbers as numbers."""
    found: Any = row
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return Decimal(found) if isinstance(found, str) and path.endswith("amount") else found


def told(rows: list[Row], table: SourceTable) -> dict[str, tuple[Any, ...]]:
    """Rows by their key, as what the contract takes of them."""
    paths = [column.physical_name for column in table.columns if column.name != "order_updated_at"]
    return {row["id"]: tuple(value(row, path) for path in paths) for row in rows}


def every_query() -> list[str]:
    bulk = [feed.query("2026-01-01T00:00:00Z").replace("COUNTRY", "FR") for feed in queries.BULK.values()]
    more = [queries.more_of_refund(part) for part in queries.REFUND_PARTS]
    keys = [query for query, _ in queries.KEYS.values()]
    single = [queries.REFUNDS, queries.RUN_BULK, queries.BULK_STATE, queries.GRANTED]
    return [*bulk, *more, *keys, *single, *(feed.query for feed in queries.PAGED.values())]


def test_every_query_is_one_of_the_published_schema() -> None:
    complaints = {query: validate(server.SCHEMA, parse(query)) for query in every_query()}
    assert {query: found for query, found in complaints.items() if found} == {}
    assert validate(server.SCHEMA, parse("{ orders(first: 1) { nodes { taxSet } } }"))


def test_bulk_queries_keep_the_limits() -> None:
    feeds = [feed.query(None).replace("COUNTRY", "FR") for feed in queries.BULK.values()]
    assert [server._restrictions(parse(query)) for query in feeds] == [[] for _ in feeds]
    inside_list = "{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }"
    assert server._restrictions(parse(inside_list))


def test_every_table_of_the_contracts_is_served(tables: Tables) -> None:
    assert set(SHAPES) == set(tables)


def test_rows_are_those_of_the_files(company: Any, extracts: Path, tables: Tables) -> None:
    files = {
        name: list(data.latest(extracts, name).values()) for name in ("orders", "refunds", "products", "customers")
    }
    for name in IN_FILES:
        kind = str(tables[name].row_filter).split("'")[1].rstrip("%")
        own = [row for rows in files.values() for row in rows if row["id"].startswith(kind)]
        # The interface knows no reason of a refunded line.
        expected = [row | {"reason": None} if name == "refund_lines" else row for row in own]
        read = company.fetched(name)
        assert len(read) == len(expected) > 50
        assert told(read, tables[name]) == told(expected, tables[name])


def test_what_only_the_interface_has_adds_up(company: Any, roots: Roots, tables: Tables) -> None:
    read = {name: company.fetched(name) for name in tables if name not in IN_FILES}
    counts = {name: len(rows) for name, rows in read.items()}
    assert min(counts.values()) > 0, counts
    assert len({row["id"] for row in read["fulfillments"]}) == counts["fulfillments"]
    discounts = sum(value(row, "allocatedAmountSet.presentmentMoney.amount") for row in read["discount_allocations"])
    lines = [line for order in roots["orders"] for line in order["lineItems"]]
    assert discounts == sum(value(line, "totalDiscountSet.presentmentMoney.amount") for line in lines)
    taxes = sum(value(row, "amount.presentmentMoney.amount") for row in read["sale_taxes"])
    assert taxes == sum(value(row, "totalTaxAmount.presentmentMoney.amount") for row in read["sales"])
    there = sum(row["quantity"] for row in read["inventory_quantities"] if row["name"] not in ("on_hand", "incoming"))
    assert there == sum(row["quantity"] for row in read["inventory_quantities"] if row["name"] == "on_hand")
    net = sum(value(row, "net.amount") for row in read["balance_transactions"])
    assert net == sum(value(row, "net.amount") for row in read["payouts"])


def test_a_whole_run_on_the_interface_proves_every_total(company: Any, roots: Roots) -> None:
    assert company.finished.returncode == 0, company.finished.stdout + company.finished.stderr
    proven = {row[0]: (int(row[1]), Decimal(row[2]), Decimal(row[3])) for row in company.asked(whole.TOTALS)}
    assert set(proven) == whole.FED
    assert {entity: found for entity, found in proven.items() if found[2]} == {}
    orders = roots["orders"]
    paid = sum(value(order, "totalPriceSet.presentmentMoney.amount") for order in orders)
    assert proven["sales_order"][:2] == (len(orders), paid)
    refunds = [refund for order in orders for refund in order["refunds"]]
    given = sum(value(refund, "totalRefundedSet.presentmentMoney.amount") for refund in refunds)
    assert proven["refund"][:2] == (len(refunds) + 1, given + 50)
    # What was sold by line, and what its agreements say was sold, taken back and charged.
    sales = [sale for order in orders for agreement in order["agreements"] for sale in agreement["sales"]]
    net = [
        value(sale, f"{name}.presentmentMoney.amount") for sale in sales for name in ("totalAmount", "totalTaxAmount")
    ]
    assert proven["order_edit"][1] == sum(net[::2]) - sum(net[1::2])


def test_the_token_stands_nowhere(company: Any) -> None:
    assert company.shop.leaks == 0
    said = [company.finished.stdout.encode(), company.finished.stderr.encode()]
    written = [path.read_bytes() for path in company.folder.rglob("*") if path.is_file()]
    assert not [content for content in said + written if server.TOKEN.encode() in content]


@pytest.mark.parametrize("trouble", ["429", "500", "503"])
def test_an_interface_that_stumbles_is_asked_again(few: Roots, tables: Tables, reading: Reading, trouble: str) -> None:
    shop = server.Shop(few)
    shop.trouble["graphql"] = [trouble]
    with server.serve(shop), reading(shop) as reader:
        assert len(rows_of(reader, tables["orders"])) == 40
        shop.trouble["graphql"] = [trouble, trouble]
        assert len(rows_of(reader, tables["locations"])) == len(few["locations"])


def test_an_interface_that_says_nothing_is_asked_again_and_then_given_up(
    few: Roots, tables: Tables, reading: Reading
) -> None:
    shop = server.Shop(few)
    shop.trouble["graphql"] = ["silence"]
    with server.serve(shop), reading(shop, timeout_seconds="0.4") as reader:
        assert len(rows_of(reader, tables["locations"])) == len(few["locations"])
        shop.trouble["graphql"] = ["silence"] * 3
        with pytest.raises(SourceUnreachableError, match="no answer"):
            rows_of(reader, tables["disputes"])


def test_a_throttled_question_waits_until_it_can_be_paid(few: Roots, tables: Tables, reading: Reading) -> None:
    shop = server.Shop(few)
    shop.trouble["throttle"] = ["yes", "yes"]
    with server.serve(shop), reading(shop) as reader:
        assert len(rows_of(reader, tables["locations"])) == len(few["locations"])
        shop.trouble["throttle"] = ["yes"] * 50
        with pytest.raises(SourceUnreachableError, match="throttled 5 times"):
            rows_of(reader, tables["disputes"])


@pytest.mark.parametrize(
    ("place", "trouble"),
    [
        ("bulk", ["FAILED:INTERNAL_SERVER_ERROR", "FAILED:TIMEOUT"]),
        ("bulk", ["EXPIRED"]),
        ("bulk", ["CANCELED"]),
        ("begin", ["LIMIT_REACHED", "OPERATION_IN_PROGRESS"]),
        ("file", ["broken off"]),
        ("file", ["lines missing", "lines missing"]),
        ("file", ["500"]),
    ],
)
def test_a_bulk_operation_that_goes_wrong_is_begun_or_fetched_again(
    few: Roots, tables: Tables, reading: Reading, place: str, trouble: list[str]
) -> None:
    shop = server.Shop(few)
    shop.trouble[place] = list(trouble)
    with server.serve(shop), reading(shop) as reader:
        read = rows_of(reader, tables["order_lines"])
    assert {row["id"] for row in read} == {line["id"] for order in few["orders"] for line in order["lineItems"]}
    assert shop.trouble[place] == []


@pytest.mark.parametrize(
    ("place", "trouble", "said"),
    [
        ("bulk", "FAILED:TIMEOUT", "ended as FAILED with TIMEOUT"),
        ("bulk", "EXPIRED", "ended as EXPIRED"),
        ("begin", "INVALID", "begins no bulk operation"),
        ("file", "lines missing", "has [0-9,]+ of [0-9,]+ objects"),
        ("file", "broken off", "no answer"),
        ("file", "404", "answers 404"),
        ("graphql", "500", "answers 500"),
    ],
)
def test_what_does_not_get_better_is_a_clear_failure_and_never_a_gap(
    few: Roots, tables: Tables, reading: Reading, place: str, trouble: str, said: str
) -> None:
    shop = server.Shop(few)
    shop.trouble[place] = [trouble] * 50
    asked = server.serve(shop), reading(shop)
    with asked[0], asked[1] as reader, pytest.raises(SourceUnreachableError, match=said) as failure:
        rows_of(reader, tables["orders"])
    assert server.TOKEN not in str(failure.value)
    assert "canary" not in str(failure.value)


def test_a_bulk_operation_that_never_ends_is_given_up(few: Roots, tables: Tables, reading: Reading) -> None:
    shop = server.Shop(few)
    shop.trouble["bulk"] = ["RUNNING"]
    served, read = server.serve(shop), reading(shop, bulk_minutes="0.002")
    with served, read as reader, pytest.raises(SourceUnreachableError, match="has not ended"):
        rows_of(reader, tables["orders"])


def test_a_missing_scope_is_named(few: Roots, tables: Tables, reading: Reading) -> None:
    shop = server.Shop(few, missing={"disputes", "giftCards"})
    with server.serve(shop), reading(shop) as reader:
        with pytest.raises(SourceUnreachableError, match="read_shopify_payments_disputes"):
            rows_of(reader, tables["disputes"])
        with pytest.raises(SourceUnreachableError, match="ACCESS_DENIED"):
            rows_of(reader, tables["gift_cards"])
    with server.serve(shop), reading(shop, leave_out="disputes, gift_cards") as reader:
        assert rows_of(reader, tables["disputes"]) == rows_of(reader, tables["gift_cards"]) == []
    with pytest.raises(ConfigurationError, match="giftcards"), reading(shop, leave_out="giftcards"):
        pass


def test_a_wrong_token_and_another_version_are_said(
    few: Roots, tables: Tables, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.serve(server.Shop(few)) as shop:
        with reading(shop, api_version="2020-01") as reader, pytest.raises(SourceUnreachableError, match="404"):
            rows_of(reader, tables["locations"])
        monkeypatch.setattr(server, "VERSION", "2027-01")
        with reading(shop) as reader, pytest.raises(SourceUnreachableError, match="404"):
            rows_of(reader, tables["locations"])
        monkeypatch.undo()
        monkeypatch.setenv("SHOP_TOKEN", "shpat_of_another_shop")
        with reading(shop) as reader, pytest.raises(SourceUnreachableError, match="401") as failure:
            rows_of(reader, tables["locations"])
    assert "shpat_of_another_shop" not in str(failure.value)


def test_pages_stay_whole_when_the_shop_changes_between_them(few: Roots, tables: Tables, reading: Reading) -> None:
    place = few["locations"][0]
    few["locations"] = [place | {"id": f"gid://shopify/Location/{number:03}"} for number in range(10, 20)]

    def change(root: str) -> None:
        few[root] = [
            place | {"id": "gid://shopify/Location/005"},
            *few[root][1:],
            place | {"id": "gid://shopify/Location/020"},
        ]

    shop = server.Shop(few, page_size=3, after_page=change)
    with server.serve(shop), reading(shop) as reader:
        read = [row["id"][-3:] for row in rows_of(reader, tables["locations"])]
    assert read == [f"{number:03}" for number in range(10, 21)]


def test_a_refund_of_many_lines_is_followed_to_its_end(few: Roots, tables: Tables, reading: Reading) -> None:
    order = next(order for order in few["orders"] if order["refunds"] and order["refunds"][0]["refundLineItems"])
    refund = order["refunds"][0]
    line = refund["refundLineItems"][0]
    refund["refundLineItems"] = [line | {"id": f"gid://shopify/RefundLineItem/{number:04}"} for number in range(25)]
    refund["refundLineItems"][3]["id"] = None
    few["orders"] = [order]
    with server.serve(server.Shop(few, page_size=12)) as shop, reading(shop) as reader:
        read = rows_of(reader, tables["refund_lines"])
    assert len({row["id"] for row in read}) == 25


def test_only_what_changed_is_asked_for_and_an_earlier_day_again(few: Roots, tables: Tables, reading: Reading) -> None:
    days = sorted(order["updatedAt"] for order in few["orders"])
    since = datetime.fromisoformat(days[30].rstrip("Z"))
    floor = f"{days[30][:10]}T00:00:00Z"
    with server.serve(server.Shop(few)) as shop, reading(shop) as reader:
        read = rows_of(reader, tables["orders"], since)
        assert {row["id"] for row in read} == {o["id"] for o in few["orders"] if o["updatedAt"] >= floor}
        assert 0 < len(read) < 40
        rows_of(reader, tables["order_lines"], since)
        assert shop.asked.count("orders") == 1
        assert len(rows_of(reader, tables["transactions"], None)) == sum(len(o["transactions"]) for o in few["orders"])
        assert shop.asked.count("orders") == 2
        rows_of(reader, tables["inventory_items"], since)
        rows_of(reader, tables["inventory_quantities"])
        assert shop.asked.count("inventoryItems") == 1


def test_a_table_that_is_asked_for_again_is_read_again(few: Roots, tables: Tables, reading: Reading) -> None:
    with server.serve(server.Shop(few)) as shop, reading(shop) as reader:
        before = rows_of(reader, tables["refunds"])
        few["orders"][0]["refunds"] = []
        assert len(before) - len(rows_of(reader, tables["refunds"])) >= 0
        assert shop.asked.count("orders") == 2


def test_ids_tell_deletes_only_where_the_app_sees_everything(few: Roots, tables: Tables, reading: Reading) -> None:
    with server.serve(server.Shop(few)) as shop, reading(shop) as reader:
        ids = {row["id"] for page in reader.keys(tables["product_variants"]) or () for row in page}
        assert ids == {variant["id"] for product in few["products"] for variant in product["variants"]}
        assert len([row for page in reader.keys(tables["orders"]) or () for row in page]) == 40
        few["currentAppInstallation"][0]["accessScopes"][0]["handle"] = "read_orders"
        assert reader.keys(tables["orders"]) is None
        assert reader.keys(tables["checkouts"]) is None
        assert reader.keys(tables["order_lines"]) is None


def test_a_shop_without_shopify_payments_has_no_payouts(few: Roots, tables: Tables, reading: Reading) -> None:
    few["shopifyPaymentsAccount"] = []
    with server.serve(server.Shop(few)) as shop, reading(shop) as reader:
        assert rows_of(reader, tables["payouts"]) == []
