"""The contender: the `websockets` library with its `broadcast`, on uvloop, without compression or pings."""

import resource

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from load_tests.fanout_beats import obey


async def main() -> None:
    """Serve until standard input ends."""
    screens: set[ServerConnection] = set()

    async def handle(screen: ServerConnection) -> None:
        screens.add(screen)
        await screen.wait_closed()
        screens.discard(screen)

    async with serve(handle, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=1024) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"http://127.0.0.1:{port}", flush=True)
        await obey(lambda text: broadcast(screens, text))


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(main())
