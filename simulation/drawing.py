"""The five worlds on which the product is judged: drawn once, before any method was judged on them, and kept as files.

`python -m simulation.drawing FOLDER` writes them; a test holds that the committed files are these draws.

Belongs here: how a world is drawn. Not here: what the parameters mean (`parameters`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic.fields import FieldInfo

from simulation.parameters import WorldParameters
from simulation.world.draws import Dice

JUDGES = 5
_SEED = 20_251_231
_MARGIN = 0.2
"""A draw keeps this share of a parameter's range clear of either end."""
_DIGITS = 3
_SEEDS = (100_000, 1_000_000)


def drawn_world(number: int) -> WorldParameters:
    """Draw a world: a seed of its own, scale 1, and every other parameter uniform over the inner part of its range.

    Args:
        number: Which draw, from 1.
    """
    drawn = {
        name: _value(name, field, number) for name, field in WorldParameters.model_fields.items() if name != "scale"
    }
    return WorldParameters(**{**drawn, "seed": int(Dice(_SEED, "seed").whole(*_SEEDS, number))})


def write_worlds(folder: Path) -> list[Path]:
    """Write the draws as `judge_<number>.toml`, one parameter a line."""
    paths = [folder / f"judge_{number}.toml" for number in range(1, JUDGES + 1)]
    for number, path in enumerate(paths, start=1):
        lines = [f"{name} = {value}" for name, value in drawn_world(number).model_dump().items()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def _value(name: str, field: FieldInfo, number: int) -> float:
    bounds: dict[str, float] = {
        kind: getattr(limit, kind) for limit in field.metadata for kind in ("ge", "le") if hasattr(limit, kind)
    }
    low, high = bounds["ge"], bounds.get("le", bounds["ge"])
    share = _MARGIN + (1 - 2 * _MARGIN) * float(Dice(_SEED, name).uniform(number))
    return round(low + (high - low) * share, _DIGITS)


if __name__ == "__main__":
    write_worlds(Path(sys.argv[1]))
