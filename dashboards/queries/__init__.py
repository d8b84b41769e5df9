"""The one room for SQL: statements in `sql/`, and a typed function for each question that a page asks.

Belongs here: what is read from a release. Not here: how it is cached, and how it is shown. Values are always
bound, never written into a statement.
"""

from dashboards.queries.reader import OpenedRelease, Reader, Row, Rows, run_statement
from dashboards.queries.selection import Selection

__all__ = ["OpenedRelease", "Reader", "Row", "Rows", "Selection", "run_statement"]
