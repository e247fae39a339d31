import asyncio

import h11

from capacity_service.nodes.draad import Draad
from capacity_service.nodes.knopen import MISSES_MAX, Knoop, Knopen
from tests.nodes.invallers import OK, Invaller, free_port

BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


async def test_a_node_that_says_it_is_not_well_is_alive_and_not_fit() -> None:
    async with Invaller(health=BUSY) as node:
        knoop = Knoop(node.port, node.port)
        await knoop.check()
        assert (knoop.fit, knoop.alive) == (False, True)
        node.health = OK
        await knoop.check()
        assert knoop.fit


async def test_a_node_that_keeps_silent_is_cut_after_three_checks() -> None:
    """Stopped, with its sockets open: whoever hangs on it would wait for ever."""
    async with Invaller() as node:
        knoop = Knoop(node.port, node.port)
        async with knoop.connect() as draad:
            knoop.operator_port = free_port()
            for _ in range(MISSES_MAX):
                assert knoop.alive
                await knoop.check()
            assert not knoop.alive
            event = await _next(draad)
            assert isinstance(event, h11.ConnectionClosed | OSError)
    async with Invaller() as node:
        knoop.operator_port = node.port
        await knoop.check()
        assert (knoop.fit, knoop.alive) == (True, True)


async def test_how_a_node_is_is_asked_at_its_operators_port_and_counts_as_no_load() -> None:
    async with Invaller(health=BUSY) as service, Invaller() as operator:
        knoop = Knoop(service.port, operator.port)
        await knoop.check()
        assert (knoop.fit, knoop.load) == (True, 0)
        assert service.writers == []


async def _next(draad: Draad) -> h11.Event | OSError:
    try:
        async with asyncio.timeout(5):
            return await draad.receive()
    except OSError as error:
        return error


async def test_the_one_with_the_fewest_connections_is_next() -> None:
    knopen = Knopen()
    async with Invaller() as one, Invaller() as other:
        knopen.set_ports([(one.port, one.port), (other.port, other.port)])
        first = knopen.choose(set())
        assert first is not None
        async with first.connect():
            second = knopen.choose(set())
            assert second is not None
            assert second is not first
            assert knopen.choose({second}) is first
        assert knopen.choose({first, second}) is None
        await knopen.stop()


async def test_who_is_well_goes_before_who_is_only_alive_and_nobody_well_is_better_than_nobody() -> None:
    knopen = Knopen()
    knopen.set_ports([(1, 1), (2, 2)])
    one = knopen.choose(set())
    assert one is not None
    one.fit = False
    other = knopen.choose(set())
    assert other is not None
    assert other is not one
    other.fit = False
    assert knopen.choose({other}) is one
    one.misses = MISSES_MAX
    assert knopen.choose({other}) is None
    await knopen.stop()


async def test_a_node_that_is_no_longer_told_of_loses_its_connections() -> None:
    knopen = Knopen()
    async with Invaller() as node:
        knopen.set_ports([(node.port, node.port)])
        knoop = knopen.choose(set())
        assert knoop is not None
        async with knoop.connect() as draad:
            knopen.set_ports([])
            assert isinstance(await _next(draad), h11.ConnectionClosed | OSError)
        assert knopen.choose(set()) is None


async def test_nodes_are_looked_at_all_the_time() -> None:
    knopen = Knopen()
    async with Invaller(health=BUSY) as node:
        knopen.set_ports([(node.port, node.port)])
        knoop = knopen.choose(set())
        assert knoop is not None
        async with asyncio.timeout(10):
            while knoop.fit:  # noqa: ASYNC110 - the check of another task
                await asyncio.sleep(0.05)
        await knopen.stop()
