import re
from datetime import UTC, datetime, timedelta

from capacity_service.store.identiteit import ALPHABET, make_id, make_referentie

MOMENT = datetime(2026, 11, 21, 3, 14, 15, tzinfo=UTC)


def test_an_id_is_a_version_7_uuid_of_its_moment() -> None:
    key = make_id(MOMENT)
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert key.int >> 80 == int(MOMENT.timestamp() * 1000)


def test_later_ids_sort_after_earlier_ones_and_none_is_made_twice() -> None:
    keys = [make_id(MOMENT + timedelta(milliseconds=n)) for n in range(1000)]
    assert keys == sorted(keys)
    assert len({make_id(MOMENT) for _ in range(10_000)}) == 10_000


def test_a_referentie_can_be_said_aloud() -> None:
    for _ in range(200):
        assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", make_referentie())
    assert re.fullmatch(f"[{ALPHABET}]{{4}}", make_referentie(4))


def test_no_two_letters_of_a_referentie_are_mistaken_for_each_other() -> None:
    assert not set("01ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)
