"""Made-up extracts of any size, written by DuckDB: orders of one shop over two years, and those of the day after."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from warehouse.settings import Settings, load_settings

VENDOR = Path(__file__).parent / "vendor"
LINES_PER_CUSTOMER, LINES_PER_SKU = 12, 2500
LINES_TO_ONE_OF_DELTA = 100
_DAY = "date '2024-01-01' + cast(n * 730 // {lines} as integer)"
_TABLES = {
    "order_lines": """
        select 'L' || n as line_id, 'O' || (n // 3) as order_id, n % 3 + 1 as line_number,
               'SKU-' || lpad(cast(hash(n) % {skus} as varchar), 4, '0') as sku, {day} as order_date,
               1 + n % 3 as quantity, case when n // 3 % 4 = 0 then 'USD' else 'EUR' end as currency,
               (1 + n % 3) * 19.9 as gross_amount, (1 + n % 3) * 1.5 as discount_amount,
               (1 + n % 3) * 18.4 as net_amount, (1 + n % 3) * 3.5 as tax_amount, (1 + n % 3) * 7.25 as cost_amount
        from range({first}, {after}) as t(n)""",
    "orders": """
        select 'O' || (n // 3) as order_id, 'C' || (hash(n) % {customers}) as customer_id,
               cast({day} as timestamp) + interval (n % 86400) second as ordered_at,
               (['DE', 'FR', 'US', 'GB', 'ES'])[1 + n // 3 % 5] as country, (['web', 'app'])[1 + n // 3 % 2] as channel,
               'paid' as status, case when n // 3 % 4 = 0 then 'USD' else 'EUR' end as currency, 99.9 as total_amount
        from range({first}, {after}, 3) as t(n)""",
    "products": """
        select 'SKU-' || lpad(cast(n as varchar), 4, '0') as sku, 'ST-' || (n // 10) as style,
               (['Dress', 'Coat', 'Shirt', 'Skirt'])[1 + n // 10 % 4] as category, timestamp '2024-01-01' as updated_at
        from range({skus}) as t(n)""",
    "customers": """
        select 'C' || n as customer_id, 'c' || n || '@example.org' as email, 'Given' || n % 997 as given_name,
               'Family' || n % 7919 as family_name, (['DE', 'FR', 'US', 'GB', 'ES'])[1 + n % 5] as country,
               timestamp '2024-01-01' as created_at
        from range({customers}) as t(n)""",
}


def write_bench_company(folder: Path, lines: int) -> Settings:
    """Write the extracts, the vendor and a configuration.

    Args:
        folder: An empty folder.
        lines: Order lines; orders and customers follow from it.

    Returns:
        The settings of that configuration.
    """
    (folder / "extracts").mkdir(parents=True)
    shutil.copytree(VENDOR, folder / "vendors" / "bench")
    for name in _TABLES:
        _write(folder, name, "2025-12-31", lines, range(lines))
    config = folder / "entrepot.toml"
    config.write_text(
        '[company]\nname = "Bench"\ngroup_currency = "EUR"\n\n[[source]]\nname = "bench"\nvendor = "bench"\n'
        'systems = ["storefront"]\npath = "extracts"\n',
        encoding="utf-8",
    )
    return load_settings(config)


def write_bench_delta(folder: Path, lines: int) -> int:
    """Write the extract of the next day beside the first: orders and their lines, half of them sent again, half new.

    Args:
        folder: Where `write_bench_company` has written.
        lines: Its order lines.

    Returns:
        How many order lines the delta has: a hundredth of them, in whole orders.
    """
    half = max(lines // 2 // LINES_TO_ONE_OF_DELTA // 3, 1) * 3
    first = lines // 3 * 3 - half
    delta = range(first, first + 2 * half)
    for name in ("orders", "order_lines"):
        _write(folder, name, "2026-01-01", lines, delta)
    return len(delta)


def _write(folder: Path, name: str, day: str, lines: int, part: range) -> None:
    """Write one extract of these numbers of order lines; masters are always whole."""
    values = {
        "first": part.start,
        "after": part.stop,
        "customers": max(lines // LINES_PER_CUSTOMER, 1),
        "skus": max(lines // LINES_PER_SKU, 1),
        "day": _DAY.format(lines=lines),
    }
    target = folder / "extracts" / f"{name}_{day}.csv"
    duckdb.execute(f"copy ({_TABLES[name].format(**values)}) to '{target}' (header, delimiter ',')")
