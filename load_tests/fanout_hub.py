"""The contender: the service as it runs, whose hub is also handed the messages of the benchmark for all who listen."""

import asyncio

from capacity_service.cli import main
from capacity_service.live.hub import Hartslag, Hub
from load_tests.fanout_beats import obey

start = Hub.start


async def start_and_obey(self: Hub, hartslag: Hartslag) -> None:
    """Begin as always, and listen to the benchmark."""

    def send(text: str) -> None:
        for publiek in self.publieken():
            self.publish(publiek, [text])

    await start(self, hartslag)
    self._tasks.append(asyncio.create_task(obey(send)))


Hub.start = start_and_obey  # type: ignore[method-assign]

if __name__ == "__main__":
    main()
