"""The pages that show what was judged of a release: whether it has any, and which file an address means.

Belongs here: finding a file. Not here: making them (orchestration's acceptance), and answering with one (`server`).
"""

from __future__ import annotations

from pathlib import Path

from warehouse.releases import Release

ADDRESS = "data-docs"
INDEX = "index.html"


def has_data_docs(release: Release) -> bool:
    """Say whether a release has such pages; those from before there were any have none."""
    return (release.data_docs / INDEX).is_file()


def page_of(release: Release, path: str) -> Path | None:
    """Return the file that an address means, links followed; None if it is no page of this release.

    Args:
        release: The release.
        path: What stands after `data-docs/`; nothing is the index.
    """
    root = release.data_docs.resolve()
    try:
        page = (root / (path or INDEX)).resolve()
        is_page = page.is_relative_to(root) and page.suffix == ".html" and page.is_file()
    except (OSError, ValueError):
        return None
    return page if is_page else None
