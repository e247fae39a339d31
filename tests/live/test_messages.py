import json
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.live.messages import encode, is_over, state_for
from tests.land import Json

OWN, OTHER = uuid4(), uuid4()
TELLING = {"inzetbaar": 5, "vrij": 2, "onbevestigd": 1, "gereserveerd": 2, "bezet": 1, "buitenGebruik": 0}
PLAATS: Json = {"id": "p", "soort": "crisisplaats", "organisatie": str(OWN), "status": "vrij", "revisie": 3}
AANVRAAG: Json = {"id": "a", "organisatie": str(OWN), "status": "bevestigd", "plaatsing": "x", "revisie": 2}
PLAATSING: Json = {
    "id": "x",
    "aanvraag": "a",
    "aanvraagOrganisatie": str(OTHER),
    "opvangOrganisatie": str(OWN),
    "status": "bevestigd",
    "revisie": 4,
}
BEZETTING: Json = {"code": "GM0193", **TELLING, "opvangplaatsen": TELLING, "revisie": 9}
NORMSIGNAAL: Json = {
    "id": "n",
    "norm": "overschrijding",
    "onderwerpSoort": "plaatsing",
    "onderwerp": "x",
    "waar": "GM0193",
    "opvangOrganisatie": str(OWN),
    "aanvraagOrganisatie": str(OTHER),
    "plichthouderOrganisatie": None,
    "verteldAan": [{"rol": "opvang", "organisatie": str(OWN)}, {"rol": "coordinator", "organisatie": str(OTHER)}],
    "beeindigdOp": None,
    "revisie": 1,
}
MELDING: Json = {
    "id": "m",
    "meldingsoort": "niet_gezien",
    "rol": "coordinator",
    "organisatie": str(OWN),
    "onderwerpSoort": "aanvraag",
    "onderwerp": "a",
    "gezienOp": None,
    "revisie": 1,
}
VRAAG: Json = {"id": "v", "plaats": "p", "opvangOrganisatie": str(OWN), "status": "open", "revisie": 1}
STATES = {
    "plaats": PLAATS,
    "aanvraag": AANVRAAG,
    "plaatsing": PLAATSING,
    "bezetting": BEZETTING,
    "normsignaal": NORMSIGNAAL,
    "melding": MELDING,
    "vraag": VRAAG,
}


def make_actor(rol: Rol, organisatie: UUID = OWN) -> Actor:
    return Actor(uuid4(), "iemand", rol, organisatie)


@pytest.mark.parametrize(
    ("rol", "own", "other"),
    [
        (Rol.coordinator, {"aanvraag", "melding"}, {"plaatsing", "normsignaal"}),
        (Rol.opvang, {"plaats", "plaatsing", "normsignaal", "vraag"}, set()),
        (Rol.gemeente, set(), set()),
        (Rol.landelijk, {"aanvraag", "normsignaal"}, {"aanvraag", "normsignaal"}),
    ],
)
def test_an_audience_is_told_of_its_own_things_only(rol: Rol, own: set[str], other: set[str]) -> None:
    for organisatie, expected in ((OWN, own), (OTHER, other)):
        actor = make_actor(rol, organisatie)
        assert {soort for soort, state in STATES.items() if state_for(actor, soort, state) is not None} == expected


@pytest.mark.parametrize("rol", [Rol.auditor, Rol.fg, Rol.systeembeheerder])
def test_who_has_no_live_screen_is_told_of_no_household_and_no_place(rol: Rol) -> None:
    assert [s for s, state in STATES.items() if state_for(make_actor(rol), s, state)] == []


def test_an_episode_is_told_without_who_and_without_whom() -> None:
    for rol, organisatie, onderwerp in (
        (Rol.opvang, OWN, "x"),
        (Rol.coordinator, OTHER, "x"),
        (Rol.landelijk, OWN, None),
    ):
        told = state_for(make_actor(rol, organisatie), "normsignaal", NORMSIGNAAL)
        assert told is not None
        assert (told["onderwerp"], told["verteldAan"]) == (onderwerp, ["coordinator", "opvang"])
        assert not {str(OWN), str(OTHER)} & set(map(str, told.values()))


def test_a_gemeente_is_told_of_its_own_duties_in_its_own_streek_and_of_nobody() -> None:
    def told(streek: str | None, **changes: object) -> Json | None:
        gemeente = Actor(uuid4(), "iemand", Rol.gemeente, OTHER, streek)
        return state_for(gemeente, "normsignaal", NORMSIGNAAL | changes)

    own = told("GM0193")
    assert own is not None
    assert own["onderwerp"] is None
    assert told("GM0228") is None
    assert told(None, waar=None) is None, "what is nowhere is not in the streek of whoever has none"
    assert told("GM0193", norm="risicotaxatie_ontbreekt") is None


