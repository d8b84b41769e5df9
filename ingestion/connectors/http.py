"""One way to speak HTTP with a system: back-off, waiting as it asks, and errors that say what failed without secrets.

Belongs here: requests, retries, downloads. Not here: what is asked of whom (the readers in `apis`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from requests import RequestException, Response

from ingestion.connectors.access import Access, SourceUnreachableError

if TYPE_CHECKING:
    from requests import Session

LONGEST_WAIT_SECONDS = 300
"""The longest wait between two attempts, whatever the system asks for."""
_SHOWN_OF_ANSWER = 300
_DOWNLOAD_ATTEMPTS = 3
_CHUNK_BYTES = 1 << 20
_TODO = {
    401: "Check the credential: it is unknown to the system, or has ended.",
    403: "Give the account the right that is missing; the how-to of this vendor lists them.",
    404: "Check the address and the version of the interface.",
    429: "The system asks to be called less often: run later, or ask for a higher limit.",
}


class Http:
    """A client of one system. Options: `attempts` (6), `backoff_seconds` (1), `timeout_seconds` (60)."""

    def __init__(self, access: Access, headers: Mapping[str, str]) -> None:
        """Take the address and the headers of every request; nothing is sent yet."""
        self._access, self._headers = access, dict(headers)
        self._session = self._open_session()
        self._server_time: datetime | None = None

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON that a GET yields.

        Args:
            path: Below the source's address, or a whole address.
            params: Of the query.

        Raises:
            SourceUnreachableError: It failed in spite of all attempts, or is no JSON.
        """
        return self._json(self.send("GET", path, params=dict(params or {})))

    def post(self, path: str, body: Any) -> Any:
        """Return the JSON that a POST of JSON yields; it is sent again after a failure, so it must only read.

        Raises:
            SourceUnreachableError: It failed in spite of all attempts, or is no JSON.
        """
        return self._json(self.send("POST", path, json=body))

    def send(self, method: str, path: str, **arguments: Any) -> Response:
        """Send a request and return the answer, whose status is good.

        Args:
            method: GET or POST.
            path: Below the source's address, or a whole address.
            **arguments: Of `requests.Session.request`.

        Raises:
            SourceUnreachableError: It failed in spite of all attempts.
        """
        address = path if path.startswith(("http://", "https://")) else f"{self._access.url}/{path.lstrip('/')}"
        try:
            answer = self._session.request(method, address, **arguments)
        except RequestException as error:
            raise self._failure(method, address, error) from None
        self._server_time = _date_of(answer) or self._server_time
        return answer

    def download(self, address: str, target: Path) -> None:
        """Write what an address yields into a file, which is there whole or not at all.

        Raises:
            SourceUnreachableError: It failed, or ended before it was whole.
        """
        for attempt in range(_DOWNLOAD_ATTEMPTS):
            try:
                with self.send("GET", address, stream=True) as answer, target.open("wb") as file:
                    file.writelines(answer.iter_content(_CHUNK_BYTES))
                return
            except RequestException as error:
                target.unlink(missing_ok=True)
                if attempt + 1 == _DOWNLOAD_ATTEMPTS:
                    raise self._failure("GET", address, error) from None

    def server_time(self) -> datetime:
        """Return the system's own time (UTC, naive), as its last answer said; asks where there is none yet.

        Raises:
            SourceUnreachableError: It tells no time.
        """
        if self._server_time is None:
            self._ask_for_time()
        if self._server_time is None:
            raise self._access.unreachable("its answers carry no Date, so nobody knows of which moment they are.")
        return self._server_time

    def add_header(self, name: str, value: str) -> None:
        """Send one more header from now on."""
        self._session.headers[name] = value

    def _ask_for_time(self) -> None:
        try:
            answer = self._session.request("HEAD", self._access.url)
        except RequestException as error:
            if error.response is None:
                raise self._failure("HEAD", self._access.url, error) from None
            answer = error.response
        self._server_time = _date_of(answer)

    def _open_session(self) -> Session:
        from dlt.sources.helpers.requests import Client

        options = self._access.options
        client = Client(
            request_timeout=float(options.get("timeout_seconds", 60)),
            request_max_attempts=int(options.get("attempts", 6)),
            request_backoff_factor=float(options.get("backoff_seconds", 1)),
            request_max_retry_delay=LONGEST_WAIT_SECONDS,
            respect_retry_after_header=True,
        )
        session: Session = client.session
        session.headers.update({"User-Agent": "entrepot", **self._headers})
        return session

    def _json(self, answer: Response) -> Any:
        try:
            return json.loads(answer.content)
        except ValueError:
            raise self._access.unreachable(
                f"the answer is no JSON: {answer.text[:_SHOWN_OF_ANSWER]!r}.", where=_place(answer.url)
            ) from None

    def _failure(self, method: str, address: str, error: RequestException) -> SourceUnreachableError:
        answer = error.response
        where = f"{method} {_place(address)}"
        if answer is None:
            return self._access.unreachable(f"there is no answer: {type(error).__name__}.", where=where)
        said = " ".join(answer.text.split())[:_SHOWN_OF_ANSWER]
        failure = self._access.unreachable(
            f"it answers {answer.status_code}{f': {said}' if said else '.'}",
            where=where,
            todo=_TODO.get(answer.status_code, "It is the system's own fault: run later; what has landed stays."),
        )
        failure.status, failure.said = answer.status_code, self._access.conceal(answer.text)
        return failure


def _place(address: str) -> str:
    """An address without its query, which may hold what nobody should read."""
    return address.partition("?")[0]


def _date_of(answer: Response) -> datetime | None:
    written = answer.headers.get("Date")
    return parsedate_to_datetime(written).astimezone(UTC).replace(tzinfo=None) if written else None
