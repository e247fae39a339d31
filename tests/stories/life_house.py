"""What a house says besides who comes and goes: a place is lost or full, what was done, and who cannot stay."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from capacity_service.actions.record_registratie import record_registratie
from capacity_service.actions.relocate_verblijf import relocate_verblijf
from capacity_service.actions.report_terugmelding import Terugmelding, report_terugmelding
from capacity_service.actions.set_plaatsstatus import Melding, set_plaatsstatus
from capacity_service.domain.aanvraag import Terugmeldingreden
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.plaats import Plaatsstatus, Uitvalreden
from capacity_service.domain.registratie import Aanwezige, Onderdeel, Registratie, Wijze
from capacity_service.domain.verplaatsing import Verplaatsing, Verplaatsingreden
from capacity_service.store.database import Transactie
from tests.land import Json
from tests.stories.life import ALMERE, ARNHEM, ZWOLLE, Leven
from tests.stories.life_changes import Model
from tests.stories.life_model import DAY, Plaats, Zet

ROOD: Json = {"kleur": "rood", "instrument": "verwey_jonker", "dreiging": None, "door": "opvangorganisatie"}
ACUUT: Json = {"kleur": None, "instrument": None, "dreiging": "wapen", "door": "politie"}
OPEN = {"gereserveerd", "bevestigd"}
UNSAFE = (frozenset[str](), frozenset({ZWOLLE}), frozenset({ALMERE}), frozenset({ZWOLLE, ARNHEM}))
REDENEN = tuple(Terugmeldingreden)
RECORDED = (
    ("overdracht_in", Registratiesoort.warme_overdracht, Moment.instroom),
    ("overdracht_uit", Registratiesoort.warme_overdracht, Moment.uitstroom),
    ("veiligheidstaxatie", Registratiesoort.veiligheidstaxatie, Moment.uitstroom),
    ("risicotaxatie", Registratiesoort.risicotaxatie, Moment.verblijf),
)

Step = Callable[[Leven, int], Coroutine[Any, Any, None]]


def pick(items: Any, n: int) -> Any:
    """The n-th of these, round and round; None when there is nothing."""
    found = sorted(
        items, key=lambda one: (getattr(one, "gereserveerd", None) or getattr(one, "vastgesteld", 0), one.id)
    )
    return found[n % len(found)] if found else None


def pick_zet(leven: Leven, n: int) -> Zet | None:
    """A plaatsing; three times out of four one that runs."""
    zetten = leven.model.zetten.values()
    running = [zet for zet in zetten if zet.geeindigd is None]
    return pick(running if n % 4 and running else zetten, n // 4)  # type: ignore[no-any-return]


async def refuse(leven: Leven, n: int) -> None:
    """Terugmelding, for each of the four reasons."""
    zet, reden = pick_zet(leven, n), REDENEN[n % 4]
    if zet is None:
        return
    tot = leven.model.now + DAY if n % 3 else None

    def predict(m: Model) -> str | None:
        mine, vraag, plaats = m.zetten[zet.id], m.vragen[zet.vraag], m.plaatsen[zet.plaats]
        m.lapse()
        if mine.status not in OPEN:
            return "Overgang"
        if reden is Terugmeldingreden.onveilig_voor_huishouden:
            vraag.unsafe |= {plaats.streek}
        m.displace(mine, "teruggemeld")
        if reden is Terugmeldingreden.niet_geschikt_te_maken:
            vraag.refused.add(plaats.id)
        if reden is Terugmeldingreden.plaats_onbruikbaar:
            m.go_out(plaats, onvoorzien=True, tot=tot)
        if reden is Terugmeldingreden.al_bezet:
            m.occupy(plaats)
        return None

    now = leven.model.now
    melding = Terugmelding(reden, Uitvalreden.water, tot, now, ())
    await leven.act(predict, leven.house(zet.org), lambda tx: report_terugmelding(tx, zet.id, melding))


async def report(leven: Leven, n: int) -> None:
    """How a place is: vrij, bezet, lost, or going out now or in two days."""
    plaats: Plaats = pick(leven.model.plaatsen.values(), n)
    (row,) = await leven.sql("SELECT revisie FROM plaats WHERE id = $1", plaats.id)
    what, at = n // 7 % 5, leven.model.now + timedelta(seconds=1)
    tot = at + DAY if n % 2 else None
    plan = at + 2 * DAY if what == 3 else None

    def predict(m: Model) -> str | None:
        mine = m.plaatsen[plaats.id]
        lapsed = m.is_lapsed(mine)
        m.lapse()
        if lapsed:
            return "RevisieVerouderd"
        return (
            (m.set_vrij, m.set_bezet)[what](mine) if what < 2 else m.take_out(mine, feit=what == 4, vanaf=plan, tot=tot)
        )

    status = (Plaatsstatus.vrij, Plaatsstatus.bezet)[what] if what < 2 else Plaatsstatus.buiten_gebruik
    reden = Uitvalreden.brand if what >= 2 else None
    melding = Melding(status, at, at if what == 1 else None, reden, tot, plan, None, feit=what == 4)
    actor = leven.house(plaats.org)
    await leven.act(predict, actor, lambda tx: set_plaatsstatus(tx, plaats.id, row["revisie"], melding))


async def record(leven: Leven, n: int) -> None:
    """A registratie, whole or not, by the house or by whoever asked."""
    zet, (name, soort, moment) = pick_zet(leven, n), RECORDED[n % 4]
    if zet is None:
        return
    whole, verhuisreden = n % 5 != 0, n % 3 == 0

    def predict(m: Model) -> str | None:
        gedaan = m.zetten[zet.id].gedaan
        gedaan |= {name} if whole else set()
        gedaan |= {"verhuisreden"} if soort is Registratiesoort.risicotaxatie and verhuisreden else set()
        return None

    told = Registratie(soort, moment, leven.model.now)
    if whole:
        told = Registratie(
            soort,
            moment,
            leven.model.now,
            instrument="eigen",
            wijze=Wijze.video,
            oordeel_medewerker=True,
            oordeel_client=False,
            onderdelen=frozenset(Onderdeel),
            aanwezig=frozenset(Aanwezige),
        )
    if soort is Registratiesoort.risicotaxatie and verhuisreden:
        told = Registratie(**{**told.__dict__, "verhuisreden": True})
    asked = leven.coordinator(leven.model.vragen[zet.vraag].org)
    actor = asked if n % 2 else leven.house(zet.org)
    await leven.act(predict, actor, lambda tx: record_registratie(tx, zet.id, told), weighs=False)


async def move(leven: Leven, n: int) -> None:
    """They cannot stay: danger, or the house is lost."""
    zet, reden = pick_zet(leven, n), (Verplaatsingreden.gevaar, Verplaatsingreden.verlies)[n % 2]
    if zet is None:
        return

    def predict(m: Model) -> str | None:
        mine = m.zetten[zet.id]
        m.lapse()
        moving = [
            v for v in m.vragen.values() if v.van == zet.id and v.status in {*OPEN, "zonder_plaats", "niet_verschenen"}
        ]
        if mine.status != "aangekomen" or moving:
            return "Overgang"
        return None

    def moved(m: Model, result: Any) -> None:
        m.move(m.zetten[zet.id], result.pop("key"), told.vastgesteld_op, gevaar=reden is Verplaatsingreden.gevaar)

    async def work(tx: Transactie) -> Any:
        result = await relocate_verblijf(tx, zet.id, told)
        query = "SELECT id FROM aanvraag WHERE referentie = :told"
        return result | {"key": (await tx.sql(query, told=result["referentie"]))[0].id}

    told = Verplaatsing(reden, leven.model.now, ROOD if reden is Verplaatsingreden.gevaar else None)
    await leven.act(predict, leven.house(zet.org), work, moved=moved)
