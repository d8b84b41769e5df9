"""What the logistics partner sends: places, Sunday counts and parcels, as CSV with semicolons.

Belongs here: the 3PL's file shapes. Not here: other vendors'.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from simulation.witnesses.writing import EXTRACT_DATE, Written, write_csv

_LOCATIONS = """
select code as location_code, name as location_name, country as country_code from warehouse where code <> 'PAR'"""

_STOCK = """
select day_of(s.day) as snapshot_date, w.code as location_code, v.sku, s.on_hand, s.available,
    case when s.available > 0 then 'AVAILABLE' when s.on_hand > 0 then 'RESERVED' else 'OUT_OF_STOCK' end as status
from snapshot s join warehouse w on w.id = s.warehouse join variant v on v.id = s.variant"""

_SHIPMENTS = """
select 'SHL' || lpad(cast(row_number() over (order by f.shipped_at, l.id) as varchar), 8, '0') as shipment_line_no,
    'SHP' || lpad(cast(l."order" * 2 + f.parcel + 10000 as varchar), 8, '0') as shipment_no,
    '#' || cast(1001 + l."order" as varchar) as order_ref, w.code as location_code, v.sku, l.quantity,
    m.carriers[1 + l."order" % 2] as carrier,
    upper(m.carriers[1 + l."order" % 2][1:2]) || cast(700000000 + l."order" * 2 + f.parcel as varchar) || m.code
        as tracking_no,
    clock(f.shipped_at) as shipped_at, clock(f.delivered_at) as delivered_at
from line l join line_fate f on f.id = l.id join shop_order o on o.id = l."order" join market m on m.id = o.market
join warehouse w on w.id = m.warehouse join variant v on v.id = l.variant
where f.shipped_at >= 0"""


def write_threepl(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Written]:
    """Write the 3PL's files into the source's folder and return them with their numbers of rows."""
    files = (
        ("locations", _LOCATIONS, "location_code"),
        ("stock_levels", _STOCK, "snapshot_date, location_code, sku"),
        ("shipments", _SHIPMENTS, "shipment_line_no"),
    )
    return [
        write_csv(connection, folder / f"{name}_{EXTRACT_DATE}.csv", select, order=order, delimiter=";")
        for name, select, order in files
    ]
