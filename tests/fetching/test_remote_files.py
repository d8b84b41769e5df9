"""Files that lie on an S3 or an SFTP server are copied whole, once, and again when they change."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import paramiko
import pytest
from moto.server import ThreadedMotoServer

from ingestion.connectors.remote.host_keys import fingerprint

if TYPE_CHECKING:
    from tests.fetching.conftest import MakeCompany

HEADER = "id,amount,currency,is_test,note,changed_at\n"
FIRST = f"{HEADER}1,1.50,EUR,false,,2026-01-01 10:00:00\n"
SECOND = f"{HEADER}1,2.50,EUR,false,,2026-01-02 10:00:00\n"
PASSWORD = "canary-sftp-0815"
NAME = "payments_2026-01-01.csv"


class Account(paramiko.ServerInterface):
    """One account with a password, for SFTP only."""

    def check_auth_password(self, username: str, password: str) -> int:
        is_known = (username, password) == ("reader", PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if is_known else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class Folder(paramiko.SFTPServerInterface):
    """The files of one folder, for reading."""

    root = Path()

    def _at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        folder = self._at(path)
        return [paramiko.SFTPAttributes.from_stat(item.stat(), item.name) for item in folder.iterdir()]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        found = self._at(path)
        return paramiko.SFTPAttributes.from_stat(found.stat()) if found.exists() else paramiko.SFTP_NO_SUCH_FILE

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        handle = paramiko.SFTPHandle(flags)
        handle.filename = str(self._at(path))
        handle.readfile = self._at(path).open("rb")
        return handle


@contextmanager
def running_sftp(root: Path) -> Iterator[tuple[int, str]]:
    """Serve a folder on a free port of 127.0.0.1; yield the port and the fingerprint of the server's key."""
    Folder.root = root
    key = paramiko.RSAKey.generate(2048)
    listener = socket.create_server(("127.0.0.1", 0))
    transports: list[paramiko.Transport] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Folder)
            transport.start_server(server=Account())
            transports.append(transport)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], fingerprint(key)
    finally:
        listener.close()
        for transport in transports:
            transport.close()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3 server with the bucket `exports`."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("S3_KEY", "canary-key-1")
    monkeypatch.setenv("S3_SECRET", "canary-secret-1")
    address = f"http://{host}:{port}"
    _client(address).create_bucket(Bucket="exports")
    yield address
    server.stop()


def _client(address: str) -> boto3.client:
    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="canary-key-1",
        aws_secret_access_key="canary-secret-1",
    )


def put(address: str, text: str) -> None:
    _client(address).put_object(Bucket="exports", Key=f"daily/{NAME}", Body=text.encode())


def test_a_bucket_is_read_and_a_changed_file_again(company: MakeCompany, s3: str) -> None:
    put(s3, FIRST)
    till = company(
        f'url = "s3://exports/daily"\n[source.options]\nendpoint = "{s3}"\n'
        '[source.credentials]\nkey = "${S3_KEY}"\nsecret = "${S3_SECRET}"'
    )
    report = till.run()
    assert (report.status, report.messages) == ("current", [])
    assert till.run().landed == []
    put(s3, SECOND)
    till.run()
    assert [str(rows[0][1]) for rows in till.landed()] == ["1.5000", "2.5000"]


def test_a_bucket_that_does_not_exist_is_a_clear_failure_without_secrets(company: MakeCompany, s3: str) -> None:
    till = company(
        f'url = "s3://elsewhere/daily"\n[source.options]\nendpoint = "{s3}"\n'
        '[source.credentials]\nkey = "${S3_KEY}"\nsecret = "${S3_SECRET}"'
    )
    report = till.run()
    assert report.status == "missing"
    assert "canary" not in "".join(report.messages)


def test_a_folder_on_sftp_is_read_and_a_changed_file_again(
    company: MakeCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "remote" / "out"
    folder.mkdir(parents=True)
    (folder / NAME).write_text(FIRST, encoding="utf-8")
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    with running_sftp(tmp_path / "remote") as (port, host_key):
        till = company(
            f'url = "sftp://127.0.0.1:{port}/out"\n[source.options]\nuser = "reader"\nhost_key = "{host_key}"\n'
            '[source.credentials]\npassword = "${SFTP_PASSWORD}"'
        )
        report = till.run()
        assert (report.status, report.messages) == ("current", [])
        assert till.run().landed == []
        (folder / NAME).write_text(SECOND, encoding="utf-8")
        os.utime(folder / NAME, (time.time() + 60, time.time() + 60))
        till.run()
        assert [str(rows[0][1]) for rows in till.landed()] == ["1.5000", "2.5000"]


def test_a_wrong_password_on_sftp_is_a_clear_failure_without_it(
    company: MakeCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", "canary-wrong")
    with running_sftp(tmp_path) as (port, host_key):
        till = company(
            f'url = "sftp://127.0.0.1:{port}/out"\n[source.options]\nuser = "reader"\nhost_key = "{host_key}"\n'
            '[source.credentials]\npassword = "${SFTP_PASSWORD}"'
        )
        report = till.run()
    assert report.status == "missing"
    assert "Authentication failed" in report.messages[0]
    assert "canary" not in "".join(report.messages)


def test_a_server_with_another_key_gets_no_password(
    company: MakeCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    with running_sftp(tmp_path) as (port, host_key):
        till = company(
            f'url = "sftp://127.0.0.1:{port}/out"\n[source.options]\nuser = "reader"\n'
            '[source.credentials]\npassword = "${SFTP_PASSWORD}"'
        )
        report = till.run()
    assert f"the server's key is {host_key}" in report.messages[0]
