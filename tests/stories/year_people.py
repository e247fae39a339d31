"""The households of a year and whoever does something for them: mostly their duty, sometimes late, sometimes nothing."""

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from capacity_service.actions.accept_plaatsing import accept_plaatsing
from capacity_service.actions.choose_voorstel import choose_voorstel
from capacity_service.actions.confirm_aankomst import confirm_aankomst
from capacity_service.actions.confirm_voorstel import confirm_voorstel
from capacity_service.actions.end_verblijf import end_verblijf
from capacity_service.actions.extend_verblijf import extend_verblijf
from capacity_service.actions.record_registratie import record_registratie
from capacity_service.actions.relocate_verblijf import relocate_verblijf
from capacity_service.actions.report_niet_verschenen import report_niet_verschenen
from capacity_service.actions.report_terugmelding import Terugmelding, report_terugmelding
from capacity_service.actions.run import Verzoek
from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.actions.withdraw_aanvraag import withdraw_aanvraag
from capacity_service.domain.aanvraag import Intrekkingreden, Terugmeldingreden
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.plaats import Plaatsstatus, Uitvalreden
from capacity_service.domain.registratie import Aanwezige, Onderdeel, Registratie, Wijze
from capacity_service.domain.tijd import local_date
from capacity_service.domain.verplaatsing import Verplaatsing, Verplaatsingreden
from capacity_service.store.database import Transactie
from capacity_service.store.idempotentie import Antwoord
from tests.land import Json
from tests.stories.life_house import ACUUT, ROOD
from tests.stories.year import BEGIN, DAY, HOUR, Jaar

A_DAY = 3.0
AANVRAAG = """
SELECT a.status, a.organisatie_id AS org, a.ingediend_op, a.verplaatst_van, p.id AS plaatsing, p.status AS bij, p.nachten,
       p.opvang_organisatie AS huis, p.plaatsen[1] AS plaats, p.verwachte_aankomst_op, p.aangekomen_op,
       (SELECT v.plaatsen FROM voorstel v WHERE v.aanvraag_id = a.id ORDER BY rang LIMIT 1) AS voorstel
FROM aanvraag a LEFT JOIN plaatsing p ON p.aanvraag_id = a.id AND p.status NOT IN ('vervallen', 'vervangen')
WHERE a.id = $1 ORDER BY p.id DESC LIMIT 1
"""
REDENEN = tuple(Terugmeldingreden)


