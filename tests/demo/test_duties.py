from collections import Counter
from random import Random

from capacity_service.api.verblijven import RegistratieIn
from capacity_service.demo.duties import GEZIEN_MAX, answer_vragen, record_aankomst, record_vertrek, see_meldingen
from capacity_service.domain.aanvraag import Huishouden
from capacity_service.domain.registratie import find_missing
from tests.demo.spoken import Spoken
from tests.land import Json

HUISHOUDEN: Json = {"volwassenen": 1, "kinderen": [{"leeftijd": 4}, {"leeftijd": 9}], "behoeften": []}
PLAATSING: Json = {"id": "p", "huishouden": HUISHOUDEN}


async def test_most_of_what_is_owed_is_written_down_and_nothing_in_it_is_missing() -> None:
    done: Counter[str] = Counter()
    for seed in range(200):
        line = Spoken()
        await record_aankomst(line, PLAATSING, Random(seed))
        await record_vertrek(line, PLAATSING, Random(seed))
        for _, path, body in line.said:
            assert path == "/plaatsingen/p/registraties"
            registratie = RegistratieIn.model_validate(body).make()
            assert find_missing(registratie, Huishouden(1, (4, 9))) == ()
            done[f"{registratie.soort} {registratie.moment}"] += 1
    assert done.keys() == {
        "warme_overdracht instroom",
        "risicotaxatie verblijf",
        "veiligheidstaxatie uitstroom",
        "warme_overdracht uitstroom",
    }
    assert all(150 < n < 200 for n in done.values())


async def test_a_vraag_is_answered_while_it_is_open_and_most_often_with_ja() -> None:
    said: Counter[str] = Counter()
    vragen = [{"id": "v", "status": "open"}, {"id": "w", "status": "verlopen"}]
    for seed in range(100):
        line = Spoken(pages_of={"/vragen": {"vragen": vragen}})
        await answer_vragen(line, Random(seed))
        ((_, path, body),) = line.said
        assert path == "/vragen/v/antwoord"
        said[body["antwoord"]] += 1
    assert said["ja"] > 70
    assert said["nee"] > 5


async def test_meldingen_are_seen_a_few_at_a_time() -> None:
    meldingen = [{"id": str(n)} for n in range(GEZIEN_MAX + 3)]
    line = Spoken(pages_of={"/meldingen?open=true": {"meldingen": meldingen}})
    await see_meldingen(line)
    assert [path for _, path, _ in line.said] == [f"/meldingen/{n}/gezien" for n in range(GEZIEN_MAX)]


async def test_nothing_is_said_where_nothing_was_told() -> None:
    line = Spoken()
    await answer_vragen(line, Random(1))
    await see_meldingen(line)
    assert line.said == []
