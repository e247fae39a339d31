"""A dossier from the tables and one from the logboek are the same, to the byte; and what they say is what happened."""

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from capacity_service.actions import make_way
from capacity_service.domain.errors import NietGevonden, OngeldigeInvoer
from capacity_service.domain.feitenset import Periode
from capacity_service.store.bewijs import Bron, complete_periode, make_dossier, make_verantwoording
from capacity_service.store.database import Transactie
from capacity_service.store.embedded import Cluster
from capacity_service.store.logboek import canonical
from tests.conftest import MakeDatabase
from tests.klok import make_klok
from tests.land import Json, serve
from tests.store.season import BEGIN, Season
from tests.store.today import READERS, compare_replay

LOGBOEK = Bron(uit_logboek=True)
WHOLE = (date(2040, 9, 1), date(2040, 11, 1))
PERIODS = [WHOLE, (date(2040, 9, 25), date(2040, 9, 30)), (date(2040, 9, 30), date(2040, 10, 5))]
NEVER = (date(2024, 1, 1), date(2024, 2, 1))


@pytest.fixture(scope="module")
async def season(make_database: MakeDatabase, cluster: Cluster) -> AsyncIterator[Season]:
    """Lived once; no test of this module changes it."""
    async with make_database("vol") as urls:
        klok = await make_klok(cluster, urls.migrator)
        async with serve(urls.app, urls.migrator, ticking=False) as dienst:
            # All of it is placed as at night, when crisisplaatsen go first (R10), so that the figures are the same at any hour.
            lived = Season(dienst, klok)
            with pytest.MonkeyPatch.context() as night:
                night.setattr(make_way, "is_kantoortijd", lambda *_: False)
                await lived.live()
            yield lived


@pytest.fixture
async def tx(season: Season) -> AsyncIterator[Transactie]:
    async with season.dienst.database.transaction(None, snapshot=True) as tx:
        yield tx


def shares(dossier: Json, nummer: str) -> list[tuple[int, int]]:
    (norm,) = [norm for norm in dossier["normen"] if norm["norm"] == nummer]
    return [(c["teller"], c["noemer"]) for c in norm["cijfers"] if c["eenheid"] == "procent"]


async def all_dossiers(tx: Transactie, season: Season, dagen: tuple[date, date]) -> list[Json]:
    return [await make_dossier(tx, huis, *dagen) for huis in sorted(set(season.huizen))]


@pytest.mark.parametrize("dagen", [*PERIODS, NEVER])
async def test_tables_and_logboek_give_the_same_dossier(
    tx: Transactie, season: Season, dagen: tuple[date, date]
) -> None:
    for huis in sorted(set(season.huizen)):
        quick, proof = await make_dossier(tx, huis, *dagen), await make_dossier(tx, huis, *dagen, LOGBOEK)
        assert canonical(quick) == canonical(proof)


@pytest.mark.parametrize("dagen", PERIODS)
@pytest.mark.parametrize("code", ["GM0193", "GM0363"])
async def test_tables_and_logboek_give_the_same_verantwoording(
    tx: Transactie, code: str, dagen: tuple[date, date]
) -> None:
    quick, proof = await make_verantwoording(tx, code, *dagen), await make_verantwoording(tx, code, *dagen, LOGBOEK)
    assert canonical(quick) == canonical(proof)


async def test_reading_weeks_again_gives_the_tables_of_today(tx: Transactie) -> None:
    assert await compare_replay(tx) == []
    rows = await tx.sql("SELECT DISTINCT soort FROM logboek")
    assert {row.soort for row in rows} >= READERS.keys() - {"regel"}


