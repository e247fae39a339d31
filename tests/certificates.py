"""Certificates for tests, made on the spot: a self-signed one on the curve P-256, so that no key has to be kept anywhere.

Slow and in the open about its secrets; good for nothing but a server that a test starts.
"""

import base64
import hashlib
import secrets
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = P - 3
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
"""The curve of FIPS 186-4, D.1.2.3: its field, order, coefficient and base point."""

Point = tuple[int, int] | None
EC_KEY, P256, ECDSA_SHA256 = "2a8648ce3d0201", "2a8648ce3d030107", "2a8648ce3d040302"
COMMON_NAME, SUBJECT_KEY, KEY_USAGE, ALT_NAME, CONSTRAINTS, AUTHORITY_KEY = (
    "550403",
    "551d0e",
    "551d0f",
    "551d11",
    "551d13",
    "551d23",
)
TRUE = b"\x01\x01\xff"


@dataclass(frozen=True)
class Certificate:
    """A file that whoever connects trusts, and the context of the server that shows it."""

    file: Path
    server: ssl.SSLContext


def make_certificate(folder: Path, name: str) -> Certificate:
    """A certificate for this host name, valid from yesterday to tomorrow."""
    key = secrets.randbelow(N - 1) + 1
    point = _multiply(key, G)
    assert point is not None
    public = b"\x04" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")
    body = _make_body(name, public)
    signed = _seq(body, _seq(_oid(ECDSA_SHA256)), _bits(_sign(key, body)))
    private = _seq(_int(1), _tlv(4, key.to_bytes(32, "big")), _tlv(0xA0, _oid(P256)), _tlv(0xA1, _bits(public)))
    file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    file.write_text(_pem("CERTIFICATE", signed), encoding="ascii")
    key_file.write_text(_pem("EC " + "PRIVATE KEY", private), encoding="ascii")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file, key_file)
    return Certificate(file, server)


def _make_body(name: str, public: bytes) -> bytes:
    named = _seq(_tlv(0x31, _seq(_oid(COMMON_NAME), _tlv(12, name.encode()))))
    today = datetime.now(UTC)
    valid = [_tlv(23, f"{today + timedelta(days=days):%y%m%d%H%M%SZ}".encode()) for days in (-1, 1)]
    key_id = hashlib.sha256(public).digest()[:20]
    extensions = _seq(
        _seq(_oid(CONSTRAINTS), TRUE, _tlv(4, _seq(TRUE))),
        _seq(_oid(KEY_USAGE), TRUE, _tlv(4, _tlv(3, b"\x02\x84"))),
        _seq(_oid(SUBJECT_KEY), _tlv(4, _tlv(4, key_id))),
        _seq(_oid(AUTHORITY_KEY), _tlv(4, _seq(_tlv(0x80, key_id)))),
        _seq(_oid(ALT_NAME), _tlv(4, _seq(_tlv(0x82, name.encode())))),
    )
    public_key = _seq(_seq(_oid(EC_KEY), _oid(P256)), _bits(public))
    number = _int(secrets.randbits(64) + 1)
    version = _tlv(0xA0, _int(2))
    algorithm = _seq(_oid(ECDSA_SHA256))
    return _seq(version, number, algorithm, named, _seq(*valid), named, public_key, _tlv(0xA3, extensions))


def _sign(key: int, message: bytes) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    once = secrets.randbelow(N - 1) + 1
    point = _multiply(once, G)
    assert point is not None
    r = point[0] % N
    return _seq(_int(r), _int(pow(once, -1, N) * (digest + r * key) % N))


def _multiply(times: int, point: Point) -> Point:
    found: Point = None
    while times:
        if times & 1:
            found = _add(found, point)
        point = _add(point, point)
        times >>= 1
    return found


def _add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % P == 0:
        return None
    if one == other:
        slope = (3 * one[0] ** 2 + A) * pow(2 * one[1], -1, P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def _tlv(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def _seq(*parts: bytes) -> bytes:
    return _tlv(0x30, b"".join(parts))


def _int(value: int) -> bytes:
    return _tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(encoded: str) -> bytes:
    return _tlv(6, bytes.fromhex(encoded))


def _bits(content: bytes) -> bytes:
    return _tlv(3, b"\x00" + content)


def _pem(label: str, content: bytes) -> str:
    text = base64.encodebytes(content).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"
