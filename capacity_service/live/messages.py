"""What an audience is shown of a fact. One place for every rol: pure, and of recorded facts only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from capacity_service.domain.inzage import Actor, concerns, is_gone
from capacity_service.domain.inzagevelden import show

Toestand = dict[str, Any]
Sleutel = tuple[str, str]
"""Which thing: its kind, and its id or code."""

encoder = msgspec.json.Encoder()
ENDED = frozenset({"beeindigd", "ingetrokken", "vervallen", "vervangen"})
"""Statuses after which a thing is told once more and then left out of the stand."""

LASTING: dict[str, Callable[[Toestand], bool]] = {
    "normsignaal": lambda toestand: toestand["beeindigdOp"] is not None,
    "melding": lambda toestand: toestand["gezienOp"] is not None,
    "vraag": lambda toestand: toestand["status"] != "open",
    "verblijf": lambda _: True,
    "registratie": lambda _: True,
    "regel": lambda _: True,
    "wissing": lambda _: True,
    "noodinzage": lambda _: True,
}
"""Kinds with an end of their own; the last five are never in a stand."""


@dataclass(frozen=True)
class Feit:
    """One recorded fact: its number, what kind of thing, and the state that was recorded."""

    volgnummer: int
    soort: str
    toestand: Toestand

    @property
    def sleutel(self) -> Sleutel:
        """Which thing it is about."""
        return self.soort, self.toestand.get("id") or self.toestand["code"]


def encode(message: Toestand) -> str:
    """A text frame."""
    return encoder.encode(message).decode()


def state_for(actor: Actor, soort: str, toestand: Toestand) -> Toestand | None:
    """The state of one thing as this actor's audience may see it; None when it is not for them. Counts are for `streken.py`."""
    if not concerns(soort, actor, toestand):
        return None
    if is_gone(soort, actor.rol, toestand):
        return {"id": toestand["id"], "verwijderd": True, "revisie": toestand["revisie"]}
    shown = show(soort, actor.rol, toestand)
    if shown is not None and soort == "plaats":
        shown = {"plaatssoort" if name == "soort" else name: value for name, value in shown.items()}
    if shown is not None and is_over(soort, toestand):
        shown["verwijderd"] = True
    return shown


def is_over(soort: str, toestand: Toestand) -> bool:
    """Whether a thing no longer belongs in a stand."""
    if soort in LASTING:
        return LASTING[soort](toestand)
    return bool(toestand.get("verwijderd")) or (soort != "plaats" and toestand.get("status") in ENDED)
