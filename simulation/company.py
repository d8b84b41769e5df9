"""Writing the demo company: the world, its witnesses' extracts and the truth, all or nothing.

Belongs here: the order of writing, and going on with a company day by day. Not here: any file's content.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from simulation.errors import DemoError
from simulation.faults.planting import Planted, Planter
from simulation.folder import EXTRACTS, TRUTH, TRUTH_MARKER, extend_company, replace_company
from simulation.parameters import WorldParameters
from simulation.store import fill_store, open_store
from simulation.truth.writing import read_planted, write_truth
from simulation.witnesses import chinese_erp, hubspot, odoo, office, partners, shopify, warehouses
from simulation.witnesses.records import write_records
from simulation.witnesses.writing import LONG_AGO, Extract, Press, Witness, Written
from simulation.world.books import keep_books
from simulation.world.build import Company, found_company
from simulation.world.calendar import DAY_SECONDS, HISTORY_DAYS, LAST_POSSIBLE_DAY

Tell = Callable[[str], None]
CONFIGURATION = Path(__file__).parent / "demo.toml"
FURTHER = {"chinese_erp": chinese_erp.write_exports}
"""Systems that are written only when asked for."""
_LAST_WEEKS = (31, 24, 17, 10, 3, 0)
"""The history comes as one extract, and one for each of the last weeks: days before its end."""
_LARGE = 4.0
"""From this scale on the whole history is one extract: each costs a look at everything."""


@dataclass(frozen=True)
class Mischief:
    """How much goes wrong on purpose; 0 is nothing.

    Attributes:
        faults: Multiplies how many rows of an extract are spoiled; files are spoiled where it is above 0.
        joints: Multiplies how often two systems do not fit together.
    """

    faults: float = 1.0
    joints: float = 1.0


@dataclass(frozen=True)
class CompanySummary:
    """What was written.

    Attributes:
        folder: The data folder.
        files: Every file of extracts and truth that was written now.
        rows: Rows or lines of these extracts per source.
        planted: How many faults were planted in them.
    """

    folder: Path
    files: tuple[Path, ...]
    rows: dict[str, int]
    planted: int

    @property
    def truth(self) -> Path:
        """The folder of what is true of the company."""
        return self.folder / TRUTH


@dataclass(frozen=True)
class _History:
    """What a company was made with and how far its systems have told of it; extracts are days before which they end."""

    parameters: WorldParameters
    mischief: Mischief
    extracts: tuple[int, ...]
    also: tuple[str, ...] = ()


def write_company(
    folder: Path,
    parameters: WorldParameters | None = None,
    mischief: Mischief | None = None,
    tell: Tell = lambda text: None,
    also: Iterable[str] = (),
) -> CompanySummary:
    """Write the demo company to `folder/extracts/<source>/` and what is true of it to `folder/truth/`.

    The same parameters give the same bytes. A company that the demo wrote there before is replaced in one go.

    Args:
        folder: The data folder.
        parameters: The world's; None takes the demo's.
        mischief: What goes wrong on purpose; None takes the demo's.
        tell: Told what is under way.
        also: Systems of `FURTHER` that export what they hold at the end.

    Raises:
        DemoError: The folder holds extracts of somebody else, or there is no such system.
    """
    world = parameters or WorldParameters()
    history = _History(world, mischief or Mischief(), _extracts_of(world.scale), _further(also))
    return replace_company(folder, lambda aside: _write(aside, folder, history, history.extracts, tell))


def continue_company(folder: Path, days: int, every: int = 1, tell: Tell = lambda text: None) -> CompanySummary:
    """Let the company that stands in a folder live on.

    It is the same world: many small extracts and one large one tell the same in the end.

    Args:
        folder: The data folder.
        days: How many days, from 1.
        every: Days from one extract to the next; the last one is made after the last day.
        tell: Told what is under way.

    Raises:
        DemoError: There is no company of the demo, or its calendar ends before.
    """
    history = _read_history(folder)
    last = history.extracts[-1]
    if days < 1 or last + days > LAST_POSSIBLE_DAY:
        raise DemoError(
            f"it cannot live {days} days more.", where=str(folder), todo=f"Give 1 to {LAST_POSSIBLE_DAY - last} days."
        )
    further = tuple(sorted({*range(last + every, last + days, every), last + days}))
    grown = replace(history, extracts=history.extracts + further)
    return extend_company(folder, lambda aside: _write(aside, folder, grown, further, tell))


def demo_configuration() -> str:
    """Return the text of the demo's `entrepot.toml`."""
    return CONFIGURATION.read_text(encoding="utf-8")


