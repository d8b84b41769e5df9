"""Telephone numbers in the international form, by the numbering plan of the record's country.

Belongs here: the plans, from phonenumbers' metadata, and SQL that applies them to a column at once. Not here: which
numbers are shared too widely (`stopping`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
from pyarrow.lib import table

if TYPE_CHECKING:
    from phonenumbers import PhoneMetadata

PLANS = "identity_step_plan"
"""country_code, calling_code, trunk, lengths: one row per country."""


def write_plans(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the scratch table of numbering plans: calling code, trunk prefix, possible lengths of national numbers."""
    import phonenumbers

    found = {
        region: phonenumbers.PhoneMetadata.metadata_for_region(region) for region in phonenumbers.SUPPORTED_REGIONS
    }
    known = [(region, plan) for region, plan in sorted(found.items()) if plan and plan.country_code]
    connection.register(
        "identity_plans",
        table(
            {
                "country_code": [region for region, _ in known],
                "calling_code": [str(plan.country_code) for _, plan in known],
                "trunk": [plan.national_prefix or "" for _, plan in known],
                "lengths": [_lengths(plan) for _, plan in known],
                "is_main": [phonenumbers.region_code_for_country_code(_code(plan)) == region for region, plan in known],
            }
        ),
    )
    connection.execute(f"create or replace temp table {PLANS} as select * from identity_plans")
    connection.unregister("identity_plans")


def _code(plan: PhoneMetadata) -> int:
    return int(plan.country_code or 0)


def _lengths(plan: PhoneMetadata) -> list[int]:
    return list(plan.general_desc.possible_length) if plan.general_desc else []


def digits_sql(column: str) -> str:
    """Return SQL for the signs of a number that count: a leading + and digits, an extension cut off."""
    uncut = rf"regexp_replace(lower({column}), '(ext|x|durchwahl|poste|#).*$', '')"
    digits = f"regexp_replace(replace({uncut}, '(0)', ''), '[^0-9]', '', 'g')"
    return (
        f"case when {digits} <> '' then case when starts_with(trim({column}), '+') then '+' else '' end || {digits} end"
    )


def normalised_sql(relation: str, digits: str, country: str) -> str:
    """Return a statement of record_number and phone: international where the plan is known, else the digits.

    Args:
        relation: The records, with record_number.
        digits: Its column of `digits_sql`.
        country: Its column of the country.
    """
    abroad = "\n".join(
        f"left join (from {PLANS} where is_main) as {name} "
        f"on case when given.is_abroad then left(given.bare, {length}) end = {name}.calling_code"
        for length, name in enumerate(("one", "two", "three"), start=1)
    )
    return f"""
        with given as (
            select record_number, {country} as country,
                regexp_replace(replace({digits}, '+', ''), '^(00|011)', '') as bare,
                starts_with({digits}, '+') or starts_with({digits}, '00') or starts_with({digits}, '011') as is_abroad
            from {relation} where {digits} is not null
        ),
        planned as (
            select given.*, coalesce(own.calling_code, '') as own_code, coalesce(own.trunk, '') as own_trunk,
                coalesce(own.lengths, []) as own_lengths,
                coalesce(one.calling_code, two.calling_code, three.calling_code) as code,
                coalesce(one.trunk, two.trunk, three.trunk) as trunk
            from given
            left join {PLANS} as own on given.country = own.country_code
            {abroad}
        ),
        national as (
            select *,
                case when is_abroad then substr(bare, length(code) + 1) else bare end as kept,
                case when is_abroad then coalesce(trunk, '') else own_trunk end as prefix
            from planned
        ),
        cut as (
            select *,
                case when prefix <> '' and starts_with(kept, prefix) and length(kept) - length(prefix) >= 6
                    then substr(kept, length(prefix) + 1) else kept end as number
            from national
        )
        select record_number,
            case
                when is_abroad then coalesce(code, '') || coalesce(number, bare)
                when own_code <> '' and list_contains(own_lengths, length(number)) then own_code || number
                when own_code <> '' and starts_with(bare, own_code)
                    and list_contains(own_lengths, length(bare) - length(own_code)) then bare
                else number
            end as phone
        from cut
    """