async def test_the_figures_say_what_happened(tx: Transactie, season: Season) -> None:
    dossiers = await all_dossiers(tx, season, WHOLE)
    found: dict[str, tuple[int, int]] = {}
    for nummer in ("1.2a", "1.6", "3.5a", "4.1", "5.1c", "5.2", "fn 28", "R6"):
        told = [shares(dossier, nummer)[0] for dossier in dossiers]
        found[nummer] = (sum(teller for teller, _ in told), sum(noemer for _, noemer in told))
    assert found["1.2a"] == (0, 1)
    assert found["1.6"] == (1, 4)
    assert found["3.5a"] == (1, 4)
    assert found["4.1"][0] == 1
    assert found["5.2"] == (3, 4)
    # One household stayed six days, and whoever was found in a reserved place is still there (R16).
    assert found["fn 28"][0] == found["fn 28"][1] - 2
    assert found["R6"][0] == 1
    assert found["5.1c"][1] - found["5.1c"][0] == 2
    episodes = {e["norm"]: 0 for d in dossiers for n in d["normen"] for e in n["episodes"]}
    for dossier in dossiers:
        for norm in dossier["normen"]:
            for row in norm["episodes"]:
                episodes[row["norm"]] += row["aantal"]
    assert episodes["overschrijding"] == 2
    assert episodes["onvoorziene_uitval"] >= 1
    assert episodes["risicotaxatie_ontbreekt"] == 1
    assert episodes["veiligheidstaxatie_ontbreekt"] >= 1


async def test_a_dossier_names_what_it_rests_on_and_signs_itself(tx: Transactie, season: Season) -> None:
    dossier = await make_dossier(tx, season.huizen[0], *WHOLE)
    unsigned = {name: value for name, value in dossier.items() if name != "sha256"}
    plain = json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert dossier["sha256"] == hashlib.sha256(plain.encode()).hexdigest()
    bronnen = dossier["bronnen"]
    periode = Periode.of_dagen(*WHOLE)
    (row,) = await tx.sql(
        "SELECT min(volgnummer) AS eerste, max(volgnummer) AS laatste, (SELECT volgnummer FROM sequencer) AS head"
        " FROM logboek WHERE op >= :van AND op < :tot",
        van=periode.van,
        tot=periode.tot,
    )
    found = (bronnen["eersteVolgnummer"], bronnen["laatsteVolgnummer"], bronnen["totVolgnummer"])
    assert found == (row.eerste, row.laatste, row.head)
    assert {"plaatsing_uren", "minimum_plaatsen"} <= {regel["naam"] for regel in bronnen["regels"]}
    assert all(regel["geldigVanafDatum"] <= "2040-11-01" for regel in bronnen["regels"])
    assert bronnen["opdracht"].endswith(f"--uit-logboek --feit {row.head}")


async def test_a_period_without_facts_has_no_numbers(tx: Transactie, season: Season) -> None:
    bronnen = (await make_dossier(tx, season.huizen[0], *NEVER))["bronnen"]
    assert (bronnen["eersteVolgnummer"], bronnen["laatsteVolgnummer"]) == (None, None)


async def test_an_old_dossier_can_be_made_again_after_more_has_happened(season: Season, tx: Transactie) -> None:
    huis = season.huizen[0]
    half = await tx.sql("SELECT max(volgnummer) AS n FROM logboek WHERE op < :op", op=BEGIN + timedelta(days=6))
    then = await make_dossier(tx, huis, *WHOLE, Bron(uit_logboek=True, volgnummer=half[0].n))
    now = await make_dossier(tx, huis, *WHOLE)
    again = await make_dossier(tx, huis, *WHOLE, Bron(uit_logboek=True, volgnummer=now["bronnen"]["totVolgnummer"]))
    assert canonical(again) == canonical(now)
    assert then["bronnen"]["totVolgnummer"] == half[0].n
    assert then["sha256"] != now["sha256"]
    early = await make_verantwoording(tx, "GM0193", *WHOLE, Bron(uit_logboek=True, volgnummer=half[0].n))
    assert [k["afgesloten"] for k in early["kwartalen"]] == [False]


async def test_nothing_in_evidence_names_a_household_or_a_place(tx: Transactie, season: Season) -> None:
    shown = canonical(await make_dossier(tx, season.huizen[0], *WHOLE))
    shown += canonical(await make_verantwoording(tx, "GM0193", *WHOLE))
    for table in ("aanvraag", "plaatsing", "plaats", "verblijf"):
        ids = [str(row.id) for row in await tx.sql(f"SELECT id FROM {table}")]  # noqa: S608 - names of our own
        assert [key for key in ids if key in shown] == [], table
    referenties = [row.referentie for row in await tx.sql("SELECT referentie FROM aanvraag")]
    assert [one for one in referenties if one in shown] == []


