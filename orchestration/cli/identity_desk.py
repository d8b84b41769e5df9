"""Commands of a data steward: `identity explain`, `show`, `merge`, `split`, `undo`, `decisions`.

Belongs here: what is asked and in which order it is shown. Not here: explaining, previewing and deciding (`identity`),
and the words (`identity_words`).
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from identity.decisions import undo as take_back
from identity.explain.explaining import explain_pair
from identity.explain.showing import show_entity
from identity.explain.subjects import RecordName, find
from identity.impact.planning import Plan, plan_merge, plan_split
from identity.impact.preview import preview
from identity.review.deciding import require_possible, types_of
from identity.stewarding import (
    asked,
    desk_reader,
    enter,
    exact,
    last_seen_entry,
    note_access,
    release_reader,
    standing,
    work_beside,
)
from orchestration.cli.console import Actor, Config, Why, actor_of, err, print_table, reason_of, settings_of
from orchestration.cli.identity_words import (
    RULES,
    decision_text,
    impact_as_json,
    print_explanation,
    print_impact,
    print_json,
    say,
    say_further_parts,
    say_retired,
    standing_text,
)
from warehouse.ledger import open_ledger
from warehouse.settings import Settings

Meant = Annotated[str, typer.Argument(help="source_name:record_id, or a key or its beginning.")]
Entity = Annotated[
    str | None, typer.Option("--entity", help="customer, product, supplier or place, where a name may mean several.")
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Decide without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it would change.")]


def explain(
    one: Meant,
    other: Meant,
    config: Config = None,
    entity: Entity = None,
    values: Annotated[bool, typer.Option("--values", help="Show personal values; who did and why is kept.")] = False,
    reason: Why = None,
    actor: Actor = None,
    as_json: Json = False,
) -> None:
    """Say why two records are one customer, product, supplier or place, or not; a key stands for its first record."""
    settings = settings_of(config)
    with work_beside(settings) as connection:
        pair = [find(connection, text, entity) for text in (one, other)]
        found = explain_pair(connection, pair[0], pair[1], standing(settings), asked(settings))
    if values:
        named = (found.record, found.other)
        note_access(settings, found.entity, named, actor_of(actor), reason_of(reason))
    else:
        found = found.masked()
    if as_json:
        print_json(found)
        return
    say_retired(pair)
    print_explanation(found, with_values=values)


def show(what: Meant, config: Config = None, entity: Entity = None, as_json: Json = False) -> None:
    """Show the records of one customer, product, supplier or place, what joined each, and its retired keys."""
    settings = settings_of(config)
    with desk_reader(settings, entity) as connection:
        meant = find(connection, what, entity)
        found = show_entity(connection, meant, standing(settings))
    if as_json:
        print_json(found)
        return
    say_retired([meant])
    rows = [
        [str(each.record), RULES.get(each.rule_name, each.rule_name), each.other and str(each.other),
         None if each.match_weight is None else f"{each.match_weight:.1f}", each.decided_by]
        for each in found.members
    ]  # fmt: skip
    print_table(f"{found.entity} {found.key}", ["record", "joined by", "with", "bits", "by"], rows, "No record.")
    for key in found.retired_keys:
        say(f"Retired key: {key}")
    for decision in found.decisions:
        say(f"Decision {standing_text(decision)}.")


def merge(
    what: Annotated[list[str], typer.Argument(help="Two or more: source_name:record_id, or keys.")],
    config: Config = None,
    entity: Entity = None,
    reason: Why = None,
    actor: Actor = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Decide that these are one; shows what that changes, then asks."""
    settings = settings_of(config)
    with desk_reader(settings, entity) as connection:
        found = [find(connection, text, entity) for text in what]
        plan = plan_merge(connection, found, standing(settings))
    if not as_json:
        say_retired(found)
    decide(settings, plan, actor=actor, reason=reason, yes=yes, dry_run=dry_run, as_json=as_json)


