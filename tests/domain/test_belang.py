from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.belang import ALLEN, find_namen, find_namen_of_inzage, find_own_namen
from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import Actor, Rol, concerns

ORGANISATIES = [str(UUID(int=n)) for n in (1, 2, 3)]
STREKEN = ["GM0193", "GM0363", None]
SEEN_ONE_BY_ONE = {Rol.opvang, Rol.coordinator, Rol.gemeente}
eigen = st.sampled_from(ORGANISATIES)
toestanden = {
    "plaats": st.fixed_dictionaries({"organisatie": eigen}),
    "aanvraag": st.fixed_dictionaries({"organisatie": eigen}),
    "vraag": st.fixed_dictionaries({"opvangOrganisatie": eigen}),
    "plaatsing": st.fixed_dictionaries({"aanvraagOrganisatie": eigen, "opvangOrganisatie": eigen}),
    "melding": st.fixed_dictionaries({"rol": st.sampled_from([*map(str, Rol)]), "organisatie": st.none() | eigen}),
    "normsignaal": st.fixed_dictionaries(
        {
            "norm": st.sampled_from(["overschrijding", "kindcheck"]),
            "waar": st.sampled_from(STREKEN),
            "aanvraagOrganisatie": st.none() | eigen,
            "opvangOrganisatie": st.none() | eigen,
        }
    ),
}
feiten = st.sampled_from(sorted(toestanden)).flatmap(lambda soort: st.tuples(st.just(soort), toestanden[soort]))
actoren = st.builds(
    Actor,
    st.just(UUID(int=9)),
    st.just("Verzonnen"),
    st.sampled_from(Rol),
    st.sampled_from([UUID(one) for one in ORGANISATIES]),
    st.sampled_from(STREKEN),
)


@given(actoren, feiten)
def test_who_is_concerned_finds_the_line_and_nobody_else_does(actor: Actor, feit: tuple[str, dict[str, Any]]) -> None:
    soort, toestand = feit
    found = bool(find_namen(soort, toestand) & set(find_own_namen(Boom.logboek, actor)))
    told = concerns(soort, actor, toestand)
    if actor.rol in SEEN_ONE_BY_ONE:
        assert found == told
    else:
        assert not found or told
    if actor.rol is Rol.landelijk and soort != "melding":
        assert not found, "both sides of a plaatsing would stand side by side"


@pytest.mark.parametrize("rol", Rol)
def test_everybody_finds_the_rules_of_the_policy(rol: Rol) -> None:
    actor = Actor(UUID(int=9), "Verzonnen", rol, UUID(int=1))
    assert (
        find_namen("regel", {"naam": "bevestigd_uren"})
        <= set(find_own_namen(Boom.logboek, actor))
        == {
            ALLEN,
            *find_own_namen(Boom.logboek, actor),
        }
    )


@pytest.mark.parametrize("soort", ["verblijf", "registratie", "bezetting", "tik", "gewist"])
def test_of_other_facts_nobody_is_shown_one_by_one(soort: str) -> None:
    assert find_namen(soort, {"organisatie": ORGANISATIES[0], "id": "x"}) == set()


@given(actoren)
def test_a_look_is_found_by_who_looked_and_by_the_privacy_officer_of_the_same_organisatie(actor: Actor) -> None:
    own = set(find_own_namen(Boom.inzagelog, actor))
    by_me = find_namen_of_inzage({"accountId": str(actor.account), "organisatieId": ORGANISATIES[0]})
    by_another = find_namen_of_inzage({"accountId": str(UUID(int=8)), "organisatieId": ORGANISATIES[0]})
    same = str(actor.organisatie) == ORGANISATIES[0]
    assert bool(own & by_another) == (actor.rol is Rol.fg and same)
    assert bool(own & by_me) == (same if actor.rol is Rol.fg else True)
