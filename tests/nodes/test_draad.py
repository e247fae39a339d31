import asyncio

import h11
import pytest

from capacity_service.nodes.draad import Draad
from tests.nodes.invallers import OK, Invaller, dial

ASK = h11.Request(method="GET", target="/", headers=[("Host", "dienst")])


async def open_draad(port: int) -> Draad:
    return Draad(h11.CLIENT, *await asyncio.open_connection("127.0.0.1", port))


async def test_one_request_after_the_other_when_both_ends_agree() -> None:
    async with Invaller() as node:
        draad = await open_draad(node.port)
        for _ in range(2):
            assert draad.can_go_on()
            await draad.send(ASK)
            await draad.send(h11.EndOfMessage())
            assert isinstance(await draad.receive(), h11.Response)
            assert not draad.can_go_on()
            assert isinstance(await draad.receive(), h11.Data)
            assert isinstance(await draad.receive(), h11.EndOfMessage)
        draad.close()


async def test_an_end_that_hung_up_is_not_used_again() -> None:
    async with Invaller() as node:
        draad = await open_draad(node.port)
        await draad.send(ASK)
        await draad.send(h11.EndOfMessage())
        while not isinstance(await draad.receive(), h11.EndOfMessage):
            pass
        for writer in node.writers:
            writer.close()
        async with asyncio.timeout(5):
            while draad.can_go_on():  # noqa: ASYNC110 - the stream has no event for it
                await asyncio.sleep(0.01)
        draad.abort()


@pytest.mark.parametrize("head", [True, False])
async def test_the_answering_end_knows_whether_a_body_is_expected(head: bool) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        draad = Draad(h11.SERVER, reader, writer)
        await draad.receive()
        assert draad.answers_head is head
        await draad.write(OK)
        draad.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with dial(server.sockets[0].getsockname()[1]) as vrager:
        method = b"HEAD" if head else b"GET"
        assert await vrager.ask(method + b" / HTTP/1.1\r\nHost: a\r\n\r\n") == OK
    server.close()
