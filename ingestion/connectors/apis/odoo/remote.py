"""What the reader of Odoo asks of a server, whichever of its two APIs answers.

Belongs here: the one call that both APIs offer, how both refuse it, and the model behind a table. Not here: the APIs
(xmlrpc, json2), the form of values (values), and what is asked for (apis.odoo).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from ingestion.connectors.access import Access, SourceUnreachableError

_OWN_TABLE_NAMES = {
    "ir_act_client": "ir.actions.client",
    "ir_act_report_xml": "ir.actions.report",
    "ir_act_server": "ir.actions.server",
    "ir_act_url": "ir.actions.act_url",
    "ir_act_window": "ir.actions.act_window",
    "ir_actions": "ir.actions.actions",
}
_MODULES_WITH_UNDERSCORE = ("auth_totp", "im_livechat", "web_tour")
_LONGEST_MESSAGE = 300


class MissingModelError(SourceUnreachableError):
    """The database has no such model: the module that brings it is not installed."""


class Remote(Protocol):
    """One database of a running Odoo server.

    Attributes:
        version: Its major version.
    """

    version: int

    def now(self) -> datetime:
        """Return the server's clock (UTC, naive)."""
        ...

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Call a public method of a model with named arguments, on no record.

        Raises:
            MissingModelError: There is no such model.
            SourceUnreachableError: The server did not answer, or refused.
        """
        ...


def model_of(table: str) -> str:
    """Return the model whose rows a database table holds: `sale_order` is `sale.order`.

    Underscores are dots but for a few modules whose own name has one (`l10n_latam.document.type`), and for actions.
    """
    if table in _OWN_TABLE_NAMES:
        return _OWN_TABLE_NAMES[table]
    parts = table.split("_")
    module = "_".join(parts[:2])
    if len(parts) > 2 and (parts[0] == "l10n" or module in _MODULES_WITH_UNDERSCORE):
        return ".".join([module, *parts[2:]])
    return table.replace("_", ".")


def refusal(access: Access, kind: str, message: str, *, model: str, what: str) -> SourceUnreachableError:
    """Say what the server said, and what to do about it.

    Args:
        access: The server.
        kind: Name of the exception in Odoo, for example `odoo.exceptions.AccessError`.
        message: What the server wrote; of a traceback the last line is kept.
        model: The model that was asked for; empty for a login.
        what: What was asked, for example `sale.order.search_read`.
    """
    todo = next((advice for word, advice in _ADVICE if word in kind), _OTHERWISE)
    error = access.unreachable(f"Odoo refused: {_last_words(message)}", where=what, todo=todo)
    if todo == _MODEL and model and model in message:
        return MissingModelError(error.what, where=error.where, todo=error.todo)
    return error


_RIGHT = (
    "The user lacks the right to read this model: put it into one of the groups that Odoo names, or into a group with "
    "read access to it (Settings, Technical, Access Rights); or name it in the option leave_out, if it may be absent."
)
_LOGIN = (
    "Check database, user and the key: a key belongs to one user and expires, in Odoo 19 after three months at the "
    "latest; a hosted system must be on a plan with the external API."
)
_MODEL = "The module that brings this model or field is not installed, or the version of Odoo has another name for it."
_OTHERWISE = "Read the server's log for the moment of this call."
_ADVICE = (
    ("AccessError", _RIGHT),
    ("Forbidden", _RIGHT),
    ("AccessDenied", _LOGIN),
    ("Unauthorized", _LOGIN),
    ("NotFound", _MODEL),
    ("UserError", _MODEL),
    ("UnprocessableEntity", _MODEL),
)


def _last_words(message: str) -> str:
    lines = [line.strip() for line in message.strip().splitlines() if line.strip()]
    if lines and lines[0].startswith("Traceback"):
        lines = lines[-1:]
    words = " ".join(lines) or "it gave no reason."
    return words if len(words) <= _LONGEST_MESSAGE else f"{words[:_LONGEST_MESSAGE]}…"
