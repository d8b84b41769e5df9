"""The one typed settings object, and the only reader of the environment.

Belongs here: `entrepot.toml`, its defaults, and where things lie on disk. Not here: what is done with them.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from warehouse.access_settings import AccessSettings
from warehouse.alert_settings import AlertSettings
from warehouse.errors import ConfigurationError
from warehouse.source_settings import SourceSettings

DEFAULT_CONFIG = Path("entrepot.toml")
_VARIABLE = re.compile(r"\$\{(\w+)\}")


class CompanySettings(BaseModel):
    """Who the company is: `[company]`."""

    model_config = ConfigDict(extra="forbid")
    name: str
    group_currency: str = Field(pattern=r"^[A-Z]{3}$")
    calendar: str = Field(default="iso", pattern=r"^(iso|4-5-4|fiscal:(0[1-9]|1[0-2]))$")
    clearing_accounts: dict[str, Literal["provider", "platform", "cod_carrier"]] = Field(default_factory=dict)


class Environment(BaseSettings):
    """Limits of the machine, from `ENTREPOT_*` variables."""

    model_config = SettingsConfigDict(env_prefix="ENTREPOT_", extra="ignore")
    config: Path = DEFAULT_CONFIG
    memory_limit: str = "4GB"
    threads: int = Field(default=2, ge=1)
    ledger_url: str | None = None
    parsed_dir: Path | None = None
    smtp_password: SecretStr | None = None


class Settings(BaseModel):
    """Everything a run needs to know. All paths are absolute."""

    model_config = ConfigDict(extra="forbid")
    config_file: Path
    company: CompanySettings
    data_dir: Path = Path("data")
    retention_bytes: int = Field(default=20_000_000_000, gt=0)
    source: list[SourceSettings] = Field(default_factory=list)
    alerts: AlertSettings = Field(default_factory=AlertSettings)
    access: AccessSettings | None = None
    environment: Environment = Field(default_factory=Environment)

    @field_validator("source")
    @classmethod
    def _names_are_unique(cls, sources: list[SourceSettings]) -> list[SourceSettings]:
        names = [source.name for source in sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the source name {twice[0]!r} is used twice; each running system needs its own")
        return sources

    @property
    def sources(self) -> list[SourceSettings]:
        """The sources that are switched on, in the order of the file."""
        return [source for source in self.source if source.is_active]

    @property
    def landing_dir(self) -> Path:
        """Immutable batches: the source of truth."""
        return self.data_dir / "landing"

    @property
    def internal_dir(self) -> Path:
        """What the machine itself must not forget, such as the keys it gave: landed, but a batch of no source."""
        return self.landing_dir / ".internal"

    @property
    def quarantine_dir(self) -> Path:
        """Notes on files that the gate stopped; refused rows lie in their batch, as `refused.parquet`."""
        return self.data_dir / "quarantine"

    @property
    def work_dir(self) -> Path:
        """What can be deleted and rebuilt."""
        return self.data_dir / "work"

    @property
    def parsed_dir(self) -> Path:
        """Models as dbt has read them, by their state; shared by configurations where the environment says so."""
        return self.environment.parsed_dir or self.work_dir / "parsed"

    @property
    def work_file(self) -> Path:
        """The work warehouse, one DuckDB file with one writer."""
        return self.work_dir / "warehouse.duckdb"

    @property
    def dbt_dir(self) -> Path:
        """The assembled dbt project."""
        return self.work_dir / "dbt"

    @property
    def releases_dir(self) -> Path:
        """Published releases and the `current` link."""
        return self.data_dir / "releases"

    @property
    def alerts_dir(self) -> Path:
        """What was told of alerts, and to whom; it outlives `work_dir`."""
        return self.data_dir / "alerts"

    @property
    def dagster_dir(self) -> Path:
        """Dagster's own files, shared by the command and the operators' pages."""
        return self.data_dir / "dagster"

    @property
    def ledger_url(self) -> str:
        """SQLAlchemy URL of the ledger of what people typed in."""
        return self.environment.ledger_url or f"sqlite:///{self.data_dir / 'ledger.sqlite'}"

    @property
    def vendors_dir(self) -> Path:
        """Where a user's own vendors stand: beside the configuration file."""
        return self.config_file.parent / "vendors"


def config_path(given: Path | None) -> Path:
    """Return the absolute path of the configuration file.

    Args:
        given: The `--config` option, or None for `ENTREPOT_CONFIG` or `./entrepot.toml`.
    """
    return (given or Environment().config).expanduser().resolve()


