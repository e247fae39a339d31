"""Which meters a node has: what is read of its database, its stream, its queue and its log when somebody looks."""

from contextlib import suppress
from typing import cast

from sqlalchemy.pool import QueuePool

from capacity_service.api.indienen import Wachtrij
from capacity_service.domain.controlepunt import Boom
from capacity_service.live.feed import Feed
from capacity_service.live.hub import Hub
from capacity_service.rand.gereedheid import Gereedheid
from capacity_service.rand.log import left_out
from capacity_service.rand.meters import Meter, Telling
from capacity_service.store.controlepunten import Controlemap, MapFout
from capacity_service.store.database import Database


def list_meters(
    database: Database,
    feed: Feed,
    hub: Hub,
    wachtrij: Wachtrij,
    gereedheid: Gereedheid,
    *,
    controlemap: Controlemap | None = None,
) -> list[Meter]:
    """All of them, each asked at the moment that it is read."""

    def read_probe(field: str) -> Telling:
        peiling = gereedheid.peiling
        return {} if peiling is None else {(): float(getattr(peiling, field))}

    return [
        Meter(
            "capaciteit_stand_leeftijd_seconden",
            "Hoe oud wat deze knoop toont hoogstens is; boven 5 staat hij nergens voor in.",
            (),
            lambda: {(): feed.versheid.age_s},
        ),
        Meter(
            "capaciteit_sockets",
            "Open live-verbindingen naar rol.",
            ("rol",),
            lambda: {(str(k),): n for k, n in hub.count().items()},
        ),
        Meter("capaciteit_wachtrij", "Aanvragen die wachten op een weging.", (), lambda: {(): wachtrij.wachtend}),
        Meter(
            "capaciteit_beslissingen",
            "Aanvragen die antwoord hebben.",
            (),
            lambda: {(): wachtrij.beantwoord},
            telt=True,
        ),
        Meter("capaciteit_wegingen", "Transacties daarvoor.", (), lambda: {(): wachtrij.transacties}, telt=True),
        Meter(
            "capaciteit_verbindingen",
            "Verbindingen met de gegevensbank, per voorraad.",
            ("voorraad", "wat"),
            lambda: measure_pools(database),
        ),
        Meter(
            "capaciteit_klok_verschil_seconden",
            "Hoever de klok van deze machine voorloopt op die van de gegevensbank.",
            (),
            lambda: read_probe("klok_verschil_s"),
        ),
        Meter(
            "capaciteit_termijnen_te_laat",
            "Termijnen die meer dan een minuut te laat zijn, in de hele dienst.",
            (),
            lambda: read_probe("te_laat"),
        ),
        Meter(
            "capaciteit_controlepunt_tijdstip_seconden",
            "Wanneer een boom het laatst is ondertekend; ouder dan tien minuten is te lang. Ontbreekt als de map niet te lezen is.",
            ("boom",),
            lambda: {} if controlemap is None else read_controlepunten(controlemap),
        ),
        Meter(
            "capaciteit_log_weggelaten",
            "Wat niet in het technische log mocht, naar veld.",
            ("veld",),
            lambda: {(veld,): n for veld, n in left_out.items()},
            telt=True,
        ),
    ]


def read_controlepunten(controlemap: Controlemap) -> Telling:
    """Of each tree the instant of its last checkpoint, in seconds since 1970; without those that cannot be read."""
    found: Telling = {}
    for boom in Boom:
        with suppress(MapFout):
            if last := controlemap.read_last(boom):
                found[(str(boom),)] = last.punt.op.timestamp()
    return found


def measure_pools(database: Database) -> Telling:
    """Of each pool how many connections are in use, and how many there can be."""
    engines = {"verzoeken": database.engine, "klokken": database.own_engine, "live": database.live_engine}
    pools = {naam: cast("QueuePool", engine.pool) for naam, engine in engines.items()}
    used: Telling = {(naam, "in_gebruik"): float(pool.checkedout()) for naam, pool in pools.items()}
    return used | {(naam, "hoogstens"): float(pool.size()) for naam, pool in pools.items()}
