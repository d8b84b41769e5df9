"""What the answers of all questions cost on a release with many order lines.

Belongs here: asking as the pages do, the median, printing. Not here: the tables that are asked (`enlarged`).

Each answer is asked in this process with one thread and a warm file: the rows that its page shows at first, and apart
from them the count of all its rows, which stands beside them on the page.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from dashboards.queries import OpenedRelease, questions
from dashboards.questions import Question, all_questions
from orchestration.bench.enlarged import tables_of, write_enlarged
from warehouse.connections import open_reader
from warehouse.releases import require_release
from warehouse.settings import load_settings

AIM = 0.3
"""CPU seconds of an answer."""
LINES = 10_000_000
_WARMING, _TAKEN = 1, 5
_MEMORY = "4GB"
_SLOWEST = 5


@dataclass(frozen=True)
class Cost:
    """What one question cost: medians in CPU seconds, and rows of its whole answer."""

    id: str
    answer: float
    count: float
    rows: int


def run_answers_bench(source: Path, lines: int, folder: Path | None, as_json: bool) -> None:
    """Enlarge the release of a finished company, ask it every question, and print what each cost.

    Args:
        source: Configuration of a company that was run; nothing of it is changed.
        lines: Order lines to reach at least.
        folder: Where to work, the enlarged file is kept there; None takes a temporary folder that is removed.
        as_json: Print JSON instead of a table.

    Raises:
        ReleaseError: There is no release, or it lacks a table that an answer reads.
    """
    place = Path(tempfile.mkdtemp(prefix="entrepot-bench-")) if folder is None else folder
    place.mkdir(parents=True, exist_ok=True)
    try:
        rows, costs = measured_answers(source, lines, place / "enlarged.duckdb")
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
    console = Console()
    if as_json:
        console.print_json(data={"rows": rows, "answers": [asdict(cost) for cost in costs]})
        return
    _print(console, rows, costs)


def measured_answers(source: Path, lines: int, target: Path) -> tuple[dict[str, int], list[Cost]]:
    """Return the rows of each enlarged table and what each answered question cost, the dearest first."""
    target.unlink(missing_ok=True)
    asked = [question for question in all_questions() if question.answer]
    release = require_release(load_settings(source)).database
    with open_reader(release) as connection:
        tables = tables_of(connection, [str(question.answer) for question in asked])
    rows = write_enlarged(release, tables, lines, target)
    with open_reader(target, memory_limit=_MEMORY, threads=1) as connection:
        reader = OpenedRelease(connection)
        costs = [_cost(reader, question) for question in asked]
    return rows, sorted(costs, key=lambda cost: cost.answer, reverse=True)


def _cost(reader: OpenedRelease, question: Question) -> Cost:
    return Cost(
        question.id,
        _median(lambda: questions.answer(reader, question.id, questions.SHOWN_ROWS)),
        _median(lambda: questions.size(reader, question.id)),
        questions.size(reader, question.id),
    )


def _median(ask: Callable[[], object]) -> float:
    """CPU seconds of the process, without those of the first asking."""
    taken = []
    for _ in range(_WARMING + _TAKEN):
        begun = time.process_time()
        ask()
        taken.append(time.process_time() - begun)
    return statistics.median(taken[_WARMING:])


def _print(console: Console, rows: dict[str, int], costs: Sequence[Cost]) -> None:
    lines = rows.get("marts.mart_sales__order_line", 0)
    console.print(f"{len(costs)} answers on {lines:,} order lines, {sum(rows.values()):,} rows in {len(rows)} tables")
    within = sum(cost.answer <= AIM for cost in costs)
    console.print(f"{within} of {len(costs)} within {AIM * 1000:.0f} ms; the slowest {_SLOWEST}:")
    for cost in costs[:_SLOWEST]:
        console.print(
            f"  {cost.id:<12} {cost.answer * 1000:>6.0f} ms; {cost.rows:,} rows counted in {cost.count * 1000:.0f} ms",
            highlight=False,
        )
