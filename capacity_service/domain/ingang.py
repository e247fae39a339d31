"""How people come in at this installation: where it is opened, with which providers they log in, and whether there is a demonstration."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from capacity_service.domain.aanbieder import Aanbieder

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
KOEKJE, KOEKJE_BEVEILIGD = "capaciteit_sessie", "__Host-capaciteit"
POGING, POGING_BEVEILIGD = "capaciteit_aanmelding", "__Host-capaciteit-aanmelding"


@dataclass(frozen=True)
class Ingang:
    """`root` is where people open the service, without a slash at the end; empty: wherever they asked, over http.

    Without a `root`, and with one that is http on this machine, cookies have a plain name. Everywhere else they are
    `__Host-` and `Secure`: a browser keeps them for https only, for this name only.
    """

    root: str = ""
    aanbieders: tuple[Aanbieder, ...] = ()

    @property
    def beveiligd(self) -> bool:
        """Whether cookies go over https only."""
        return bool(self.root) and not is_own_machine(self.root)

    @property
    def koekje(self) -> str:
        """The name of the cookie that holds a session."""
        return KOEKJE_BEVEILIGD if self.beveiligd else KOEKJE

    @property
    def pogingkoekje(self) -> str:
        """The name of the cookie that binds a login under way to the browser that began it."""
        return POGING_BEVEILIGD if self.beveiligd else POGING

    def is_own(self, origin: str | None, host: str | None) -> bool:
        """Whether a page of this service itself sent this `Origin`; to the letter, for a browser writes it in one way only."""
        return origin is not None and origin == (self.root or f"http://{host}")

    def find(self, code: str) -> Aanbieder | None:
        """The provider of this code."""
        return next((one for one in self.aanbieders if one.code == code), None)

    def find_by(self, issuer: object, audience: object) -> Aanbieder | None:
        """The provider that says it is `issuer`, for which we are one of `audience`."""
        for_whom = audience if isinstance(audience, list) else [audience]
        return next((one for one in self.aanbieders if one.issuer == issuer and one.client_id in for_whom), None)

    @property
    def terug(self) -> str:
        """Where a provider sends people back to (redirect_uri)."""
        return f"{self.root}/v1/aanmelden/terug"


def make_root(url: str) -> str:
    """An address as a browser writes it in `Origin`: small letters, no port where it goes without saying, no slash."""
    parts = urlsplit(url)
    host = (
        (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else f"[{parts.hostname}]"
    )
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_own_machine(url: str) -> bool:
    """Whether this address is plain http on the machine itself: no network can listen in."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in LOOPBACK