def load_settings(config: Path | None = None) -> Settings:
    """Read and check the configuration.

    Args:
        config: Path of the TOML file; None takes `ENTREPOT_CONFIG`, else `./entrepot.toml`.

    Returns:
        Settings with absolute paths; paths in the file are relative to the file, a relative path that came from an
        environment variable to the working directory.

    Raises:
        ConfigurationError: The file is missing, is no TOML, or a value is wrong; the message names the line.
    """
    path = config_path(config)
    if not path.is_file():
        raise ConfigurationError(
            "there is no configuration.",
            where=str(path),
            todo="Write one with `entrepot demo`, or name one with --config.",
        )
    text = path.read_text(encoding="utf-8")
    try:
        values = _expand(_known_keys(path, text), path.parent)
        return Settings(config_file=path, **values)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"this is no TOML: {error}.", where=str(path), todo="Mend that line.") from error
    except ValidationError as error:
        raise _wrong_value(path, text, error) from error


def _known_keys(path: Path, text: str) -> dict[str, Any]:
    """Parse the file and refuse what no setting is called."""
    values = tomllib.loads(text)
    unknown = sorted(set(values) - {"company", "data_dir", "retention_bytes", "source", "alerts", "access"})
    if unknown:
        where = f"{path}, line {_line_of(text, [unknown[0]]) or 1}"
        raise ConfigurationError(
            f"there is no setting {unknown[0]!r}.",
            where=where,
            todo="There are [company], [[source]], [alerts], [access], data_dir and retention_bytes.",
        )
    return values


def with_variables(text: str) -> str:
    """Return a text with the environment's value in the place of each `${NAME}`.

    Raises:
        ConfigurationError: A variable is not set; the message names it.
    """
    return _VARIABLE.sub(_environment_value, text)


def reveal(reference: str) -> str:
    """Return the secret that a reference names: `${NAME}` of the environment, or the first line of `file:/path`.

    Raises:
        ConfigurationError: The variable is not set, or the file cannot be read.
    """
    if not reference.startswith("file:"):
        return with_variables(reference)
    path = Path(with_variables(reference.removeprefix("file:"))).expanduser()
    try:
        return path.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "the file of a secret cannot be read, or is empty.",
            where=str(path),
            todo="Put the secret in its first line.",
        ) from error


def _expand(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Replace `${NAME}` by the environment's value and make the paths absolute."""
    values["data_dir"] = _absolute(str(values.get("data_dir", "data")), folder)
    for source in values.get("source", []):
        if "path" not in source and ("dsn" in source or "url" in source):
            source["path"] = values["data_dir"] / "extracts" / str(source.get("name"))
        for name in ("path", "key_map"):
            if name in source:
                source[name] = _absolute(str(source[name]), folder)
    return values


def _absolute(written: str, folder: Path) -> Path:
    """Resolve a path as written: a value that begins with a variable stands on the working directory."""
    base = Path.cwd() if _VARIABLE.match(written) else folder
    return (base / Path(_VARIABLE.sub(_environment_value, written)).expanduser()).resolve()


def _environment_value(match: re.Match[str]) -> str:
    name = match.group(1)
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(
            f"the environment variable {name} is not set.", where="entrepot.toml", todo=f"Set it: export {name}=…"
        )
    return value


def _wrong_value(path: Path, text: str, error: ValidationError) -> ConfigurationError:
    """Turn pydantic's first complaint into one line that names the place in the file."""
    complaints = error.errors()
    first = next((item for item in complaints if item["type"] == "extra_forbidden"), complaints[0])
    place = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        first["msg"] = "there is no setting of this name"
    line = _line_of(text, place)
    where = f"{path}, line {line}" if line else str(path)
    return ConfigurationError(f"{'.'.join(place)}: {first['msg']}.", where=where, todo="Correct that setting.")


def _line_of(text: str, place: list[str]) -> int | None:
    """Find the line of a setting: the n-th `[[source]]` block for lists, else the first line with the key."""
    lines = text.splitlines()
    start = 0
    if len(place) > 1 and place[1].isdigit():
        blocks = [number for number, line in enumerate(lines) if line.strip() == f"[[{place[0]}]]"]
        start = blocks[int(place[1])] if int(place[1]) < len(blocks) else 0
    for number in range(start, len(lines)):
        if re.match(rf"\s*(\[+{re.escape(place[-1])}\]+|{re.escape(place[-1])}\s*=)", lines[number]):
            return number + 1
    return start + 1 if start else None
