"""Alerts go to a mail server that wants a password, or a certificate that is trusted."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from orchestration.alerts.telling import try_channels
from warehouse.settings import Settings, load_settings

if TYPE_CHECKING:
    from tests.receivers import Mailbox


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_password_opens_the_mail_server_and_a_wrong_one_does_not(
    company: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.down()
    mailbox.password = "right one"
    mailbox.up()
    text = company.config_file.read_text().replace('from = "', 'user = "entrepot"\nfrom = "')
    company.config_file.write_text(text)
    for password, is_sent in (("wrong one", False), ("right one", True)):
        monkeypatch.setenv("ENTREPOT_SMTP_PASSWORD", password)
        [outcome] = [
            outcome
            for name, outcome in try_channels(load_settings(company.config_file)).items()
            if name.startswith("e-mail")
        ]
        assert outcome.is_sent is is_sent
        assert password not in outcome.reason
    assert mailbox.subjects == ["Tiny & Sons: this is a test"]
    assert not company.alerts_dir.exists()


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_protected_mail_server_is_believed_only_with_a_certificate_that_is_trusted(
    company: Settings, mailbox: Mailbox, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    mailbox.down()
    mailbox.tls = {"ssl_context": context}
    if security == "starttls":
        mailbox.tls = {"tls_context": context, "require_starttls": True}
    mailbox.up()
    company.config_file.write_text(company.config_file.read_text().replace('"none"', f'"{security}"'))
    settings = load_settings(company.config_file)
    untrusted = next(iter(try_channels(settings).values()))
    assert "SSLCertVerificationError" in untrusted.reason
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert next(iter(try_channels(settings).values())).is_sent
    assert len(mailbox.mails) == 1


def self_signed(folder: Path) -> Path:
    """Write a key and a certificate of 127.0.0.1 that only itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(key.private_bytes(*form) + certificate.public_bytes(serialization.Encoding.PEM))
    return path
