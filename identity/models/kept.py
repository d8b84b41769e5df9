"""A model with everything that one table taught it, so that a later run weighs a pair as the first one did.

Belongs here: its parts and its form on disk. Not here: where it lies and which one is used (`store`).

A folder holds `model.json` (chances, priors, keys, sources), `frequencies.parquet` (values that three records or more
share) and `families.parquet` (surnames of two words). The last two hold personal data, as landing does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np

from identity.block.keys import ORGANISATION_KEYS, PERSON_KEYS, Key
from identity.link.comparisons import ORGANISATIONS, PERSON, Comparison
from identity.link.frequencies import FREQUENCY
from identity.link.model import Chances, Model
from identity.normalise.build import FAMILY, SOURCES
from identity.tables import IdentityError
from warehouse.connections import literal

PartyType = Literal["person", "organisation"]
GENERIC, TRAINED = "generic", "trained"
PARTY_TYPES: tuple[PartyType, ...] = ("person", "organisation")
_DOCUMENT = "model.json"
_TABLES = {FREQUENCY: "frequencies.parquet", FAMILY: "families.parquet"}


@dataclass(frozen=True)
class KeptModel:
    """What a run scores with.

    Args:
        version: `<party type>-<number>`.
        party_type: What the records are of.
        model: The chances and priors.
        means: By column, how many further records share a value that a pair agrees on.
        keys: The keys under which records meet, as SQL.
        sources: The sources that have priors of their own; their place is their number.
        record_count: Records that it was trained on, or fitted to.
        settings_hash: Hash of the settings file.
        origin: `generic` or `trained`.
    """

    version: str
    party_type: PartyType
    model: Model
    means: dict[str, float]
    keys: tuple[str, ...]
    sources: tuple[str, ...]
    record_count: int
    settings_hash: str
    origin: str

    def chosen_keys(self) -> tuple[Key, ...]:
        """Return the keys, in the order in which they were chosen."""
        known = {key.sql: key for key in keys_of(self.party_type)}
        return tuple(known[sql] for sql in self.keys if sql in known)


def comparisons_of(party_type: PartyType) -> tuple[Comparison, ...]:
    """Return what is compared between two records of a kind."""
    return ORGANISATIONS if party_type == "organisation" else PERSON


def keys_of(party_type: PartyType) -> tuple[Key, ...]:
    """Return the keys under which two records of a kind may meet."""
    return ORGANISATION_KEYS if party_type == "organisation" else PERSON_KEYS


def write_kept(connection: duckdb.DuckDBPyConnection, kept: KeptModel, folder: Path) -> None:
    """Write a model, and the frequencies and surnames of the connection, into a folder that is made."""
    folder.mkdir(parents=True)
    for table, name in _TABLES.items():
        connection.execute(f"copy (from {table} order by all) to {literal(folder / name)} (format parquet)")
    text = json.dumps(_as_document(kept), indent=1, sort_keys=True, ensure_ascii=False)
    (folder / _DOCUMENT).write_text(text + "\n", encoding="utf-8")


def read_kept(folder: Path) -> KeptModel:
    """Read a model.

    Raises:
        IdentityError: It is not readable, or compares other things than this version does.
    """
    path = folder / _DOCUMENT
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        party_type = document["party_type"]
        return KeptModel(
            document["version"],
            party_type,
            _model(party_type, document),
            document["means"],
            tuple(document["keys"]),
            tuple(document["sources"]),
            document["record_count"],
            document["settings_hash"],
            document["origin"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise IdentityError(
            f"this model cannot be used: {error}", where=str(path), todo="Train one: `entrepot identity model train`."
        ) from error


def lend_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make the frequencies and surnames of a model those of the connection."""
    for table, name in _TABLES.items():
        connection.execute(f"create or replace temp table {table} as from read_parquet({literal(folder / name)})")


def chances_document(model: Model) -> dict[str, Any]:
    """Return the chances of the levels, by comparison, the strongest agreement first."""
    return {
        part: {name: [round(float(chance), 12) for chance in chances] for name, chances in values.items()}
        for part, values in (("same", model.same), ("related", model.related), ("strangers", model.strangers))
    }


def chances_model(party_type: PartyType, document: dict[str, Any], prior: float, related: float) -> Model:
    """Return a model of the chances in a document.

    Raises:
        ValueError: The document tells of other comparisons or levels than there are.
    """
    comparisons = comparisons_of(party_type)
    parts: list[Chances] = []
    for part in ("same", "related", "strangers"):
        chances = {name: np.array(values, dtype=np.float64) for name, values in document[part].items()}
        if {name: len(values) for name, values in chances.items()} != {
            each.name: len(each.levels) + 1 for each in comparisons
        }:
            raise ValueError("it compares other things, or at other levels, than this version of the product")
        parts.append(chances)
    return Model(comparisons, parts[0], parts[1], parts[2], prior, related, {})


def _as_document(kept: KeptModel) -> dict[str, Any]:
    model = kept.model
    priors = [
        {"one": number // SOURCES, "other": number % SOURCES, "same": same, "related": related}
        for number, (same, related) in sorted(model.priors.items())
    ]
    return {
        "version": kept.version,
        "party_type": kept.party_type,
        "origin": kept.origin,
        "record_count": kept.record_count,
        "settings_hash": kept.settings_hash,
        "sources": list(kept.sources),
        "keys": list(kept.keys),
        "means": kept.means,
        "prior": model.prior,
        "prior_related": model.prior_related,
        "priors": priors,
        **chances_document(model),
    }


def _model(party_type: PartyType, document: dict[str, Any]) -> Model:
    model = chances_model(party_type, document, document["prior"], document["prior_related"])
    model.priors.update(
        {entry["one"] * SOURCES + entry["other"]: (entry["same"], entry["related"]) for entry in document["priors"]}
    )
    return model
