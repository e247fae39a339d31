from dataclasses import replace
from datetime import timedelta

import pytest

from capacity_service.actions.sign_controlepunt import begin_reeks
from capacity_service.domain.controlepunt import Boom
from capacity_service.store.boomverslag import check_bomen, verify_boom
from capacity_service.store.database import Database
from capacity_service.store.zegel import sign
from tests.conftest import Urls
from tests.faults.tampering import Superuser
from tests.store.boomscene import Bomen
from tests.store.scene import add_places, submit

LOGBOEK = "controlepunten van het logboek"
SHORTEN = """
DELETE FROM boomvak USING boomgroei g WHERE g.nummer = 2 AND boomvak.nummer >= g.eerste_blad / 64;
DELETE FROM boomgroei WHERE nummer > 1;
DELETE FROM logboek WHERE volgnummer > (SELECT tot FROM boomgroei);
DELETE FROM logboek_gegevens WHERE volgnummer > (SELECT tot FROM boomgroei);
UPDATE sequencer SET (volgnummer, hash) = (SELECT tot, schakel FROM boomgroei);
"""
"""As it was after the first growth: what a backup puts back."""


@pytest.fixture
async def signed(app: Database, bomen: Bomen) -> Bomen:
    """Three checkpoints over the logboek."""
    await add_places(app)
    await bomen.keep()
    await submit(app)
    await bomen.keep()
    await bomen.keep()
    return bomen


async def test_a_sound_tree_is_counted_and_held_against_every_checkpoint(signed: Bomen, kaal: Urls) -> None:
    verslag = await verify_boom(kaal.app, Boom.logboek, signed.middelen)
    assert verslag.fout is None
    assert (verslag.regels, verslag.punten, verslag.vervallen) == ((await signed.stam()).tot, 3, 0)
    empty = await verify_boom(kaal.app, Boom.inzagelog, signed.middelen)
    assert (empty.fout, empty.regels, empty.punten) == (None, 0, 0)


async def test_a_checkpoint_that_is_not_ours_or_left_out_is_found(signed: Bomen, kaal: Urls) -> None:
    (path,) = signed.folder.glob("logboek-*.txt")
    notes = list(signed.map_.read_all(Boom.logboek))
    other = sign(replace(notes[0].punt, wortel=bytes(32)), signed.bos)
    forged = replace(notes[0], punt=other.punt)
    for changed, found in (
        ([forged, *notes[1:]], "niet door deze dienst getekend"),
        ([other, *notes[1:]], f"van {notes[0].punt.grootte} bladeren is niet die waarvoor is getekend"),
        ([notes[0], notes[2], notes[1]], "past niet na de vorige"),
        ([sign(replace(notes[0].punt, na=(64, bytes(32))), signed.bos)], "past niet na de vorige"),
    ):
        path.write_text("".join(f"{one.tekst}\n" for one in changed), encoding="utf-8")
        verslag = await verify_boom(kaal.app, Boom.logboek, signed.middelen)
        assert found in str(verslag.fout), verslag


async def test_after_putting_back_a_database_nothing_is_signed_until_somebody_says_so(
    signed: Bomen, kaal: Urls, superuser: Superuser
) -> None:
    await superuser.execute(SHORTEN)
    before = await verify_boom(kaal.app, Boom.logboek, signed.middelen)
    assert "is niet die waarvoor is getekend" in str(before.fout)
    assert "er is iets weg" in str(dict(await check_bomen(kaal.app, signed.middelen))[LOGBOEK])
    notitie = await begin_reeks(signed.database, Boom.logboek, signed.bos, signed.map_)
    assert notitie is not None
    first, *_ = signed.map_.read_all(Boom.logboek)
    assert (notitie.punt.reeks, notitie.punt.grootte) == (2, first.punt.grootte)
    await signed.keep()
    after = await verify_boom(kaal.app, Boom.logboek, signed.middelen)
    assert (after.fout, after.punten, after.vervallen) == (None, 5, 2)


async def test_a_later_reeks_does_not_cover_what_was_rewritten_before(
    signed: Bomen, kaal: Urls, superuser: Superuser
) -> None:
    await superuser.execute(SHORTEN)
    assert await begin_reeks(signed.database, Boom.logboek, signed.bos, signed.map_) is not None
    (path,) = signed.folder.glob("logboek-*.txt")
    notes = list(signed.map_.read_all(Boom.logboek))
    wrong = sign(replace(notes[0].punt, grootte=32, wortel=bytes(32)), signed.bos)
    path.write_text("".join(f"{one.tekst}\n" for one in (wrong, *notes)), encoding="utf-8")
    verslag = await verify_boom(kaal.app, Boom.logboek, signed.middelen)
    assert verslag.fout is not None


async def test_check_says_how_old_the_last_checkpoint_is(signed: Bomen, kaal: Urls) -> None:
    await signed.keep(Boom.inzagelog)
    found = dict(await check_bomen(kaal.app, signed.middelen))
    assert found == {f"controlepunten van het {boom} (laatste: 0 min)": None for boom in Boom}


async def test_check_tells_that_none_comes_any_more(signed: Bomen, kaal: Urls) -> None:
    (path,) = signed.folder.glob("logboek-*.txt")
    last = signed.map_.read_last(Boom.logboek)
    assert last is not None
    old = sign(replace(last.punt, op=last.punt.op - timedelta(minutes=16)), signed.bos)
    path.write_text(f"{old.tekst}\n", encoding="utf-8")
    found = dict(await check_bomen(kaal.app, signed.middelen))
    assert "minuten oud" in str(found[f"{LOGBOEK} (laatste: 16 min)"])
    assert found["controlepunten van het inzagelog (nog geen)"] is None
    path.unlink()
    found = dict(await check_bomen(kaal.app, signed.middelen))
    assert "nog geen controlepunt" in str(found[f"{LOGBOEK} (nog geen)"])


async def test_check_tells_what_is_wrong_with_the_folder(signed: Bomen, kaal: Urls) -> None:
    (path,) = signed.folder.glob("logboek-*.txt")
    path.write_text("iets anders\n\n— x\n\n" * 2, encoding="utf-8")
    assert "geen controlepunt" in str(dict(await check_bomen(kaal.app, signed.middelen))[LOGBOEK])
