"""Back-ups: everything that cannot be rebuilt, in one folder, and putting it back into an empty place.

`create_backup` → `verify_backup` → `restore_backup`. Nothing here knows what a batch or an entry means.
"""

from warehouse.backup.creating import create_backup
from warehouse.backup.restoring import Restored, restore_backup
from warehouse.backup.rule import BACKUPS, what_must_be_kept
from warehouse.backup.store import (
    Backup,
    BackupError,
    Progress,
    StoredFile,
    list_backups,
    read_backup,
    verify_backup,
)

__all__ = [
    "BACKUPS",
    "Backup",
    "BackupError",
    "Progress",
    "Restored",
    "StoredFile",
    "create_backup",
    "list_backups",
    "read_backup",
    "restore_backup",
    "verify_backup",
    "what_must_be_kept",
]
