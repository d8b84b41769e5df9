"""Files in other encodings than UTF-8: a strict copy in UTF-8 that is read in their place.

DuckDB knows few encodings, and what it calls latin-1 has no euro sign. So a declared encoding is decoded here, block by
block, and a byte that it does not have stops the file with its place.

Belongs here: that copy, and finding out that a file is not in the encoding that it claims. Not here: reading rows
(files); which encodings a contract may declare (contract_properties).
"""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ingestion.contract.document import JSON_FORMATS, SourceTable
from warehouse.errors import SchemaBreakError

BLOCK_BYTES = 4_000_000
_FOLDER = "as_utf8"
_TEXT_FORMATS = ("csv", *JSON_FORMATS)
_BYTE_ORDERS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARK = "\ufeff"
_SURELY_UTF8 = {"gb18030": 8, "gbk": 8, "big5": 8, "shift_jis": 8, "euc-kr": 8}
"""Characters beyond ASCII that a file must hold before it is taken for UTF-8; a few pairs of bytes may be either.

Where every byte is a letter of its own one is enough: no text in them reads well as UTF-8 by chance.
"""


@contextmanager
def as_utf8(table: SourceTable, path: Path, folder: Path) -> Iterator[Path]:
    """Yield the file itself, or a UTF-8 copy of the same name, which is removed afterwards.

    Args:
        table: The contract; its server block declares the encoding.
        path: The file.
        folder: Where a copy may lie for the time being.

    Raises:
        SchemaBreakError: The file is not in that encoding; the message names line, byte and what to do.
    """
    if not _needs_copy(table, path):
        yield path
        return
    aside = folder / _FOLDER
    aside.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("rb") as source, (aside / path.name).open("w", encoding="utf-8", newline="") as target:
            for text in _Decoding(path.name, _encoding_of(table, source, path)).texts(source):
                target.write(text)
        yield aside / path.name
    finally:
        shutil.rmtree(aside)


def _needs_copy(table: SourceTable, path: Path) -> bool:
    """Any text that is not UTF-8, and JSON lines that begin with a mark, which DuckDB takes for part of the JSON."""
    if table.file_format not in _TEXT_FORMATS:
        return False
    if table.encoding != "utf-8":
        return True
    with path.open("rb") as stream:
        return table.file_format in JSON_FORMATS and stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8


def _encoding_of(table: SourceTable, source: BinaryIO, path: Path) -> str:
    """The codec to decode with; UTF-16 without its order of bytes needs the mark that says it."""
    if table.encoding != "utf-16":
        return table.encoding
    mark = source.read(2)
    if mark not in _BYTE_ORDERS:
        raise SchemaBreakError(
            "the contract declares utf-16, and the file does not begin with a byte order mark.",
            where=path.name,
            todo="Declare utf-16-le or utf-16-be if the file is one of these, else what it is.",
        )
    source.seek(0)
    return _BYTE_ORDERS[mark]


@dataclass
class _Decoding:
    """Decodes one file, counting bytes and lines, and watching whether it is UTF-8 after all.

    Attributes:
        file_name: For messages.
        encoding: The codec.
        byte_count: Bytes of the blocks that were decoded.
        line_count: Line breaks that were decoded.
        foreign_count: Characters beyond ASCII in the file, read as UTF-8.
    """

    file_name: str
    encoding: str
    byte_count: int = 0
    line_count: int = 0
    foreign_count: int = 0
    utf8: codecs.IncrementalDecoder | None = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")())

    def texts(self, source: BinaryIO) -> Iterator[str]:
        """Yield the file's text, block by block, without a byte order mark."""
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="strict")
        is_first = True
        while True:
            block = source.read(BLOCK_BYTES)
            text = self._decode(decoder, block)
            self._watch(block)
            yield text.removeprefix(_MARK) if is_first else text
            is_first = False
            if not block:
                break
        self._check_not_utf8()

    def _decode(self, decoder: codecs.IncrementalDecoder, block: bytes) -> str:
        kept, _ = decoder.getstate()
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            place = self.byte_count - len(kept) + error.start
            line = self.line_count + error.object[: error.start].decode(self.encoding, "replace").count("\n") + 1
            raise SchemaBreakError(
                f"byte {place} ({error.object[error.start]:#04x}) is not {self.encoding}.",
                where=f"{self.file_name}, line {line}",
                todo="Export the file in the encoding that its contract declares, or declare the one that it has.",
            ) from error
        self.byte_count += len(block)
        self.line_count += text.count("\n")
        return text

    def _watch(self, block: bytes) -> None:
        if self.utf8 is None:
            return
        try:
            text = self.utf8.decode(block, final=not block)
        except UnicodeDecodeError:
            self.utf8 = None
        else:
            self.foreign_count += len(text) - len(text.encode("ascii", "ignore"))

    def _check_not_utf8(self) -> None:
        """Stop a file that would decode in silence, and into other letters than it holds."""
        if (
            self.encoding != "utf-8"
            and self.utf8 is not None
            and self.foreign_count >= _SURELY_UTF8.get(self.encoding, 1)
        ):
            raise SchemaBreakError(
                f"the contract declares {self.encoding}, and the file is UTF-8.",
                where=self.file_name,
                todo="Declare utf-8, or export the file in the encoding that its contract declares.",
            )
