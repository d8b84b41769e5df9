"""What stands within an order's table or its lines' besides: taxes and discounts as lists, an address, the basket.

Belongs here: placing it. Not here: reading JSON (nested), and single columns (placing, deriving).
"""

from __future__ import annotations

from dataclasses import replace

from ingestion.mapping.columns_sql import column_sql, moment_sql, truth_sql
from ingestion.mapping.drafts import Draft, source_of
from ingestion.mapping.matching import value_factor
from ingestion.mapping.minor_units import FACTOR
from ingestion.mapping.nested import Nested, nested_columns, sum_of, text_of
from ingestion.mapping.placing import Placed
from ingestion.mapping.proposal import EntityProposal, Total
from ingestion.mapping.reaching import Place
from ingestion.mapping.system_profile import ColumnProfile, TableProfile
from ingestion.mapping.vocabulary import entity_words
from warehouse.connections import literal

_LINES = {"sales_order_line", "charge_line"}
_COUNTRIES = {"sales_order": "ship_country_code", "cart": "country_code", "party_record": "country_code"}
_SURE = 0.75


def place_nested_country(draft: Draft) -> None:
    """Place the country of an address that is one text."""
    column = _COUNTRIES.get(draft.entity)
    if column:
        _country(draft, column, draft.candidate.table, draft.table)


def _country(draft: Draft, column: str, table: TableProfile, name: str) -> None:
    found = next((it for it in nested_columns(table, "ship", "address") if it.country_key), None)
    if found and found.country_key:
        sql = f"upper({text_of(column_sql(name, found.column.name), found.country_key, is_list=found.is_list)})"
        draft.put_if_missing(
            column, (f"{table.name}.{found.column.name}",), sql, _SURE, f"{found.country_key} within the address"
        )


def place_nested_amounts(draft: Draft) -> None:
    """Place discounts and taxes that a line has as lists."""
    if draft.entity not in _LINES or "net_amount" not in draft.placements:
        return
    if "discount_amount" not in draft.placements or draft.entity == "charge_line":
        _place_discounts(draft)
    taxes = _taxes(draft.candidate.table)
    if taxes:
        draft.put_if_missing(
            "tax_amount", (_source(draft, taxes),), _tax_sql(draft, taxes), _SURE, "the sum of its list of taxes"
        )


def _place_discounts(draft: Draft) -> None:
    """Discounts may be kept as negative or positive amounts: a list of them comes to a deduction either way."""
    found = next((it for it in nested_columns(draft.candidate.table, "discount", "adjustment") if it.is_list), None)
    gross = draft.placements.get("gross_amount")
    if found is None or gross is None:
        return
    key = found.amount_key or "amount"
    sql = f"abs({sum_of(_sql(draft, found), key)}){_in_unit(draft)}"
    why = (
        "the sum of its list" if found.amount_key else "the sum of its list, which is empty in every row that was seen"
    )
    draft.put("discount_amount", (_source(draft, found),), sql, 0.65, why)
    sources = (*gross.sources, _source(draft, found))
    draft.put("net_amount", sources, f"{gross.expression} - {sql}", 0.65, "before discounts, less the list of them")


def _taxes(table: TableProfile) -> Nested | None:
    """Lists of taxes, unless prices hold the tax: what a line comes to without it is another sum then."""
    flag = _is_included(table)
    if flag and any(value.lower() in {"true", "t", "1", "yes", "y"} for value, _ in flag.frequent):
        return None
    lists = (it for it in nested_columns(table, "tax") if it.is_list)
    return next((it for it in lists if it.amount_key or it.percent_key), None)


def _tax_sql(draft: Draft, taxes: Nested) -> str:
    """The amounts of the list, else its rates of what the line comes to."""
    if taxes.amount_key:
        return f"{sum_of(_sql(draft, taxes), taxes.amount_key)}{_in_unit(draft)}"
    net = draft.placements["net_amount"].expression
    return f"round(({net}) * {sum_of(_sql(draft, taxes), taxes.percent_key or '')} / {taxes.per_unit():g}, 4)"


def _sql(draft: Draft, nested: Nested) -> str:
    return column_sql(draft.table, nested.column.name)


def _source(draft: Draft, nested: Nested) -> str:
    return f"{draft.table}.{nested.column.name}"


def _in_unit(draft: Draft) -> str:
    return f" * {FACTOR}" if draft.looked.in_cents else ""


def tax_lines_of(line: Draft) -> EntityProposal | None:
    """Propose the taxes of an order's lines, where each line has at most one, in a list of its own."""
    taxes = _taxes(line.candidate.table)
    if line.entity != "sales_order_line" or "tax_line" in line.all_candidates or taxes is None or taxes.longest > 1:
        return None
    draft = replace(
        line,
        candidate=replace(line.candidate, words=entity_words()["tax_line"]),
        placements={},
        joins=dict(line.joins),
        totals=dict(line.totals),
    )
    for column, known in _FROM_LINE.items():
        if known in line.placements:
            draft.placements[column] = replace(line.placements[known], column=column)
    _place_tax(draft, taxes)
    condition = f"json_array_length({_sql(line, taxes)}) > 0"
    draft.where = f"{line.where} and {condition}" if line.where else condition
    columns = ("tax_line_id", "parent_type", "parent_id", *_FROM_LINE, "country_code", "tax_name", "tax_pct")
    return draft.proposal(tuple(dict.fromkeys((*columns, "is_included_in_price", "updated_at"))))


_FROM_LINE = {
    "sales_order_id": "sales_order_id",
    "tax_date": "order_date",
    "currency_code": "currency_code",
    "base_amount": "net_amount",
    "tax_amount": "tax_amount",
    "updated_at": "updated_at",
}


