"""Visitors of the pages by the protocol that browsers speak with the server: many of them cost little.

Belongs here: opening a session, asking for pages, what came back and how long it took. Not here: drawing, which is the
browser's, and what is expected.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

SECONDS_TO_WAIT = 90
PAGES = ("overview", "questions", "sales", "customers", "supply", "cash", "service", "plan", "data")


@dataclass
class Seen:
    """What all visitors saw: seconds of every page, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def visit(url: str, count: int, seconds: float, thinking: float, seen: Seen) -> None:
    """Let visitors come one after another, look at pages for a while and go.

    Args:
        url: The server.
        count: Visitors at one time.
        seconds: How long they stay.
        thinking: Seconds that they look at a page, on average.
        seen: Is filled.
    """
    asyncio.run(_all(url, count, seconds, thinking, seen))


async def _all(url: str, count: int, seconds: float, thinking: float, seen: Seen) -> None:
    until = time.monotonic() + seconds
    await asyncio.gather(*(_visitor(url, number, until, thinking, seen) for number in range(count)))


async def _visitor(url: str, number: int, until: float, thinking: float, seen: Seen) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, thinking))
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with connect(stream, origin=url, subprotocols=["streamlit"], max_size=None) as line:  # type: ignore[list-item, arg-type]
            hashes: dict[str, str] = {}
            page = "overview"
            while time.monotonic() < until:
                started = time.monotonic()
                async with asyncio.timeout(SECONDS_TO_WAIT):
                    await line.send(_asked(page, hashes))
                    await _drawn(line, page, hashes, seen)
                seen.seconds.append(time.monotonic() - started)
                await asyncio.sleep(chance.uniform(0.5, 1.5) * thinking)
                page = chance.choice([name for name in PAGES if name in hashes] or [page])
    except (OSError, TimeoutError, WebSocketException) as error:
        seen.errors.append(f"visitor {number}: {type(error).__name__}: {error}")


def _asked(page: str, hashes: dict[str, str]) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = "period=all"
    message.rerun_script.page_script_hash = hashes.get(page, "")
    message.rerun_script.context_info.locale = "en-GB"
    message.rerun_script.context_info.timezone = "Europe/London"
    return message.SerializeToString()


async def _drawn(line: ClientConnection, page: str, hashes: dict[str, str], seen: Seen) -> None:
    """Take what is sent until the page is whole."""
    async for frame in line:
        message = ForwardMsg()
        message.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
        kind = message.WhichOneof("type")
        if kind == "navigation":
            hashes.update({it.url_pathname or "overview": it.page_script_hash for it in message.navigation.app_pages})
        elif kind == "delta" and (said := _error(message)):
            seen.errors.append(f"{page}: {said}")
        elif kind == "page_not_found":
            seen.errors.append(f"{page}: not found")
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return


def _error(message: ForwardMsg) -> str:
    element = message.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception":
        return str(element.exception.message)
    is_error = kind == "alert" and element.alert.format in (element.alert.ERROR, element.alert.WARNING)
    return str(element.alert.body) if is_error else ""
