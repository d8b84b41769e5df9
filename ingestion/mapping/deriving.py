"""Canonical columns that follow from others, or from what kind of table it is.

Belongs here: ids, days, columns that a line has from its order, constants. Not here: amounts (amounts), and columns
whose names and values speak for them (placing).
"""

from __future__ import annotations

from ingestion.mapping.canonical_contracts import CanonicalColumn
from ingestion.mapping.choosing import is_of_placing
from ingestion.mapping.columns_sql import code_sql, column_sql, country_sql, key_sql, knows_codes, moment_sql, truth_sql
from ingestion.mapping.drafts import Draft, source_of
from ingestion.mapping.placing import Placed, referred_entity, table_tokens
from ingestion.mapping.proposal import Placement
from ingestion.mapping.reaching import Place
from ingestion.mapping.words import tokens_of
from warehouse.connections import literal

_DAY_OF = {
    "order_date": "ordered_at",
    "refund_date": "refunded_at",
    "payment_date": "paid_at",
    "ship_date": "shipped_at",
    "receipt_date": "received_at",
    "movement_date": "moved_at",
    "review_date": "written_at",
    "cart_date": "started_at",
    "created_date": "created_at",
    "settlement_date": "settled_at",
    "opened_date": "opened_at",
    "activity_date": "happened_at",
    "event_date": "happened_at",
    "return_date": "received_at",
    "announced_date": "announced_at",
}
_HEADERS = {
    "sales_order_line": "sales_order",
    "purchase_order_line": "purchase_order",
    "invoice_line": "invoice",
    "refund_line": "refund",
    "charge_line": "sales_order",
    "payment": "sales_order",
}
_FROM_HEADER = {
    "order_date": ("order_date", "ordered_at"),
    "invoice_date": ("invoice_date",),
    "due_date": ("due_date",),
    "currency_code": ("currency_code",),
    "refunded_at": ("refunded_at",),
}
"""Columns of a line, and of its order from which they come."""
_CONSTANTS = {
    "product_cost": ("cost_type", "standard", "costs of articles are standard costs unless a receipt says them"),
    "payment": ("payment_type", "sale", "money in; no column says otherwise"),
    "exchange_rate": ("rate_type", "spot", "a rate per day"),
    "charge_line": ("charge_type", "shipping", "its amount is called freight or shipping"),
}
_SHIPPED = {
    "sales_order": ("order_status", "_shipped_at", "fulfilled"),
    "fulfillment": ("fulfillment_status", "shipped_at", "shipped"),
}
"""Columns with a status, the day of shipping that stands for it, and the code of what has been shipped."""
_OF_GROUP = 0.5


def place_own_id(draft: Draft) -> None:
    """Place the entity's own id: the key of its table."""
    how = "the table's key" if len(draft.key) == 1 else "the parts of the table's key"
    declared = draft.candidate.table.is_key_declared
    draft.put(
        f"{draft.entity}_id", draft.key_sources(), draft.key_sql(), 0.97 if declared else 0.88,
        f"{how}, {'as the system declares' if declared else 'unique in every row'}",
    )  # fmt: skip


def place_found(draft: Draft, contract: dict[str, CanonicalColumn]) -> None:
    """Place what names and values speak for, in the canonical form."""
    for name, placed in draft.candidate.placed.items():
        if name in contract and not _is_foreign_list(draft, name, placed):
            sql, remark = _converted(draft, contract[name], placed)
            reason = f"{placed.reason}; {remark}" if remark else placed.reason
            draft.put(name, (source_of(placed),), sql, placed.score, reason)


def _is_foreign_list(draft: Draft, name: str, placed: Placed) -> bool:
    """A list of kinds of which no value is known is some other list; one of statuses is worth to be mapped."""
    if draft.candidate.words.columns[name].kind != "code_list" or name.endswith("_status"):
        return False
    return not knows_codes(draft.entity, name, placed.column)


def _converted(draft: Draft, column: CanonicalColumn, placed: Placed) -> tuple[str, str]:
    sql, profile = draft.sql(placed), placed.column
    kind = draft.candidate.words.columns[column.name].kind
    if kind == "country":
        return country_sql(sql, profile)
    if kind == "code_list":
        return code_sql(draft.entity, column.name, sql, profile)
    if kind == "any_time" and (profile.is_moment or profile.is_empty):
        return f"{sql} is not null", "a row with a time of deletion is deleted"
    if kind in {"yes_no", "any_time"}:
        return truth_sql(sql, profile), ""
    if kind == "moment":
        return moment_sql(sql, profile, is_day=column.duckdb_type == "date"), ""
    if kind == "reference":
        return _reference_sql(draft, column.name, placed, sql), ""
    return sql, "whole numbers, as in all amounts of the system, are taken as cents" if draft.is_in_cents(
        placed
    ) else ""


