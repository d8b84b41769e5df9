"""How the commands of a data steward say what they show.

Belongs here: words and tables of explanations, previews, decisions. Not here: commands.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import typer
from rich.markup import escape

from identity.decisions import CANNOT_LINK, CONFIRM, MUST_LINK, Decision, StandingDecision
from identity.explain.explanation import Explanation, Step, Weighed
from identity.explain.levels import TITLES, bits, chance
from identity.explain.subjects import Found, RecordName
from identity.impact.preview import Amount, Impact, Standing
from orchestration.cli.console import out, print_table

RULES = {
    "model": "alike enough for the model",
    "key_map": "a map of old to new keys names both",
    "cross_reference": "one system keeps the other's id",
    "tax_id": "the same tax number",
    "email_and_name": "the same e-mail and name",
    "decision": "a person decided",
    "sku": "the same SKU",
    "sku_spelling": "the same SKU but for its punctuation",
    "attributes": "style, colour and size alike",
    "bank_account": "the same bank account",
    "name_and_contact": "the same name and contact",
    "name_and_place": "the same name and place",
    "barcode": "the same barcode",
    "code_and_name": "the same code and name",
    "same_address": "the same address",
    "same_postal_code": "the same street, number and postal code",
    "without_postal_code": "the same address, one without its postal code",
    "misspelt_street": "the same address but for letters of the street",
    "self": "stands for itself",
}
"""What the names of rules in the crosswalks say."""
_KINDS = {MUST_LINK: "are one", CANNOT_LINK: "are not one", CONFIRM: "are rightly as they are"}
KEY_LENGTH = 8
"""So many characters of a key are shown; commands take them as the key."""


def say(text: str) -> None:
    """Print a sentence."""
    out.print(escape(text), highlight=False, soft_wrap=True)


def short(key: str) -> str:
    """Return the beginning of a key."""
    return key[:KEY_LENGTH]


def say_retired(found: Sequence[Found]) -> None:
    """Say what became of keys that were typed and are retired."""
    for each in found:
        if each.retired_key:
            say(f"{each.retired_key} is retired; it is {each.entity} {each.key} now.")


def decision_text(decision: Decision) -> str:
    """Return a decision as a sentence."""
    one, other = RecordName(*decision.record), RecordName(*decision.other)
    return f"{one} and {other} {_KINDS[decision.kind]}"


def standing_text(each: StandingDecision) -> str:
    """Return who decided what, when and why."""
    return (
        f"#{each.decision_id}: {decision_text(each.decision)}, decided by {each.actor} on "
        f"{each.recorded_at:%Y-%m-%d}: {each.reason}"
    )


def print_explanation(found: Explanation, *, with_values: bool) -> None:
    """Print why two records are one, or are not; values that may not be seen are masked already."""
    one = f"are one {found.entity}, {found.key}" if found.is_one else f"are two, {found.key} and {found.other_key}"
    say(f"{found.record} and {found.other} {one}.")
    if found.weighed:
        _print_weighed(found, found.weighed, with_values=with_values)
    else:
        say(f"No model is asked: {found.unasked}.")
    for rule in found.forced:
        say(f"A rule speaks for one: {rule}.")
    for each in found.decisions:
        say(f"Decision {standing_text(each)}.")
    for each in found.apart:
        if each not in found.decisions:
            say(f"Kept apart by decision {standing_text(each)}.")
    _print_path(found)
    say(verdict(found))


def verdict(found: Explanation) -> str:
    """Return what was made of it all, and why."""
    reasons = _reasons(found)
    state = "one" if found.is_one else "two"
    return f"Verdict: {state}. " + (" ".join(reasons) or "Nothing that is known joins them.")


def _reasons(found: Explanation) -> list[str]:
    reasons = [f"A person decided (#{each.decision_id})." for each in found.decisions if each.decision.kind != CONFIRM]
    if found.weighed:
        above = found.weighed.weight >= found.weighed.threshold
        side = "above" if above else "below"
        reasons.append(
            f"The pair alone is at {bits(found.weighed.weight)} bits, {side} the threshold of "
            f"{found.weighed.threshold:.1f}."
        )
        if above and not found.is_one and not found.apart:
            reasons.append("Their groups as wholes are not alike enough, or would be too large.")
        if not above and found.is_one and not found.decisions:
            reasons.append("What else is in the group connects them.")
    if found.apart and not found.is_one:
        reasons.append("A decision keeps them apart.")
    if found.forced and found.is_one:
        reasons.append("A rule joins them.")
    if found.forced and not found.is_one and not found.apart:
        reasons.append("The rule did not count: the value is shared too widely, or the group would be too large.")
    return reasons


def _print_weighed(found: Explanation, weighed: Weighed, *, with_values: bool) -> None:
    rows = [
        [TITLES[part.comparison], part.phrase, bits(part.bits), bits(part.bits_related),
         chance(part.one_in) if part.one_in else "–"]
        for part in sorted(weighed.parts, key=lambda part: -part.bits)
    ]  # fmt: skip
    beforehand = "how often two records of these systems are one at all"
    rows.append(["beforehand", beforehand, bits(weighed.prior), bits(weighed.prior_related or 0), "–"])
    columns = ["what", "agreement", "bits", "kin", "among strangers"]
    if weighed.related is None:
        rows, columns = [row[:3] for row in rows], columns[:3]
    version = f", model {weighed.model_version}" if weighed.model_version else ""
    print_table(f"For (+) and against (-){version}", columns, rows, "")
    say(_together(weighed))
    values = [
        [TITLES[part.comparison], part.value_l, part.value_r] for part in weighed.parts if part.value_l or part.value_r
    ]
    note = "" if with_values else " (masked; --values shows them)"
    print_table(f"Values{note}", ["what", str(found.record), str(found.other)], values, "Neither has values.")


def _together(weighed: Weighed) -> str:
    """Return what the parts come to, in bits and as odds."""
    strangers = f"Together {bits(weighed.strangers)} bits against two strangers ({_odds(weighed.strangers)})"
    if weighed.related is None:
        return f"{strangers}."
    return (
        f"{strangers}, {bits(weighed.related)} against two that belong together, such as a household "
        f"({_odds(weighed.related)}); both ruled out: {bits(weighed.weight)}."
    )


def _odds(weight: float) -> str:
    """Return bits as odds in words."""
    odds = 2 ** min(abs(weight), 60)
    if odds < 2:
        return "as good as even"
    return f"{chance(odds).removeprefix('1 in ')} to 1 {'for' if weight > 0 else 'against'}"


def _print_path(found: Explanation) -> None:
    if not found.path:
        return
    direct = len(found.path) == 1
    say("Joined by:" if direct else f"Connected through {len(found.path) - 1} others:")
    for step in found.path:
        say(f"  {step_text(step)}")


def step_text(step: Step) -> str:
    """Return a step of evidence as a line."""
    if step.rule_name == "decision" and step.evidence:
        return f"{step.record} — {step.other}: {step.evidence}"
    weight = f", {bits(step.match_weight)} bits" if step.match_weight is not None else ""
    return f"{step.record} — {step.other}: {RULES.get(step.rule_name, step.rule_name)}{weight}"


def print_impact(found: Impact, group_currency: str) -> None:
    """Print what a decision changes, now and then."""
    rows = [row for label, side in (("now", found.before), ("then", found.after)) for each in side
            for row in _standing_rows(label, each, found)]  # fmt: skip
    columns = ["", found.entity, "figure", "amount", f"in {group_currency}"]
    print_table("What it changes", columns, rows, "No record is affected.")
    for name, lack in found.left_out:
        say(f"Not shown: {name}; the release has no {lack}.")


def say_further_parts(found: Impact) -> None:
    """Say it if more comes of a split than was asked for: what stays may have been held together by what goes."""
    further = len(found.after) - len(found.before) - 1
    if further > 0:
        say(
            f"It makes {len(found.after)} of {len(found.before)}: what stays does not hold together without what goes. "
            "To keep it one, name a record that stays with --keep-with."
        )


def _standing_rows(label: str, each: Standing, found: Impact) -> list[list[object]]:
    key = "a new one" if each.is_new else short(each.key)
    rows: list[list[object]] = [[label, key, "records", f"{each.record_count:,}", None]]
    for figure in found.figures:
        amount = each.figures.get(figure.name, Amount())
        rows.append(["", "", figure.name, _amounts(amount, figure.unit), _in_group(amount)])
    return rows


def _amounts(amount: Amount, unit: str) -> str:
    """Return money by currency, or how many."""
    if unit == "count":
        return f"{amount.by_currency.get('', Decimal(0)):,.0f}"
    return ", ".join(f"{value:,.2f} {currency}" for currency, value in sorted(amount.by_currency.items())) or "–"


def _in_group(amount: Amount) -> str | None:
    if amount.group is None:
        return None
    missing = f" + {amount.unconverted:,} without a rate" if amount.unconverted else ""
    return f"{amount.group:,.2f}{missing}"


def impact_as_json(found: Impact) -> dict[str, Any]:
    """Return a preview for machines."""
    return {
        "entity": found.entity,
        "figures": [{"name": figure.name, "unit": figure.unit} for figure in found.figures],
        "left_out": [{"name": name, "needs": lack} for name, lack in found.left_out],
        "before": as_plain(found.before),
        "after": as_plain(found.after),
    }


def print_json(value: Any) -> None:
    """Print dataclasses, money and moments as JSON."""
    typer.echo(json.dumps(as_plain(value), indent=1, ensure_ascii=False))


def as_plain(value: Any) -> Any:
    """Return dataclasses, money and moments as JSON takes them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {key: as_plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(each) for each in value]
    return format(value, "f") if isinstance(value, Decimal) else str(value) if isinstance(value, datetime) else value
