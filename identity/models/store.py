"""Where kept models lie, and which of them a run uses.

Belongs here: folders, versions, and the approval in the ledger. Not here: what a model is made of (`kept`).

`<folder>/<party type>-<number>`; a model is written aside and renamed, so it is there whole or not at all, and never
changed afterwards. A run uses the model approved last; until one is, the generic one that was fitted last.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb

from identity.models.kept import GENERIC, PARTY_TYPES, KeptModel, PartyType, read_kept, write_kept
from identity.tables import IdentityError
from warehouse.ledger import Kind, Ledger

FOLDER = "identity_models"
_ASIDE = ".tmp"


def approval_subject(party_type: PartyType) -> str:
    """Return what the ledger calls the model of a kind of party."""
    return f"identity_model:{party_type}"


def versions(folder: Path, party_type: PartyType) -> list[str]:
    """Return the models of a kind, the oldest first."""
    pattern = re.compile(rf"{party_type}-(\d+)")
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted((name for name in names if pattern.fullmatch(name)), key=lambda name: int(name.rpartition("-")[2]))


def next_version(folder: Path, party_type: PartyType) -> str:
    """Return the name that a further model of a kind gets."""
    last = versions(folder, party_type)[-1:]
    return f"{party_type}-{int(last[0].rpartition('-')[2]) + 1 if last else 1}"


def current_versions(folder: Path, ledger: Ledger, up_to: int | None = None) -> dict[PartyType, str]:
    """Return the models that runs use: of each kind the one approved last, else the last that was fitted.

    Args:
        folder: The folder of models.
        ledger: Which models were approved.
        up_to: Only entries up to this id, such as the mark of a run.

    Raises:
        IdentityError: An approved model is not there.
    """
    approvals = ledger.read(Kind.APPROVAL, up_to=up_to)
    found: dict[PartyType, str] = {}
    for party_type in PARTY_TYPES:
        known = versions(folder, party_type)
        generic = [version for version in known if read_kept(folder / version).origin == GENERIC][-1:]
        subject = approval_subject(party_type)
        approved = [str(entry.payload["version"]) for entry in approvals if entry.subject == subject][-1:]
        if approved and approved[0] not in known:
            raise IdentityError(
                f"the approved model {approved[0]} is not there.",
                where=str(folder),
                todo="Restore the folder from a back-up, or approve another model.",
            )
        if approved or generic:
            found[party_type] = (approved or generic)[0]
    return found


def keep(connection: duckdb.DuckDBPyConnection, kept: KeptModel, folder: Path) -> None:
    """Write a model, with the frequencies and surnames of the connection, into the folder of models."""
    aside = folder / f"{kept.version}{_ASIDE}"
    shutil.rmtree(aside, ignore_errors=True)
    write_kept(connection, kept, aside)
    aside.rename(folder / kept.version)


def load(folder: Path, version: str) -> KeptModel:
    """Return a model.

    Raises:
        IdentityError: There is none of that name, or it is not readable.
    """
    if not (folder / version).is_dir():
        raise IdentityError(
            f"there is no model {version!r}.", where=str(folder), todo="See `entrepot identity model list`."
        )
    return read_kept(folder / version)
