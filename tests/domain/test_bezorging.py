"""When a try comes again, and what a stranger who sees a message on its way learns from it: nothing."""

import hashlib
import hmac
import json
import re
import runpy
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.bezorging import (
    HANDTEKENING_KOP,
    JITTER,
    POGINGEN_S,
    TIJDSTIP_KOP,
    Boodschap,
    compute_pause,
    make_event,
    make_source,
    sign,
    write_brief,
)

WEBHOOKS = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
ROOT = "https://dienst.example"
BOODSCHAP = Boodschap(
    UUID("01920000-0000-7000-8000-000000000001"),
    UUID("01920000-0000-7000-8000-000000000002"),
    "Nog geen plaats gevonden",
    dringend=True,
    op=datetime(2026, 11, 22, 2, 13, tzinfo=timezone(timedelta(hours=1))),
)


def test_the_pauses_grow_from_seconds_to_hours_and_end() -> None:
    pauses = [compute_pause(tries, 0) for tries in range(1, len(POGINGEN_S) + 1)]
    assert pauses == [timedelta(seconds=s) for s in (10, 30, 120, 600, 1800, 3600, 7200, 14400)]
    assert compute_pause(len(POGINGEN_S) + 1, 0) is None
    assert compute_pause(len(POGINGEN_S) + 2, 0) is None


@given(st.integers(1, len(POGINGEN_S)), st.floats(0, 1, exclude_max=True))
def test_chance_adds_at_most_a_fifth_and_never_takes_away(tries: int, chance: float) -> None:
    pause, least = compute_pause(tries, chance), timedelta(seconds=POGINGEN_S[tries - 1])
    assert pause is not None
    assert least <= pause <= least * (1 + JITTER)


def test_the_envelope_is_a_cloudevent_as_the_dutch_profile_has_it() -> None:
    event = json.loads(make_event(BOODSCHAP, make_source("00000001823288444000"), ROOT))
    assert event == {
        "specversion": "1.0",
        "id": "01920000-0000-7000-8000-000000000001",
        "source": "urn:nld:oin:00000001823288444000:systeem:crisisplaatsdienst",
        "type": "nl.crisisplaatsen.melding-gemaakt",
        "subject": "01920000-0000-7000-8000-000000000002",
        "time": "2026-11-22T01:13:00Z",
        "dataref": "https://dienst.example/v1/meldingen",
        "datacontenttype": "application/json",
        "data": {"titel": "Nog geen plaats gevonden", "dringend": True, "link": "https://dienst.example/"},
    }
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in event)


def test_without_an_oin_the_source_still_is_a_dutch_urn() -> None:
    assert make_source(None) == "urn:nld:crisisplaatsdienst"


def test_a_second_try_is_the_same_bytes() -> None:
    assert make_event(BOODSCHAP, make_source(None), ROOT) == make_event(BOODSCHAP, make_source(None), ROOT)


def test_the_signature_covers_moment_and_body() -> None:
    body = make_event(BOODSCHAP, make_source(None), ROOT)
    expected = hmac.new(b"geheim", b"1795000000." + body, hashlib.sha256).hexdigest()
    assert sign("geheim", 1795000000, body) == f"v1={expected}"
    others = {
        sign("anders", 1795000000, body),
        sign("geheim", 1795000001, body),
        sign("geheim", 1795000000, body + b" "),
    }
    assert f"v1={expected}" not in others


@pytest.mark.parametrize("dringend", [True, False])
def test_an_email_says_that_there_is_something_and_not_what(dringend: bool) -> None:
    brief = write_brief(replace(BOODSCHAP, dringend=dringend), ROOT)
    assert brief.onderwerp.startswith("Dringend") == dringend
    assert f"{ROOT}/\n" in brief.tekst
    assert BOODSCHAP.titel not in brief.onderwerp + brief.tekst
    for word in ("opvang", "crisis", "huishouden", "rood", "veilig"):
        assert word not in (brief.onderwerp + brief.tekst).lower()


def test_the_time_of_an_event_is_utc_whatever_zone_it_came_in() -> None:
    utc = replace(BOODSCHAP, op=BOODSCHAP.op.astimezone(UTC))
    assert make_event(utc, "s", ROOT) == make_event(BOODSCHAP, "s", ROOT)


def test_the_verifier_of_the_documentation_knows_the_real_from_the_false(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.findall(r"```python\n(.*?)```", WEBHOOKS.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "verifier.py").write_text(found[0], encoding="utf-8")
    verify = runpy.run_path(str(tmp_path / "verifier.py"))["is_from_the_service"]
    monkeypatch.setattr(time, "time", lambda: 1795000100.0)
    body = make_event(BOODSCHAP, make_source(None), ROOT)
    headers = {TIJDSTIP_KOP: "1795000000", HANDTEKENING_KOP: sign("geheim", 1795000000, body)}
    assert verify("geheim", headers, body)
    assert not verify("anders", headers, body)
    assert not verify("geheim", headers, body + b" ")
    assert not verify("geheim", headers | {TIJDSTIP_KOP: "1795000001"}, body)
    monkeypatch.setattr(time, "time", lambda: 1795000301.0)
    assert not verify("geheim", headers, body)


def test_the_example_of_the_documentation_is_what_goes_out() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", WEBHOOKS.read_text(encoding="utf-8"), re.DOTALL)
    event = make_event(BOODSCHAP, make_source("00000001823288444000"), "https://plaatsen.example.org")
    assert json.loads(example) == json.loads(event)
