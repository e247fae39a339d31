from uuid import UUID, uuid4

import pytest

from capacity_service.api import grenzen as api_grenzen
from capacity_service.api.grenzen import ADRES_KEER, BEKEND_S, BURST_S, Grenzen, find_net
from capacity_service.api.problems import TeVeel

ADRES = "192.0.2.7"


class Klok:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def klok() -> Klok:
    return Klok()


def try_account(grenzen: Grenzen, account: UUID, times: int) -> int:
    """How many of so many calls are refused."""
    refused = 0
    for _ in range(times):
        try:
            grenzen.check_account(account)
        except TeVeel:
            refused += 1
    return refused


def test_an_account_may_so_much_at_once_and_so_much_in_the_long_run(klok: Klok) -> None:
    grenzen, account = Grenzen(10, klok), uuid4()
    assert try_account(grenzen, account, 10 * BURST_S + 5) == 5
    klok.now = 60
    assert try_account(grenzen, account, 1_000) == 1_000 - 10 * BURST_S
    assert try_account(grenzen, uuid4(), 100) == 0


def test_who_is_refused_is_told_when_to_come_back_and_then_may(klok: Klok) -> None:
    grenzen, account = Grenzen(0.5, klok), uuid4()
    try_account(grenzen, account, 15)
    with pytest.raises(TeVeel, match="over 2 s") as refused:
        grenzen.check_account(account)
    klok.now += refused.value.wacht_s
    grenzen.check_account(account)


def test_a_day_at_the_busiest_desk_is_never_refused(klok: Klok) -> None:
    """A screen that is opened anew every minute, with a hundred taps in a burst each hour: far more than a person does."""
    grenzen, account, refused = Grenzen(clock=klok), uuid4(), 0
    for minute in range(24 * 60):
        klok.now = minute * 60.0
        refused += try_account(grenzen, account, 40 + 100 * (minute % 60 == 0))
    assert refused == 0


def test_an_address_may_more_and_gets_back_what_a_login_answers_for(klok: Klok) -> None:
    grenzen = Grenzen(1, klok)
    for _ in range(10_000):
        assert grenzen.take_adres(ADRES) == 0.0
        grenzen.give_back_adres(ADRES)
    assert [grenzen.take_adres(ADRES) > 0 for _ in range(ADRES_KEER * BURST_S + 1)].count(True) == 1
    assert grenzen.take_adres("192.0.2.8") == 0.0


def test_without_a_bound_nobody_is_refused(klok: Klok) -> None:
    grenzen = Grenzen(0, klok)
    assert try_account(grenzen, uuid4(), 10_000) == 0
    assert grenzen.take_adres(ADRES) == 0.0
    grenzen.give_back_adres(ADRES)


def test_a_login_is_known_while_it_holds_and_a_quarter_of_an_hour_after(klok: Klok) -> None:
    grenzen = Grenzen(clock=klok)
    assert not grenzen.knows(b"a")
    assert not grenzen.knows(None)
    grenzen.note_login(b"a")
    assert grenzen.knows(b"a")
    klok.now = BEKEND_S
    assert not grenzen.knows(b"a")
    grenzen.note_login(b"a")
    grenzen.forget_login(b"a")
    assert not grenzen.knows(b"a")


def test_a_crowd_of_logins_takes_no_room(klok: Klok, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_grenzen, "BEKEND_MAX", 3)
    grenzen = Grenzen(clock=klok)
    for number in range(10):
        grenzen.note_login(bytes([number]))
    assert [grenzen.knows(bytes([number])) for number in range(10)] == [False] * 7 + [True] * 3


@pytest.mark.parametrize(
    ("adres", "net"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", None),
        ("127.9.9.9", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("", None),
        ("testclient", None),
        ("192.0.2.7, 10.0.0.1", None),
    ],
)
def test_an_address_stands_for_its_network(adres: str, net: str | None) -> None:
    assert find_net(adres) == net
