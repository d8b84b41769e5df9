"""What the logistics partner and our own warehouse send: places, counts, parcels, movements, as CSV.

Times are those of the place, the logistics partner's with their offset to UTC, our own warehouse's without.

Belongs here: the 3PL's and the WMS' file shapes. Not here: other vendors'.
"""

from __future__ import annotations

from simulation.witnesses.writing import Sheet, Witness

_LOCATIONS = """
select code as location_code, name as location_name, country as country_code, zone as time_zone, founded() as changed
from place where kind = '3pl'"""

_STOCK = """
select day_of(s.day) as snapshot_date, p.code as location_code, v.sku, s.level as on_hand, s.available,
    case when s.available > 0 then 'AVAILABLE' when s.level > 0 then 'RESERVED' else 'OUT_OF_STOCK' end as status,
    second_of(s.day, 23) as changed
from stock_count as s join place as p on p.id = s.place join variant as v on v.id = s.variant
where p.kind = '3pl' and happened(second_of(s.day, 23))"""

_SHIPMENTS = """
select 'SHL' || lpad(cast(u.line * 2 + u.parcel as varchar), 9, '0') as shipment_line_no,
    'SHP' || lpad(cast(p.id as varchar), 8, '0') as shipment_no,
    w.order_prefix || cast(1001 + n.place as varchar) as order_ref, q.code as location_code, v.sku,
    count(*) as quantity, p.carrier, p.tracking as tracking_no, local_iso(p.shipped_at, z.shift) as shipped_at,
    local_iso(known(p.delivered_at), z.shift) as delivered_at, greatest(p.shipped_at, known(p.delivered_at)) as changed
from unit as u
join parcel as p on p."order" = u."order" and p.parcel = u.parcel
join order_number as n on n.id = u."order"
join market as m on m.id = u.market
join shop as w on w.id = m.shop
join place as q on q.id = p.place
join variant as v on v.id = u.variant
asof join zone_change as z on z.zone = q.zone and z.since <= p.shipped_at
where q.kind = '3pl' and u.shipped_at <> -1 and happened(p.shipped_at)
group by u.line, u.parcel, p.id, w.order_prefix, n.place, q.code, z.shift, v.sku, p.carrier, p.tracking, p.shipped_at,
p.delivered_at"""

_RETURNS = """
select 'RET' || lpad(cast(min(u.id) as varchar), 9, '0') as return_line_no,
    w.order_prefix || cast(1001 + n.place as varchar) as order_ref,
    q.code as location_code, v.sku, count(*) as quantity,
    case when u.is_resaleable then 'A' when u.is_defective then 'C' else 'B' end as grade,
    case when u.is_resaleable then 'RESTOCK' else 'SECOND_CHOICE' end as disposition,
    local_iso(u.back_at, z.shift) as received_at, u.back_at as changed
from unit as u
join order_number as n on n.id = u."order"
join market as m on m.id = u.market
join shop as w on w.id = m.shop
join place as q on q.id = u.place
join variant as v on v.id = u.variant
asof join zone_change as z on z.zone = q.zone and z.since <= u.back_at
where q.kind = '3pl' and u.channel < 2 and happened(u.back_at)
group by u.line, u.back_at, u.is_resaleable, u.is_defective, w.order_prefix, n.place, q.code, z.shift, v.sku"""

_MOVEMENTS = """
select 'MOV' || lpad(cast(m.id as varchar), 9, '0') as movement_no, q.code as location_code, v.sku,
    upper(m.kind) as movement_type,
    m.quantity, local_iso(m.second, z.shift) as moved_at, cast(m.reference as varchar) as reference, m.second as changed
from movement as m join place as q on q.id = m.place join variant as v on v.id = m.variant
asof join zone_change as z on z.zone = q.zone and z.since <= m.second
where q.kind {kind} '3pl' and happened(m.second)"""

_COUNTS = """
select day_of(s.day) as count_date, p.code as place, v.sku, s.level as counted, second_of(s.day, 23) as changed
from stock_count as s join place as p on p.id = s.place join variant as v on v.id = s.variant
where p.kind <> '3pl' and happened(second_of(s.day, 23))"""

_FABRIC = """
select 'FAB' || lpad(cast(e.id as varchar), 8, '0') as movement_no, f.code as fabric, upper(e.kind) as movement_type,
    case when e.target = 8 then '' else '-' end || decimals(e.quantity, 2) as metres,
    strftime(moment(e.second + z.shift), '%d/%m/%Y %H:%M') as moved_at, e.second as changed
from erp_move as e
join fabric as f on f.id = -1 - e.goods
asof join zone_change as z on z.zone = 'Europe/Paris' and z.since <= e.second
where e.goods < 0 and happened(e.second)"""


def witnesses() -> tuple[Witness, ...]:
    """Return the logistics partner and our own warehouse."""
    partner = (
        Sheet("locations", (_LOCATIONS,), ("location_code",), delimiter=";"),
        Sheet("stock_levels", (_STOCK,), ("snapshot_date", "location_code", "sku"), delimiter=";"),
        Sheet("shipments", (_SHIPMENTS,), ("shipment_line_no",), delimiter=";"),
        Sheet("returns", (_RETURNS,), ("return_line_no",), delimiter=";"),
        Sheet("movements", (_MOVEMENTS.format(kind="="),), ("movement_no",), delimiter=";"),
    )
    own = (
        Sheet("movements", (_MOVEMENTS.format(kind="<>"),), ("movement_no",), delimiter="|"),
        Sheet("counts", (_COUNTS,), ("count_date", "place", "sku"), delimiter="|"),
        Sheet("fabric_movements", (_FABRIC,), ("movement_no",), delimiter="|"),
    )
    return Witness("warehouse_3pl", partner), Witness("wms", own)
