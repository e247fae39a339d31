from uuid import UUID, uuid4

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.live.publiek import Publiek

OWN, OTHER = uuid4(), uuid4()


def make_actor(rol: Rol, organisatie: UUID = OWN, streek: str | None = None) -> Actor:
    return Actor(uuid4(), "iemand", rol, organisatie, streek)


def test_who_shares_an_audience_sees_the_same() -> None:
    assert Publiek.of(make_actor(Rol.landelijk)) == Publiek.of(make_actor(Rol.landelijk, OTHER))
    assert Publiek.of(make_actor(Rol.gemeente)) != Publiek.of(make_actor(Rol.gemeente, OTHER))
    assert Publiek.of(make_actor(Rol.opvang)) != Publiek.of(make_actor(Rol.opvang, OTHER))
    assert Publiek.of(make_actor(Rol.opvang)) != Publiek.of(make_actor(Rol.coordinator))


def test_a_gemeente_that_looks_after_another_centrumgemeente_is_another_audience() -> None:
    one, other = (Publiek.of(make_actor(Rol.gemeente, streek=streek)) for streek in ("GM0193", "GM0363"))
    assert one != other
    assert one.naam != other.naam


def test_an_audience_has_one_name_and_somebody_of_it_is_in_it() -> None:
    for rol in Rol:
        publiek = Publiek.of(make_actor(rol, streek="GM0193"))
        assert Publiek.of(publiek.actor).naam == publiek.naam
    assert Publiek(Rol.opvang, OWN).naam == f"opvang:{OWN}"
