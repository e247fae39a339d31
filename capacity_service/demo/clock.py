"""The country's own clock: real time, sped up. The service knows only real time, so stays simply end early."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

DAY_S = 86_400


@dataclass
class Klok:
    """`tempo` simulated seconds pass in each real one."""

    tempo: float
    _started_at: float = field(default_factory=time.monotonic)
    _started_op: datetime = field(default_factory=lambda: datetime.now(UTC))

    def simulated(self) -> datetime:
        """The moment it is in the country, to know how busy it is."""
        return self._started_op + timedelta(seconds=(time.monotonic() - self._started_at) * self.tempo)

    def days_since(self, moment: float) -> float:
        """Simulated days since this reading of `time.monotonic`."""
        return (time.monotonic() - moment) * self.tempo / DAY_S

    def after(self, hours: float) -> datetime:
        """The real instant that lies so many simulated hours ahead."""
        return datetime.now(UTC) + timedelta(hours=hours / self.tempo)

    def passed(self, op: str | None, hours: float) -> bool:
        """Whether so many simulated hours have passed since an instant the service gave."""
        return op is not None and datetime.fromisoformat(op) + timedelta(hours=hours / self.tempo) <= datetime.now(UTC)
