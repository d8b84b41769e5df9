"""Extracts in declared encodings: the same rows as in UTF-8, or a stop that names the byte; never other letters."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files import transcoding
from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable, read_contract
from ingestion.gate.passing import GateResult, pass_gate
from warehouse.errors import ContractError, SchemaBreakError

Table = Callable[..., SourceTable]
ENUM = "enum: [{value: card}, {value: cash}]"
HEADER = "id,amount,currency,paid_at,method,score\n"


def declared(write_table: Table, encoding: str, file_format: str = "csv") -> SourceTable:
    """A table whose `method` is free text, in files of this encoding."""
    table = write_table(file_format, replace=(ENUM, "description: free text"))
    text = table.file.read_text(encoding="utf-8")
    table.file.write_text(text.replace(f"format: {file_format}}}", f"format: {file_format}, encoding: {encoding}}}"))
    return read_contract(table.file, table.vendor)


def passed(gate: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, content: bytes) -> GateResult:
    path.write_bytes(content)
    return pass_gate(gate, table, describe_extract(path), path.parent)


def methods(gate: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    rows = gate.execute(f"select method from read_parquet('{folder / 'data.parquet'}') order by payment_id").fetchall()
    return [method for (method,) in rows]


def csv_of(*texts: str) -> str:
    return HEADER + "".join(f'p{number},1.00,EUR,2025-01-01,"{text}",\n' for number, text in enumerate(texts))


@pytest.mark.parametrize(
    ("encoding", "text", "mark"),
    [
        ("utf-8", "Größe 尺码", codecs.BOM_UTF8),
        ("utf-16", "Größe 尺码 €", codecs.BOM_UTF16_LE),
        ("utf-16", "Größe 尺码 €", codecs.BOM_UTF16_BE),
        ("utf-16-le", "Größe 尺码 €", b""),
        ("utf-16-be", "Größe 尺码 €", codecs.BOM_UTF16_BE),
        ("gb18030", "尺码 €𠮷", b""),
        ("gbk", "上海市静安区", b""),
        ("cp1252", "5 € – größer", b""),
        ("windows-1252", "5 €", b""),
        ("latin-1", "größer", b""),
        ("ISO-8859-1", "größer", b""),
        ("iso-8859-15", "5 €", b""),
        ("cp1251", "Москва", b""),
        ("shift_jis", "東京", b""),
    ],
)
@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_a_declared_encoding_lands_the_very_letters(
    gate: duckdb.DuckDBPyConnection,
    write_table: Table,
    extract_dir: Path,
    encoding: str,
    text: str,
    mark: bytes,
    file_format: str,
) -> None:
    codec = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(mark, encoding)
    values = dict(zip(HEADER.strip().split(","), ["p0", "1.00", "EUR", "2025-01-01", text, None], strict=True))
    content = csv_of(text) if file_format == "csv" else json.dumps(values, ensure_ascii=False) + "\n"
    table = declared(write_table, encoding, file_format)
    result = passed(gate, table, extract_dir / f"payments_2025.{file_format}", mark + content.encode(codec))
    assert (result.row_count, result.flagged_count) == (1, 0)
    assert methods(gate, extract_dir) == [text]
    assert not (extract_dir / "as_utf8").exists()


def test_the_copy_is_made_block_by_block(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcoding, "BLOCK_BYTES", 3)
    texts = [f"尺码{number}€𠮷" for number in range(40)]
    passed(gate, declared(write_table, "gb18030"), extract_dir / "payments_2025.csv", csv_of(*texts).encode("gb18030"))
    assert sorted(methods(gate, extract_dir)) == sorted(texts)


@pytest.mark.parametrize("block_bytes", [5, 4_000_000])
@pytest.mark.parametrize(
    ("encoding", "bad"), [("gbk", b"\xff"), ("cp1252", b"\x81"), ("utf-16-le", b"\x00\xd8a\x00"), ("gb18030", b"\x81")]
)
def test_a_byte_that_the_encoding_does_not_have_is_named(
    gate: duckdb.DuckDBPyConnection,
    write_table: Table,
    extract_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
    bad: bytes,
    block_bytes: int,
) -> None:
    monkeypatch.setattr(transcoding, "BLOCK_BYTES", block_bytes)
    start = csv_of("a", "b").encode(encoding) + "p9,1.00,EUR,2025-01-01,".encode(encoding)
    end = ",\n".encode(encoding)
    with pytest.raises(SchemaBreakError) as caught:
        passed(gate, declared(write_table, encoding), extract_dir / "payments_2025.csv", start + bad + end)
    message = str(caught.value)
    assert f"byte {len(start)} " in message and "payments_2025.csv, line 4" in message
    assert encoding in message and caught.value.todo
    assert not (extract_dir / "as_utf8").exists()


@pytest.mark.parametrize(
    ("encoding", "content", "reason"),
    [
        ("utf-8", csv_of("größer").encode("cp1252"), "utf-8"),
        ("utf-8", csv_of("尺码").encode("gbk"), "utf-8"),
        ("cp1252", csv_of("größer").encode(), "is UTF-8"),
        ("latin-1", csv_of("größer").encode(), "is UTF-8"),
        ("gbk", csv_of("上海市静安区南京西路").encode(), "is UTF-8"),
        ("utf-16", csv_of("a").encode(), "byte order mark"),
    ],
)
def test_a_wrong_encoding_stops_the_file(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, encoding: str, content: bytes, reason: str
) -> None:
    with pytest.raises(SchemaBreakError, match=reason):
        passed(gate, declared(write_table, encoding), extract_dir / "payments_2025.csv", content)


def test_a_short_text_of_letters_that_could_be_either_is_what_was_declared(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    both = bytes([0xC4, 0xA3]).decode("gbk")
    passed(gate, declared(write_table, "gbk"), extract_dir / "payments_2025.csv", csv_of(both).encode("gbk"))
    assert methods(gate, extract_dir) == [both]


def test_a_cut_last_line_is_found_in_other_encodings_too(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    content = (csv_of("a", "b") + "p9,1.00,EUR,2025-01-01,c").encode("utf-16")
    with pytest.raises(SchemaBreakError, match="line 4"):
        passed(gate, declared(write_table, "utf-16"), extract_dir / "payments_2025.csv", content)


def test_an_encoding_that_is_not_read_is_an_error_of_the_contract(write_table: Table) -> None:
    with pytest.raises(ContractError, match=r"rot13.*gb18030"):
        declared(write_table, "rot13")
