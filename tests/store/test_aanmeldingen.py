from datetime import timedelta

from capacity_service.store import aanmeldingen
from capacity_service.store.aanmeldingen import begin_poging, make_browser, note_afmelding, take_poging
from capacity_service.store.database import Database
from capacity_service.store.toegang import hash_sleutel


async def test_a_login_is_finished_once_by_the_browser_that_began_it(app: Database) -> None:
    mine, other = make_browser(None), make_browser(None)
    async with app.transaction(None) as tx:
        begonnen = await begin_poging(tx, mine, "proef", "/plaatsen", opnieuw=True)
    async with app.transaction(None) as tx:
        assert await take_poging(tx, other, begonnen.state) is None
        assert await take_poging(tx, mine, f"{begonnen.state}x") is None
        found = await take_poging(tx, mine, begonnen.state)
        assert found is not None
        assert (found.aanbieder, found.terug) == ("proef", "/plaatsen")
        assert (found.nonce, found.verifier) == (begonnen.nonce, begonnen.verifier)
        assert found.opnieuw_sinds is not None
        assert await take_poging(tx, mine, begonnen.state) is None


async def test_a_login_that_comes_back_after_ten_minutes_is_over(app: Database) -> None:
    browser = make_browser(None)
    async with app.transaction(None) as tx:
        begonnen = await begin_poging(tx, browser, "proef", "/", opnieuw=False)
        await tx.session.flush()
        tx.now += aanmeldingen.GELDIG
        assert await take_poging(tx, browser, begonnen.state) is None


async def test_what_is_stored_is_nothing_that_anybody_can_use(app: Database) -> None:
    browser = make_browser(None)
    async with app.transaction(None) as tx:
        begonnen = await begin_poging(tx, browser, "proef", "/", opnieuw=False)
        (row,) = await tx.sql("SELECT * FROM aanmeldpoging")
    stored = str(tuple(row))
    for secret in (browser, begonnen.state, begonnen.nonce, begonnen.verifier):
        assert secret not in stored
    assert (row.state_hash, row.browser_hash) == (hash_sleutel(begonnen.state), hash_sleutel(browser))
    assert len(begonnen.verifier) == 43


async def test_two_tabs_of_one_browser_log_in_at_once_and_nothing_of_them_is_the_same(app: Database) -> None:
    browser = make_browser(None)
    assert make_browser(browser) == browser
    assert make_browser("kort") != "kort"
    assert make_browser("é" * 43) != "é" * 43
    async with app.transaction(None) as tx:
        first, second = [await begin_poging(tx, browser, "proef", "/", opnieuw=False) for _ in range(2)]
        texts = {first.state, first.nonce, first.verifier, second.state, second.nonce, second.verifier}
        assert len(texts) == 6
        for one in (second, first):
            found = await take_poging(tx, browser, one.state)
            assert found is not None
            assert found.verifier == one.verifier


async def test_the_number_of_a_logout_is_used_once(app: Database) -> None:
    async with app.transaction(None) as tx:
        until = tx.now + timedelta(minutes=1)
        assert await note_afmelding(tx, b"j" * 32, until)
    async with app.transaction(None) as tx:
        assert not await note_afmelding(tx, b"j" * 32, until)
        tx.now = until
        await aanmeldingen.forget_expired(tx)
        assert await tx.sql("SELECT 1 FROM afmelding") == []


async def test_logins_that_never_came_back_are_forgotten(app: Database) -> None:
    async with app.transaction(None) as tx:
        await begin_poging(tx, make_browser(None), "proef", "/", opnieuw=False)
        await aanmeldingen.forget_expired(tx)
        assert len(await tx.sql("SELECT 1 FROM aanmeldpoging")) == 1
        tx.now += aanmeldingen.GELDIG
        await aanmeldingen.forget_expired(tx)
        assert await tx.sql("SELECT 1 FROM aanmeldpoging") == []
