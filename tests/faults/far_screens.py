"""Screens in a network of their own: opens a socket per line of its standard input (a request, as JSON), and answers pings.

A program, since a process lives in one network. Says "open" when all are greeted, and stays until its input ends.
"""

import asyncio
import contextlib
import json
import sys

from tests.faults.raw_screens import Screen


async def main(host: str, port: int) -> None:
    """Open all, then wait."""
    loop, opened = asyncio.get_running_loop(), []
    for line in iter(sys.stdin.readline, "\n"):
        head = json.loads(line).encode()
        _, screen = await loop.create_connection(lambda head=head: Screen(head), host, port)  # type: ignore[misc]
        await screen.greeted.wait()
        opened.append(screen)
        # Not all at the same moment, so that their pings are not either.
        await asyncio.sleep(float(sys.argv[3]))
    sys.stdout.write("open\n")
    sys.stdout.flush()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
