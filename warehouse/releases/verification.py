"""Judging a candidate as the file that will be published: is it whole, and is it right?

Belongs here: the full scan, the split between the two files, running the audit. Not here: the checks themselves, which
the caller brings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from warehouse.connections import one_line, open_reader, quoted
from warehouse.errors import ReleaseError
from warehouse.fingerprint import TableFingerprint, table_fingerprint
from warehouse.releases.build import discard, refuse_wal
from warehouse.releases.manifest import INFORMATION, PERSONAL_SCHEMA, Candidate, Check, Release

Audit = Callable[[duckdb.DuckDBPyConnection], list[Check]]

PERSONAL_COLUMNS = (
    "email", "e_mail", "email_address", "phone", "phone_number", "mobile_number", "fax",
    "full_name", "given_name", "family_name", "first_name", "last_name", "firstname", "lastname", "middle_name",
    "maiden_name", "contact_name", "customer_name", "person_name", "street", "street_name", "address", "address_1",
    "address_2", "address1", "address2", "address_line_1", "address_line_2", "postal_code", "zip", "zip_code",
    "birth_date", "date_of_birth", "iban", "passport_number", "ip_address", "cookie_id",
)  # fmt: skip
"""Columns that identify a person, as a whole name or as its end (`billing_email`); none may stand in the open file."""

_PERSONAL = re.compile(rf"(^|_)({'|'.join(PERSONAL_COLUMNS)})$", re.IGNORECASE)


def verify(candidate: Candidate) -> Candidate:
    """Reopen both files read-only, read every value and compare it with the work warehouse.

    Returns:
        The candidate, marked as verified.

    Raises:
        ReleaseError: A file is damaged or differs, or a direct identifier stands in the open file. The candidate is
            removed; the last release stays.
    """
    try:
        verify_files(candidate)
    except ReleaseError:
        discard(candidate)
        raise
    return replace(candidate, is_verified=True)


def verify_files(release: Candidate | Release) -> None:
    """Compare the files of a release, published or not, with its fingerprints; changes nothing.

    Raises:
        ReleaseError: A file is damaged, differs, or shows a direct identifier to everyone.
    """
    _verify_file(release.database, {**release.tables, **release.history_tables})
    _verify_file(release.personal_database, release.personal_tables)
    _refuse_personal_columns(release.database)


def audit(candidate: Candidate, run_checks: Audit) -> Candidate:
    """Run the caller's checks on the very file that will be published, opened read-only.

    Args:
        candidate: The candidate.
        run_checks: Gets a hardened connection to `entrepot.duckdb` and returns what it found.

    Returns:
        The candidate with its checks, marked as audited.

    Raises:
        ReleaseError: A check of severity "error" failed. The candidate is removed; the last release stays.
    """
    with open_reader(candidate.database) as connection:
        checks = tuple(run_checks(connection))
    failed = [check for check in checks if check.severity == "error" and not check.passed]
    if failed:
        discard(candidate)
        told = "; ".join(f"{check.name} ({check.detail})" if check.detail else check.name for check in failed)
        raise ReleaseError(
            f"{len(failed)} of {len(checks)} checks failed: {told}.",
            where=f"candidate {candidate.id}",
            todo="The last release stays. Mend the cause and run again.",
        )
    return replace(candidate, is_audited=True, checks=checks)


def _verify_file(database: Path, expected: dict[str, TableFingerprint]) -> None:
    refuse_wal(database)
    try:
        with open_reader(database) as connection:
            found = _fingerprints(connection)
    except duckdb.Error as error:
        raise _damaged(database, one_line(error)) from error
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        name = wrong[0]
        more = f", and {len(wrong) - 1} more tables" if len(wrong) > 1 else ""
        raise _damaged(database, f"{name} has {found.get(name)} instead of {expected.get(name)}{more}")


def _fingerprints(connection: duckdb.DuckDBPyConnection) -> dict[str, TableFingerprint]:
    """Scan every table but the release's own, which has no original in the work warehouse."""
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        f"where schema_name <> 'main' or table_name <> '{INFORMATION}' order by all"
    ).fetchall()
    return {
        f"{PERSONAL_SCHEMA if schema == 'main' else schema}.{table}": table_fingerprint(
            connection, f"{quoted(schema)}.{quoted(table)}"
        )
        for schema, table in names
    }


def _refuse_personal_columns(database: Path) -> None:
    """Flags and counts about an identifier are no identifier; texts, numbers and dates of that name are."""
    with open_reader(database) as connection:
        columns = connection.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() "
            "where not internal and data_type <> 'BOOLEAN' order by all"
        ).fetchall()
    exposed = [f"{table}.{column}" for table, column in columns if _PERSONAL.search(column)]
    if exposed:
        raise ReleaseError(
            f"direct identifiers of persons stand in the file for everyone: {', '.join(exposed)}.",
            where=str(database),
            todo="Move these columns to a model of the schema personal.",
        )


def _damaged(database: Path, cause: str) -> ReleaseError:
    return ReleaseError(
        f"this file is not what was built: {cause}.",
        where=str(database),
        todo="Check the disk and run again; a published release is left with `entrepot release rollback`.",
    )
