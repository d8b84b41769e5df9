"""What the two ERPs hold: Odoo's PostgreSQL tables as CSV, in the shapes of version 14 (until the cut-over) and 18.

A shape can be had of either of them, so that one system can be told in both.

Belongs here: the two systems, their ids, and what differs between the versions. Not here: the tables themselves
(`odoo_masters`, `odoo_trade`, `odoo_accounts`).
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.witnesses import odoo_accounts, odoo_masters, odoo_trade
from simulation.witnesses.ids import BARCODE, PARTNER_IDS, SHOP_IDS
from simulation.witnesses.writing import LONG_AGO, Sheet, Witness
from simulation.world.calendar import CUT_OVER

_NEVER = 10**12
_TRANSLATED_IN_JSON = 16
"""From this version on a text that can be translated is a JSON object with a text per language."""


@dataclass(frozen=True)
class Version:
    """One of the ERPs.

    Attributes:
        source: Name of the source.
        number: Odoo's major version.
        first: Second at which it was switched on.
        last: Second at which it was switched off.
        shift: What its ids of goods begin with.
    """

    source: str
    number: int
    first: int
    last: int
    shift: int


OLD = Version("erp_old", 14, LONG_AGO, CUT_OVER, 0)
NEW = Version("erp", 18, CUT_OVER, _NEVER, 30_000)

_PREPARE = """
create or replace temp macro is_new() as {is_new};
create or replace temp macro entered(second)
    as greatest(second, case when is_new() then cut_over() else -10000000000 end);
create or replace temp macro is_mine(second) as second >= {first} and second < {last};
create or replace temp macro yes(flag) as case when flag then 't' else 'f' end;
create or replace temp macro five(number) as lpad(cast(number as varchar), 5, '0');
create or replace temp macro translated(name) as
    case when {is_translated} then '{{"en_US": "' || replace(name, '"', '\\"') || '"}}' else name end;
create or replace temp macro currency_no(n) as 1 + n;
create or replace temp macro supplier_no(n) as 10 + n;
create or replace temp macro twin_no(n) as 30 + n;
create or replace temp macro buyer_partner_no(n) as 500000 + n;
create or replace temp macro consumer_partner_no(n) as 2000000 + n;
create or replace temp macro member_partner_no(n) as 9000000 + n;
create or replace temp macro template_no(style) as {shift} + 1 + style;
create or replace temp macro fabric_template_no(fabric) as {shift} + 20001 + fabric;
create or replace temp macro product_no(goods) as case when goods < 0 then {shift} + 20000 - goods
    else {shift} + 1 + goods end;
create or replace temp macro quantity_text(goods, quantity) as
    case when goods < 0 then decimals(quantity, 2) else cast(quantity as varchar) end;
create or replace temp macro move_no(n) as {shift} + 1 + n;
create or replace temp macro web_partner(shop) as 5 + shop;
create or replace temp table odoo_country as
select 1 + row_number() over (order by code) as number, code
from (select distinct country as code from supplier union select code from market union select country from place);
create or replace temp macro country_no(iso) as (select any_value(number) from odoo_country
    where odoo_country.code = iso);
"""


def witnesses() -> tuple[Witness, ...]:
    """Return the old ERP and the new one."""
    return tuple(witness_of(version) for version in (OLD, NEW))


def witness_of(version: Version) -> Witness:
    """Return one of the ERPs, in the shape of its version."""
    is_new = version.first == NEW.first
    facts = {
        "is_new": str(is_new).lower(),
        "is_translated": str(version.number >= _TRANSLATED_IN_JSON).lower(),
        "first": version.first,
        "last": version.last,
        "shift": version.shift,
    }
    tables = {**odoo_masters.TABLES, **odoo_trade.TABLES, **odoo_accounts.TABLES}
    if is_new:
        tables |= odoo_trade.TILL_TABLES
    sheets = tuple(
        Sheet(name, _of_version(selects, version), ("id",), is_whole=name in odoo_trade.WHOLE)
        for name, selects in tables.items()
    )
    if is_new:
        sheets += (Sheet("migration_key_map", odoo_masters.KEY_MAP, ("model", "old_id")),)
    until = None if is_new else version.last
    return Witness(
        version.source, sheets, SHOP_IDS + PARTNER_IDS + BARCODE + _PREPARE.format(**facts), version.first, until
    )


def _of_version(selects: tuple[str, ...], version: Version) -> tuple[str, ...]:
    """Keep the columns of a version: those before `--14` or `--18` on a line belong to one of them."""
    other = "--18" if version.number == OLD.number else "--14"
    return tuple(
        "\n".join(line for line in select.splitlines() if not line.rstrip().endswith(other)) for select in selects
    )