@pytest.mark.parametrize("rol", Rol)
@pytest.mark.parametrize("organisatie", [OWN, OTHER])
def test_a_melding_is_for_its_rol_and_its_organisatie(rol: Rol, organisatie: UUID) -> None:
    actor = make_actor(rol, organisatie)
    assert (state_for(actor, "melding", MELDING) is None) == ((rol, organisatie) != (Rol.coordinator, OWN))
    national = MELDING | {"rol": "landelijk", "organisatie": None}
    assert (state_for(actor, "melding", national) is None) == (rol is not Rol.landelijk)


def test_the_kind_of_a_place_travels_beside_the_kind_of_message() -> None:
    shown = state_for(make_actor(Rol.opvang), "plaats", PLAATS)
    assert shown == {"plaatssoort": "crisisplaats", **{k: v for k, v in PLAATS.items() if k != "soort"}}


@pytest.mark.parametrize(
    ("soort", "changes"),
    [
        ("plaatsing", {"status": "vervallen"}),
        ("normsignaal", {"beeindigdOp": "2026-11-21T03:00:00Z"}),
        ("vraag", {"status": "nee"}),
    ],
)
def test_what_is_over_is_told_once_more_whole_and_says_so(soort: str, changes: Json) -> None:
    told = state_for(make_actor(Rol.opvang), soort, STATES[soort] | changes)
    assert told is not None
    assert told["verwijderd"] is True
    assert told.items() >= changes.items()


def test_a_place_that_is_gone_is_told_as_gone_and_nothing_more() -> None:
    gone = state_for(make_actor(Rol.opvang), "plaats", PLAATS | {"verwijderd": True})
    assert gone == {"id": "p", "verwijderd": True, "revisie": 3}


@pytest.mark.parametrize("status", ["aangekomen", "beeindigd", "ingetrokken"])
def test_whoever_arrived_leaves_the_screen_of_landelijk_and_stays_on_that_of_the_aanvrager(status: str) -> None:
    state = AANVRAAG | {"status": status}
    assert state_for(make_actor(Rol.landelijk), "aanvraag", state) == {"id": "a", "verwijderd": True, "revisie": 2}
    own = state_for(make_actor(Rol.coordinator), "aanvraag", state)
    assert own is not None
    assert own["status"] == status


def test_the_house_is_not_told_from_which_aanvraag_and_nobody_of_the_routing() -> None:
    house = state_for(make_actor(Rol.opvang), "plaatsing", PLAATSING)
    asked = state_for(make_actor(Rol.coordinator, OTHER), "plaatsing", PLAATSING)
    assert house == {"id": "x", "aanvraag": None, "status": "bevestigd", "revisie": 4}
    assert asked == {"id": "x", "aanvraag": "a", "status": "bevestigd", "revisie": 4}


@pytest.mark.parametrize(
    ("soort", "state", "over"),
    [
        ("plaatsing", {"status": "vervallen"}, True),
        ("plaatsing", {"status": "teruggemeld"}, False),
        ("plaatsing", {"status": "aangekomen"}, False),
        ("aanvraag", {"status": "ingetrokken"}, True),
        ("aanvraag", {"status": "zonder_plaats"}, False),
        ("plaats", {"status": "buiten_gebruik"}, False),
        ("plaats", {"status": "vrij", "verwijderd": True}, True),
        ("normsignaal", NORMSIGNAAL, False),
        ("normsignaal", NORMSIGNAAL | {"beeindigdOp": "2026-11-21T03:00:00Z"}, True),
        ("melding", MELDING, False),
        ("melding", MELDING | {"gezienOp": "2026-11-21T03:00:00Z"}, True),
        ("vraag", VRAAG, False),
        ("vraag", VRAAG | {"status": "ja"}, True),
        ("regel", {"id": "r"}, True),
    ],
)
def test_what_is_over_leaves_the_stand(soort: str, state: Json, over: bool) -> None:
    assert is_over(soort, state) is over


@given(
    st.dictionaries(
        st.text('abcé"\\', max_size=4),
        st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.none(),
    )
)
def test_a_frame_is_json_with_every_character_intact(message: dict[str, int | str | None]) -> None:
    assert json.loads(encode({k: v if not isinstance(v, int) else v % 2**60 for k, v in message.items()})) == {
        k: v if not isinstance(v, int) else v % 2**60 for k, v in message.items()
    }
