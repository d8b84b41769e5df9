"""What a world is made with: seed, size and how hard it is, each within the range in which worlds are drawn.

Belongs here: the parameters, their ranges, and the committed worlds. Not here: what a world does with them.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.errors import DemoError

WORLDS = Path(__file__).parent / "worlds"


class WorldParameters(BaseModel):
    """The parameters of one world.

    Attributes:
        seed: Another seed is another company of the same kind.
        scale: Size of demand and of the crowd of customers; 1 is about 100,000 order lines in two years.
        growth: Growth of demand a year, as a fraction.
        popularity_spread: Spread of what styles sell (standard deviation of the logarithm).
        week_noise: Spread of a style's demand from week to week that nobody could foresee.
        day_noise: Spread of a market's demand from day to day that nobody could foresee.
        elasticity: What a price change does to demand; -2 means that one per cent less brings two per cent more.
        repeat_share: Share of orders placed by somebody who has bought before, once the shop is known.
        return_level: Multiplies the share of units that come back.
        planner_error: Spread of what the planners believe a new style will sell against what is true.
        stock_cover: Multiplies the stock that the planners aim at.
        supplier_lateness: Multiplies the share of late deliveries and how late they are.
        transit_trouble: Multiplies the share of late and lost parcels.
        cash_share: Share of the Gulf's orders that are paid at the door.
        refusal: Share of those that are refused there.
        household_share: Share of customers who live with another customer.
        record_errors: Multiplies how often a person is written down wrongly.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    seed: int = Field(default=7, ge=0)
    scale: float = Field(default=1.0, gt=0, le=1000, allow_inf_nan=False)
    growth: float = Field(default=0.18, ge=-0.5, le=1.0)
    popularity_spread: float = Field(default=0.6, ge=0.1, le=1.2)
    week_noise: float = Field(default=0.25, ge=0.0, le=0.8)
    day_noise: float = Field(default=0.15, ge=0.0, le=0.5)
    elasticity: float = Field(default=-2.4, ge=-4.0, le=-0.5)
    repeat_share: float = Field(default=0.48, ge=0.1, le=0.7)
    return_level: float = Field(default=1.0, ge=0.5, le=1.6)
    planner_error: float = Field(default=0.4, ge=0.0, le=1.0)
    stock_cover: float = Field(default=1.0, ge=0.5, le=1.5)
    supplier_lateness: float = Field(default=1.0, ge=0.0, le=2.5)
    transit_trouble: float = Field(default=1.0, ge=0.0, le=3.0)
    cash_share: float = Field(default=0.3, ge=0.0, le=0.8)
    refusal: float = Field(default=0.16, ge=0.0, le=0.5)
    household_share: float = Field(default=0.3, ge=0.0, le=0.7)
    record_errors: float = Field(default=1.0, ge=0.0, le=2.5)


def read_world(name: str) -> WorldParameters:
    """Read a world's parameters.

    Args:
        name: A TOML file, or the name of one of the committed worlds.

    Raises:
        DemoError: There is no such file, or it says what no world can be.
    """
    path = Path(name) if Path(name).suffix else WORLDS / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(committed_worlds())
        raise DemoError("there is no such world.", where=str(path), todo=f"Name a TOML file, or one of {known}.")
    try:
        return WorldParameters(**tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise DemoError(f"this is no TOML: {error}.", where=str(path), todo="Mend that line.") from error
    except ValidationError as error:
        raise _wrong(path, error) from error


def committed_worlds() -> list[str]:
    """Return the names of the worlds that stand beside this module."""
    return sorted(path.stem for path in WORLDS.glob("*.toml"))


def chosen_parameters(
    world: str | None = None, *, seed: int | None = None, scale: float | None = None
) -> WorldParameters:
    """Return the parameters of a world, of the demo's own where none is named, with another seed or scale.

    Raises:
        DemoError: There is no such world, or a value makes no sense.
    """
    chosen = read_world(world) if world else WorldParameters()
    given = {name: value for name, value in (("seed", seed), ("scale", scale)) if value is not None}
    try:
        return WorldParameters(**{**chosen.model_dump(), **given})
    except ValidationError as error:
        raise _wrong(None, error) from error


def _wrong(path: Path | None, error: ValidationError) -> DemoError:
    first = error.errors()[0]
    name, given = ".".join(str(part) for part in first["loc"]), first.get("input")
    return DemoError(
        f"{name} is {given!r}: {first['msg'][0].lower()}{first['msg'][1:]}.",
        where=str(path or ""),
        todo="Give a value within the range; the docstring of WorldParameters says what each one means.",
    )
