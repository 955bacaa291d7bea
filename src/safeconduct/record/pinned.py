"""Connections to one address, behind TLS with the one certificate that is expected there."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import urllib3


def pool(url: str, pin: str = "", *, size: int = 1) -> tuple[urllib3.HTTPConnectionPool, str]:
    """Connections to an address (at most `size` are kept), and the path in it.

    `pin`: SHA-256 of the certificate (its DER form) in hexadecimal. Nothing is sent before the
    certificate was compared. Plain HTTP is for this machine alone. Raises `ValueError`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        if len(pin) != 64 or set(pin.lower()) - set("0123456789abcdef"):
            raise ValueError("give the certificate's SHA-256 as 64 hexadecimal signs")
        secure = urllib3.HTTPSConnectionPool(
            host, parts.port, maxsize=size, assert_fingerprint=pin, cert_reqs="CERT_NONE"
        )
        return secure, parts.path or "/"
    if parts.scheme == "http" and _this_machine(host):
        return urllib3.HTTPConnectionPool(host, parts.port, maxsize=size), parts.path or "/"
    raise ValueError("an address begins with https://")


def _this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