def _reference_sql(draft: Draft, column: str, placed: Placed, sql: str) -> str:
    """The id of the row that is referred to, looked up where the reference names another column than its key."""
    entity = referred_entity(column)
    target = draft.all_candidates.get(entity or "")
    if target is None:
        return sql
    for place in draft.looked.places(draft.candidate.table):
        if len(place.joins) == 1 and place.table.name == target.table.name:
            join = place.joins[0]
            if join.own_columns == (placed.column.name,) and join.their_columns != target.table.primary_key:
                draft.use(place)
                return key_sql(place.name, target.table.primary_key)
    return sql


def place_days(draft: Draft, contract: dict[str, CanonicalColumn]) -> None:
    """Place days whose moment is known."""
    for day, moment in _DAY_OF.items():
        known = draft.placements.get(moment)
        if day in contract and known:
            draft.put_if_missing(
                day, known.sources, f"cast({known.expression} as date)", known.confidence, f"the day of {moment}"
            )


def place_from_header(draft: Draft) -> None:
    """Place what a line has from its order, as the order itself has it."""
    header = draft.all_candidates.get(_HEADERS.get(draft.entity, ""))
    place = _place_of_header(draft, header.table.name) if header else None
    if header is None or place is None:
        return
    for column, names in _FROM_HEADER.items():
        known = next((it for name in names if (it := header.placed.get(name)) and it.place.is_own), None)
        own = draft.placed(column)
        if known and column in draft.candidate.words.columns and not (own and own.place.is_own):
            _lend(draft, column, known, place, header.words.entity)


def _place_of_header(draft: Draft, table: str) -> Place | None:
    places = draft.looked.places(draft.candidate.table)
    return next((place for place in places if len(place.joins) == 1 and place.table.name == table), None)


def _lend(draft: Draft, column: str, known: Placed, place: Place, entity: str) -> None:
    draft.use(place)
    sql = column_sql(place.name, known.column.name)
    if column.endswith("_date"):
        sql = moment_sql(sql, known.column, is_day=True)
    confidence = known.score * 0.97 * place.confidence**0.5
    draft.put(column, (source_of(known),), sql, confidence, f"the line has it from its {entity}: {known.reason}")


def place_references_to_host(draft: Draft) -> None:
    """Place references to the entity in whose table this one stands."""
    host = draft.candidate.words.embedded
    if host is None or draft.looked.chosen.get(host) != draft.table:
        return
    for column in (f"{host}_id",):
        if column in draft.candidate.words.columns:
            draft.put(column, draft.key_sources(), draft.key_sql(), 0.85, f"it stands in the table of {host}")


def place_currency(draft: Draft, contract: dict[str, CanonicalColumn]) -> None:
    """Place the group's currency where no column says one; a person confirms it."""
    if "currency_code" in contract and not draft.candidate.placed.get("currency_code"):
        labels = ", ".join(sorted(map(".".join, draft.looked.profile.label_currencies)))
        reason = "no column says the currency: that of the group is taken; correct it if the system keeps another"
        if labels:
            reason = (
                f"not sure: most articles cost the same number in every currency of {labels}, so that it is taken for "
                "a label, and the currency of the group for that of amounts; correct it if it is not"
            )
        draft.put_if_missing("currency_code", (), literal(draft.group_currency), _OF_GROUP, reason)


def place_constants(draft: Draft) -> None:
    """Place codes that follow from what kind of table it is."""
    if draft.entity in _CONSTANTS:
        column, code, reason = _CONSTANTS[draft.entity]
        draft.put_if_missing(column, (), literal(code), 0.7, reason)
    if draft.entity == "price" and (price := draft.placed("price_amount")):
        words = {*tokens_of(price.column.name), *table_tokens(draft.table)}
        code, why = ("list", "its name says list price") if "list" in words else ("selling", "no name says list price")
        _place_start_of_price(draft)
        draft.put("price_type", (), literal(code), 0.7, why)
    if draft.entity == "party_record":
        _place_party(draft)
    if draft.entity == "invoice":
        _place_invoice(draft)


def _place_start_of_price(draft: Draft) -> None:
    """Where prices have a table of their own and no first day, they hold since they were last changed."""
    changed = draft.placed("updated_at")
    if changed and draft.looked.chosen.get("product_variant") != draft.table:
        sql = moment_sql(draft.sql(changed), changed.column, is_day=True)
        why = "no column says since when a price holds: since its last change"
        draft.put_if_missing("valid_from_date", (source_of(changed),), sql, 0.6, why)


