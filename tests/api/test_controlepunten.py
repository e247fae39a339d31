import re
from xml.etree import ElementTree as ET

import httpx2
import pytest

from capacity_service.api import controlepunten
from capacity_service.domain.controlepunt import Boom, parse_notitie
from capacity_service.store.boombewijs import b64
from capacity_service.store.zegel import is_signed
from tests.api.document import check_answer
from tests.land import NO_TLS, Dienst, expect

ATOM = "{http://www.w3.org/2005/Atom}"


def read_feed(text: str) -> ET.Element:
    """A feed that our own service wrote."""
    return ET.fromstring(text)  # noqa: S314 - our own


async def ask(dienst: Dienst, path: str, **params: object) -> httpx2.Response:
    """Somebody who is not logged in."""
    async with httpx2.AsyncClient(base_url=f"{dienst.url}/v1", trust_env=False, verify=NO_TLS) as client:
        answer = await client.get(path, params={name: str(value) for name, value in params.items()})
    check_answer(answer)
    return answer


async def test_anybody_reads_the_signed_checkpoints_as_a_feed(dienst: Dienst) -> None:
    empty = read_feed((await ask(dienst, "/controlepunten")).text)
    assert empty.findall(f"{ATOM}entry") == []
    await dienst.add_plaatsen({})
    for _ in range(3):
        await dienst.sign()
    answer = await ask(dienst, "/controlepunten")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = read_feed(answer.text)
    entries = feed.findall(f"{ATOM}entry")
    notes = [parse_notitie(entry.findtext(f"{ATOM}content") or "") for entry in entries]
    sizes = [note.punt.grootte for note in notes]
    assert sizes == [sizes[-1] + 128, sizes[-1] + 64, sizes[-1]]
    assert all(is_signed(note, dienst.middelen.sleutels()) for note in notes)
    assert {note.punt.boom for note in notes} == {Boom.logboek}
    for needed in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{needed}") is not None
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 3
    looks = (await ask(dienst, "/controlepunten", boom="inzagelog")).text
    assert "crisisplaatsdienst/inzagelog/1" in looks
    assert "crisisplaatsdienst/logboek/1" not in looks


async def test_a_long_feed_goes_on_where_it_stopped(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controlepunten, "PAGE_MAX", 1)
    await dienst.sign()
    first = (await ask(dienst, "/controlepunten")).text
    assert 'rel="next"' not in first
    await dienst.sign()
    second = (await ask(dienst, "/controlepunten")).text
    found = re.search(r'rel="next" href="/v1/controlepunten\?boom=logboek&amp;voor=([^"]+)"', second)
    assert found is not None
    older = (await ask(dienst, "/controlepunten", voor=found[1])).text
    assert older.count("<entry>") <= 1
    assert (await ask(dienst, "/controlepunten", voor="2020-01-01T00:00:00Z")).text.count("<entry>") == 0


async def test_sizes_tell_that_time_passes_and_not_what_happens(dienst: Dienst) -> None:
    """Sixty facts or none: a tree grows alike."""
    await dienst.sign()
    await dienst.add_plaatsen(*[{}] * 12)
    await dienst.sign()
    await dienst.sign()
    feed = (await ask(dienst, "/controlepunten")).text
    last, middle, first = map(int, re.findall(r", (\d+) bladeren", feed))
    assert (last - middle, middle - first) == (64, 64)


async def test_anybody_asks_how_two_checkpoints_hang_together(dienst: Dienst) -> None:
    for _ in range(3):
        await dienst.sign()
    body = expect(await ask(dienst, "/controlepunten/samenhang", van=64, tot=192, boom="inzagelog"), 200)
    assert (body["boom"], body["van"], body["tot"], len(body["hashes"])) == ("inzagelog", 64, 192, 2)
    assert all(len(one) == len(b64(bytes(32))) for one in body["hashes"])


@pytest.mark.parametrize(
    ("params", "veld"),
    [
        ({"van": 64}, "tot"),
        ({"tot": 64}, "van"),
        ({"van": 1, "tot": 64}, "van"),
        ({"van": 128, "tot": 64}, "van"),
        ({"van": 0, "tot": 64_000}, "tot"),
        ({"van": 0, "tot": 64, "boom": "dagboek"}, "boom"),
    ],
)
async def test_of_sizes_that_never_were_nothing_is_proven(stil: Dienst, params: dict[str, object], veld: str) -> None:
    await stil.sign()
    body = expect(await ask(stil, "/controlepunten/samenhang", **params), 400)
    assert [fault["veld"] for fault in body["fouten"]] == [veld]


async def test_the_keys_and_the_program_are_there_for_everybody(dienst: Dienst) -> None:
    assert expect(await ask(dienst, "/controlepunten/zegels"), 200)["zegels"] == []
    await dienst.sign()
    zegels = expect(await ask(dienst, "/controlepunten/zegels"), 200)["zegels"]
    assert [zegel["boom"] for zegel in zegels] == ["logboek", "inzagelog"]
    assert all(zegel["sleutels"][0].startswith(f"{zegel['herkomst']}+") for zegel in zegels)
    program = await ask(dienst, "/controlepunten/controleur")
    assert program.content == controlepunten.CONTROLEUR.read_bytes()
    assert "attachment" in program.headers["content-disposition"]


async def test_when_the_folder_cannot_be_read_that_is_said_without_internals(dienst: Dienst) -> None:
    await dienst.sign()
    (path,) = dienst.middelen.controlemap.folder.glob("logboek-*.txt")
    path.write_text("iets\n\n— anders\n\n" * 2, encoding="utf-8")
    answer = await ask(dienst, "/controlepunten")
    assert answer.status_code == 503
    assert "controlepunten" not in expect(answer, 503)["detail"]
