"""The one settings file of record linkage, read and checked.

Belongs here: its shape and its hash. Not here: the values (`settings.toml`), or what they do.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).with_name("settings.toml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Blocking(_Part):
    """How many pairs of records may be compared: by key and record, by record, in all; and the largest block."""

    pairs_per_record_and_key: int
    pairs_per_record: int
    pairs_in_all: int
    largest_block: int


class StopList(_Part):
    """How widely an identifier may be shared: surnames, or records without names; and digits of a real number."""

    surnames: int
    records: int
    digits: int


class Training(_Part):
    """How a model is trained on the table itself: pairs, keys, rounds, and the weight of what is expected."""

    random_pairs: int
    pairs_per_key: int
    rounds: int
    prior_records: float
    prior_strangers: float
    unseen_pairs: float


class Fitting(_Part):
    """When a generic model no longer fits: so many times the records that it was fitted to."""

    growth: float


class Clustering(_Part):
    """How scored pairs become clusters; weights are in bits, sizes in records."""

    cut: float
    edge: float
    highest: float
    lowest: float
    step: float
    largest_component: int
    largest_cluster: int


class Review(_Part):
    """What a person is asked about: weights in bits, sizes in records."""

    near: float
    weak: float
    large: int


class Expected(_Part):
    """Chances of the levels by comparison, among pairs of one party and among pairs of two that belong together."""

    same: dict[str, tuple[float, ...]]
    related: dict[str, tuple[float, ...]]


class Levels(_Part):
    """Chances of the levels by comparison, among pairs of one product or supplier and among strangers."""

    same: dict[str, tuple[float, ...]]
    strangers: dict[str, tuple[float, ...]]


class LinkageSettings(_Part):
    """Everything that `settings.toml` says."""

    seed: int
    blocking: Blocking
    stop_list: StopList
    training: Training
    fitting: Fitting
    clustering: Clustering
    review: Review
    person: Expected
    organisation: Expected
    product: Levels
    supplier: Levels


@cache
def linkage_settings() -> LinkageSettings:
    """Return the settings."""
    return LinkageSettings(**tomllib.loads(_FILE.read_text(encoding="utf-8")))


def settings_hash() -> str:
    """Return the SHA-256 of the settings file, so that two runs can be told to have had the same one."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()
