import asyncio
import json
import socket
import sys

from tests.nodes.invallers import Invaller, dial, proxy

GET = b"GET /v1/bezetting HTTP/1.1\r\nHost: dienst\r\n\r\n"


async def test_a_crowd_is_spread_evenly() -> None:
    async with Invaller() as one, Invaller() as other, proxy(one.port, other.port) as port:
        async with asyncio.TaskGroup() as group:
            held = [group.create_task(_ask_and_stay(port)) for _ in range(40)]
        assert all(task.result() for task in held)
        assert abs(len(one.asked) - len(other.asked)) <= 4


async def _ask_and_stay(port: int) -> bytes:
    async with dial(port) as vrager:
        answer = await vrager.ask(GET)
        await asyncio.sleep(0.2)
        return answer


async def test_it_waits_for_its_nodes_serves_by_the_ports_it_is_told_and_ends_with_its_input() -> None:
    async with Invaller() as node:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            fd = listener.fileno()
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "capacity_service.nodes.verdeler", str(fd)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                pass_fds=(fd,),
            )
            assert process.stdin is not None
            assert process.stdout is not None
            assert await process.stdout.readline() == b"klaar\n"
            async with dial(listener.getsockname()[1]) as vrager:
                asking = asyncio.create_task(vrager.ask(GET))
                assert await asyncio.wait({asking}, timeout=0.2) == (set(), {asking})
                process.stdin.write(json.dumps([[node.port, node.port]]).encode() + b"\n")
                assert (await asking).startswith(b"HTTP/1.1 200")
            process.stdin.close()
            assert await process.wait() == 0
