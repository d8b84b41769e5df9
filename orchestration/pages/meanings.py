"""What each setting of `entrepot.toml` means, in the words of the reference page.

Belongs here: a sentence per setting. Not here: how the page is made (`reference`).
"""

from __future__ import annotations

MEANINGS = {
    "Settings.data_dir": "Folder of all that is written: landing, work, releases, ledger. Relative to this file.",
    "Settings.retention_bytes": "Cap on the size of all releases; the current one and the one before stay in any case.",
    "CompanySettings.name": "The company's name, as the pages show it.",
    "CompanySettings.group_currency": "Currency of every amount whose name ends in `_group` (ISO 4217).",
    "CompanySettings.calendar": "The company's retail calendar. No table uses another one than `iso` yet.",
    "CompanySettings.clearing_accounts": "Accounts of the ledger that hold what others owe us on its way to our bank: "
    "the account's number, and who holds it: `provider`, `platform` (a marketplace) or `cod_carrier`.",
    "SourceSettings.name": "Name of one running system, and `source_name` of its rows; a new name is a new source.",
    "SourceSettings.vendor": "Whose contracts its files keep: a vendor of the house, or one in `vendors/` beside it.",
    "SourceSettings.systems": "What the system is to the company.",
    "SourceSettings.path": "Folder of its extracts, also of those that a run fetches. Relative to this file.",
    "SourceSettings.dsn": "Database that a run reads: `postgresql://`, `mysql://`, `sqlite:///`, `duckdb:///`.",
    "SourceSettings.url": "Interface (`https://`) or remote folder (`s3://`, `sftp://`) that a run reads.",
    "SourceSettings.options": "What else its connector needs to know, all of it text; the vendor's how-to lists it.",
    "SourceSettings.credentials": "Its secrets, each as `${NAME}` or `file:/path`; none can stand in the file itself.",
    "SourceSettings.active_from": "First day whose rows of this system count; earlier ones stay in canonical only.",
    "SourceSettings.active_until": "Last day whose rows of this system count, for one that was replaced.",
    "SourceSettings.precedence": "Place when records of one thing differ between systems: 1 is believed first.",
    "SourceSettings.key_map": "CSV file: which of its records is which of another source. Relative to this file.",
    "SourceSettings.is_active": "`false` leaves the source out of the next release; what has landed stays.",
    "KeptColumn.column": "A column that lands although no question needs it, by table: `orders.note`.",
    "KeptColumn.reason": "What for.",
    "KeptColumn.by": "Who wants it; `mart_quality__purpose_register` shows both.",
    "Environment.config": "The configuration file, where no `--config` is given.",
    "Environment.memory_limit": "How much memory DuckDB may take while it builds.",
    "Environment.threads": "How many threads DuckDB and dbt may use.",
    "Environment.ledger_url": "SQLAlchemy URL of the ledger; without it `ledger.sqlite` in the data folder.",
    "Environment.parsed_dir": "Folder of the models as dbt has read them, for every configuration; else each its own.",
    "Environment.smtp_password": "Password of the e-mail account, where `password` names no other variable.",
    "AlertSettings.no_release_after_hours": "Age in hours from which on a release is too old.",
    "AlertSettings.webhooks": "Addresses that are posted to, as JSON. `${NAME}` is replaced when something is sent.",
    "EmailSettings.host": "The mail server.",
    "EmailSettings.port": "Its TCP port.",
    "EmailSettings.security": "How the connection is protected. A user needs it, unless the server is this machine.",
    "EmailSettings.from": "Who sends.",
    "EmailSettings.to": "Who is told, in one e-mail.",
    "EmailSettings.user": "The account; without it nobody logs in.",
    "EmailSettings.password": "`${NAME}`: the variable that holds the password; it cannot stand in the file.",
}
"""What each setting is for, by model and field; a setting without a line here stops the generation."""
