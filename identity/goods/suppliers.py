"""Which supplier records of the systems are one supplier: what is compared and what forbids.

Belongs here: the comparable columns of suppliers, and the rules for them. Not here: how rules become links.

A supplier is a company, so its columns are spelt as those of companies are (`identity.normalise.build`). Companies of
one name in two countries, or with two tax ids, are a group and not one supplier.
"""

from __future__ import annotations

import duckdb

from identity.configuration import linkage_settings
from identity.goods.evidence import RECORD, Evidence, GoodKind, Guard, NamedRule
from identity.link.comparisons import COUNTRY, ORGANISATION, ORGANISATION_MAIL, PHONE, Comparison, Level
from identity.normalise import articles, build, names, spelling
from identity.normalise.stopping import STOPPED, stop_shared
from identity.tables import SUPPLIER, SUPPLIER_LINK

_OWN = "identity_step_supplier"
SCRATCH = (_OWN, build.GIVEN, build.RECORD, build.FAMILY, build.SOURCE, STOPPED)


def write_records(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the comparable suppliers and return how many values are shared too widely to name one of them."""
    connection.execute(f"create or replace temp table {_OWN} as {_own_sql()}")
    given = ", ".join(f"cast({_GIVEN.get(column, 'null')} as varchar) as {column}" for column in build.COLUMNS)
    connection.execute(f"create or replace temp table {build.GIVEN} as select record_number, {given} from {_OWN}")
    build.write_records(connection, organisations=True)
    stopped = stop_shared(connection, linkage_settings().stop_list, organisations=True)
    connection.execute(f"create or replace temp table {RECORD} as {_record_sql()}")
    return stopped


_GIVEN = {
    "source_name": "source_name",
    "company_name": "supplier_name",
    "email": "email",
    "phone": "phone",
    "city": "city",
    "country_code": "country_code",
}


def _own_sql() -> str:
    """One row per supplier, in an order that stays: a supplier has no date of birth, so names rank."""
    return f"""
        select
            row_number() over (order by source_name, supplier_id)::integer - 1 as record_number,
            source_name, supplier_id as record_id, cast(null as timestamp) as created_at,
            supplier_name, supplier_code, email, phone, city, country_code,
            {spelling.signs("tax_id")} as tax_signs,
            {spelling.signs("bank_account")} as bank_signs
        from {SUPPLIER}
    """


def _record_sql() -> str:
    """One row per supplier and the columns that are compared; a tax number stands behind its country."""
    return f"""
        with joined as (
            select own.record_number, own.source_name, own.record_id, own.created_at,
                {spelling.tax_id("own.tax_signs", "own.country_code")} as tax,
                case when {spelling.is_real_number("own.bank_signs")} then own.bank_signs end as bank,
                {articles.code("own.supplier_code")} as code,
                spelt.company, spelt.company_key, spelt.mailbox, spelt.mail_domain, spelt.phone, spelt.city,
                coalesce(nullif(spelt.country, ''), left(tax, 2)) as country
            from {_OWN} as own
            inner join {build.RECORD} as spelt on own.record_number = spelt.record_number
        ),
        counted as (
            select *, count(distinct company_key) over (partition by bank) as bank_names,
                count(distinct company_key) over (partition by tax) as tax_names
            from joined
        )
        select * exclude (bank_names, tax_names) replace (
            case when bank_names <= {_names()} then bank end as bank,
            case when tax_names <= {_names()} then tax end as tax
        )
        from counted
    """


def _names() -> int:
    """Return under how many companies' names a number may stand."""
    return linkage_settings().stop_list.surnames


def _missing(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


def _exact(name: str, column: str, weighed_by: str | None = None) -> Comparison:
    return Comparison(name, _missing(column), (Level(f"{column}_l = {column}_r", weighed_by),))


EVIDENCE = (
    Evidence(_exact("tax", "tax"), ("tax id",), "tax id"),
    Evidence(_exact("bank", "bank"), ("bank account",), "bank account"),
    Evidence(_exact("code", "code"), ("supplier code",), "supplier code"),
    Evidence(ORGANISATION, ("name", "name but for some letters", "part of the name"), "name"),
    Evidence(ORGANISATION_MAIL, ("e-mail", "e-mail domain"), "e-mail domain"),
    Evidence(PHONE, ("phone", "phone but for a digit"), "phone"),
    Evidence(
        Comparison(
            "city",
            _missing("city"),
            (Level("city_l = city_r", "city"), Level("jaro_winkler_similarity(city_l, city_r) >= 0.9")),
        ),
        ("city", "city but for some letters"),
        "city",
    ),
    Evidence(COUNTRY, ("country",), "country"),
)
_LIKE_NAME = "level_company < 3"
SUPPLIERS = GoodKind(
    entity="supplier",
    reads=SUPPLIER,
    writes=SUPPLIER_LINK,
    id_column="supplier_id",
    write_records=write_records,
    scratch=SCRATCH,
    keys=(
        "tax",
        "bank",
        "code || '|' || left(company, 3)",
        "mailbox",
        "mail_domain",
        "phone",
        "company_key",
        "left(company_key, 8)",
        "left(company, 6)",
        f"left({names.skeleton('company_key')}, 4) || '|' || coalesce(city, country)",
        "split_part(company, ' ', 1) || '|' || coalesce(city, country)",
    ),
    evidence=EVIDENCE,
    own_code="code",
    proof="tax",
    rules=(
        NamedRule("tax_id", "level_tax = 0", is_proof=True),
        NamedRule("bank_account", f"level_bank = 0 and {_LIKE_NAME}"),
        NamedRule("code_and_name", "level_code = 0 and level_company = 0"),
        NamedRule("name_and_contact", f"{_LIKE_NAME} and least(level_mailbox, level_phone) < 2", decided_by="model"),
        NamedRule("name_and_place", "level_company < 2 and least(level_country, level_city) = 0", decided_by="model"),
    ),
    guards=(
        Guard("tax_ids_of_one_country", "tax_l <> tax_r and left(tax_l, 2) = left(tax_r, 2)"),
        Guard("two_countries", "country_l <> country_r and not coalesce(tax_l = tax_r, false)"),
    ),
)