def _place_tax(draft: Draft, taxes: Nested) -> None:
    for column in ("tax_line_id", "parent_id"):
        draft.put(column, draft.key_sources(), draft.key_sql(), 0.8, "each line has one tax at most")
    draft.put("parent_type", (), "'sales_order_line'", 0.9, "taxes of an order's lines")
    source, sql = _source(draft, taxes), _sql(draft, taxes)
    if taxes.name_key:
        name = text_of(sql, taxes.name_key, is_list=True)
        draft.put("tax_name", (source,), name, _SURE, f"{taxes.name_key} within the list of taxes")
    if taxes.percent_key:
        rate = f"{sum_of(sql, taxes.percent_key)} / {taxes.per_unit():g}"
        draft.put("tax_pct", (source,), rate, _SURE, f"{taxes.percent_key} within the list of taxes")
    flag = _is_included(draft.candidate.table)
    if flag:
        sql = truth_sql(column_sql(draft.table, flag.name), flag)
        draft.put("is_included_in_price", (f"{draft.table}.{flag.name}",), sql, _SURE, "its name says so")
    order = next((join for join in draft.joins.values() if join.table == draft.looked.chosen.get("sales_order")), None)
    if order:
        _country(draft, "country_code", draft.looked.profile.by_name[order.table], order.name)


def _is_included(table: TableProfile) -> ColumnProfile | None:
    """The column that says whether a price holds the tax."""
    named = (it for it in table.columns if "tax" in it.name.lower() and "inclu" in it.name.lower())
    return next((it for it in named if value_factor("yes_no", it) == 1.0), None)


def place_basket(draft: Draft) -> None:
    """Place what a basket has where baskets are orders that were not placed yet."""
    order = draft.all_candidates.get("sales_order")
    if draft.entity != "cart" or order is None or draft.table != order.table.name:
        return
    placed = order.placed["ordered_at"]
    is_placed = f"{column_sql(draft.table, placed.column.name)} is not null"
    moment = source_of(placed)
    draft.put(
        "cart_status", (moment,), f"case when {is_placed} then 'ordered' else 'open' end", 0.7, "whether it was placed"
    )
    key = f"case when {is_placed} then {draft.key_sql()} end"
    draft.put("sales_order_id", (*draft.key_sources(), moment), key, 0.8, "a basket that was placed is the order")
    changed = draft.placements.get("last_changed_at") or draft.placements.get("updated_at")
    if changed:
        for column in ("last_changed_at", "updated_at"):
            draft.put_if_missing(column, changed.sources, changed.expression, changed.confidence, changed.reason)
    _place_item_qty(draft)


def _place_item_qty(draft: Draft) -> None:
    lines = draft.all_candidates.get("sales_order_line")
    quantity, order = (lines.placed.get(name) for name in ("ordered_qty", "sales_order_id")) if lines else (None, None)
    if lines and quantity and order and quantity.place.is_own and order.place.is_own:
        sql = f"sum({column_sql(lines.table.name, quantity.column.name)})"
        draft.totals["items"] = Total("items", lines.table.name, draft.key, (order.column.name,), (("item_qty", sql),))
        reason = "what its lines come to"
        draft.put_if_missing("item_qty", (source_of(quantity),), "coalesce(items.item_qty, 0)", 0.75, reason)


def place_available(draft: Draft) -> None:
    """Place what is free of a stock of which a part is allocated."""
    stock, allocated = draft.placements.get("on_hand_qty"), draft.placed("_allocated")
    if draft.entity == "stock_snapshot" and stock and allocated:
        sql = f"{stock.expression} - coalesce({draft.sql(allocated)}, 0)"
        draft.put_if_missing(
            "available_qty", (*stock.sources, source_of(allocated)), sql, 0.8, "on hand, less what is allocated"
        )


def place_movement_reference(draft: Draft) -> None:
    """Place the order that a movement belongs to, by its number, where a reference leads to one."""
    order = draft.all_candidates.get("sales_order")
    if draft.entity != "stock_movement" or order is None:
        return
    place = next((it for it in draft.looked.places(draft.candidate.table) if _leads_to(it, order.table.name)), None)
    if place is None:
        return
    number: Placed | None = order.placed.get("order_number")
    column = number.column.name if number and number.place.is_own else order.table.primary_key[0]
    draft.use(place)
    first = place.joins[0].own_columns[0]
    sql = f"case when {column_sql(draft.table, first)} is not null then {literal('sales_order')} end"
    draft.put("reference_type", (f"{draft.table}.{first}",), sql, 0.7, "it leads to an order of a customer")
    draft.put("reference_id", (f"{order.table.name}.{column}",), column_sql(place.name, column), 0.7, "that order")


def _leads_to(place: Place, table: str) -> bool:
    return place.table.name == table and bool(place.joins) and place.gathered is None


def place_shipping(draft: Draft) -> None:
    """Place what follows in deliveries: what was asked for is what was sent, if only one of them is known."""
    sent = draft.placements.get("shipped_qty")
    if draft.entity == "fulfillment_line" and sent:
        draft.put_if_missing("requested_qty", sent.sources, sent.expression, 0.6, "no other quantity is known")
    made = draft.placed("_created_at")
    if draft.entity == "fulfillment" and made and "fulfillment_status" not in draft.placements:
        sql = moment_sql(draft.sql(made), made.column, is_day=False)
        draft.put_if_missing("shipped_at", (source_of(made),), sql, 0.6, "no status says that it is yet to be sent")
