"""Commands on the forecast of the company: `forecast override`, `overrides`, `undo` and `explain`.

Belongs here: taking down what people say will sell, and printing what stands behind a forecast. Not here: what an
override must be (`forecasting.overriding`), and trying the engine on any table (the command `evaluate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape

from dashboards.queries.reader import statement_text
from forecasting.explaining import NEAR_WEEKS, Explanation, explain
from forecasting.overriding import (
    EVERYWHERE,
    Change,
    ForecastOverride,
    ForecastOverrideError,
    change_of,
    override_forecast,
    require_forecast,
    standing_overrides,
    undo_override,
)
from orchestration.cli.console import Actor, Config, Why, actor_of, out, print_table, reason_of, settings_of
from warehouse.connections import open_reader
from warehouse.ledger import open_ledger
from warehouse.releases import current_release, require_release
from warehouse.settings import Settings

Item = Annotated[str, typer.Argument(metavar="ITEM", help="A SKU, or a style for all its SKUs.")]
_DAY = ["%Y-%m-%d"]


def mounted(group: typer.Typer) -> typer.Typer:
    """Add these commands to the group `forecast`."""
    group.command("override")(override)
    group.command("overrides")(list_overrides)
    group.command("undo")(undo)
    group.command("explain")(explain_forecast)
    return group


def override(
    item: Item,
    first: Annotated[datetime, typer.Option("--from", formats=_DAY, help="A day of the first week.")],
    until: Annotated[datetime, typer.Option("--until", formats=_DAY, help="A day of the last week.")],
    market: Annotated[str, typer.Option("--market", help="The market; * for all.")] = EVERYWHERE,
    qty: Annotated[float | None, typer.Option("--qty", help="Units a week of all that is named.")] = None,
    factor: Annotated[float | None, typer.Option("--factor", help="What the forecast is multiplied by.")] = None,
    expires: Annotated[
        datetime | None,
        typer.Option(
            "--expires", formats=_DAY, help="The last day of runs that use it \\[default: that of its weeks]."
        ),
    ] = None,
    config: Config = None,
    reason: Why = None,
    actor: Actor = None,
) -> None:
    """Say what will sell, whatever the methods say; the next run uses it, and keeps what they said beside it."""
    settings = settings_of(config)
    expires_on = expires.date() if expires else None
    change = change_of(item, market, (first.date(), until.date()), expires_on, qty, factor)
    _require_known(settings, change)
    number = override_forecast(open_ledger(settings), change, actor_of(actor), reason_of(reason))
    out.print(f"Override {number}: {escape(str(change))}. Next: `entrepot run`.", highlight=False, soft_wrap=True)


def list_overrides(config: Config = None) -> None:
    """List the overrides of the forecast that stand, with who, when and why."""
    rows = [
        [item.override_id, str(item.change), f"{item.change.expires_on}", item.actor, f"{item.recorded_at:%Y-%m-%d}",
         item.reason]
        for item in standing_overrides(open_ledger(settings_of(config)))
    ]  # fmt: skip
    columns = ["id", "what", "expires", "by", "on", "why"]
    print_table("Overrides of the forecast", columns, rows, "Nobody has overridden the forecast.", whole=["what"])


def undo(
    override_id: Annotated[int, typer.Argument(metavar="ID", help="As `forecast overrides` lists it.")],
    config: Config = None,
    reason: Why = None,
    actor: Actor = None,
) -> None:
    """Take an override back: from the next run on the methods decide again."""
    found = undo_override(open_ledger(settings_of(config)), override_id, actor_of(actor), reason_of(reason))
    out.print(f"No longer: {escape(str(found.change))}. Next: `entrepot run`.", highlight=False, soft_wrap=True)


def explain_forecast(
    item: Item, market: Annotated[str, typer.Option("--market", help="The market.")], config: Config = None
) -> None:
    """Say what stands behind a forecast: method, level, season, launch, overrides, range and past error."""
    settings = settings_of(config)
    release = require_release(settings)
    with open_reader(release.database) as connection:
        found = explain(connection, item, market)
    standing = standing_overrides(open_ledger(settings))
    of_item = [it for it in standing if it.change.item in found.names and it.change.market in (market, EVERYWHERE)]
    waiting = [it for it in of_item if it.override_id > release.manifest.ledger_high_water]
    _print(item, market, found, {it.override_id: it for it in standing}, waiting)


def _print(
    item: str,
    market: str,
    found: Explanation,
    standing: dict[int, ForecastOverride],
    waiting: Sequence[ForecastOverride] = (),
) -> None:
    rows = [
        [f"{week.week_start_date}", week.naive_qty, week.model_qty, week.forecast_qty, _shown(week.q10_qty),
         _shown(week.q90_qty), _shown(week.override_id), week.year_before_qty]
        for week in found.weeks
    ]  # fmt: skip
    columns = ["week", "naive", "method", "published", "low", "high", "override", "a year before"]
    print_table(f"{item} in {market}, {found.series} products, units a week", columns, rows, "")
    methods = ", ".join(f"{method} ({segment})" for method, segment in found.methods)
    lines = [
        f"Method      {methods}: the one with the smallest error of its demand class in the back-test",
        f"Level       {found.level_qty:.2f} a week in the last 8 weeks",
        f"Launch      first sold in the week of {found.first_week or '–'}",
        "Promotions  no method knows campaigns or prices; say what they will do with `entrepot forecast override`",
    ]
    for segment, naive, wape, bias, covered in found.past:
        lines.append(
            f"Past error  {segment} in {market}, up to {NEAR_WEEKS} weeks ahead: WAPE {_percent(wape)} (naive "
            f"{_percent(naive)}), bias {_percent(bias)}, the 80 % range covered {_percent(covered)}"
        )
    numbers = sorted({week.override_id for week in found.weeks if week.override_id is not None})
    lines += [f"Override    {number}: {_said(standing.get(number))}" for number in numbers]
    lines += [f"Next run    {item.override_id}: {_said(item)}" for item in waiting]
    out.print("\n".join(escape(line) for line in lines), highlight=False, soft_wrap=True)


def _said(item: ForecastOverride | None) -> str:
    if item is None:
        return "undone since; it counts until the next run"
    return (
        f"{item.change}, by {item.actor} on {item.recorded_at:%Y-%m-%d}, until {item.change.expires_on}: {item.reason}"
    )


def _shown(value: object) -> object:
    return "–" if value is None else value


def _percent(ratio: float | None) -> str:
    return "unknown" if ratio is None else f"{100 * ratio:.1f} %"


def _require_known(settings: Settings, change: Change) -> None:
    """Refuse what the current release does not know or does not forecast; without a release there is none to ask."""
    release = current_release(settings)
    if release is None:
        return
    with open_reader(release.database) as connection:
        known = connection.execute(
            "select count(*) filter ($1 in (sku, style_code)), "
            "(select count(*) from core.dim_market where market_code = $2) from core.dim_product",
            [change.item, change.market],
        ).fetchone() or (0, 0)
        asked = {name: getattr(change, name) for name in ("item", "market", "first_week", "last_week")}
        told = connection.execute(statement_text("planners/known_item"), asked).fetchone() or (0, None, None, None, 0)
    for count, name, kind in ((known[0], change.item, "SKU or style"), (known[1], change.market, "market")):
        if not count and name != EVERYWHERE:
            raise ForecastOverrideError(
                f"the current release knows no {kind} {name!r}.", todo="Check how it is written."
            )
    _, units, *span, weeks = told
    require_forecast(change, float(units or 0) if weeks else None, (span[0], span[1]) if weeks else None)
