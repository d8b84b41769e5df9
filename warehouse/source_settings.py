"""The blocks `[[source]]` of `entrepot.toml`: which systems there are, and how each is reached.

Belongs here: what can be written there, with its limits. Not here: reading the environment (settings), and how a system
is read (ingestion).

A `${NAME}` in `dsn`, `url` and credentials stays as it is written until the system is read, so no secret stands in the
settings.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

System = Literal["storefront", "erp", "crm", "scm", "marketplace", "treasury"]
Reach = Literal["files", "remote_files", "database", "api"]

_REFERENCE = re.compile(r"\$\{\w+\}|file:.+")
_OPEN_PASSWORD = re.compile(r"://[^/@\s]*:(?!\$\{)[^/@\s]+@|\bpassword\s*=\s*(?!['\"]?\$\{)\S", re.IGNORECASE)


class KeptColumn(BaseModel):
    """A column that is to land although no question needs it: one of `keep` of a source."""

    model_config = ConfigDict(extra="forbid")
    column: str = Field(pattern=r"^\w+\.\w+$")
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)


class SourceSettings(BaseModel):
    """One running system: `[[source]]`."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    vendor: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    systems: list[System] = Field(min_length=1)
    path: Path
    dsn: str | None = None
    url: str | None = None
    options: dict[str, str] = Field(default_factory=dict)
    credentials: dict[str, str] = Field(default_factory=dict)
    is_active: bool = True
    active_from: date | None = None
    active_until: date | None = None
    precedence: int = Field(default=1, ge=1)
    key_map: Path | None = None
    keep: list[KeptColumn] = Field(default_factory=list)

    @property
    def reach(self) -> Reach:
        """How the system is reached: files that arrive, or what a run fetches by itself."""
        if self.dsn:
            return "database"
        if not self.url:
            return "files"
        return "api" if self.url.startswith(("http://", "https://", "${")) else "remote_files"

    @property
    def is_pulled(self) -> bool:
        """A run fetches what is new by itself."""
        return self.reach != "files"

    @field_validator("dsn", "url")
    @classmethod
    def _holds_no_password(cls, written: str | None) -> str | None:
        if written and _OPEN_PASSWORD.search(written):
            raise ValueError('a password stands in it; write "${NAME}" and set that variable')
        return written

    @field_validator("credentials")
    @classmethod
    def _are_references(cls, credentials: dict[str, str]) -> dict[str, str]:
        for name, written in credentials.items():
            if not _REFERENCE.fullmatch(written):
                raise ValueError(f'{name} is no reference; write "${{NAME}}" or "file:/path/of/the/secret"')
        return credentials

    @model_validator(mode="after")
    def _is_reached_in_one_way(self) -> SourceSettings:
        if self.dsn and self.url:
            raise ValueError("it has a dsn and a url; leave one of them out")
        return self

    @model_validator(mode="after")
    def _period_is_one(self) -> SourceSettings:
        if self.active_from and self.active_until and self.active_from > self.active_until:
            raise ValueError(f"active_from {self.active_from} is after active_until {self.active_until}")
        return self
