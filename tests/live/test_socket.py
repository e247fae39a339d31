import asyncio

import pytest
from websockets.exceptions import InvalidStatus

from capacity_service.live import socket as live_socket
from capacity_service.store.toegang import COOKIE
from tests.land import Dienst, Json, expect, in_hours
from tests.live.client import Beeld, Kijker, dial, fresh, make_ticket, read_group, recorded, watch

HALLO: Json = {"soort": "hallo", "epoch": None, "vanaf": None}


@pytest.mark.parametrize("rol", ["coordinator", "opvang", "gemeente", "landelijk"])
async def test_the_stand_comes_first_and_says_which_moment_it_is(dienst: Dienst, rol: str) -> None:
    await dienst.add_plaatsen({}, {})
    stand = await _see_last(dienst, rol)
    assert (stand["soort"], stand["minimum"], stand["verzonnen"]) == ("stand", 2, True)
    bezetting = read_group(stand, "bezetting")
    assert len(bezetting) == 35
    assert [state["inzetbaar"] for state in bezetting if state["code"] == "GM0193"] == [2]
    assert stand["tijdstipOp"].endswith("Z")


async def _see_last(dienst: Dienst, rol: str) -> Json:
    """The stand that a fresh screen gets once what was just recorded has been read: within two seconds."""
    reached = await recorded(dienst, rol)
    async with watch(dienst, rol) as kijker:
        stand = await kijker.receive()
    assert stand["volgnummer"] == reached
    return stand


async def test_a_change_is_on_the_screen_within_two_seconds(dienst: Dienst) -> None:
    async with watch(dienst, "opvang") as opvang, watch(dienst, "landelijk") as landelijk:
        await opvang.receive()
        await landelijk.receive()
        (plaats,) = await dienst.add_plaatsen({})
        told = await opvang.until(lambda frame: frame["soort"] == "plaats", within=2)
        counted = await landelijk.until(lambda frame: frame["soort"] == "bezetting", within=2)
    assert (told["id"], told["plaatssoort"], told["revisie"]) == (plaats["id"], "crisisplaats", plaats["revisie"])
    assert (counted["code"], counted["inzetbaar"], counted["vrij"]) == ("GM0193", 1, 1)


async def test_a_returning_screen_gets_only_what_changed(dienst: Dienst) -> None:
    plaatsen = await dienst.add_plaatsen({}, {"centrumgemeente": "GM0363"}, {"centrumgemeente": "GM0518"})
    beeld = await fresh(dienst, "opvang")
    opvang = await dienst.as_rol("opvang")
    seen = {"status": "vrij", "waargenomenOp": in_hours(0)}
    for _ in range(3):
        expect(await opvang.post(f"/plaatsen/{plaatsen[1]['id']}/bevestiging", json=seen), 200)
    now = await fresh(dienst, "opvang")
    async with watch(dienst, "opvang", beeld=beeld) as kijker:
        frames = [await kijker.receive()]
        while frames[-1]["soort"] != "hartslag":
            frames.append(await kijker.receive())
    # The counts stayed what they were, so that somebody looked is told to nobody else.
    assert [frame["soort"] for frame in frames] == ["hersteld", "plaats", "hartslag"]
    assert frames[1]["id"] == plaatsen[1]["id"]
    numbers = [frame["volgnummer"] for frame in frames]
    assert (numbers, numbers[-1]) == (sorted(numbers), await recorded(dienst, "opvang"))
    assert beeld.things == now.things


async def test_a_screen_that_is_cut_half_way_its_resume_misses_nothing(dienst: Dienst) -> None:
    """Each frame brings a screen only as far as that frame: `hersteld` itself is from where, not until where."""
    beeld = await fresh(dienst, "opvang")
    await dienst.add_plaatsen(*[{"centrumgemeente": code} for code in ("GM0193", "GM0363", "GM0518", "GM0599")])
    for _ in range(12):
        async with watch(dienst, "opvang", beeld=beeld) as kijker:
            assert (await kijker.receive())["soort"] == "hersteld"
            await kijker.receive()
    assert beeld.things == (await fresh(dienst, "opvang")).things


