"""Staging models as plain SQL, without dbt: their templates filled by the house's own macros.

Belongs here: rendering. Not here: what the SQL says (lineage), and building anything (dbt).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import jinja2

from warehouse.errors import EntrepotError


class RenderingError(EntrepotError):
    """A model's template cannot be filled outside dbt."""


def renderer(macro_files: Iterable[Path]) -> Callable[[str], str]:
    """Return a function that fills the templates of a model; `ref('x')` becomes `x`.

    Args:
        macro_files: The macros that models may use; one that needs more of dbt than `ref` fails where it is used.
    """
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701
    environment.globals |= {"ref": lambda name: name, "config": lambda **_: "", "return": lambda value: value}
    macros = environment.from_string("".join(path.read_text(encoding="utf-8") for path in sorted(macro_files)))
    environment.globals |= {name: it for name, it in vars(macros.module).items() if not name.startswith("_")}

    def render(raw_sql: str) -> str:
        try:
            return environment.from_string(raw_sql).render()
        except jinja2.TemplateError as error:
            raise RenderingError(f"a template cannot be filled: {error}.", todo="Use the house's macros.") from error

    return render
