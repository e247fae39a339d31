"""What a transaction touched: the logboek writes down the state each of these has at the end of it."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from uuid import UUID

from capacity_service.domain.meldingen import Meldingsoort


@dataclass(frozen=True)
class Bericht:
    """Something to be told about one thing at the end; `termijn_op` is when it was due, if a clock ran out."""

    soort: Meldingsoort
    onderwerp: UUID
    termijn_op: datetime | None = None


@dataclass
class Changes:
    """Things whose state changed, by id; things to judge again although nothing of them changed; what is to be told.

    `streken` are centrumgemeenten whose counts changed besides those of the touched places (one that lost a place).
    """

    gebeurtenis: str = ""
    plaatsen: set[UUID] = field(default_factory=set)
    streken: set[str] = field(default_factory=set)
    plaatsingen: set[UUID] = field(default_factory=set)
    aanvragen: set[UUID] = field(default_factory=set)
    verblijven: set[UUID] = field(default_factory=set)
    registraties: set[UUID] = field(default_factory=set)
    vragen: set[UUID] = field(default_factory=set)
    normsignalen: set[UUID] = field(default_factory=set)
    meldingen: set[UUID] = field(default_factory=set)
    regels: set[UUID] = field(default_factory=set)
    noodinzagen: set[UUID] = field(default_factory=set)
    judge_aanvragen: set[UUID] = field(default_factory=set)
    judge_plaatsingen: set[UUID] = field(default_factory=set)
    judge_plaatsen: set[UUID] = field(default_factory=set)
    berichten: list[Bericht] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything was touched, or is to be judged or told."""
        return any(getattr(self, each.name) for each in fields(self) if each.name not in {"gebeurtenis", "streken"})

    def tell(self, soort: Meldingsoort, onderwerp: UUID, termijn_op: datetime | None = None) -> None:
        """Have this told at the end of the transaction, to whoever it is for."""
        self.berichten.append(Bericht(soort, onderwerp, termijn_op))
