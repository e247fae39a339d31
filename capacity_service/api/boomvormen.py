"""What the calls about own lines and checkpoints answer, for the document only. Bytes are base64."""

from datetime import datetime
from typing import Any

from pydantic import Field

from capacity_service.api.answers import Aantal, Uitgaand
from capacity_service.domain.controlepunt import Boom


class Regelkop(Uitgaand):
    """When a line was recorded (whole seconds), of which kind it is, and the commitment of what can be erased.

    For a line of the inzagelog only `op`.
    """

    op: datetime
    soort: str = Field(default="", description="Absent for a line of the inzagelog.")
    toezegging: str = Field(default="", description="SHA-256, hexadecimal; only where the state can be erased.")


class Openlegging(Uitgaand):
    """Of the fields that are shown as they were recorded the salts, by name; of all others a hash each."""

    zouten: dict[str, str]
    dicht: list[str]


class Regelbewijs(Uitgaand):
    """That a line is leaf `blad` of the tree: `pad` leads from it to the root.

    The leaf is SHA-256 over a zero byte, `keten`, and what stands for kop and toestand; the program at
    `/controlepunten/controleur` counts it.
    """

    blad: Aantal
    pad: list[str]
    keten: str
    kop: Openlegging
    toestand: Openlegging
    gewiste_toestand: str | None = Field(description="What stands for the state when it was erased.")


class Logboekregel(Uitgaand):
    """One own line with its proof. `toestand` is what your role may see of it; null when it was erased."""

    kop: Regelkop
    toestand: dict[str, Any] | None
    gewist: bool
    bewijs: Regelbewijs


class Samenhang(Uitgaand):
    """The proof (RFC 9162) that the tree of `tot` leaves begins with the tree of `van` leaves."""

    boom: Boom
    van: Aantal
    tot: Aantal
    hashes: list[str]


class _Regels(Uitgaand):
    controlepunt: str | None = Field(
        description="The signed note that the proofs lead to; null while none was signed, and then there are no lines."
    )
    samenhang: Samenhang | None = Field(description="From the size that was asked for with `sinds`; null without.")
    volgende: str | None
    gelezen_tot: str = Field(description="Give it as `cursor` another day to go on from here.")


class Logboekbladzijde(_Regels):
    """Own lines of the logboek, oldest first."""

    logboek: list[Logboekregel]


class Inzagebladzijde(_Regels):
    """Own lines of the inzagelog, oldest first."""

    inzagelog: list[Logboekregel]


class Zegel(Uitgaand):
    """The public keys (vkey of C2SP signed-note) that checkpoints of a tree are signed with, the one in use last."""

    boom: Boom
    herkomst: str
    sleutels: list[str]


class ZegelLijst(Uitgaand):
    """For each tree its keys. Compare them with what the operator gave you on paper."""

    zegels: list[Zegel]
    volgende: None
