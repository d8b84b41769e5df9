"""`python -m simulation.realism DATA_DIR`: the figures of a company beside what is real; exit code 1 if one is outside.

Belongs here: the command and how figures are shown. Not here: measuring them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simulation.errors import DemoError
from simulation.realism.measuring import Realism, measure

_HEADER = ("figure", "value", "real", "verdict", "source")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a company.

    Returns:
        0 if all are within their ranges, 1 if one is not, 2 if there is no company.
    """
    chosen = _parser().parse_args(arguments)
    try:
        found = measure(chosen.data_dir)
    except DemoError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    show = _as_markdown if chosen.format == "markdown" else _as_text
    sys.stdout.write("\n".join(show(found)) + "\n")
    return 0 if all(figure.is_within for figure in found) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulation.realism", description=__doc__)
    parser.add_argument("data_dir", type=Path, help="data folder of a demo company that was written without faults")
    parser.add_argument("--format", choices=("text", "markdown"), default="text")
    return parser


def _as_text(figures: Sequence[Realism]) -> list[str]:
    rows = [_HEADER, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADER) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    ]


def _as_markdown(figures: Sequence[Realism]) -> list[str]:
    table = [_row(_HEADER), _row(["---"] * len(_HEADER))]
    for figure in figures:
        *cells, source = _cells(figure)
        table.append(_row([*cells, f"{source} ([page]({figure.url}))" if figure.url else source]))
    return [*table, "", *(f"- **{figure.label}**: {figure.definition}" for figure in figures)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(figure: Realism) -> tuple[str, ...]:
    real = f"{_number(figure.low, figure.unit)} to {_number(figure.high, figure.unit)}"
    verdict = "within" if figure.is_within else "OUTSIDE"
    return figure.label, _number(figure.value, figure.unit), real, verdict, figure.source or "no public source found"


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}".replace("%", " %") if unit == "share" else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
