"""A model trained on purpose, beside the one in use.

Belongs here: from all records of a kind to a further version. Not here: training itself (`identity.link.training`), and
which version is used (`identity.models.store`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from identity.configuration import linkage_settings, settings_hash
from identity.link.training import train
from identity.models.generic import generic_model
from identity.models.kept import TRAINED, KeptModel, PartyType, comparisons_of
from identity.models.store import keep, next_version
from identity.parties.linking import Say, fit


def train_model(connection: duckdb.DuckDBPyConnection, party_type: PartyType, models: Path, say: Say) -> KeptModel:
    """Train a model on all records of a kind, without labels, and keep it under a further version.

    Args:
        connection: A copy of the work warehouse whose schema `identity` is empty (`identity.copying`).
        party_type: Of people or of companies.
        models: The folder of models.
        say: Is told what begins.
    """
    settings = linkage_settings()
    expected = getattr(settings, party_type)
    version = next_version(models, party_type)
    blank = KeptModel(version, party_type, generic_model(party_type), {}, (), (), 0, settings_hash(), TRAINED)
    kept, _ = fit(
        connection,
        blank,
        settings,
        say,
        lambda chosen: train(connection, comparisons_of(party_type), chosen, expected, settings.training),
    )
    keep(connection, kept, models)
    return kept
