"""Planting faults while extracts are written, and remembering each of them.

Belongs here: choosing rows and files by the rate that was asked for, and the list of what was planted. Not here: the
classes themselves (`rows`, `files`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatch
from pathlib import Path

import duckdb

from simulation.faults.files import FILE_FAULTS
from simulation.faults.rows import RowFault, row_faults
from simulation.witnesses.writing import JSON_LINES, Extract, Sheet, Witness
from simulation.world.calendar import DAY_SECONDS

_SHARE = 1e-4
"""Share of a sheet's rows that one class spoils, at rate 1."""
_DOUBLED = 3e-5
LATE_SHEET, LATE_KEY, LATE_TURN = "warehouse_3pl.shipments", "shipment_line_no", 2
DELETED_SHEET, DELETED_KEY, DELETED_SINCE = "crm.companies", "hs_object_id", 2


@dataclass(frozen=True)
class Planted:
    """A fault that was planted; empty texts where a fault has no row, column or money.

    Attributes:
        fault: Its class.
        source_name: The source.
        file_name: The file.
        table_name: Table of the contract; empty for faults of whole files.
        place: Key of the row, as it stood in the system.
        column_name: Column of that table.
        money: What hangs on the row, as text.
        currency_code: Of the money.
    """

    fault: str
    source_name: str
    file_name: str
    table_name: str = ""
    place: str = ""
    column_name: str = ""
    money: str = ""
    currency_code: str = ""


PLANTED_COLUMNS = tuple(field.name for field in fields(Planted))