def _place_invoice(draft: Draft) -> None:
    """Whose invoice it is, and that it is in the books, as lists of invoices are."""
    said = {*table_tokens(draft.table), *tokens_of(_source_name(draft, "party_record_id"))}
    code = "'payable'" if said & {"supplier", "purchase"} else "'receivable'"
    draft.put_if_missing("invoice_type", (), code, 0.65, "whom it names")
    draft.put_if_missing("is_posted", (), "true", 0.6, "no column says otherwise")


def _source_name(draft: Draft, column: str) -> str:
    placed = draft.placed(column)
    return placed.column.name if placed else ""


def _place_party(draft: Draft) -> None:
    words = set(table_tokens(draft.table))
    role = next((role for role in ("customer", "supplier", "employee", "contact") if role in words), None)
    if role:
        draft.put("party_role", (), literal(role), 0.8, "the table's name says so")
    person = draft.placements.get("given_name") or draft.placements.get("family_name")
    company = draft.placements.get("organisation_name")
    if "party_type" not in draft.placements:
        _place_type(draft, person, company)
    _place_full_name(draft)


def _place_type(draft: Draft, person: Placement | None, company: Placement | None) -> None:
    if company and not person:
        is_whole = (placed := draft.placed("organisation_name")) is not None and placed.column.null_share < 0.02
        if is_whole and placed and placed.place.is_own:
            draft.put("party_type", (), "'organisation'", 0.7, "each row has the name of a company")
        else:
            _place_type_by_company(draft, company)
    elif person and not company:
        draft.put("party_type", (), "'person'", 0.75, "each row has the name of a person")


def _place_type_by_company(draft: Draft, company: Placement) -> None:
    """A row that has, or leads to, a company is one."""
    placed = draft.placed("organisation_name")
    sql, sources = company.expression, company.sources
    if placed and placed.place.joins:
        leading = placed.place.joins[0].own_columns[0]
        sql, sources = column_sql(draft.table, leading), (f"{draft.table}.{leading}",)
    draft.put(
        "party_type", sources, f"case when {sql} is not null then 'organisation' else 'person' end", 0.65,
        "a row with a company is one",
    )  # fmt: skip


def _place_full_name(draft: Draft) -> None:
    given, family = draft.placements.get("given_name"), draft.placements.get("family_name")
    company = draft.placements.get("organisation_name")
    if given and family and _is_courtesy(draft):
        del draft.placements["full_name"]
    if given and family:
        sql = f"concat_ws(' ', {given.expression}, {family.expression})"
        draft.put_if_missing("full_name", (*given.sources, *family.sources), sql, 0.85, "first and last name")
    elif company:
        draft.put_if_missing("full_name", company.sources, company.expression, 0.7, "the name of the company")


def _is_courtesy(draft: Draft) -> bool:
    """Say whether what reads like a name is a title, beside a first and a last name."""
    placed = draft.placed("full_name")
    return placed is not None and (placed.column.is_empty or "title" in placed.column.name.lower())


def place_status(draft: Draft) -> None:
    """Place how far an order or a delivery is, where only the day of its shipping tells."""
    if draft.entity not in _SHIPPED:
        return
    column, helper, code = _SHIPPED[draft.entity]
    shipped = draft.placed(helper)
    if shipped:
        sql = f"case when {draft.sql(shipped)} is not null then {literal(code)} else 'open' end"
        draft.put_if_missing(column, (source_of(shipped),), sql, 0.65, "no status, but a day of shipping")


def place_condition(draft: Draft) -> None:
    """Leave out orders that were begun and never placed, with their lines, where the moment of placing tells."""
    order = draft.all_candidates.get("sales_order")
    placed = order.placed.get("ordered_at") if order else None
    if order is None or placed is None or not placed.place.is_own or not is_of_placing(placed.column):
        return
    if draft.entity == "cart":
        return
    if draft.table == order.table.name:
        draft.where = f"{column_sql(draft.table, placed.column.name)} is not null"
    elif draft.entity == "sales_order_line" and (place := _place_of_header(draft, order.table.name)):
        draft.use(place)
        draft.where = f"{column_sql(place.name, placed.column.name)} is not null"


def place_number(draft: Draft) -> None:
    """Place the key as the number that people know an order by, where there is no other."""
    if "order_number" in contract_columns(draft) and "order_number" not in draft.placements and len(draft.key) == 1:
        reason = "the table has no other number"
        draft.put("order_number", draft.key_sources(), draft.key_sql(), 0.6, reason)


def contract_columns(draft: Draft) -> set[str]:
    """Return the columns that are looked for."""
    return set(draft.candidate.words.columns)


def place_gross_of_charge(draft: Draft) -> None:
    """Place a charge before discounts, where none is known."""
    net = draft.placements.get("net_amount")
    if draft.entity == "charge_line" and net:
        draft.put("gross_amount", net.sources, net.expression, net.confidence * 0.95, "no discount is known")
