"""What looks at the weighings of every story sees a weighing that was tampered with."""

import pytest

from tests.actions.scene import AMSTERDAM, ZWOLLE, reserve
from tests.conftest import Urls
from tests.land import Dienst
from tests.stories.afwegingen import check_afwegingen

TAMPERED = {
    "certificaat": "jsonb_set(certificaat, '{toegewezen}', '[null]')",
    "omgeving": "jsonb_set(omgeving, '{kantoortijd}', to_jsonb(NOT CAST(omgeving ->> 'kantoortijd' AS boolean)))",
    "antwoord_hash": "sha256('iets anders')",
    "regels": "regels || jsonb_build_object('anders', 1)",
    "klassen": "jsonb_set(klassen, '{0,5}', '9')",
}


@pytest.mark.parametrize("column", TAMPERED)
async def test_a_weighing_that_is_not_what_it_was_is_found(dienst: Dienst, kaal: Urls, column: str) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE}, {"centrumgemeente": AMSTERDAM, "soort": "opvangplaats"})
    await reserve(dienst)
    assert await check_afwegingen(kaal.migrator) == ([], 1)
    await dienst.sql("CREATE TABLE zoals_het_was AS SELECT * FROM afweging")
    await dienst.sql(f"UPDATE afweging SET {column} = {TAMPERED[column]}")  # noqa: S608 - words of this file
    faults, _ = await check_afwegingen(kaal.migrator)
    await dienst.sql(f"UPDATE afweging a SET {column} = w.{column} FROM zoals_het_was w WHERE w.id = a.id")  # noqa: S608
    assert faults
