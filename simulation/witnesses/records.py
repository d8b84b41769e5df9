"""Which system knows which persons, and as whom.

Belongs here: the records of persons in the shops, the CRM, the ERP and the store's loyalty scheme. Not here: how a
record gets its flaws (`spelling`), or the files in which it is exported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import duckdb
import numpy as np
from pyarrow.lib import Table, array

from simulation.parameters import WorldParameters
from simulation.witnesses.spelling import Carelessness, Records, write_down
from simulation.world.arrays import Ints, with_columns
from simulation.world.calendar import CUT_OVER, DAY_SECONDS
from simulation.world.draws import Dice
from simulation.world.markets import MARKETS
from simulation.world.people import Persons, build_persons

_SHOP = Carelessness(0.03, 0.02, 0.02, 0.01, 0.04, 0.1, 0.12, 0.002, 0.28, 0.05, 0.3)
_CRM = Carelessness(0.08, 0.1, 0.05, 0.02, 0.1, 0.12, 0.3, 0.02, 0.25, 0.15, 0.4)
_ERP = Carelessness(0.04, 0.04, 0.1, 0.02, 0.3, 0.1, 0.05, 0.03, 0.2, 0.2, 0.5)
_LOYALTY = Carelessness(0.12, 0.25, 0.05, 0.02, 0.2, 0.0, 0.3, 0.1, 0.05, 0.1, 0.5)
_IN_CRM = 0.35
_LINKED = 0.3
_LEADS_A_DAY = 3.4
_SECOND_BUYER = 0.6
_GENERAL_MAIL = 0.2


def write_records(connection: duckdb.DuckDBPyConnection, parameters: WorldParameters, until: int) -> None:
    """Write the tables of records into the store, each row with the person that it is of; until before a day.

    `account_mail`: accounts of the shops. `crm_contact`: contacts of the CRM, of customers, leads and buyers.
    `erp_partner`: consumers that the new ERP got from the shops. `loyalty`: members of the store's scheme.
    """
    persons = _read(connection, Persons, "person")
    for name, rows in _tables(connection, parameters, persons, until):
        connection.register("arriving", rows)
        connection.execute(f"create table {name} as select row_number() over () - 1 as id, * from arriving")
        connection.unregister("arriving")


def _tables(
    connection: duckdb.DuckDBPyConnection, parameters: WorldParameters, persons: Persons, until: int
) -> Iterator[tuple[str, Table]]:
    person, opened = _columns(connection, "select person, opened_at from account order by id")
    number = np.arange(len(person))
    accounts = _write(parameters, "shop", _SHOP, persons, person, number, opened)
    second_account = _columns(connection, "select is_second from account order by id")[0]
    other = np.where(second_account == 1, _other_mail(persons, person), accounts.email)
    yield "account_mail", with_columns(replace(accounts, email=other).arrow(), account=number)
    yield "crm_contact", _contacts(connection, parameters, persons, person, opened, until)
    yield "erp_partner", _partners(connection, parameters, persons)
    yield "loyalty", _loyalty(connection, parameters, persons)


def _write(
    parameters: WorldParameters,
    system: str,
    care: Carelessness,
    persons: Persons,
    person: Ints,
    key: Ints,
    second: Ints,
) -> Records:
    return write_down(parameters.seed, parameters.record_errors, system, care, persons, person, key, second)


def _other_mail(persons: Persons, person: Ints) -> np.ndarray:
    """Return the address of a second account: the person's other one, or one made for the purpose."""
    made = np.char.add(np.char.add("me", (person + 5000).astype(np.str_)), "@inbox.example")
    return np.where(persons.second_email[person] != "", persons.second_email[person], made)


def _contacts(
    connection: duckdb.DuckDBPyConnection,
    parameters: WorldParameters,
    persons: Persons,
    owner: Ints,
    opened: Ints,
    until: int,
) -> Table:
    """Record some customers, people who never bought, and the buyers of business customers."""
    seed = parameters.seed
    accounts = np.flatnonzero(Dice(seed, "in the CRM").happens(_IN_CRM, np.arange(len(owner))))
    created = opened[accounts] + Dice(seed, "CRM after").whole(600, 20 * DAY_SECONDS, accounts)
    known = _write(parameters, "crm", _CRM, persons, owner[accounts], accounts, created)
    linked = np.where(Dice(seed, "linked").happens(_LINKED, accounts), accounts, -1)
    parts = [_contact_rows(known, "customer", known.person, persons.market[known.person], created, linked, -1)]
    leads = _leads(parameters, until)
    rows = np.arange(len(leads.market))
    written = _write(parameters, "crm leads", _CRM, leads, rows, rows, leads.since)
    parts.append(_contact_rows(written, "lead", rows, leads.market, leads.since, np.full(len(rows), -1), -1))
    parts.append(_buyers(connection, parameters))
    return _concatenated(parts)


