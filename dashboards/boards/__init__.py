"""Boards: pages that are a list of pictures, each said in a few words of code.

Belongs here: what a picture is (`picture`), how its kinds are drawn (`kinds`), and a page of them (`page`). Not here:
which pictures stand on a page (`screens`), and SQL (`queries/sql/boards`).
"""

from dashboards.boards.kinds import Bars, Heat, Lines, Stack, Steps, Table
from dashboards.boards.page import show
from dashboards.boards.picture import Choice, Picture

__all__ = ["Bars", "Choice", "Heat", "Lines", "Picture", "Stack", "Steps", "Table", "show"]
