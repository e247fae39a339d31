"""The message that the fan-out benchmark sends: its text, and a contender in Python that sends it when told to."""

import asyncio
import sys
import time
from collections.abc import Callable

BEGIN = '{"soort":"bezetting","volgnummer":%10d,"op":%19d'
REST = (
    ',"code":"GM0193","naam":"Zwolle","inzetbaar":41,"vrij":17,"bezet":22,"gereserveerd":2,"onbevestigd":3,'
    '"opvangplaatsen":{"inzetbaar":63,"vrij":9,"bezet":54,"gereserveerd":0,"onbevestigd":1},'
    '"vrijVanaf":"2026-11-22T09:00:00Z","minimum":2,"revisie":1234568812}'
)
"""Besides what it begins with, of the size that a centrumgemeente has in the stream."""
TEXT = BEGIN % (0, 0) + REST


def stamp(number: int) -> str:
    """Message `number`, sent at this moment."""
    return BEGIN % (number, time.monotonic_ns()) + REST


async def obey(send: Callable[[str], None]) -> None:
    """Read "go RATE COUNT ..." from standard input, send as asked, say "done"."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        _, rate, count, *_ = line.decode().split()
        begin = loop.time()
        for number in range(1, int(count) + 1):
            await asyncio.sleep(max(0.0, begin + number / float(rate) - loop.time()))
            send(stamp(number))
        print("done", flush=True)