@pytest.mark.parametrize(
    "other",
    [
        {"epoch": "een-andere.1"},
        {"vanaf": 10**9},
        {"vanaf": -1},
        {"vanaf": "3"},
        {"vanaf": True},
        {"vanaf": 1.5},
        {"epoch": None},
        {"epoch": 7},
    ],
)
async def test_from_a_number_that_is_not_ours_a_whole_stand_comes(stil: Dienst, other: Json) -> None:
    await stil.add_plaatsen({})
    known = await fresh(stil, "landelijk")
    hallo = HALLO | {"ticket": await make_ticket(stil, "landelijk"), "epoch": known.epoch, "vanaf": known.volgnummer}
    async with dial(stil) as socket, Kijker(socket, Beeld()) as kijker:
        await kijker.say(hallo | other)
        assert (await kijker.receive())["soort"] == "stand"


async def test_a_screen_may_ask_for_everything_again(stil: Dienst) -> None:
    await stil.add_plaatsen({})
    async with watch(stil, "opvang") as kijker:
        first = await kijker.receive()
        await kijker.say({"soort": "opnieuw"})
        again = await kijker.until(lambda frame: frame["soort"] == "stand")
    assert again["plaatsen"] == first["plaatsen"]


async def test_a_ticket_opens_one_socket_once(stil: Dienst) -> None:
    ticket = await make_ticket(stil, "opvang")
    async with dial(stil) as socket, Kijker(socket, Beeld()) as kijker:
        await kijker.say(HALLO | {"ticket": ticket})
        await kijker.receive()
        async with dial(stil) as second, Kijker(second, Beeld()) as thief:
            await thief.say(HALLO | {"ticket": ticket})
            assert await thief.closed() == 4001


async def test_a_ticket_is_good_for_thirty_seconds(dienst: Dienst) -> None:
    """Looked at when it is used: aged by twenty of them it opens, by all thirty it does not."""
    for age, opens in ((20, True), (30, False)):
        ticket = await make_ticket(dienst, "opvang")
        await dienst.sql("UPDATE live_ticket SET verloopt_op = verloopt_op - make_interval(secs => :age)", age=age)
        async with dial(dienst) as socket, Kijker(socket, Beeld()) as kijker:
            await kijker.say(HALLO | {"ticket": ticket})
            if opens:
                assert (await kijker.receive())["soort"] == "stand"
            else:
                assert await kijker.closed() == 4001


@pytest.mark.parametrize(
    "first", [HALLO, HALLO | {"ticket": "onzin"}, HALLO | {"ticket": "\ud800"}, HALLO | {"ticket": 7}]
)
async def test_who_is_not_logged_in_is_closed_with_4001(stil: Dienst, first: Json) -> None:
    async with dial(stil) as socket, Kijker(socket, Beeld()) as kijker:
        await kijker.say(first)
        assert await kijker.closed() == 4001


async def test_who_says_nothing_is_closed_in_the_end(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_socket, "HELLO_S", 0.1)
    async with dial(stil) as socket, Kijker(socket, Beeld()) as kijker:
        assert await kijker.closed() == 4001


@pytest.mark.parametrize(
    "first",
    [
        "",
        "{",
        "[]",
        "null",
        '{"soort":"dag"}',
        '{"soort":"hallo","rol":"landelijk"}',
        b"\x00\xff",
        "[" * 3000,
        '"' + "x" * 5000 + '"',
    ],
)
async def test_what_is_no_hello_is_closed_and_nothing_is_told(stil: Dienst, first: str | bytes) -> None:
    async with dial(stil) as socket, Kijker(socket, Beeld()) as kijker:
        await kijker.say(first)
        assert await kijker.closed() == 1008


async def test_a_session_cookie_with_our_own_origin_needs_no_ticket(stil: Dienst) -> None:
    token, _ = await stil.token("opvang")
    cookie = {"Cookie": f"{COOKIE}={token}"}
    async with dial(stil, origin=stil.url, additional_headers=cookie) as socket, Kijker(socket, Beeld()) as kijker:
        await kijker.say(HALLO)
        assert (await kijker.receive())["soort"] == "stand"