async def test_the_hours_of_the_counts_are_those_of_the_episodes(tx: Transactie) -> None:
    """Two ways to know the same time: the recorded counts, and the normsignalen that were opened and closed."""
    told = await make_verantwoording(tx, "GM0193", *WHOLE)
    for naam, norm in (("urenOnderMinimum", "minimum_plaatsen"), ("urenGeenVrij", "geen_vrij")):
        rows = await tx.sql(
            "SELECT begonnen_op, beeindigd_op, onderbroken_seconden FROM normsignaal"
            " WHERE norm = :norm AND centrumgemeente = 'GM0193' ORDER BY id",
            norm=norm,
        )
        hours = sum((r.beeindigd_op - r.begonnen_op).total_seconds() - r.onderbroken_seconden for r in rows) / 3600
        assert hours > 40, norm
        assert told["totaal"][naam] == pytest.approx(hours, abs=0.02), norm
        keer = {"urenOnderMinimum": "keerOnderMinimum", "urenGeenVrij": "keerGeenVrij"}[naam]
        assert told["totaal"][keer] == len(rows)


async def test_a_verantwoording_covers_whole_quarters_and_their_losses(tx: Transactie) -> None:
    told = await make_verantwoording(tx, "GM0193", *WHOLE)
    assert (told["periode"]["vanDatum"], told["periode"]["totDatum"]) == ("2040-07-01", "2041-01-01")
    assert [k["afgesloten"] for k in told["kwartalen"]] == [True, False]
    assert {row["oorzaak"] for row in told["totaal"]["onvoorzieneUitval"]} >= {"water"}
    closed, running = (k["huishoudens"] for k in told["kwartalen"])
    assert set(running.values()) == {None}
    assert all(value in {"0", "<5"} for value in closed.values())
    assert told["kwartalen"][0]["urenGemeten"] == Periode.of_dagen(date(2040, 7, 1), date(2040, 10, 1)).uren
    last = datetime.fromisoformat(told["periode"]["gemetenTotOp"])
    assert told["kwartalen"][1]["urenGemeten"] == pytest.approx(
        Periode(Periode.of_dagen(date(2040, 10, 1), date(2041, 1, 1)).van, last).uren, abs=0.01
    )


async def test_who_does_not_exist_has_no_evidence(tx: Transactie) -> None:
    (gemeente,) = await tx.sql("SELECT id FROM organisatie WHERE soort = 'gemeente' ORDER BY naam LIMIT 1")
    for unknown in (uuid4(), UUID(str(gemeente.id))):
        with pytest.raises(NietGevonden):
            await make_dossier(tx, unknown, *WHOLE)
    with pytest.raises(NietGevonden):
        await make_verantwoording(tx, "GM9999", *WHOLE)


NU = datetime(2028, 2, 28, 23, 30, tzinfo=UTC)
"""In Amsterdam it is the leap day."""


def test_without_days_it_is_the_last_year_today_included() -> None:
    assert complete_periode(NU, None, None) == (date(2027, 3, 1), date(2028, 3, 1))
    assert complete_periode(NU, None, date(2028, 2, 29)) == (date(2027, 2, 28), date(2028, 2, 29))
    assert complete_periode(NU, date(2028, 1, 1), None) == (date(2028, 1, 1), date(2028, 3, 1))


@pytest.mark.parametrize(
    ("van", "tot", "veld"),
    [
        (date(2028, 1, 1), date(2028, 1, 1), "tot"),
        (date(2028, 3, 1), date(2028, 4, 1), "van"),
        (date(2020, 1, 1), date(2028, 1, 1), "van"),
    ],
)
def test_a_period_that_cannot_be_is_refused(van: date, tot: date, veld: str) -> None:
    with pytest.raises(OngeldigeInvoer) as refused:
        complete_periode(NU, van, tot)
    assert [fault.veld for fault in refused.value.faults] == [veld]


def test_five_years_may_be_asked_at_once() -> None:
    assert complete_periode(NU, date(2023, 1, 1), date(2028, 1, 1)) == (date(2023, 1, 1), date(2028, 1, 1))
