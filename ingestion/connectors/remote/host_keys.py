"""Which SFTP server is believed: the one whose key has the fingerprint that the configuration names.

Belongs here: that comparison. Not here: copying files (remote_files).
"""

from __future__ import annotations

from paramiko.client import MissingHostKeyPolicy, SSHClient
from paramiko.pkey import PKey
from paramiko.ssh_exception import SSHException


def fingerprint(key: PKey) -> str:
    """Return a key's fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters."""
    return str(key.fingerprint)


def pinned(expected: str) -> MissingHostKeyPolicy:
    """Return the policy that lets in only a server whose key has this fingerprint."""
    return _Pinned(expected)


class _Pinned(MissingHostKeyPolicy):
    """Refuses every other server, so that nobody between can take the password."""

    def __init__(self, expected: str) -> None:
        self._expected = expected

    def missing_host_key(self, client: SSHClient, hostname: str, key: PKey) -> None:
        """Compare the key; paramiko calls this before anything secret is sent.

        Raises:
            SSHException: It is another key, or none is named; the message tells the one that it has.
        """
        found = fingerprint(key)
        if found != self._expected:
            raise SSHException(
                f"the server's key is {found}; if that is the right one, write it as host_key under [source.options]"
            )
