"""What the custom properties of a contract say: forms of values, drift that is allowed, and how deletes are told.

Belongs here: reading those properties into small typed objects, and refusing values that could not be used. Not here:
the rest of a contract (contract), and applying what is said (value_sql, deletions, drift).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from open_data_contract_standard.model import CustomProperty

from warehouse.errors import ContractError

ENCODINGS = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "big5", "shift_jis", "euc-kr",
    "cp1250", "cp1251", "cp1252", "latin-1", "iso-8859-15",
)  # fmt: skip
"""What a contract may declare, by the names of Python's codecs."""
_EXTRACTS = ("delta", "full")
ID_FORMS = ("salesforce",)
FULL_WIDTHS = ("numbers", "all")
NUMBER_STYLES = ("accounting",)
MIXED = "mixed"
"""In the place of a format of days: each day is read by its own look, and one that could be two days is refused."""
_MAX_DELETED_SHARE = 0.2
_LOOK_BACK_HOURS = 48
_MAX_UNREADABLE_SHARE = 0.5


@dataclass(frozen=True)
class ValueForms:
    """How numbers, days and times of a column are written; None is DuckDB's own reading.

    Attributes:
        decimal_separator: Between units and decimals; None where no form of numbers is declared.
        thousands_separator: Between groups of three digits; None means that digits are not grouped.
        date_format: Of DATE columns, in the signs of `strptime`; or `mixed`.
        timestamp_format: Of TIMESTAMP columns, in the signs of `strptime`.
        zone: IANA zone of times that carry no offset; they land in UTC.
        full_width: Signs of full width are read as the common ones: in `numbers`, days and times, or in `all` values.
        id_form: Whose ids they are, where one id has several spellings; they land in one.
        number_style: `accounting`: signs of currencies are passed over, `(12.50)` and `12.50-` are negative.
        in_workbook: They are cells, so that a text may be the error of a formula.
    """

    decimal_separator: str | None = None
    thousands_separator: str | None = None
    date_format: str | None = None
    timestamp_format: str | None = None
    zone: str | None = None
    full_width: str | None = None
    id_form: str | None = None
    number_style: str | None = None
    in_workbook: bool = False


@dataclass(frozen=True)
class Kept:
    """Who wants a column that serves no question to land all the same, and why."""

    by: str
    reason: str


@dataclass(frozen=True)
class HeaderRows:
    """Where a file has the names of its columns.

    Attributes:
        first: Row of the (first) names, counted from 1; what stands above are titles.
        count: Rows of names, where groups of columns have a name as well.
    """

    first: int = 1
    count: int = 1

    @property
    def last(self) -> int:
        """The row above the first row of values, counted from 1."""
        return self.first + self.count - 1


@dataclass(frozen=True)
class DeleteRule:
    """How a table's source tells that rows are gone.

    Attributes:
        deleted_when: SQL over the table's columns, true for a row that its source marks as deleted.
        is_full: Each file is the whole table, so that a key which is absent from a later one is gone.
        key_set_glob: Files that hold the keys of the whole table, and nothing else that is read.
        max_deleted_share: Largest share of the known keys (0 to 1) that may be gone at once and is believed.
    """

    deleted_when: str | None = None
    is_full: bool = False
    key_set_glob: str | None = None
    max_deleted_share: float = _MAX_DELETED_SHARE

    @property
    def has_census(self) -> bool:
        """Some files tell which keys there are."""
        return self.is_full or self.key_set_glob is not None


def extras_of(properties: Iterable[CustomProperty] | None) -> dict[str, Any]:
    """Return custom properties by their names."""
    return {item.property: item.value for item in properties or [] if item.property}


def read_forms(extras: Mapping[str, Any], above: ValueForms, path: Path) -> ValueForms:
    """Return the forms that these properties declare; what they leave out is taken from the table.

    Raises:
        ContractError: A format, zone or other form does not exist, or the two separators are one.
    """
    decimal = extras.get("decimalSeparator", above.decimal_separator)
    thousands = extras.get("thousandsSeparator", above.thousands_separator)
    style = extras.get("numberStyle", above.number_style)
    forms = ValueForms(
        decimal_separator=decimal or ("." if thousands or style else None),
        thousands_separator=thousands,
        date_format=extras.get("dateFormat", above.date_format),
        timestamp_format=extras.get("timestampFormat", above.timestamp_format),
        zone=extras.get("zone", above.zone),
        full_width=extras.get("fullWidth", above.full_width),
        id_form=extras.get("idForm", above.id_form),
        number_style=style,
        in_workbook=above.in_workbook,
    )
    if forms != above:
        _check_forms(forms, path)
    return forms


def read_kept(extras: Mapping[str, Any], path: Path) -> Kept | None:
    """Return who keeps a column and why; None where nobody asked for it.

    Raises:
        ContractError: A person or a reason is missing.
    """
    if "keep" not in extras:
        return None
    asked = extras["keep"] if isinstance(extras["keep"], dict) else {}
    if not asked.get("by") or not asked.get("reason"):
        raise ContractError(
            f"keep is {extras['keep']!r}.", where=str(path), todo="Write {by: who wants it, reason: what for}."
        )
    return Kept(str(asked["by"]), str(asked["reason"]))


