"""What people do, one by one: how the model says that it goes, and the action that does it."""

from datetime import timedelta

from capacity_service.actions.accept_plaatsing import accept_plaatsing
from capacity_service.actions.change_aanvraag import Wijziging, change_aanvraag
from capacity_service.actions.choose_voorstel import choose_voorstel
from capacity_service.actions.confirm_aankomst import confirm_aankomst
from capacity_service.actions.confirm_voorstel import confirm_voorstel
from capacity_service.actions.end_verblijf import end_verblijf
from capacity_service.actions.extend_verblijf import extend_verblijf
from capacity_service.actions.report_niet_verschenen import report_niet_verschenen
from capacity_service.actions.run import Verzoek
from capacity_service.actions.submit_aanvraag import Indiening
from capacity_service.actions.withdraw_aanvraag import withdraw_aanvraag
from capacity_service.domain.aanvraag import Intrekkingreden
from capacity_service.domain.tijd import local_date
from tests.stories.life import EDE, Leven
from tests.stories.life_changes import Model
from tests.stories.life_house import ACUUT, OPEN, ROOD, UNSAFE, Step, move, pick, pick_zet, record, refuse, report
from tests.stories.life_model import HOUR, Vraag


async def submit(leven: Leven, n: int) -> None:
    now, org, instrument = leven.model.now + timedelta(seconds=1), leven.orgs[n % 2], n % 3 != 0
    kinderen, unsafe, moves = n % 2 == 0, UNSAFE[n % 4], n % 5
    gegevens = {
        "gemeente": EDE,
        "veiligheid": ROOD if instrument else ACUUT,
        "huishouden": {
            "volwassenen": (1, 2, 4, 5)[n // 4 % 4],
            "kinderen": [{"leeftijd": 4}] if kinderen else [],
            "behoeften": [],
            "verhuisbewegingen": moves,
            "nachtenEerder": 0,
        },
        "uitsluitingen": sorted(unsafe),
        "voorkeuren": [],
    }
    await leven.submit(
        Indiening(Verzoek(leven.coordinator(org)), now - HOUR, 3, gegevens),
        lambda key: Vraag(
            key,
            org,
            (1, 2, 4, 5)[n // 4 % 4] + kinderen,
            frozenset({EDE}),
            unsafe,
            now - HOUR,
            kinderen=kinderen,
            instrument=instrument,
            sinds=now,
            moves=moves,
        ),
    )


async def withdraw(leven: Leven, n: int) -> None:
    vraag = pick(leven.model.vragen.values(), n)
    if vraag is None:
        return

    def predict(m: Model) -> str | None:
        m.lapse()
        mine, running = m.vragen[vraag.id], m.running(vraag.id)
        if mine.status not in {"zonder_plaats", "gereserveerd", "bevestigd", "niet_verschenen"}:
            return "Overgang"
        if running is not None:
            m.displace(running, "ingetrokken")
        mine.status = "ingetrokken"
        return None

    actor = leven.coordinator(vraag.org)
    await leven.act(predict, actor, lambda tx: withdraw_aanvraag(tx, vraag.id, Intrekkingreden.zelf_opgelost))


async def change(leven: Leven, n: int) -> None:
    """Another gemeente turns out to be unsafe."""
    vraag = pick(leven.model.vragen.values(), n)
    if vraag is None:
        return
    (row,) = await leven.sql("SELECT revisie FROM aanvraag WHERE id = $1", vraag.id)
    unsafe = UNSAFE[n // 4 % 4]

    def predict(m: Model) -> str | None:
        mine, before = m.vragen[vraag.id], m.vragen[vraag.id].status
        m.lapse()
        if before != mine.status:
            return "RevisieVerouderd"
        if mine.status not in {"zonder_plaats", "gereserveerd", "bevestigd"}:
            return "Overgang"
        mine.unsafe = unsafe
        running = m.running(mine.id)
        if running and running.status == "gereserveerd" and not m.suits(mine, m.plaatsen[running.plaats]):
            m.displace(running, "vervangen")
        return None

    wijziging = Wijziging(gegevens={"uitsluitingen": sorted(unsafe)})
    actor = leven.coordinator(vraag.org)
    await leven.act(predict, actor, lambda tx: change_aanvraag(tx, vraag.id, row["revisie"], wijziging))


async def confirm(leven: Leven, n: int) -> None:
    zet, over = pick_zet(leven, n), (n % 7) * HOUR
    if zet is None:
        return
    expected = leven.model.now + over

    def predict(m: Model) -> str | None:
        mine = m.zetten[zet.id]
        if mine.status != "gereserveerd" or m.has_lapsed(mine):
            return "Overgang"
        mine.status, mine.vervalt, mine.verwacht = "bevestigd", None, expected
        m.plaatsen[mine.plaats].claim, m.vragen[mine.vraag].status = "plaatsing", "bevestigd"
        return None

    actor = leven.coordinator(leven.model.vragen[zet.vraag].org)
    await leven.act(predict, actor, lambda tx: confirm_voorstel(tx, zet.id, expected), weighs=False)


async def accept(leven: Leven, n: int) -> None:
    zet = pick_zet(leven, n)
    if zet is None:
        return

    def predict(m: Model) -> str | None:
        mine = m.zetten[zet.id]
        if mine.status not in OPEN or m.has_lapsed(mine):
            return "Overgang"
        mine.gezien = mine.gezien or m.now
        return None

    await leven.act(predict, leven.house(zet.org), lambda tx: accept_plaatsing(tx, zet.id), weighs=False)


async def choose(leven: Leven, n: int) -> None:
    """Another voorstel, or the way on after a terugmelding."""
    vraag = pick([v for v in leven.model.vragen.values() if v.status in {*OPEN, "zonder_plaats"}], n)
    zet = vraag and leven.model.latest(vraag.id)
    if zet is None:
        return
    query = "SELECT plaatsen[1] AS plaats FROM voorstel WHERE aanvraag_id = $1 ORDER BY rang"
    voorstellen = [row["plaats"] for row in await leven.sql(query, vraag.id)]
    if not voorstellen:
        return
    plaats = voorstellen[n // 3 % len(voorstellen)]

    def predict(m: Model) -> str | None:
        mine, current = m.vragen[vraag.id], m.zetten[zet.id]
        if current.status in OPEN and not m.is_free(m.plaatsen[plaats]):
            return "PlaatsNietVrij"
        m.lapse()
        if current.status not in OPEN and not (current.status == "teruggemeld" and mine.status == "zonder_plaats"):
            return "Overgang"
        if not m.is_free(m.plaatsen[plaats]):
            return "PlaatsNietVrij"
        if current.status in OPEN:
            m.displace(current, "vervangen")
        m.chosen = (mine.id, plaats)
        return None

    actor = leven.coordinator(vraag.org)
    await leven.act(predict, actor, lambda tx: choose_voorstel(tx, zet.id, [plaats]))


async def arrive(leven: Leven, n: int) -> None:
    """In time, late, or although the reservering had lapsed."""
    zet, nachten = pick_zet(leven, n), n % 4
    if zet is None:
        return

    def predict(m: Model) -> str | None:
        mine, vraag = m.zetten[zet.id], m.vragen[zet.vraag]
        m.lapse()
        if mine.status not in {"gereserveerd", "bevestigd", "niet_verschenen", "vervallen"}:
            return "Overgang"
        if vraag.status in {"aangekomen", "beeindigd"}:
            return "Overgang"
        if not 1 <= nachten <= 3:
            return "ToegezegdeNachten"
        m.arrive(mine, nachten)
        return None

    now = leven.model.now
    await leven.act(predict, leven.house(zet.org), lambda tx: confirm_aankomst(tx, zet.id, tx.now, nachten))
    assert now < leven.model.now


async def miss(leven: Leven, n: int) -> None:
    """Niet verschenen."""
    zet = pick_zet(leven, n)
    if zet is None:
        return

    def predict(m: Model) -> str | None:
        mine = m.zetten[zet.id]
        if mine.status != "bevestigd":
            return "Overgang"
        mine.status = m.vragen[mine.vraag].status = "niet_verschenen"
        return None

    await leven.act(predict, leven.house(zet.org), lambda tx: report_niet_verschenen(tx, zet.id), weighs=False)


async def extend(leven: Leven, n: int) -> None:
    zet, nachten = pick_zet(leven, n), n % 5 + 1
    if zet is None:
        return

    def predict(m: Model) -> str | None:
        mine = m.zetten[zet.id]
        if mine.status != "aangekomen":
            return "Overgang"
        if nachten > 3:
            return "ToegezegdeNachten"
        if nachten <= mine.nachten:
            return "Overgang"
        mine.nachten = nachten
        return None

    await leven.act(predict, leven.house(zet.org), lambda tx: extend_verblijf(tx, zet.id, nachten), weighs=False)


async def leave(leven: Leven, n: int) -> None:
    """Einde or doorplaatsing."""
    zet, naar = pick_zet(leven, n), ("netwerk", "opvangplaats_zelfde_huis")[n % 2]
    if zet is None:
        return

    def predict(m: Model) -> str | None:
        mine = m.zetten[zet.id]
        m.lapse()
        if mine.status != "aangekomen":
            return "Overgang"
        m.finish(mine)
        return None

    await leven.act(predict, leven.house(zet.org), lambda tx: end_verblijf(tx, zet.id, naar, local_date(tx.now)))


STEPS: tuple[Step, ...] = (
    *(submit, submit, submit, confirm, confirm, accept, arrive, arrive, leave, record, record),
    *(withdraw, change, choose, miss, extend, refuse, report, report, move),
)
