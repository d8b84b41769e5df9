"""Staging models as plain SQL, without dbt: their templates filled by the house's own macros.

Belongs here: rendering, with as much of dbt as a staging model uses. Not here: what the SQL says (lineage), and
building anything (dbt).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jinja2

from warehouse.errors import EntrepotError

_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(.*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)


class RenderingError(EntrepotError):
    """A model's template cannot be filled outside dbt."""


class _Returned(Exception):  # noqa: N818
    """How a macro hands back a value that is no text, as in dbt."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _Macro:
    """A macro that others know before it is read."""

    def __init__(self) -> None:
        self.body: Callable[..., Any] = str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return self.body(*args, **kwargs)
        except _Returned as returned:
            return returned.value


def renderer(macro_files: Iterable[Path]) -> Callable[[str], str]:
    """Return a function that fills the templates of a model; `ref('x')` becomes `x`, a variable its default.

    Args:
        macro_files: The macros that models may use; one that needs more of dbt fails where it is used.
    """
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701
    environment.globals |= {
        "ref": lambda name: name,
        "source": lambda schema, name: f"{schema}.{name}",
        "var": lambda name, default=None: default,
        "config": lambda **_: "",
        "return": _hand_back,
    }
    texts = [found for path in sorted(macro_files) for found in _MACRO.finditer(path.read_text(encoding="utf-8"))]
    macros = {found[1]: _Macro() for found in texts}
    environment.globals |= macros
    for found in texts:
        macros[found[1]].body = getattr(environment.from_string(found[0]).module, found[1])

    def render(raw_sql: str) -> str:
        try:
            return environment.from_string(raw_sql).render()
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            raise RenderingError(f"a template cannot be filled: {error}.", todo="Use the house's macros.") from error

    return render


def _hand_back(value: Any) -> None:
    raise _Returned(value)