@dataclass(frozen=True)
class _Rows:
    """The rows of a sheet that are about to be written: the table `spoiled`; numbers of spoiled ones are `taken`."""

    connection: duckdb.DuckDBPyConnection
    sheet: Sheet
    extract: Extract
    source: str
    path: Path

    @property
    def name(self) -> str:
        """Source and sheet."""
        return f"{self.source}.{self.sheet.name}"

    @property
    def is_json(self) -> bool:
        """Whether a row is one line of JSON."""
        return self.sheet.form == JSON_LINES

    def open(self) -> None:
        """Make every value a text that can be spoiled, and nothing taken."""
        if not self.is_json:
            self.connection.execute(
                "create or replace temp table spoiled as "
                "select columns(* exclude (changed))::varchar, changed from spoiled"
            )
        self.connection.execute("create or replace temp table taken (number bigint)")

    def choose(self, fault: RowFault, salt: str, share: float) -> list[tuple[int, str, str | None, str | None]]:
        """Choose a share of the possible rows, at least one and at most a quarter, by a draw of their own.

        Returns:
            Row number, key, money and currency of each row; they are in the table `chosen` too, and taken.
        """
        kind = f"kind = {fault.kind} and" if self.is_json else ""
        possible = f"from spoiled where {kind} ({fault.only}) and rowid not in (select number from taken)"
        count = self.connection.execute(f"select count(*) {possible}").fetchall()[0][0]
        limit = min(max(round(share * count), 1), -(-count // 4))
        order = f"hash({fault.place}, '{salt}', {self.extract.day}, getvariable('seed'))"
        values = ", ".join(f"cast({sql} as varchar)" for sql in (fault.place, fault.money, fault.currency))
        self.connection.execute(
            "create or replace temp table chosen as "
            f"select rowid as number, {values} {possible} order by {order} limit {limit}"
        )
        self.connection.execute("insert into taken select number from chosen")
        found: list[tuple[int, str, str | None, str | None]] = self.connection.execute("from chosen").fetchall()
        return found

    def change(self, assignment: str) -> None:
        """Change the chosen rows: an assignment, or a patch for JSON lines."""
        if self.is_json:
            assignment = f"line = cast(json_merge_patch(cast(line as json), cast({assignment} as json)) as varchar)"
        self.connection.execute(f"update spoiled set {assignment} where rowid in (select number from chosen)")


@dataclass
class Planter:
    """Spoils rows and files.

    Attributes:
        rate: Multiplies how many rows are spoiled; file faults are planted where it is above 0.
        turns: Number of each extract's turn by its last day, counted backwards from the end of the history.
        planted: What was planted so far.
    """

    rate: float
    turns: dict[int, int]
    planted: list[Planted] = field(default_factory=list)
    _waiting: list[Planted] = field(default_factory=list)
    _is_delayed: bool = False

    def asks_for(self, witness: Witness, sheet: Sheet) -> bool:
        """Tell whether rows of a sheet can be spoiled."""
        name = f"{witness.name}.{sheet.name}"
        return name in {LATE_SHEET, DELETED_SHEET} or any(fnmatch(name, fault.sheet) for fault in row_faults())

    def spoil_rows(
        self, connection: duckdb.DuckDBPyConnection, witness: Witness, sheet: Sheet, extract: Extract, path: Path
    ) -> None:
        """Spoil some rows of the table `spoiled` before they are written."""
        rows = _Rows(connection, sheet, extract, witness.name, path)
        faults = [fault for fault in row_faults() if fnmatch(rows.name, fault.sheet)]
        if faults:
            rows.open()
            for turn, fault in enumerate(faults):
                self._spoil(rows, fault, f"{fault.name} {turn}")
            self._double(rows, faults[0])
        self._delay(rows)
        self._delete(rows)

    def spoil_file(
        self, connection: duckdb.DuckDBPyConnection, witness: Witness, sheet: Sheet, extract: Extract, path: Path
    ) -> None:
        """Spoil a file after it was written, if it is its turn."""
        del connection
        for fault in FILE_FAULTS:
            if (
                fault.sheet == f"{witness.name}.{sheet.name}"
                and fault.turn == self.turns.get(extract.day)
                and path.exists()
            ):
                changed = fault.change(path)
                if changed is not None:
                    self._repeat(witness.name, path, changed)
                self.planted.append(
                    Planted(fault.name, witness.name, (changed or path).name, sheet.name, fault.place, fault.column)
                )

    def _repeat(self, source: str, path: Path, further: Path) -> None:
        """Remember that the spoiled rows of a file stand in a further one too."""
        spoiled = [fault for fault in self.planted if (fault.source_name, fault.file_name) == (source, path.name)]
        self.planted += [replace(fault, file_name=further.name) for fault in spoiled]

    def _spoil(self, rows: _Rows, fault: RowFault, salt: str) -> None:
        chosen = rows.choose(fault, salt, self.rate * _SHARE)
        rows.change(fault.change)
        self.planted += [
            Planted(
                fault.name, rows.source, rows.path.name, fault.table, place, fault.column, money or "", currency or ""
            )
            for _, place, money, currency in chosen
        ]

    def _double(self, rows: _Rows, like: RowFault) -> None:
        """Write a few rows twice."""
        chosen = rows.choose(replace(like, only="true"), "twice", self.rate * _DOUBLED)
        rows.connection.execute("insert into spoiled select * from spoiled where rowid in (select number from chosen)")
        self.planted += [
            Planted("row_twice", rows.source, rows.path.name, like.table, place) for _, place, _, _ in chosen
        ]

    def _delay(self, rows: _Rows) -> None:
        """Hold the last day of one sheet back in one extract, and send it with the next."""
        turn = self.turns.get(rows.extract.day)
        if rows.name == LATE_SHEET and turn == LATE_TURN:
            last_day = f"changed >= {rows.extract.now - DAY_SECONDS}"
            rows.connection.execute(f"create or replace temp table late as select * from spoiled where {last_day}")
            rows.connection.execute(f"delete from spoiled where {last_day}")
            self._is_delayed = True
            self._let_wait(rows)
            self.planted.append(Planted("day_late", rows.source, rows.path.name, rows.sheet.name))
        elif rows.name == LATE_SHEET and turn == LATE_TURN - 1 and self._is_delayed:
            rows.connection.execute("insert into spoiled select * from late")
            self.planted += [replace(fault, file_name=rows.path.name) for fault in self._waiting]

    def _let_wait(self, rows: _Rows) -> None:
        """Take the faults of rows that are held back out of the list until these rows are sent."""
        held = {key for (key,) in rows.connection.execute(f"select {LATE_KEY} from late").fetchall()}
        here = (rows.source, rows.path.name)
        self._waiting = [
            fault for fault in self.planted if (fault.source_name, fault.file_name) == here and fault.place in held
        ]
        self.planted = [fault for fault in self.planted if fault not in self._waiting]

    def _delete(self, rows: _Rows) -> None:
        """Delete a few rows of a sheet that every extract holds whole, from some extract on."""
        turn = self.turns.get(rows.extract.day, 0)
        if rows.name != DELETED_SHEET or turn > DELETED_SINCE:
            return
        order = f"hash({DELETED_KEY}, 'deleted', getvariable('seed'))"
        rows.connection.execute(
            "create or replace temp table chosen as "
            f"select rowid as number, {DELETED_KEY} as place from spoiled order by {order} limit 2"
        )
        rows.connection.execute("delete from spoiled where rowid in (select number from chosen)")
        if turn == DELETED_SINCE:
            keys = rows.connection.execute("select place from chosen order by place").fetchall()
            self.planted += [
                Planted("row_deleted", rows.source, rows.path.name, rows.sheet.name, str(key)) for (key,) in keys
            ]