class Mensen:
    """Everybody who asks, brings, houses and lets go."""

    def __init__(self, jaar: Jaar) -> None:
        self.jaar, self.rng = jaar, jaar.rng
        self.askers = [org for rol, org in jaar.people if rol == "coordinator"]
        self.gemeenten: Sequence[str] = ()

    async def begin(self) -> None:
        """Three households a day, at any hour, and now and then one that is too large for anything."""
        self.gemeenten = [
            row["code"] for row in await self.jaar.sql("SELECT DISTINCT code FROM gemeente ORDER BY code")
        ]
        for n in range(int(A_DAY * self.jaar.days)):
            self.jaar.at(BEGIN + self.rng.uniform(0, self.jaar.days) * DAY, partial(self.flee, large=n % 60 == 10))
        for day in range(2, self.jaar.days, 20):
            self.jaar.at(BEGIN + day * DAY, self.meet_at_the_door)

    async def flee(self, *, large: bool = False, lapses: bool = False) -> Any:
        """Somebody asks for a place."""
        org, rng = self.rng.choice(self.askers), self.rng
        kinderen = [{"leeftijd": rng.randint(0, 17)} for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))]
        gegevens: Json = {
            "gemeente": rng.choice(self.gemeenten),
            "veiligheid": ACUUT if rng.random() < 0.3 else ROOD,
            "huishouden": {
                "volwassenen": 20 if large else 1,
                "kinderen": kinderen,
                "behoeften": [],
                "verhuisbewegingen": rng.choice((0, 0, 0, 1, 2, 3)),
                "nachtenEerder": 0,
            },
            "uitsluitingen": [],
            "voorkeuren": [],
        }
        verzoek = Verzoek(self.jaar.people["coordinator", org])
        indiening = Indiening(verzoek, self.jaar.now - rng.uniform(0.2, 3) * HOUR, rng.randint(1, 3), gegevens)
        answers = await submit_aanvragen(
            self.jaar.database, [indiening], lambda state: Antwoord(201, {}, json.dumps({"id": state["id"]}).encode())
        )
        assert isinstance(answers[0], Antwoord)
        key = UUID(json.loads(answers[0].inhoud)["id"])
        self.jaar.counted["aanvraag"] += 1
        if not lapses:
            self.jaar.later(0.05, 0.8, partial(self.follow, key))
        return key

    async def meet_at_the_door(self) -> None:
        """Nobody confirmed, the place was given to somebody of the own region, and then they are there all the same."""
        key = await self.flee(lapses=True)
        row = await self._read(key)
        if row["status"] != "gereserveerd":
            return
        await self.jaar.reach(self.jaar.now + 5 * HOUR)
        await self.jaar.report(row["plaats"], Plaatsstatus.bezet, sinds=True)
        await self._of(row["huis"], "aankomst aan de deur", partial(self._arrive, row["plaatsing"], 1))
        self.jaar.later(3, 9, partial(self.jaar.report, row["plaats"], Plaatsstatus.vrij))
        self.jaar.later(12, 20, partial(self.follow, key))

    async def follow(self, key: UUID) -> None:
        """The next thing that somebody does for this household."""
        row = await self._read(key)
        step = getattr(self, f"_when_{row['status']}", None)
        if step is not None and self.jaar.now < BEGIN + (self.jaar.days + 30) * DAY:
            await step(key, row)

    async def _when_zonder_plaats(self, key: UUID, row: Any) -> None:
        if self.jaar.now - row["ingediend_op"] > self.rng.uniform(30, 60) * HOUR:
            await self._withdraw(key, row, Intrekkingreden.regionaal_geplaatst)
            return
        if row["bij"] == "teruggemeld" and row["voorstel"]:
            choose = partial(choose_voorstel, plaatsing_id=row["plaatsing"], plaatsen=row["voorstel"])
            await self.jaar.do(row["org"], "coordinator", "ander voorstel", choose)
        for org in self.jaar.orgs:
            await self.jaar.answer(org)
        self.jaar.later(0.1, 3, partial(self.follow, key))

    async def _when_gereserveerd(self, key: UUID, row: Any) -> None:
        dice, again = self.rng.random(), partial(self.follow, key)
        if dice < 0.08:
            await self._refuse(row)
        elif dice < 0.11:
            await self._withdraw(key, row, Intrekkingreden.zelf_opgelost)
        elif dice > 0.06 + 0.11:
            if dice < 0.9:
                await self._of(row["huis"], "acceptatie", partial(accept_plaatsing, plaatsing_id=row["plaatsing"]))
            expected = self.jaar.now + self.rng.uniform(0.5, 5) * HOUR
            confirm = partial(confirm_voorstel, plaatsing_id=row["plaatsing"], verwachte_aankomst_op=expected)
            await self.jaar.do(row["org"], "coordinator", "bevestiging", confirm)
        # Whoever rolled in between forgets to confirm, and looks again after it has lapsed.
        self.jaar.later(1, 6, again)

    async def _when_bevestigd(self, key: UUID, row: Any) -> None:
        dice = self.rng.random()
        if dice < 0.05:
            await self._of(
                row["huis"], "niet verschenen", partial(report_niet_verschenen, plaatsing_id=row["plaatsing"])
            )
            self.jaar.later(5, 30, partial(self.follow, key))
        elif dice < 0.08:
            await self._refuse(row)
            self.jaar.later(0.2, 1, partial(self.follow, key))
        elif dice < 0.16:
            self.jaar.later(2, 26, partial(self.follow, key))
        else:
            await self._come_in(key, row)

    async def _when_niet_verschenen(self, key: UUID, row: Any) -> None:
        if self.rng.random() < 0.4:
            await self._come_in(key, row)
        else:
            await self._withdraw(key, row, Intrekkingreden.niet_bereikbaar)

    async def _when_aangekomen(self, key: UUID, row: Any) -> None:
        if row["bij"] != "aangekomen":
            return
        dice, nights = self.rng.random(), (self.jaar.now - row["aangekomen_op"]) / DAY
        if dice < 0.05 and row["verplaatst_van"] is None and nights < 4:
            await self._move(row)
            self.jaar.later(40, 60, partial(self.follow, key))
        elif dice < 0.2 and row["nachten"] < 3:
            await self._of(
                row["huis"], "verlenging", partial(extend_verblijf, plaatsing_id=row["plaatsing"], nachten=3)
            )
            self.jaar.later(20, 30, partial(self.follow, key))
        elif dice < 0.35 and nights < 6:
            # No vervolgplek: they stay.
            self.jaar.later(20, 40, partial(self.follow, key))
        else:
            await self._of(row["huis"], "einde", partial(self._end, row["plaatsing"]))
            self._promise(row, Registratiesoort.veiligheidstaxatie, Moment.uitstroom)
            self._promise(row, Registratiesoort.warme_overdracht, Moment.uitstroom)

    async def _come_in(self, key: UUID, row: Any) -> None:
        nachten = self.rng.choice((1, 2, 3, 3))
        if await self._of(row["huis"], "aankomst", partial(self._arrive, row["plaatsing"], nachten)) is None:
            self.jaar.later(1, 2, partial(self.follow, key))
            return
        self._promise(row, Registratiesoort.warme_overdracht, Moment.instroom)
        self._promise(row, Registratiesoort.risicotaxatie, Moment.verblijf)
        self.jaar.later(20 * nachten, 24 * nachten, partial(self.follow, key))

    def _promise(self, row: Any, soort: Registratiesoort, moment: Moment) -> None:
        """Written down the same day by most, days later by some, by a few never."""
        dice = self.rng.random()
        if dice < 0.96:
            hours = (1, 20) if dice < 0.75 else (26, 110)
            self.jaar.later(*hours, partial(self._record, row["huis"], row["plaatsing"], soort, moment))

    async def _record(self, huis: UUID, plaatsing: UUID, soort: Registratiesoort, moment: Moment) -> None:
        told = Registratie(
            soort,
            moment,
            self.jaar.now,
            instrument="eigen",
            wijze=Wijze.video,
            verhuisreden=True if soort is Registratiesoort.risicotaxatie else None,
            oordeel_medewerker=True,
            oordeel_client=True,
            onderdelen=frozenset(Onderdeel),
            aanwezig=frozenset(Aanwezige),
        )
        await self._of(huis, "registratie", partial(record_registratie, plaatsing_id=plaatsing, registratie=told))

    async def _move(self, row: Any) -> None:
        """New danger, or the house is lost: the house's own coordinator looks on."""
        gevaar = self.rng.random() < 0.6
        reden = Verplaatsingreden.gevaar if gevaar else Verplaatsingreden.verlies
        told = Verplaatsing(reden, self.jaar.now, ROOD if gevaar else None)
        move = partial(relocate_verblijf, plaatsing_id=row["plaatsing"], verplaatsing=told)
        if await self._of(row["huis"], "verplaatsing", move) is not None:
            (new,) = await self.jaar.sql(
                "SELECT id FROM aanvraag WHERE verplaatst_van = $1 ORDER BY id DESC LIMIT 1", row["plaatsing"]
            )
            self.jaar.later(0.1, 1, partial(self.follow, new["id"]))

    async def _refuse(self, row: Any) -> None:
        melding = Terugmelding(
            self.rng.choice(REDENEN), Uitvalreden.verwarming, self.jaar.now + DAY, self.jaar.now - timedelta(minutes=20)
        )
        refuse = partial(report_terugmelding, plaatsing_id=row["plaatsing"], melding=melding)
        if await self._of(row["huis"], "terugmelding", refuse) is not None:
            self.jaar.later(12, 40, partial(self.jaar.repair, row["plaats"]))

    async def _withdraw(self, key: UUID, row: Any, reden: Intrekkingreden) -> None:
        withdraw = partial(withdraw_aanvraag, aanvraag_id=key, reden=reden)
        await self.jaar.do(row["org"], "coordinator", "intrekking", withdraw)

    async def _arrive(self, plaatsing: UUID, nachten: int, tx: Transactie) -> Any:
        return await confirm_aankomst(tx, plaatsing, tx.now, nachten)

    async def _end(self, plaatsing: UUID, tx: Transactie) -> Any:
        return await end_verblijf(tx, plaatsing, "netwerk", local_date(tx.now))

    async def _of(self, huis: UUID, what: str, work: Any) -> Any:
        return await self.jaar.do(huis, "opvang", what, work)

    async def _read(self, key: UUID) -> Any:
        (row,) = await self.jaar.sql(AANVRAAG, key)
        return row
