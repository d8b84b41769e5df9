"""Who may see what: roles, the pages and statements of each, market scopes, and what is written down of a visit.

Belongs here: the rules, and who is visiting. Not here: the settings (`warehouse.access_settings`), and how a release is
narrowed to markets (`warehouse.scoping`).
"""

from dashboards.access.visitor import LOCAL, Right, Visitor

__all__ = ["LOCAL", "Right", "Visitor"]
