"""Releases: immutable copies of what people read, built aside, judged as files, switched in by one atomic replace.

Each build goes `build_candidate` → `verify` → `audit` → `publish`; readers start from `current_release`. Nothing here
knows what the tables mean.
"""

from warehouse.releases.build import add_history, add_table, build_candidate, discard
from warehouse.releases.candidates import (
    keep_candidate,
    kept_candidate,
    publish_candidate,
    remove_candidate,
    require_candidate,
)
from warehouse.releases.catalogue import (
    current_release,
    is_up_to_date,
    list_releases,
    load_release,
    newest_release,
    require_release,
)
from warehouse.releases.compare import ReleaseDiff, TableDiff, diff
from warehouse.releases.manifest import (
    SOURCE_PROFILE,
    SOURCE_RULES,
    Candidate,
    Check,
    ForceFact,
    Manifest,
    Release,
    ReleaseFacts,
    SourceFact,
    built_at,
)
from warehouse.releases.publication import publish
from warehouse.releases.retention import to_keep
from warehouse.releases.rollbacks import is_nothing_new, rollback, rolled_back_from
from warehouse.releases.verification import Audit, audit, verify, verify_files

__all__ = [
    "SOURCE_PROFILE",
    "SOURCE_RULES",
    "Audit",
    "Candidate",
    "Check",
    "ForceFact",
    "Manifest",
    "Release",
    "ReleaseDiff",
    "ReleaseFacts",
    "SourceFact",
    "TableDiff",
    "add_history",
    "add_table",
    "audit",
    "build_candidate",
    "built_at",
    "current_release",
    "diff",
    "discard",
    "is_nothing_new",
    "is_up_to_date",
    "keep_candidate",
    "kept_candidate",
    "list_releases",
    "load_release",
    "newest_release",
    "publish",
    "publish_candidate",
    "remove_candidate",
    "require_candidate",
    "require_release",
    "rollback",
    "rolled_back_from",
    "to_keep",
    "verify",
    "verify_files",
]
