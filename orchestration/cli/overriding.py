"""Commands on the golden record: `identity override` and `identity overrides`.

Belongs here: taking down what a person says a field is, and listing what stands. Not here: what an override must be
(`identity.decisions.overrides`), and merges and splits (the other commands of `identity`).
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from identity.decisions.overrides import (
    NOTHING,
    Field,
    OverrideError,
    field_of,
    override,
    require_known,
    standing_overrides,
    undo,
)
from orchestration.cli.console import Actor, Config, Why, actor_of, out, print_table, reason_of, settings_of
from warehouse.connections import open_reader
from warehouse.ledger import open_ledger
from warehouse.releases import current_release
from warehouse.settings import Settings

Record = Annotated[str, typer.Argument(metavar="SOURCE:RECORD", help="One of its source records, such as crm:4711.")]
FieldName = Annotated[str, typer.Argument(metavar="FIELD", help="The field, as `refdata` has it in survivorship_rule.")]
Entity = Annotated[str, typer.Option("--entity", help="customer, product or supplier.")]


def mounted(group: typer.Typer) -> typer.Typer:
    """Add these commands to the group `identity`."""
    group.command("override")(override_field)
    group.command("overrides")(list_overrides)
    return group


def override_field(
    record: Record,
    field: FieldName,
    value: Annotated[
        str | None,
        typer.Argument(
            metavar="VALUE",
            help=f"What it is; {NOTHING} for nothing; an address as 'street | city | postal code | country'.",
        ),
    ] = None,
    is_undone: Annotated[bool, typer.Option("--undo", help="Take it back: the rules decide again.")] = False,
    entity: Entity = "customer",
    config: Config = None,
    reason: Why = None,
    actor: Actor = None,
) -> None:
    """Say what a field of a golden record is, before every rule; the next run uses it, wherever the record is then."""
    settings = settings_of(config)
    named, ledger = field_of(record, field, entity), open_ledger(settings)
    if is_undone:
        found = undo(ledger, named, actor_of(actor), reason_of(reason))
        said = f"No longer: {field} of {record} is {found.value or 'nothing'}."
    else:
        if value is None:
            raise OverrideError("there is no VALUE.", where=named.subject, todo="Give it, or --undo.")
        _require_known(settings, named)
        override(ledger, named, value, actor_of(actor), reason_of(reason))
        said = f"{field} of {record} is {'nothing' if value.strip() == NOTHING else value.strip()}."
    out.print(f"{escape(said)} Next: `entrepot run`.", highlight=False, soft_wrap=True)


def list_overrides(config: Config = None) -> None:
    """List the fields of golden records that people have overridden, with who, when and why."""
    rows = [
        [item.field.entity, f"{item.field.source_name}:{item.field.record_id}", item.field.name,
         item.value or "nothing", item.actor, f"{item.recorded_at:%Y-%m-%d}", item.reason]
        for item in standing_overrides(open_ledger(settings_of(config)))
    ]  # fmt: skip
    columns = ["entity", "record", "field", "is", "by", "on", "why"]
    print_table("Overridden fields", columns, rows, "Nobody has overridden a field.")


def _require_known(settings: Settings, field: Field) -> None:
    """Refuse a record that the current release does not know; without a release there is nothing to hold it against."""
    release = current_release(settings)
    if release is not None:
        with open_reader(release.database) as connection:
            require_known(connection, field)
