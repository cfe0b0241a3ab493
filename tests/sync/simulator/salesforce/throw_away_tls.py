"""TLS before a loopback port: a certificate authority that lives as long as one test run.

It vouches for one name. A relay takes its connections, ends the TLS, and passes the bytes on
as they are.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from requests import PreparedRequest
from requests.adapters import HTTPAdapter

PIECE = 65_536


def certificates(folder: Path, host: str) -> tuple[Path, Path]:
    """Two files: the authority's certificate, and the host's chain with its key."""
    root_key, host_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Throw-away")]), root_key)
    leaf = _signed(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), root_key, root, host_key, host
    )
    pem = serialization.Encoding.PEM
    private = host_key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    authority, chain = folder / "authority.pem", folder / "host.pem"
    authority.write_bytes(root.public_bytes(pem))
    chain.write_bytes(leaf.public_bytes(pem) + private)
    return authority, chain


@contextlib.contextmanager
def relay(chain: Path, port: int) -> Iterator[int]:
    """Takes TLS on a port of its own, which it gives, and passes the bytes to `port`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_take, args=(listener, context, port), daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        # A plain close would leave the thread in its accept.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


class Elsewhere(HTTPAdapter):
    """Connects to a loopback port, and changes nothing else: the name that the certificate is
    checked for and the Host header are those of the address."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        super().__init__()

    def init_poolmanager(self, *given: Any, **more: Any) -> None:
        more |= {"server_hostname": self._host, "assert_hostname": self._host}
        super().init_poolmanager(*given, **more)

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        return host | {"host": "127.0.0.1", "port": self._port}, pool

    def send(self, request: PreparedRequest, *given: Any, **more: Any) -> Any:
        request.headers["Host"] = self._host
        return super().send(request, *given, **more)


def _signed(
    name: x509.Name,
    root_key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
    host: str | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    public = (key or root_key).public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(root.subject if root is not None else name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=12))
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
    )
    if host is not None:
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(root_key, hashes.SHA256())


def _take(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            inside = context.wrap_socket(plain, server_side=True)
        except (ssl.SSLError, OSError):
            plain.close()
            continue
        outside = socket.create_connection(("127.0.0.1", port))
        for end in (inside, outside):
            # A small piece waits for nothing: else every request takes 40 ms.
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, target in ((inside, outside), (outside, inside)):
            threading.Thread(target=_pass, args=(source, target), daemon=True).start()


def _pass(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