def _buyers(connection: duckdb.DuckDBPyConnection, parameters: WorldParameters) -> Table:
    """Record the buyers of business customers under their office's address, phone and often its general mailbox."""
    shops = _texts(connection, "select domain, phone, street, city, zip from organisation order by id")
    shop_market, shop_since = _columns(connection, "select market, since from organisation order by id")
    number = np.arange(len(shop_market))
    organisation = np.repeat(number, 1 + Dice(parameters.seed, "two buyers").happens(_SECOND_BUYER, number))
    market, since = shop_market[organisation], shop_since[organisation]
    domain, phone, street, city, zip_code = (column[organisation] for column in shops)
    buyers = build_persons(parameters, "buyers", market, since)
    rows = np.arange(len(market))
    written = _write(parameters, "crm buyers", _CRM, buyers, rows, rows, since)
    local = np.char.partition(buyers.email, "@")[:, 0] if len(rows) else buyers.email
    general = Dice(parameters.seed, "general mailbox").happens(_GENERAL_MAIL, rows)
    email = np.char.add(np.char.add(np.where(general, "info", local), "@"), domain)
    office = Records(rows, written.given, written.family, email, phone, street, city, zip_code)
    return _contact_rows(office, "buyer", rows, market, since, np.full(len(rows), -1), organisation)


def _contact_rows(
    written: Records, crowd: str, person: Ints, market: Ints, created: Ints, account: Ints, organisation: Ints | int
) -> Table:
    return with_columns(
        replace(written, person=person).arrow(), crowd=np.full(len(person), crowd), market=market, created_at=created,
        account=account, organisation=np.broadcast_to(organisation, len(person)),
    )  # fmt: skip


def _leads(parameters: WorldParameters, until: int) -> Persons:
    """Make persons whom only the office knows: one after the other at a steady pace."""
    gap = int(DAY_SECONDS / max(_LEADS_A_DAY * parameters.scale, 0.05))
    number = np.arange(until * DAY_SECONDS // gap)
    market = Dice(parameters.seed, "market of leads").whole(0, len(MARKETS), number)
    since = number * gap + Dice(parameters.seed, "since of leads").whole(0, gap, number)
    return build_persons(parameters, "leads", market, since)


def _partners(connection: duckdb.DuckDBPyConnection, parameters: WorldParameters, persons: Persons) -> Table:
    """Record what the connector brings into the new ERP: accounts at their first order there, each guest order anew."""
    order, account, person, second = _columns(
        connection,
        f"""select min(id), account, any_value(person), min(second) from shop_order
        where channel < 2 and person <> -1 and account <> -1 and second >= {CUT_OVER} group by account
        union all select id, -1, person, second from shop_order
        where channel < 2 and person <> -1 and account = -1 and kind in (0, 4) and second >= {CUT_OVER} order by 1""",
    )
    written = _write(parameters, "erp", _ERP, persons, person, order, second)
    market = persons.market[person]
    return with_columns(written.arrow(), order=order, account=account, created_at=second + 900, market=market)


def _loyalty(connection: duckdb.DuckDBPyConnection, parameters: WorldParameters, persons: Persons) -> Table:
    """Record who gave a name at the outlet's till; the same person is sometimes asked again and gets a second card."""
    order, person, second = _columns(
        connection,
        f"""select min(id), person, min(second) from shop_order where channel = 3 and person <> -1
        and second >= {CUT_OVER} group by person, chance('another card', id) < 0.1 order by 1""",
    )
    written = _write(parameters, "loyalty", _LOYALTY, persons, person, order, second)
    return with_columns(written.arrow(), order=order, created_at=second, market=persons.market[person])


def _read(connection: duckdb.DuckDBPyConnection, kind: type[Persons], table: str) -> Persons:
    names = [field.name for field in fields(kind)]
    found = connection.execute(f"select {', '.join(names)} from {table} order by id").fetchnumpy()
    return kind(**{name: _plain(found[name]) for name in names})


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Ints]:
    found = connection.execute(sql).fetchnumpy()
    return [np.asarray(values, dtype=np.int64) for values in found.values()]


def _texts(connection: duckdb.DuckDBPyConnection, sql: str) -> list[np.ndarray]:
    return [_plain(values) for values in connection.execute(sql).fetchnumpy().values()]


def _plain(values: Any) -> np.ndarray:
    return np.asarray(values.astype(np.str_) if values.dtype == object else values)


def _concatenated(tables: list[Table]) -> Table:
    names = tables[0].column_names
    columns = {name: [_plain(table.column(name).to_numpy()) for table in tables] for name in names}
    return Table.from_arrays([array(np.concatenate(parts)) for parts in columns.values()], names=names)
