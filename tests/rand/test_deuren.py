import asyncio
import signal
import socket

import click
import pytest
from starlette.responses import PlainTextResponse

from capacity_service.rand.deuren import find_url, listen, make_zijdeur, open_ports


def test_an_answer_in_two_parts_does_not_wait_for_the_first_to_be_confirmed() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_listening_socket_knows_where_it_can_be_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert find_url(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_both_ports_are_taken_and_let_go_together() -> None:
    with open_ports(("127.0.0.1", 0), ("127.0.0.1", 0)) as ports:
        assert ports.operator is not None
        numbers = [ports.public.getsockname()[1], ports.operator.getsockname()[1]]
        assert len(set(numbers)) == 2
    for number in numbers:
        with listen("127.0.0.1", number):
            pass


def test_without_an_operator_nothing_listens_for_one() -> None:
    with open_ports(("127.0.0.1", 0), None) as ports:
        assert ports.operator is None


def test_an_operators_port_that_somebody_has_is_told_by_its_own_name_and_the_other_let_go() -> None:
    with listen("127.0.0.1", 0) as taken:
        number = taken.getsockname()[1]
        with (
            pytest.raises(click.ClickException, match="CAPACITY_OPERATOR_PORT"),
            open_ports(("127.0.0.1", 0), ("127.0.0.1", number)),
        ):
            pass


async def test_the_operators_server_leaves_signals_to_the_service_and_ends_when_it_is_told() -> None:
    before = signal.getsignal(signal.SIGTERM)
    zijdeur = make_zijdeur(PlainTextResponse("in orde"))
    with listen("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(zijdeur.serve(sockets=[listener]))
        async with asyncio.timeout(10):
            while not zijdeur.started:  # noqa: ASYNC110 - uvicorn sets a flag
                await asyncio.sleep(0.01)
        assert signal.getsignal(signal.SIGTERM) == before
        with socket.create_connection(listener.getsockname()) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            heard = await asyncio.to_thread(connection.recv, 65536)
        assert heard.startswith(b"HTTP/1.1 200")
        zijdeur.should_exit = True
        async with asyncio.timeout(10):
            await serving