def all_witnesses() -> list[Witness]:
    """Return every system; those that point to ids of others come after them."""
    modules = (shopify, odoo, hubspot, warehouses, partners, office)
    return [witness for module in modules for witness in module.witnesses()]


def _extracts_of(scale: float) -> tuple[int, ...]:
    """Return the days before which the extracts of the history end."""
    return (HISTORY_DAYS,) if scale >= _LARGE else tuple(HISTORY_DAYS - before for before in _LAST_WEEKS)


def _write(aside: Path, folder: Path, history: _History, now: Iterable[int], tell: Tell) -> CompanySummary:
    """Write extracts and truth below `aside` and name them as they will stand below `folder`."""
    company = found_company(history.parameters, history.extracts[-1])
    with open_store(aside / "world.duckdb") as connection:
        connection.execute(f"set variable joints = {history.mischief.joints}")
        fill_store(connection, company, tell)
        write_records(connection, history.parameters, company.until)
        keep_books(connection, tell)
        planter = Planter(history.mischief.faults, _turns(history.extracts), _planted_before(folder, history, now))
        written = _print(connection, aside, history, tuple(now), planter, tell)
        tell("the truth")
        truth = write_truth(connection, company, history.extracts, planter.planted, aside / TRUTH)
    (aside / "world.duckdb").unlink()
    truth.append(_write_history(aside / TRUTH, history))
    return _summary(aside, folder, written, truth, len(planter.planted))


def _print(
    connection: duckdb.DuckDBPyConnection,
    aside: Path,
    history: _History,
    now: tuple[int, ...],
    planter: Planter,
    tell: Tell,
) -> list[Written]:
    press = Press(connection, aside / EXTRACTS)
    if planter.rate > 0:
        press = Press(connection, aside / EXTRACTS, planter.asks_for, planter.spoil_rows, planter.spoil_file)
    before = {day: earlier for earlier, day in zip((None, *history.extracts), history.extracts, strict=False)}
    for day in now:
        earlier = before[day]
        extract = Extract(LONG_AGO if earlier is None else earlier * DAY_SECONDS, day * DAY_SECONDS)
        for witness in all_witnesses():
            tell(f"extracts of {witness.name}, day {day}")
            press.write(witness, extract)
    last = Extract(LONG_AGO, now[-1] * DAY_SECONDS)
    return press.written + [file for name in history.also for file in FURTHER[name](connection, aside / EXTRACTS, last)]


def _further(names: Iterable[str]) -> tuple[str, ...]:
    unknown = sorted({*names} - {*FURTHER})
    if unknown:
        raise DemoError(
            f"there is no system {unknown[0]!r}.", where="--with", todo=f"Name one of {', '.join(sorted(FURTHER))}."
        )
    return tuple(dict.fromkeys(names))


def _turns(extracts: tuple[int, ...]) -> dict[int, int]:
    """Number the extracts of the history backwards, by their last day; later ones have no turn."""
    told = [day for day in extracts if day <= HISTORY_DAYS]
    return {day - 1: len(told) - place for place, day in enumerate(told)}


def _summary(aside: Path, folder: Path, written: list[Written], truth: list[Path], planted: int) -> CompanySummary:
    rows: dict[str, int] = {}
    for file in written:
        rows[file.path.parent.name] = rows.get(file.path.parent.name, 0) + file.rows
    paths = [file.path for file in written] + truth
    return CompanySummary(folder, tuple(sorted(folder / path.relative_to(aside) for path in paths)), rows, planted)


def _write_history(truth: Path, history: _History) -> Path:
    content: dict[str, Any] = {
        "parameters": history.parameters.model_dump(),
        "faults": history.mischief.faults,
        "joints": history.mischief.joints,
        "extracts": list(history.extracts),
    }
    content |= {"also": list(history.also)} if history.also else {}
    path = truth / TRUTH_MARKER
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def _read_history(folder: Path) -> _History:
    path = folder / TRUTH / TRUTH_MARKER
    if not path.is_file():
        raise DemoError(
            "there is no demo company to go on with.", where=str(folder), todo="Write one with `entrepot demo`."
        )
    content = json.loads(path.read_text(encoding="utf-8"))
    return _History(
        WorldParameters(**content["parameters"]),
        Mischief(content["faults"], content["joints"]),
        tuple(content["extracts"]),
        tuple(content.get("also", ())),
    )


def _planted_before(folder: Path, history: _History, now: Iterable[int]) -> list[Planted]:
    """Return the faults of extracts that were written before, when a company goes on."""
    goes_on = tuple(now) != history.extracts
    return read_planted(folder / TRUTH) if goes_on else []


__all__ = [
    "Company",
    "CompanySummary",
    "Mischief",
    "all_witnesses",
    "continue_company",
    "demo_configuration",
    "write_company",
]