def split(
    what: Annotated[list[str], typer.Argument(help="A key or record with --off; or two records, the second goes.")],
    off: Annotated[
        list[str] | None, typer.Option("--off", help="A record that is another one; may be given often.")
    ] = None,
    keep_with: Annotated[
        str | None, typer.Option("--keep-with", help="A record that stays; whatever else stays is one with it.")
    ] = None,
    config: Config = None,
    entity: Entity = None,
    reason: Why = None,
    actor: Actor = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Decide that records of one customer, product, supplier or place are another; shows what that changes, then asks.

    Records that go off together are one.
    """
    settings = settings_of(config)
    leaving = [*(off or []), *what[1:]]
    with desk_reader(settings, entity) as connection:
        meant = find(connection, what[0], entity)
        records = [RecordName(*text.split(":", 1)) for text in leaving if ":" in text]
        if len(records) < len(leaving):
            raise typer.BadParameter("what goes off is named source_name:record_id.")
        kept = RecordName(*keep_with.split(":", 1)) if keep_with and ":" in keep_with else None
        if keep_with and kept is None:
            raise typer.BadParameter("--keep-with names a record, source_name:record_id.")
        plan = plan_split(
            connection, meant.entity, meant.key, records, standing=standing(settings), keep_with=kept
        )  # fmt: skip
    decide(settings, plan, actor=actor, reason=reason, yes=yes, dry_run=dry_run, as_json=as_json)


def undo(
    decision_ids: Annotated[
        list[int], typer.Argument(help="Numbers of decisions, as `identity decisions` lists them.")
    ],
    config: Config = None,
    reason: Why = None,
    actor: Actor = None,
) -> None:
    """Take decisions back; from the next run on it is as if they had not been made."""
    settings = settings_of(config)
    ledger, why = open_ledger(settings), reason_of(reason)
    made = {each.decision_id: each for each in standing(settings)}
    for number in decision_ids:
        take_back(ledger, number, actor_of(actor), why)
        say(f"Undone: #{number}: {decision_text(made[number].decision)}.")
    say("It takes effect with the next run: `entrepot run`.")


def decisions(config: Config = None, as_json: Json = False) -> None:
    """List the decisions that stand: what, by whom, why, and whether a run has taken them in."""
    settings = settings_of(config)
    found = standing(settings)
    if as_json:
        print_json(found)
        return
    known = last_seen_entry(settings) if found else 0
    rows = [
        [each.decision_id, decision_text(each.decision), each.actor, f"{each.recorded_at:%Y-%m-%d}", each.reason,
         "yes" if each.decision_id <= known else "next run"]
        for each in found
    ]  # fmt: skip
    print_table("Decisions", ["no", "what", "by", "on", "why", "in effect"], rows, "Nobody has decided anything yet.")


def decide(
    settings: Settings, plan: Plan, *, actor: str | None, reason: str | None, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Show what a plan changes, ask, and write its decisions down."""
    with release_reader(settings) as connection:
        require_possible(plan.decisions, standing(settings), types_of(connection, plan.decisions))
        found = preview(connection, exact(settings, plan) if plan.placements else plan)
        if as_json:
            print_json(impact_as_json(found))
        elif plan.placements:
            print_impact(found, settings.company.group_currency)
            say_further_parts(found)
        else:
            say("Nothing changes now.")
        if dry_run:
            return
        if not (yes or (sys.stdin.isatty() and typer.confirm("Decide so?"))):
            err.print("Nothing was decided. To decide: --yes --reason …")
            raise typer.Exit(1)
        numbers = enter(settings, connection, plan.decisions, actor_of(actor), reason_of(reason))
    if as_json:
        return
    for number, each in zip(numbers, plan.decisions, strict=True):
        say(f"Decided: #{number}: {decision_text(each)}.")
    say(
        "It takes effect with the next run: `entrepot run`. To take it back: `entrepot identity undo` with the numbers."
    )
