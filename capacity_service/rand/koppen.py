"""What every answer tells a browser, whoever made it: also those of the server itself, of faults, and of files."""

from collections.abc import Iterable

RawHeaders = list[tuple[bytes, bytes]]

HSTS = "max-age=31536000; includeSubDomains"
SCHAKEL_UIT = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
"""What no page of the service uses, and no script that got in may. Sound is used."""
ALTIJD = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{naam}=()" for naam in SCHAKEL_UIT),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Unless whoever made the answer said otherwise: a page has a policy of its own."""


def make_koppen(*, https: bool) -> RawHeaders:
    """As they go out; with `https` a browser is told never to come back without it."""
    koppen = ALTIJD | ({"Strict-Transport-Security": HSTS} if https else {})
    return [(name.lower().encode(), value.encode()) for name, value in koppen.items()]


def add_missing(sent: Iterable[tuple[bytes, bytes]], koppen: RawHeaders) -> RawHeaders:
    """What was sent, and of `koppen` what was not."""
    headers = list(sent)
    names = {name.lower() for name, _ in headers}
    return headers + [kop for kop in koppen if kop[0] not in names]
