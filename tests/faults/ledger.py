"""What clients were told, and the one check of every fault run: all of it is there, once, as it was told (I1-I3)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from capacity_service.store.database import Database
from tests.land import Json, make_aanvraag

AANVRAGEN = "SELECT id, referentie, nachten, vastgesteld_op, deadline_op FROM aanvraag"
PLAATSINGEN = "SELECT id, status, plaatsen, nachten, verwachte_aankomst_op FROM plaatsing"
HOUSEHOLDS = "SELECT aanvraag_id, gegevens FROM huishoudgegevens ORDER BY revisie"
CLAIMS = "SELECT plaatsing_id, plaats_id FROM claim WHERE plaatsing_id IS NOT NULL"
PARTS = ("gemeente", "veiligheid", "huishouden", "uitsluitingen", "voorkeuren")


@dataclass(frozen=True)
class Verdict:
    """How much was acknowledged, and what of it is missing, there twice, or not as it was told."""

    acknowledged: int
    lost: list[str]
    double: list[str]
    different: list[str]
    unsent: list[str]

    @property
    def sound(self) -> bool:
        return not (self.lost or self.double or self.different or self.unsent)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} bevestigd, {len(self.lost)} verloren, {len(self.double)} dubbel, "
            f"{len(self.different)} anders, {len(self.unsent)} van niemand"
        )


@dataclass
class Ledger:
    """Aanvragen are told apart by their vastgesteldOp, which no two here share; that is how a double is seen."""

    sent: dict[str, Json] = field(default_factory=dict)
    acked: dict[str, Json] = field(default_factory=dict)
    confirmed: dict[str, Json] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    _first: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=3))

    def make(self, **changes: Any) -> Json:
        """An aanvraag like no other, written down as sent."""
        number = len(self.sent)
        moment = (self._first + timedelta(milliseconds=number)).isoformat().replace("+00:00", "Z")
        kinderen = [{"leeftijd": (number + n) % 18} for n in range(number % 3)]
        huishouden = {"volwassenen": 1, "kinderen": kinderen, "behoeften": [], "nachtenEerder": number % 300}
        self.sent[moment] = make_aanvraag(
            vastgesteldOp=moment, nachten=number % 3 + 1, huishouden=huishouden | {"verhuisbewegingen": 0}, **changes
        )
        return self.sent[moment]

    def acknowledge(self, body: Json, answer: Json) -> None:
        """The client has read this 201."""
        self.acked[body["vastgesteldOp"]] = answer

    async def check(self, owner: Database) -> Verdict:
        """Compare with what the database holds."""
        async with owner.transaction(None) as tx:
            aanvragen = await tx.sql(AANVRAGEN)
            plaatsingen = {str(row.id): row for row in await tx.sql(PLAATSINGEN)}
            households = {row.aanvraag_id: row.gegevens for row in await tx.sql(HOUSEHOLDS)}
            claims = {(str(row.plaatsing_id), str(row.plaats_id)) for row in await tx.sql(CLAIMS)}
        stored = {_moment(row.vastgesteld_op): (row, households.get(row.id, {})) for row in aanvragen}
        times = Counter(_moment(row.vastgesteld_op) for row in aanvragen)
        sent = {_moment(datetime.fromisoformat(moment)): body for moment, body in self.sent.items()}
        acked = {_moment(datetime.fromisoformat(moment)): answer for moment, answer in self.acked.items()}
        different = [m for m, answer in acked.items() if m in stored and not _same(answer, sent[m], *stored[m])]
        return Verdict(
            acknowledged=len(acked) + len(self.confirmed),
            lost=[m for m in acked if m not in stored] + [p for p in self.confirmed if p not in plaatsingen],
            double=[m for m, n in times.items() if n > 1],
            different=different + [p for p in self.confirmed if not self._held(p, plaatsingen, claims)],
            unsent=[m for m in times if m not in sent],
        )

    def _held(self, plaatsing: str, stored: dict[str, Any], claims: set[tuple[str, str]]) -> bool:
        """A confirmed plaatsing is as told and has its places, unless it was withdrawn since."""
        row, told = stored.get(plaatsing), self.confirmed[plaatsing]
        if row is None:
            return True
        if plaatsing in self.withdrawn:
            return bool(row.status == "ingetrokken")
        same = row.nachten == told["nachten"] and [str(p) for p in row.plaatsen] == told["plaatsen"]
        arrives = _moment(row.verwachte_aankomst_op) == _moment(datetime.fromisoformat(told["verwachteAankomstOp"]))
        return (
            same
            and arrives
            and row.status == "bevestigd"
            and all((plaatsing, plaats) in claims for plaats in told["plaatsen"])
        )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _same(answer: Json, sent: Json, row: Any, household: Json) -> bool:
    """The stored aanvraag is what the client sent and what it was told."""
    told = (answer["id"], answer["referentie"], answer["nachten"], answer["deadlineOp"])
    kept = (str(row.id), row.referentie, row.nachten, _told(row.deadline_op))
    as_sent = all(_without_none(household.get(part)) == sent[part] == _without_none(answer[part]) for part in PARTS)
    return told == kept and row.nachten == sent["nachten"] and as_sent


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _without_none(part: Any) -> Any:
    return {name: value for name, value in part.items() if value is not None} if isinstance(part, dict) else part
