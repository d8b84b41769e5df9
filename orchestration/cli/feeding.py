"""Commands that give the plan to systems and suppliers: `plan accept`, `accepted`, `undo`, `packs`, and `feed`.

Belongs here: choosing proposals, and printing what a feed holds and what changed. Not here: the entries, the rows and
the files (`forecasting.feeding`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import duckdb
import typer
from rich.markup import escape

from forecasting.feeding.accepting import (
    Accepted,
    AcceptingError,
    Proposal,
    accept,
    accepted_proposals,
    undo_acceptance,
)
from forecasting.feeding.documents import draft
from forecasting.feeding.formats import Format, key_of, rows_of
from forecasting.feeding.packs import FORM_COLUMNS, day_of, requirement_packs
from forecasting.feeding.versions import Difference, next_version, safe_text, write_csv
from orchestration.cli.console import (
    Actor,
    Config,
    Why,
    actor_of,
    counted,
    one_of,
    out,
    print_table,
    reason_of,
    settings_of,
)
from warehouse.connections import open_reader
from warehouse.ledger import open_ledger
from warehouse.releases import require_release

_SHOWN = 20
_CHOSEN = """
    select proposal_type, product_key, sku, location_key, from_location_key, supplier_key, order_date, expected_date,
        proposed_qty, unit_price_amount, currency_code, proposal_reason
    from marts.mart_planning__order_proposal
    where proposal_type = $1 and ($2 is null or supplier_name ilike $2) and ($3 is null or sku = $3)
    order by sku, location_key"""

_NAMED = """
    select distinct supplier_name from marts.mart_planning__order_proposal
    where proposal_type = $1 and supplier_name is not null order by supplier_name"""


class Feed(StrEnum):
    """What is given back."""

    purchase_orders = "purchase_orders"
    transfers = "transfers"
    safety_stock = "safety_stock"


class Kind(StrEnum):
    """What is proposed; what is made goes to no system yet."""

    buy = "buy"
    transfer = "transfer"


def mounted(group: typer.Typer) -> typer.Typer:
    """Add these commands to the group `plan`."""
    group.command("accept")(accept_proposals)
    group.command("accepted")(list_accepted)
    group.command("undo")(undo)
    group.command("packs")(write_packs)
    return group


def accept_proposals(
    named: Annotated[str, typer.Argument(metavar="KIND", help="buy or transfer.")],
    supplier: Annotated[str | None, typer.Option("--supplier", help="Only from this supplier, by name.")] = None,
    sku: Annotated[str | None, typer.Option("--sku", help="Only this article.")] = None,
    qty: Annotated[float | None, typer.Option("--qty", help="Another quantity, of one proposal.")] = None,
    config: Config = None,
    reason: Why = None,
    actor: Actor = None,
) -> None:
    """Accept proposals of the current release; `entrepot feed` gives them to a system."""
    kind, settings = one_of(Kind, named, "KIND"), settings_of(config)
    with open_reader(require_release(settings).database) as connection:
        rows = connection.execute(_CHOSEN, [kind.value, supplier, sku]).fetchall()
        others = connection.execute(_NAMED, [kind.value]).fetchall() if supplier and not rows else []
    chosen = [Proposal(*row) for row in rows]
    if others:
        raise AcceptingError(
            "nothing is proposed from this supplier.", where=f"{supplier}",
            todo=f"Proposals are from {', '.join(str(name) for (name,) in others)}.",
        )  # fmt: skip
    if not chosen:
        raise AcceptingError("the current release proposes no such thing.", todo="See `entrepot questions planner-3`.")
    if qty is not None:
        if len(chosen) > 1:
            raise AcceptingError("--qty is of one proposal.", where=f"{len(chosen)} chosen", todo="Name it by --sku.")
        chosen = [replace(chosen[0], qty=Decimal(str(qty)))]
    taken = accept(open_ledger(settings), chosen, actor_of(actor), reason_of(reason))
    already = len(chosen) - len(taken)
    told = f"; {already} stood accepted already" if already else ""
    out.print(f"{len(taken)} accepted{told}. Next: `entrepot feed`.", highlight=False, soft_wrap=True)


def list_accepted(config: Config = None) -> None:
    """List the proposals that stand accepted, with who, when and why."""
    rows = [
        [item.entry_id, item.proposal.proposal_type, item.proposal.sku, f"{item.proposal.qty:g}",
         f"{item.proposal.order_date}", item.actor, f"{item.recorded_at:%Y-%m-%d}", item.reason]
        for item in accepted_proposals(open_ledger(settings_of(config)))
    ]  # fmt: skip
    columns = ["id", "kind", "article", "units", "plan of", "by", "on", "why"]
    print_table("Accepted proposals", columns, rows, "Nobody has accepted a proposal.")


def undo(
    entry_id: Annotated[int, typer.Argument(metavar="ID", help="As `plan accepted` lists it.")],
    config: Config = None,
    reason: Why = None,
    actor: Actor = None,
) -> None:
    """Take an acceptance back: the next feed does not hold it."""
    found = undo_acceptance(open_ledger(settings_of(config)), entry_id, actor_of(actor), reason_of(reason))
    out.print(f"No longer accepted: {escape(_named(found))}. Next: `entrepot feed`.", highlight=False, soft_wrap=True)


def feed(
    named: Annotated[str, typer.Argument(metavar="NAME", help="purchase_orders, transfers or safety_stock.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="Odoo's import, or a plain template.")] = Format.odoo,
    system: Annotated[
        str | None, typer.Option("--source", help="The system \\[default: where purchases were ordered last].")
    ] = None,
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    config: Config = None,
) -> None:
    """Write accepted proposals, or safety stock, as a file that a system imports as drafts; nothing enters a system.

    A version is written when anything differs from the last one, which is said line by line.
    """
    name, settings = one_of(Feed, named, "NAME"), settings_of(config)
    with open_reader(require_release(settings).database) as connection:
        target = system or _system_of(connection)
        found = draft(connection, name.value, target, accepted_proposals(open_ledger(settings)))
    folder = settings.data_dir / "feeds" / target / name.value / form.value
    version = next_version(folder, rows_of(name.value, form, found.lines), key_of(name.value, form), is_dry=is_dry)
    for article, why in found.left_out:
        out.print(f"left out  {escape(article)}: {why}", highlight=False, soft_wrap=True)
    _print(version.difference)
    if not found.lines and not version.number:
        out.print("Nothing is accepted yet. Next: `entrepot plan accept`.")
        return
    lines = counted(len(found.lines), "line")
    if version.difference.is_empty:
        out.print(f"Nothing differs from version {version.number}: {lines}.", highlight=False)
        return
    where = "would be written" if is_dry else f"written: {version.file}"
    out.print(
        f"Version {version.number} for {target}, {lines}, {where}",
        highlight=False,
        soft_wrap=True,
    )


def write_packs(
    supplier: Annotated[str | None, typer.Option("--supplier", help="Only for this supplier, by name.")] = None,
    config: Config = None,
) -> None:
    """Write for each supplier what it is asked for, and only that: a workbook, a CSV, and a form for its answer.

    The form comes back filled in as a file of a source of the vendor supplier_files; the next plan goes by its days.
    """
    from dashboards.components.workbook import as_workbook

    settings = settings_of(config)
    with open_reader(require_release(settings).database) as connection:
        packs, day = requirement_packs(connection, supplier), day_of(connection)
    if not packs:
        raise AcceptingError("no supplier is asked for anything.", where="--supplier", todo="Check how it is written.")
    for pack in packs:
        folder = settings.data_dir / "packs" / f"{day}" / pack.supplier_key
        folder.mkdir(parents=True, exist_ok=True)
        rows = [{name: safe_text(str(value or "")) for name, value in row.items()} for row in pack.rows]
        write_csv(folder / f"requirement_{day}.csv", list(rows[0]), rows)
        form = [{name: safe_text(value) for name, value in row.items()} for row in pack.form]
        write_csv(folder / f"commitments_{day}.csv", FORM_COLUMNS, form, delimiter=";")
        (folder / f"requirement_{day}.xlsx").write_bytes(as_workbook({"requirement": pack.rows}))
        rows_in = counted(len(pack.rows), "row")
        out.print(f"{escape(pack.supplier_name)}: {rows_in}, {folder}", highlight=False, soft_wrap=True)


def _print(found: Difference) -> None:
    lines = [f"+ {name}" for name in found.added]
    for name, values in found.changed.items():
        lines += [f"~ {name}: {column} {old or 'nothing'} → {new or 'nothing'}" for column, old, new in values]
    lines += [f"- {name}: if it was imported, take it out there" for name in found.removed]
    for line in lines[:_SHOWN]:
        out.print(escape(line), highlight=False, soft_wrap=True)
    if len(lines) > _SHOWN:
        out.print(f"… and {len(lines) - _SHOWN} more", highlight=False)


def _system_of(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute(
        "select source_name from core.fct_purchase_order_line group by 1 order by max(order_date) desc, 1 limit 1"
    ).fetchone()
    if not found:
        raise AcceptingError("no system holds purchase orders.", where="--source", todo="Name the system.")
    return str(found[0])


def _named(item: Accepted) -> str:
    return f"{item.proposal.proposal_type} {item.proposal.qty:g} of {item.proposal.sku}"
