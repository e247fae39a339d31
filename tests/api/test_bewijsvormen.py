import re

import pytest

from capacity_service.api.bewijsvormen import Dossier, Verantwoording, Verantwoordingskwartaal
from capacity_service.domain.verantwoording import HUISHOUDENS, hide
from tests.api.document import DOCUMENT


@pytest.mark.parametrize("vorm", [Dossier, Verantwoording])
def test_evidence_names_its_sources_and_its_hash(vorm: type[Dossier] | type[Verantwoording]) -> None:
    schema = DOCUMENT["components"]["schemas"][vorm.__name__]
    assert {"periode", "bronnen", "sha256"} <= set(schema["required"])
    assert schema["properties"].keys() == set(schema["required"])


def test_a_cell_is_a_number_hidden_or_a_range() -> None:
    cellen = DOCUMENT["components"]["schemas"]["Huishoudencellen"]["properties"]
    assert cellen.keys() == HUISHOUDENS.keys()
    (pattern,) = {kind["pattern"] for told in cellen.values() for kind in told["anyOf"] if "pattern" in kind}
    assert all(re.fullmatch(pattern, cel) for cel in (hide(3), hide(30), "6-12", "0"))
    assert not any(re.fullmatch(pattern, cel) for cel in ("", "<4", "3 huishoudens", "-1"))


def test_a_quarter_is_the_figures_with_its_days() -> None:
    extra = Verantwoordingskwartaal.model_fields.keys() - {"van_datum", "tot_datum", "afgesloten"}
    assert extra == Verantwoording.model_fields["totaal"].annotation.model_fields.keys()  # type: ignore[union-attr]
