"""What happens to files on their way, one damage each, to be done to any CSV file with a header and rows.

Belongs here: the list that the gate is held against. Not here: which of them a demo company's systems commit (`files`),
or what the gate says (the page of faults).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulation.faults import files


@dataclass(frozen=True)
class Damage:
    """A way in which a file arrives that differs from how it was sent.

    Attributes:
        name: Its name.
        words: What it is.
        change: Does it to a file.
        is_harmless: Everything that was sent can still be read, so it must land as it was sent.
    """

    name: str
    words: str
    change: Callable[[Path], object]
    is_harmless: bool = False


def cut_last_value(path: Path) -> None:
    """Lose the last letters and the line break."""
    path.write_bytes(path.read_bytes().rstrip(b"\n")[:-3])


def cut_between_rows(path: Path) -> None:
    """Lose the line break at the end and nothing else."""
    path.write_bytes(path.read_bytes().rstrip(b"\n"))


def add_value_to_a_row(path: Path) -> None:
    """Give one row a value more than the header has."""
    _change_row(path, lambda row: row + _delimiter(path) + "more")


def drop_value_of_a_row(path: Path) -> None:
    """Give one row a value less than the header has."""
    _change_row(path, lambda row: row.rpartition(_delimiter(path))[0])


def keep_header_only(path: Path) -> None:
    """Lose every row."""
    path.write_text(_lines(path)[0] + "\n", encoding="utf-8")


def lose_header(path: Path) -> None:
    """Lose the header."""
    path.write_text("\n".join(_lines(path)[1:]) + "\n", encoding="utf-8")


def name_column_twice(path: Path) -> None:
    """Send the first column once more, as the last one."""
    lines, delimiter = _lines(path), _delimiter(path)
    path.write_text("\n".join(f"{line}{delimiter}{line.partition(delimiter)[0]}" for line in lines) + "\n", "utf-8")


def repeat_header(path: Path) -> None:
    """Write the header again behind the rows, as joined files have it."""
    path.write_text("\n".join([*_lines(path), _lines(path)[0]]) + "\n", encoding="utf-8")


def write_zeros(path: Path) -> None:
    """Leave zeros where the last rows were, as a disk does after a power cut."""
    content = path.read_bytes()
    path.write_bytes(content[:-400] + b"\0" * 400)


def end_lines_as_windows_does(path: Path) -> None:
    """End every line with carriage return and line feed."""
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def write_a_page_of_errors(path: Path) -> None:
    """Send the error page of a web server under the file's name."""
    path.write_text("<html><body>502 Bad Gateway</body></html>\n", encoding="utf-8")


def write_in(encoding: str, letters: str) -> Callable[[Path], None]:
    """Write the file in another encoding, with some letters in it that look different there."""

    def change(path: Path) -> None:
        first, _, rest = "\n".join(_lines(path)).rpartition("\n")
        head, delimiter, tail = rest.partition(_delimiter(path))
        path.write_bytes(f"{first}\n{head}{delimiter}{letters}{tail}\n".encode(encoding, errors="replace"))

    return change


DAMAGES = (
    Damage("row_cut_off", "the file ends in the middle of its last row", files.cut_last_row),
    Damage("value_cut_off", "the file ends within the last value of its last row", cut_last_value),
    Damage("row_too_long", "one row has a value more than the header", add_value_to_a_row),
    Damage("row_too_short", "one row has a value less than the header", drop_value_of_a_row),
    Damage("quote_not_closed", "a quote that never closes", files.open_quote),
    Damage("file_empty", "a file without a byte", files.empty),
    Damage("header_only", "a header and no row", keep_header_only),
    Damage("header_missing", "rows and no header", lose_header),
    Damage("header_twice", "the header once more behind the rows", repeat_header),
    Damage("column_named_twice", "two columns of one name", name_column_twice),
    Damage("total_row", "a row with a total behind the last one", files.add_total),
    Damage("null_byte", "a NUL byte in the last row", files.put_null_byte),
    Damage("zeros_at_the_end", "zeros where the last rows were", write_zeros),
    Damage("column_dropped", "the last column is left out", files.drop_column),
    Damage("column_renamed", "a column is called something else", files.rename_column),
    Damage("column_added", "a column that no contract names", files.add_column),
    Damage("other_delimiter", "semicolons instead of commas", files.use_semicolons),
    Damage("latin_1_undeclared", "Latin-1 where UTF-8 was agreed", write_in("latin-1", "Zoë ")),
    Damage("gbk_undeclared", "GBK where UTF-8 was agreed", write_in("gbk", "入库 ")),
    Damage("utf_16_undeclared", "UTF-16 where UTF-8 was agreed", files.write_in_utf_16),
    Damage("error_page", "the error page of a web server", write_a_page_of_errors),
    Damage("mark_in_front", "a byte order mark in front", files.put_mark_in_front, is_harmless=True),
    Damage("windows_line_ends", "carriage returns at the line ends", end_lines_as_windows_does, is_harmless=True),
    Damage("endless_text", "three megabytes in one field, here a time", files.write_endless_text),
)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _delimiter(path: Path) -> str:
    return max(";|,", key=_lines(path)[0].count)


def _change_row(path: Path, change: Callable[[str], str]) -> None:
    """Change the second row, which is never the last one."""
    lines = _lines(path)
    lines[2] = change(lines[2])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