async def test_a_role_without_a_live_screen_is_closed_with_4003(stil: Dienst) -> None:
    token, _ = await stil.token("systeembeheerder")
    cookie = {"Cookie": f"{COOKIE}={token}"}
    async with dial(stil, origin=stil.url, additional_headers=cookie) as socket, Kijker(socket, Beeld()) as kijker:
        await kijker.say(HALLO)
        assert await kijker.closed() == 4003


ORIGINS = [
    "https://elders.test",
    "null",
    "{url}.test",
    "http://elders.test@{host}",
    "http://127.0.0.1:1",
    "ftp://{host}",
    "{host}",
    "",
    "http://[",
    "file://",
    "{url}/pad",
    None,
]


@pytest.mark.parametrize("origin", ORIGINS)
async def test_a_cookie_from_another_page_is_refused_before_the_socket_opens(stil: Dienst, origin: str | None) -> None:
    """T40: cross-site hijacking of a WebSocket."""
    token, _ = await stil.token("opvang")
    headers = {"Cookie": f"{COOKIE}={token}"}
    if origin is not None:
        headers["Origin"] = origin.format(url=stil.url, host=stil.url.removeprefix("http://"))
    with pytest.raises(InvalidStatus) as refused:
        async with dial(stil, additional_headers=headers):
            pass
    assert refused.value.response.status_code == 403


async def test_another_subprotocol_is_refused(stil: Dienst) -> None:
    with pytest.raises(InvalidStatus):
        async with dial(stil, subprotocol="capaciteit.v9"):
            pass


async def test_more_than_a_hundred_messages_a_minute_is_4029(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_socket, "MESSAGES_A_MINUTE", 10)
    async with watch(stil, "gemeente") as kijker:
        await kijker.receive()
        for _ in range(10):
            await kijker.say({"soort": "opnieuw"})
            await kijker.until(lambda frame: frame["soort"] == "stand")
        await kijker.say({"soort": "opnieuw"})
        assert await kijker.closed() == 4029


async def test_a_screen_that_keeps_disagreeing_is_let_go(stil: Dienst) -> None:
    async with watch(stil, "gemeente") as kijker:
        await kijker.receive()
        for _ in range(live_socket.AGAIN_A_MINUTE + 1):
            await kijker.say({"soort": "opnieuw"})
        assert await kijker.closed() == 4029


@pytest.mark.parametrize("message", ['{"soort":"hallo"}', '{"soort":"opnieuw","x":1}', "onzin", b"opnieuw"])
async def test_a_message_the_service_does_not_know_ends_the_socket(stil: Dienst, message: str | bytes) -> None:
    async with watch(stil, "gemeente") as kijker:
        await kijker.receive()
        await kijker.say(message)
        assert await kijker.closed() == 1008


async def test_a_hartslag_comes_all_the_time_and_says_up_to_where(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capacity_service.live.hub.HEARTBEAT_S", 0.05)
    async with watch(dienst, "gemeente") as kijker:
        stand = await kijker.receive()
        beats = [await kijker.receive(within=2) for _ in range(3)]
    assert [beat["soort"] for beat in beats] == ["hartslag"] * 3
    assert {beat["volgnummer"] for beat in beats} == {stand["volgnummer"]}


async def test_twenty_screens_of_one_account_and_no_more(stil: Dienst) -> None:
    client = await stil.as_rol("gemeente")
    tickets = [expect(await client.post("/live-tickets"), 201)["ticket"] for _ in range(21)]
    sockets = [await dial(stil) for _ in tickets]
    kijkers = [Kijker(socket, Beeld()) for socket in sockets]
    for kijker, ticket in zip(kijkers, tickets, strict=True):
        await kijker.say(HALLO | {"ticket": ticket})
        if kijker is not kijkers[-1]:
            await kijker.receive()
    assert await kijkers[-1].closed() == 4029
    async with watch(stil, "gemeente", nth=1) as other:
        await other.receive()
    await asyncio.gather(*(socket.close() for socket in sockets))
