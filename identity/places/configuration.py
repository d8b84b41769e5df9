"""What the agreement of two addresses is worth, read and checked.

Belongs here: the shape of `settings.toml` beside it. Not here: the values, and the settings of other entities
(`identity.configuration`), which do not change with these.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from identity.configuration import Levels

_FILE = Path(__file__).with_name("settings.toml")


class PlaceSettings(Levels):
    """Chances of the levels of each comparison, and the bits against any pair."""

    unlike: float


@cache
def place_settings() -> PlaceSettings:
    """Return the settings."""
    return PlaceSettings(**tomllib.loads(_FILE.read_text(encoding="utf-8")))
