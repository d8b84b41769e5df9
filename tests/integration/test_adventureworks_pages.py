"""The overview of Adventure Works in a real browser shows what a query says, at desk and phone width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from warehouse.settings import Settings

Ask = Callable[..., list[list[str]]]


@pytest.fixture(scope="module")
def address(adventureworks: Settings, open_dashboards: Callable[[Path], AbstractContextManager[Any]]) -> Iterator[str]:
    with open_dashboards(adventureworks.config_file) as running:
        yield running.url


@pytest.mark.parametrize("width", [1440, 390])
def test_net_sales_on_the_overview_equal_the_query(
    width: int, address: str, browser: Browser, adventureworks: Settings, ask: Ask
) -> None:
    [[asked]] = ask(adventureworks, "select sum(net_sales_amount_group) from mart_sales__kpi_daily")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/?period=all")
    tile = page.locator(".st-key-kpi_net_sales")
    tile.wait_for(timeout=60_000)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=60_000)
    assert f"{Decimal(asked).quantize(Decimal('0.01')):,} USD" in tile.inner_text()
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