def read_delete_rule(extras: Mapping[str, Any], path: Path) -> DeleteRule:
    """Return what these properties of a table say of deletes.

    Raises:
        ContractError: A value is none of those that are allowed.
    """
    extract = extras.get("extract", "delta")
    if extract not in _EXTRACTS:
        raise ContractError(f"extract is {extract!r}.", where=str(path), todo=f"Write one of {', '.join(_EXTRACTS)}.")
    if extract == "full" and "keySetPath" in extras:
        raise ContractError(
            "it declares full extracts and files of keys as well.", where=str(path), todo="Leave one of them out."
        )
    return DeleteRule(
        deleted_when=extras.get("deletedWhen"),
        is_full=extract == "full",
        key_set_glob=extras.get("keySetPath"),
        max_deleted_share=_share(extras, "maxDeletedShare", _MAX_DELETED_SHARE, path),
    )


def read_header_rows(extras: Mapping[str, Any], path: Path) -> HeaderRows:
    """Return where these properties of a table say that the names of columns stand.

    Raises:
        ContractError: A row or a count of rows is no number from 1.
    """
    found = {name: extras.get(name, 1) for name in ("headerRow", "headerRows")}
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ContractError(f"{name} is {value!r}.", where=str(path), todo="Write a number from 1.")
    return HeaderRows(found["headerRow"], found["headerRows"])


def read_unreadable_share(extras: Mapping[str, Any], path: Path) -> float:
    """Return the share of a column's values (0 to 1) that may be unreadable before the file is stopped."""
    return _share(extras, "maxUnreadableShare", _MAX_UNREADABLE_SHARE, path)


def read_look_back(extras: Mapping[str, Any], path: Path) -> timedelta:
    """Return how far before the latest known change a fetch begins.

    Raises:
        ContractError: It is no number of hours.
    """
    hours = extras.get("lookBackHours", _LOOK_BACK_HOURS)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or hours < 0:
        raise ContractError(f"lookBackHours is {hours!r}.", where=str(path), todo="Write hours, such as 48.")
    return timedelta(hours=hours)


def read_encoding(name: str | None, path: Path) -> str:
    """Return the encoding that a server block declares, as the name that `ENCODINGS` has for it.

    Raises:
        ContractError: It is not one of those that are read.
    """
    aliases = {"utf8": "utf-8", "utf16": "utf-16", "iso-8859-1": "latin-1", "latin1": "latin-1"}
    plain = (name or "utf-8").lower().replace("windows-", "cp")
    encoding = aliases.get(plain, plain)
    if encoding not in ENCODINGS:
        raise ContractError(
            f"the encoding {name!r} is not read.", where=str(path), todo=f"Use one of {', '.join(ENCODINGS)}."
        )
    return encoding


def _share(extras: Mapping[str, Any], name: str, default: float, path: Path) -> float:
    value = extras.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ContractError(
            f"{name} is {value!r}.", where=str(path), todo="Write a share between 0 and 1, such as 0.2."
        )
    return float(value)


def _check_forms(forms: ValueForms, path: Path) -> None:
    complaints = []
    separators = [sign for sign in (forms.decimal_separator, forms.thousands_separator) if sign is not None]
    if any(len(sign) != 1 or sign.isdigit() or sign in "+-" for sign in separators) or len({*separators}) < len(
        separators
    ):
        complaints.append(f"the separators of numbers are {' and '.join(map(repr, separators))}")
    complaints += [
        f"the format {form!r} is not one of strptime, such as '%d.%m.%Y'"
        for form in filter(None, (forms.date_format if forms.date_format != MIXED else None, forms.timestamp_format))
        if not _is_format(form)
    ]
    if forms.zone is not None and forms.zone not in zoneinfo.available_timezones():
        complaints.append(f"there is no zone {forms.zone!r}")
    if forms.full_width not in (None, *FULL_WIDTHS):
        complaints.append(f"fullWidth is {forms.full_width!r} and none of {', '.join(FULL_WIDTHS)}")
    if forms.id_form not in (None, *ID_FORMS):
        complaints.append(f"idForm is {forms.id_form!r} and none of {', '.join(ID_FORMS)}")
    if forms.number_style not in (None, *NUMBER_STYLES):
        complaints.append(f"numberStyle is {forms.number_style!r} and none of {', '.join(NUMBER_STYLES)}")
    if complaints:
        raise ContractError("; ".join(complaints) + ".", where=str(path), todo="Correct the contract.")


def _is_format(form: str) -> bool:
    """Ask DuckDB, which will read by it; a text without any sign reads nothing."""
    if "%" not in form:
        return False
    try:
        with duckdb.connect() as connection:
            connection.execute("select try_strptime('', $1)", [form])
    except duckdb.Error:
        return False
    return True
