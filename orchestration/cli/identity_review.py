"""The command group `identity review`: what waits for a person, and verdicts on it.

Belongs here: listing and taking down. Not here: the queue itself (`identity.review`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from identity.decisions import CANNOT_LINK, CONFIRM, MUST_LINK, Decision
from identity.explain.subjects import Found, RecordName, find
from identity.impact.pending import refuse_settled
from identity.impact.planning import Plan, plan_merge, plan_split
from identity.review.queue import MOST_ASKED, Item, Page, find_item, review_page
from identity.stewarding import desk_reader, standing, work_reader
from orchestration.cli.console import Actor, Config, Why, print_table, settings_of
from orchestration.cli.identity_desk import DryRun, Entity, Json, Yes, decide
from orchestration.cli.identity_words import print_json, say
from warehouse.settings import Settings

app = typer.Typer(no_args_is_help=True, help="What waits for a person: list, accept, reject, confirm.")
Which = Annotated[list[str], typer.Argument(help="The number of an item, or two records as source_name:record_id.")]
_ASKS = {
    "near": "nearly alike enough to be one",
    "weak": "one, by a thread",
    "conflict": "one, though something speaks against it",
    "large": "one of very many",
    "decision_needed": "rules say one, something forbids it",
}
"""Why an item is in the queue."""


class Kind(StrEnum):
    """Why an item is in the queue."""

    near = "near"
    weak = "weak"
    conflict = "conflict"
    large = "large"
    decision_needed = "decision_needed"


@app.command("list")
def list_items(
    config: Config = None,
    entity: Entity = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only items that are here for this.")] = None,
    page: Annotated[int, typer.Option(min=1, help="Which page.")] = 1,
    size: Annotated[int, typer.Option(min=1, help="Items of a page.")] = 20,
    most: Annotated[int, typer.Option(min=1, help="So many are asked at most, those worth most.")] = MOST_ASKED,
    as_json: Json = False,
) -> None:
    """List pairs that a person should look at, what is worth most first; numbers hold until the next run.

    A look is worth the chance that it changes something, times the money at stake.
    """
    settings = settings_of(config)
    with work_reader(settings) as connection:
        found = review_page(
            connection, standing(settings), entity=entity, reason=kind.value if kind else None, page=page, size=size,
            most=most,
        )  # fmt: skip
    if as_json:
        print_json(found)
        return
    _print_page(found, settings, page, size)


@app.command()
def accept(
    which: Which,
    config: Config = None,
    entity: Entity = None,
    reason: Why = None,
    actor: Actor = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Decide that the two are one."""
    _take_down(MUST_LINK, which, config, entity, reason, actor, yes=yes, dry_run=dry_run)


@app.command()
def reject(
    which: Which,
    config: Config = None,
    entity: Entity = None,
    reason: Why = None,
    actor: Actor = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Decide that the two are not one; if they are now, the second one goes off alone."""
    _take_down(CANNOT_LINK, which, config, entity, reason, actor, yes=yes, dry_run=dry_run)


@app.command()
def confirm(
    which: Which, config: Config = None, entity: Entity = None, reason: Why = None, actor: Actor = None
) -> None:
    """Say that the two are rightly as they are, one or two; nothing changes, and the item waits no more."""
    _take_down(CONFIRM, which, config, entity, reason, actor, yes=True, dry_run=False)


def _take_down(
    kind: str, which: list[str], config: Config, entity: Entity, reason: Why, actor: Actor, *, yes: bool, dry_run: bool
) -> None:
    """Take down a verdict on two records."""
    settings = settings_of(config)
    plan = _plan(settings, which, entity, kind)
    decide(settings, plan, actor=actor, reason=reason, yes=yes, dry_run=dry_run, as_json=False)


def _print_page(found: Page, settings: Settings, page: int, size: int) -> None:
    rows = [
        [each.number, each.entity, str(each.record), str(each.other), _ASKS.get(each.reason, each.reason),
         f"{each.chance:.0%}", f"{each.money:,.2f}"]
        for each in found.items
    ]  # fmt: skip
    columns = ["no", "what", "record", "other", "why it is here", "chance", settings.company.group_currency]
    pages = -(-found.waiting // size)
    empty = f"There are {pages} pages." if found.waiting else "Nothing waits for a person."
    print_table("To review", columns, rows, empty, whole=("record", "other"))
    if not rows:
        return
    more = f" Next: --page {page + 1}." if page < pages else ""
    say(f"Page {page} of {pages}; {found.waiting:,} wait, {found.decided:,} were decided since the last run.{more}")
    if found.beyond:
        say(f"{found.beyond:,} more are worth less than these; --most asks for more.")
    say("Look with `entrepot identity explain RECORD OTHER`; then `entrepot identity review accept`, `reject` or")
    say("`confirm` with the number and --reason.")


def _plan(settings: Settings, which: list[str], entity: str | None, kind: str) -> Plan:
    """Return what a verdict means: for two that are one or two now."""
    one, other = _pair(settings, which, entity)
    decision = Decision(one.entity, kind, one.record or ("", ""), other.record or ("", ""))
    decided = standing(settings)
    with desk_reader(settings, one.entity) as connection:
        if kind == MUST_LINK and one.key != other.key:
            return plan_merge(connection, [one, other], decided)
        if kind == CANNOT_LINK and one.key == other.key and other.record:
            return plan_split(connection, one.entity, one.key, [other.record], standing=decided)
    if kind == CONFIRM:
        refuse_settled(decision, decided)
    return Plan(one.entity, (decision,), ())


def _pair(settings: Settings, which: list[str], entity: str | None) -> tuple[Found, Found]:
    """Return the two records that were meant, by the number of an item or by name."""
    if len(which) == 1 and which[0].isdigit():
        with work_reader(settings) as connection:
            item = find_item(connection, int(which[0]))
        return _found(item, item.key, item.record), _found(item, item.other_key, item.other)
    if len(which) != 2 or not all(":" in text for text in which):
        raise typer.BadParameter("name an item by its number, or two records as source_name:record_id.")
    with desk_reader(settings, entity) as connection:
        return find(connection, which[0], entity), find(connection, which[1], entity)


def _found(item: Item, key: str, record: RecordName) -> Found:
    return Found(item.entity, key, record)
