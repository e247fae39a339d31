import time
from datetime import UTC, datetime, timedelta

from capacity_service.demo.clock import Klok


def test_the_clock_of_the_country_runs_ahead() -> None:
    klok = Klok(3600)
    ago = (datetime.now(UTC) - timedelta(seconds=10)).isoformat()
    assert klok.passed(ago, 9.9)
    assert not klok.passed(ago, 12)
    assert not klok.passed(None, 0)
    assert timedelta(seconds=9) < klok.after(10) - datetime.now(UTC) < timedelta(seconds=11)


def test_a_simulated_day_passes_in_a_fraction_of_a_real_one() -> None:
    klok = Klok(86_400)
    began = time.monotonic() - 2
    assert 2 <= klok.days_since(began) < 3
    assert klok.simulated() >= datetime.now(UTC) - timedelta(seconds=1)
