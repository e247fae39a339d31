from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.controlepunt import (
    Boom,
    Controlepunt,
    Handtekening,
    Notitie,
    NotitieOnleesbaar,
    make_kenmerk,
    parse_notitie,
    show_sleutel,
)

PUNT = Controlepunt(
    Boom.logboek, 1, 6400, bytes(range(32)), datetime(2026, 11, 21, 2, 5, tzinfo=UTC), "0d0c1e77-1.1.ab12cd34"
)
ONDER = Handtekening(PUNT.herkomst, b"abcd", bytes(64))
TEKST = """crisisplaatsdienst/logboek/1
6400
AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
tijd 2026-11-21T02:05:00Z
epoch 0d0c1e77-1.1.ab12cd34

— crisisplaatsdienst/logboek/1 YWJjZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
"""

punten = st.builds(
    Controlepunt,
    st.sampled_from(Boom),
    st.integers(1, 999_999_999),
    st.integers(0, 10**18 - 1),
    st.binary(min_size=32, max_size=32),
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - hypothesis adds the zone
        lambda moment: moment.replace(microsecond=0)
    ),
    st.from_regex(r"[0-9a-f-]{1,36}\.[0-9]{1,6}\.[0-9a-f]{8}", fullmatch=True),
    st.none() | st.tuples(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32)),
)


def test_a_note_is_what_the_specification_says() -> None:
    assert Notitie(PUNT, (ONDER,)).tekst == TEKST
    assert parse_notitie(TEKST) == Notitie(PUNT, (ONDER,))


@given(punten, st.lists(st.binary(min_size=68, max_size=68), min_size=1, max_size=3))
def test_what_was_written_is_read_back(punt: Controlepunt, under: list[bytes]) -> None:
    signed = tuple(Handtekening(punt.herkomst, one[:4], one[4:]) for one in under)
    assert parse_notitie(Notitie(punt, signed).tekst) == Notitie(punt, signed)


@given(st.integers(0, len(TEKST) - 1), st.characters())
def test_a_note_with_another_character_is_another_note_or_none(at: int, character: str) -> None:
    changed = TEKST[:at] + character + TEKST[at + 1 :]
    try:
        found = parse_notitie(changed)
    except NotitieOnleesbaar:
        return
    assert (found == Notitie(PUNT, (ONDER,))) == (changed == TEKST)
    assert found.tekst == changed


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("logboek/1\n6400", "logboek/0\n6400"),
        ("logboek/1\n6400", "dagboek/1\n6400"),
        ("6400", "06400"),
        ("6400", "-1"),
        ("6400", "6400\n"),
        ("Hh8=\n", "Hh8\n"),
        ("Hh8=\n", "HQ==\n"),
        ("epoch", "tijdperk"),
        ("epoch 0d0c1e77-1.1.ab12cd34", "epoch a b"),
        ("epoch 0d0c1e77-1.1.ab12cd34\n", "epoch a\nepoch a\n"),
        ("epoch 0d0c1e77-1.1.ab12cd34\n", "epoch a\nanders b\n"),
        ("02:05:00Z", "02:05:00+00:00"),
        ("02:05:00Z", "02:65:00Z"),
        ("\n\n", "\n"),
        ("— ", "- "),
        ("AAA=\n", "AAA=\n\n"),
        ("AAA=\n", "AAA="),
        ("YWJj", "YWJ"),
    ],
)
def test_what_is_almost_a_note_is_none(was: str, becomes: str) -> None:
    assert was in TEKST
    with pytest.raises(NotitieOnleesbaar):
        parse_notitie(TEKST.replace(was, becomes))


@pytest.mark.parametrize("text", ["", "\n\n", "crisisplaatsdienst/logboek/1\n\n", TEKST.partition("—")[0]])
def test_a_part_of_a_note_is_none(text: str) -> None:
    with pytest.raises(NotitieOnleesbaar):
        parse_notitie(text)


def test_each_tree_and_each_reeks_signs_under_a_name_of_its_own() -> None:
    others = [replace(PUNT, boom=Boom.inzagelog), replace(PUNT, reeks=2)]
    assert len({PUNT.herkomst, *(one.herkomst for one in others)}) == 3


def test_a_key_is_shown_as_others_read_it() -> None:
    naam, openbaar = PUNT.herkomst, bytes(32)
    kenmerk = sha256(b"crisisplaatsdienst/logboek/1\n\x01" + openbaar).digest()[:4]
    assert make_kenmerk(naam, openbaar) == kenmerk
    shown = show_sleutel(naam, openbaar)
    assert shown == f"{naam}+{kenmerk.hex()}+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
