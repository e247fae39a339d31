"""Every operation that touches a household is part of a processing activity."""

from capacity_service.domain.inzage import MAG
from capacity_service.domain.inzagelog import VASTLEGGING
from capacity_service.domain.verwerkingen import VERWERKING, Verwerking
from tests.api.document import operations

COUNTS = {"list_logboek", "list_inzagelog", "live", "read_dossier", "read_verantwoording"}
"""A screen tells what its own operations told already; evidence is figures."""


def test_only_what_there_is_is_named_and_every_activity_is_used() -> None:
    assert VERWERKING.keys() <= MAG.keys()
    assert set(VERWERKING.values()) == set(Verwerking)


def test_whatever_has_one_household_in_its_address_is_a_processing() -> None:
    about = {o.naam for o in operations() if "{plaatsing_id}" in o.path or "{aanvraag_id}" in o.path}
    assert len(about) >= 15
    assert about <= VERWERKING.keys()


def test_every_look_at_a_household_is_a_processing() -> None:
    looks = {naam for naam, vastlegging in VASTLEGGING.items() if vastlegging.soort != "export"}
    assert looks - COUNTS <= VERWERKING.keys()
