"""How a database is reached: the `dsn` of a source, as DuckDB's scanners want to be told.

Belongs here: reading addresses, and adding the password. Not here: opening the database (databases).
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ingestion.connectors.access import Access

_KINDS = {"postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "sqlite": "sqlite", "duckdb": "duckdb"}
_PLAIN = re.compile(r"[\w.@:/+-]+")


def read_dsn(access: Access) -> tuple[str, str]:
    """Return the kind of database, and the words by which DuckDB attaches it, a password among them.

    Raises:
        SourceUnreachableError: The address cannot be read, or there is no such file.
    """
    dsn = access.dsn
    if "://" not in dsn:
        return "postgres", _with_password(access, "postgres", dsn)
    try:
        url = make_url(dsn)
    except ArgumentError:
        raise access.unreachable(
            "its dsn cannot be read.", todo="Write it as postgresql://user@host/database."
        ) from None
    kind = _KINDS.get(url.get_backend_name())
    if kind is None:
        raise access.unreachable(
            f"there is no way to read a {url.get_backend_name()} database.",
            todo=f"There are {', '.join(sorted({*_KINDS.values()}))}.",
        )
    if kind in {"sqlite", "duckdb"}:
        return kind, _file(access, url.database or "")
    return kind, _with_password(access, kind, _words(access, kind, url))


def _words(access: Access, kind: str, url: URL) -> str:
    """An address as `name=value` words; what stands behind its question mark is PostgreSQL's, such as sslmode."""
    if url.password:
        access.remember(str(url.password))
    given = {"host": url.host, "port": url.port, "user": url.username, "password": url.password}
    given["database" if kind == "mysql" else "dbname"] = url.database
    further = {} if kind == "mysql" else dict(url.query)
    return " ".join(f"{name}={_word(kind, str(value))}" for name, value in {**given, **further}.items() if value)


def _with_password(access: Access, kind: str, words: str) -> str:
    """Add the password that stands among the credentials."""
    return f"{words} password={_word(kind, access.secret('password'))}" if access.has_secret("password") else words


def _word(kind: str, value: str) -> str:
    """A value as the scanners read it: quoted where it holds more than plain signs."""
    if _PLAIN.fullmatch(value):
        return value
    quote = '"' if kind == "mysql" else "'"
    return quote + value.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote


def _file(access: Access, name: str) -> str:
    path = Path(name)
    if not path.is_file():
        raise access.unreachable(
            f"there is no file {path}.", todo="Name it as sqlite:////absolute/path or duckdb:////absolute/path."
        )
    return str(path)
