"""Lineage of one staging model: which columns of base tables each of its own columns is made of.

Belongs here: reading that out of plain SQL, through named parts, joins, cases, subqueries and unions. Not here: what
columns are for (register), and templates (rendering).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

Place = tuple[str, str]
"""A base table and a column of it; without a table it is a name that stands nowhere, such as `orders.total`."""

_FILTERS = ("where", "having", "qualify", "group")


@dataclass(frozen=True)
class Lineage:
    """Where the columns and rows of a model come from.

    Attributes:
        columns: For each column of the model the places that it is made of; a constant is made of none.
        joined: Places that decide which rows stand beside one another.
        filtered: Places that decide which rows there are.
    """

    columns: Mapping[str, frozenset[Place]]
    joined: frozenset[Place]
    filtered: frozenset[Place]

    @property
    def lost(self) -> frozenset[str]:
        """Names that the model reads although they stand nowhere."""
        everything = frozenset().union(*self.columns.values(), self.joined, self.filtered)
        return frozenset(name for table, name in everything if not table)


def trace(sql: str, tables: Mapping[str, Sequence[str]]) -> Lineage:
    """Return the lineage of a model.

    Args:
        sql: One SELECT over base tables.
        tables: The columns of each base table.

    Raises:
        sqlglot.errors.SqlglotError: It is no SQL, or a name in it cannot be followed.
    """
    tree = qualify(
        sqlglot.parse_one(sql, read="duckdb"),
        dialect="duckdb",
        schema={name: dict.fromkeys(columns, "varchar") for name, columns in tables.items()},
        quote_identifiers=False,
        validate_qualify_columns=False,
        allow_partial_qualification=True,
    )
    return _Tracer(tree, tables).lineage()


class _Tracer:
    """Follows columns through the scopes of a qualified query."""

    def __init__(self, tree: exp.Expr, tables: Mapping[str, Sequence[str]]) -> None:
        """Find the scope of every SELECT in it."""
        self._tables = tables
        self._scopes = traverse_scope(tree)
        self._of = {id(scope.expression): scope for scope in self._scopes}
        self._known: dict[tuple[int, str], frozenset[Place]] = {}

    def lineage(self) -> Lineage:
        """Return what the outermost query is made of."""
        root = self._scopes[-1]
        columns = {name: self._output(root, name) for name in _names(root)}
        joined: set[Place] = set()
        filtered: set[Place] = set()
        for scope in self._scopes:
            if not isinstance(scope.expression, exp.Select):
                continue
            joins = [join.args.get("on") for join in scope.expression.args.get("joins") or []]
            joined |= self._of_all(joins)
            filtered |= self._of_all([scope.expression.args.get(name) for name in _FILTERS])
        return Lineage(columns, frozenset(joined), frozenset(filtered - joined))

    def _of_all(self, parts: Sequence[exp.Expr | None]) -> set[Place]:
        return {place for part in parts if part is not None for place in self._places(part)}

    def _output(self, scope: Scope, name: str) -> frozenset[Place]:
        key = (id(scope), name)
        if key not in self._known:
            self._known[key] = frozenset()  # a recursive part adds nothing to itself
            self._known[key] = frozenset(self._searched(scope, name))
        return self._known[key]

    def _searched(self, scope: Scope, name: str) -> Iterator[Place]:
        if scope.set_operation_scopes:
            for branch in scope.set_operation_scopes:
                yield from self._output(branch, _name_in(branch, scope, name))
        elif isinstance(scope.expression, exp.Select):
            for item in scope.expression.selects:
                if item.alias_or_name == name:
                    yield from self._places(item)
        else:
            yield from self._places(scope.expression)

    def _places(self, part: exp.Expr) -> Iterator[Place]:
        for column in part.find_all(exp.Column):
            if not _is_of_lambda(column):
                yield from self._resolved(self._scope_of(column), column.table, column.name)

    def _scope_of(self, column: exp.Column) -> Scope | None:
        node: exp.Expr | None = column
        while node is not None and id(node) not in self._of:
            node = node.parent
        return self._of.get(id(node)) if node is not None else None

    def _resolved(self, scope: Scope | None, table: str, name: str) -> Iterator[Place]:
        while scope is not None and table not in scope.sources:
            scope = scope.parent
        source = scope.sources[table] if scope is not None else None
        if isinstance(source, exp.Table):
            is_there = name in self._tables.get(source.name, ())
            yield (source.name, name) if is_there else ("", f"{source.name}.{name}")
        elif source is None or (_names(source) and name not in _names(source)):
            yield ("", f"{table}.{name}".lstrip("."))
        else:
            yield from self._output(source, name)


def _is_of_lambda(column: exp.Column) -> bool:
    """Whether a name is the argument of a function that is written in place."""
    node: exp.Expr | None = column.parent
    while node is not None:
        if isinstance(node, exp.Lambda) and not column.table and column.name in {it.name for it in node.expressions}:
            return True
        node = node.parent
    return False


def _names(scope: Scope) -> list[str]:
    """The names of a query's columns, in their order."""
    query = scope.expression
    if isinstance(query, exp.SetOperation) and query.args.get("by_name"):
        return list(dict.fromkeys(name for branch in scope.set_operation_scopes for name in _names(branch)))
    return [item.alias_or_name for item in query.selects] if isinstance(query, exp.Query) else []


def _name_in(branch: Scope, union: Scope, name: str) -> str:
    """What a column of a union is called in one of its branches: the same, or what stands at its place there."""
    if union.expression.args.get("by_name"):
        return name
    names = _names(branch)
    place = _names(union).index(name)
    return names[place] if place < len(names) else name
