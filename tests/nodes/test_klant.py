import json

import pytest

from capacity_service.nodes import klant as nodes_klant
from tests.nodes.invallers import CHUNKED, HALF, SWITCH, Invaller, dial, free_port, proxy

GET = b"GET /v1/bezetting HTTP/1.1\r\nHost: dienst\r\n\r\n"
POST = b"POST /v1/aanvragen HTTP/1.1\r\nHost: dienst\r\nContent-Length: 2\r\n\r\n{}"
CHUNKS = b"POST /v1/x HTTP/1.1\r\nHost: dienst\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
SOCKET = b"GET /v1/live HTTP/1.1\r\nHost: dienst\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"


def problem(answer: bytes) -> tuple[int, str]:
    """Status and sentence of a problem document."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    document = json.loads(body)
    return document["status"], document["detail"]


async def ask(*nodes: Invaller, request: bytes = GET) -> bytes:
    """One request over a connection of its own."""
    async with proxy(*(node.port for node in nodes)) as port, dial(port) as vrager:
        return await vrager.ask(request)


async def test_requests_of_one_connection_go_to_one_node_one_after_the_other() -> None:
    async with Invaller() as one, Invaller() as other, proxy(one.port, other.port) as port, dial(port) as vrager:
        for _ in range(3):
            assert (await vrager.ask(GET)).endswith(b"\r\n\r\nja")
        assert sorted([len(one.asked), len(other.asked)]) == [0, 3]


async def test_an_answer_in_chunks_passes_without_what_held_for_the_other_connection() -> None:
    async with Invaller(CHUNKED) as node:
        answer = await ask(node)
    assert b"2\r\nja\r\n0\r\n\r\n" in answer
    assert b"x-own" not in answer.lower()


async def test_a_body_arrives_as_it_was_sent() -> None:
    async with Invaller() as node:
        await ask(node, request=POST)
        await ask(node, request=CHUNKS)
    assert node.asked[0].endswith(b"\r\n\r\n{}")
    assert node.asked[1].endswith(b"2\r\n{}\r\n0\r\n\r\n")
    assert b"content-length" not in node.asked[1].lower(), "two lengths are how a request is smuggled along"


async def test_what_did_not_reach_a_node_goes_to_another_whatever_it_is() -> None:
    async with Invaller() as node, proxy(free_port(), node.port) as port:
        for _ in range(6):
            async with dial(port) as vrager:
                assert (await vrager.ask(POST)).startswith(b"HTTP/1.1 200")
    assert len(node.asked) == 6


async def test_a_question_that_a_node_took_along_is_asked_of_another() -> None:
    async with Invaller(b"") as gone, Invaller() as node, proxy(gone.port, node.port) as port:
        while not gone.asked:
            async with dial(port) as vrager:
                assert (await vrager.ask(GET)).startswith(b"HTTP/1.1 200")


async def test_a_post_that_may_have_been_done_is_never_sent_again() -> None:
    async with Invaller(b"") as gone, Invaller(b"") as other:
        answer = await ask(gone, other, request=POST)
    assert problem(answer)[0] == 502
    assert "Idempotency-Key" in problem(answer)[1]
    assert len(gone.asked) + len(other.asked) == 1


async def test_the_wall_removed_a_post_that_may_have_been_done_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes_klant, "SAFE", {b"POST"})
    monkeypatch.setattr(nodes_klant, "has_body", lambda _: False)
    empty = POST.replace(b"Content-Length: 2\r\n\r\n{}", b"\r\n")
    async with Invaller(b"") as gone, Invaller(b"") as other:
        await ask(gone, other, request=empty)
    assert len(gone.asked) + len(other.asked) == 2


async def test_a_node_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes_klant, "ANSWER_S", 0.2)
    async with Invaller(None) as node:
        assert problem(await ask(node, request=POST))[0] == 502


async def test_without_any_node_nothing_was_done_and_that_is_told() -> None:
    answer = await ask(Invaller(port=free_port()), request=POST)
    assert problem(answer)[0] == 503
    assert b"retry-after: 2" in answer.lower()


async def test_an_answer_that_breaks_off_is_not_made_to_look_whole() -> None:
    async with Invaller(HALF) as node, proxy(node.port) as port, dial(port) as vrager:
        vrager.writer.write(GET)
        head, _, body = (await vrager.rest()).partition(b"\r\n\r\n")
    assert b"content-length: 9" in head.lower()
    assert body == b"ja", "who counts sees that it is not all"


async def test_after_an_upgrade_bytes_pass_both_ways_until_the_node_ends_it() -> None:
    async with Invaller(SWITCH) as node, proxy(node.port) as port, dial(port) as vrager:
        assert (await vrager.ask(SOCKET)).startswith(b"HTTP/1.1 101")
        assert await vrager.reader.readexactly(5) == b"hallo"
        vrager.writer.write(b"dag")
        assert await vrager.reader.readexactly(3) == b"DAG"
        node.hang_up()
        assert await vrager.rest() == b""


async def test_a_refused_upgrade_is_an_ordinary_answer() -> None:
    async with Invaller(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as node:
        assert (await ask(node, request=SOCKET)).startswith(b"HTTP/1.1 403")


async def test_the_next_request_after_a_node_went_is_answered_by_another() -> None:
    async with Invaller() as one, Invaller() as other, proxy(one.port, other.port) as port, dial(port) as vrager:
        await vrager.ask(GET)
        first, second = (one, other) if one.asked else (other, one)
        await first.__aexit__()
        assert (await vrager.ask(GET)).startswith(b"HTTP/1.1 200")
        assert (len(first.asked), len(second.asked)) == (1, 1)


@pytest.mark.parametrize(
    "request_",
    [
        b"onzin\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000,
    ],
)
async def test_what_is_no_http_is_refused(request_: bytes) -> None:
    async with Invaller() as node:
        assert (await ask(node, request=request_)).startswith(b"HTTP/1.1 4")
    assert not node.asked


async def test_who_waits_for_leave_to_send_a_body_gets_it() -> None:
    async with Invaller() as node, proxy(node.port) as port, dial(port) as vrager:
        head, body = POST[:-2].replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), POST[-2:]
        assert (await vrager.ask(head)).startswith(b"HTTP/1.1 100")
        assert (await vrager.ask(body)).startswith(b"HTTP/1.1 200")
    assert b"expect" not in node.asked[0].lower()


async def test_a_head_is_answered_without_a_body() -> None:
    bare = Invaller(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
    async with bare as node, proxy(node.port) as port, dial(port) as vrager:
        vrager.writer.write(GET.replace(b"GET", b"HEAD").replace(b"Host", b"Connection: close\r\nHost"))
        assert (await vrager.rest()).endswith(b"\r\n\r\n")


async def test_who_hangs_up_half_way_takes_nobody_along() -> None:
    async with Invaller() as node, proxy(node.port) as port:
        async with dial(port) as half:
            half.writer.write(POST[:-1])
            await half.writer.drain()
        async with dial(port) as vrager:
            assert (await vrager.ask(GET)).startswith(b"HTTP/1.1 200")
