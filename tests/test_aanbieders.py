from pathlib import Path

import pytest

from capacity_service.aanbieders import AanbiedersError, read_aanbieders
from capacity_service.domain.inzage import Rol

GOED = """
[[aanbieder]]
code = "gemeente-proef"
naam = "Gemeente Proef"
issuer = "https://login.example/realm"
client_id = "capaciteit"
geheim_bestand = "geheim"
scopes = ["openid", "rollen"]
algoritmen = ["PS256"]
rol = { claim = "groepen", waarden = { "Crisis coordinatoren" = "coordinator", beheer = "systeembeheerder" } }
organisatie = { vast = "Gemeente Proef" }
acr = { systeembeheerder = ["hoog"] }

[[aanbieder]]
code = "stichting"
naam = "Stichting"
issuer = "http://127.0.0.1:9400"
client_id = "capaciteit"
rol = { vast = "opvang" }
organisatie = { claim = "org", waarden = { "1" = "Opvang Een", "2" = "Opvang Twee" } }
"""


def write(folder: Path, text: str) -> Path:
    (folder / "geheim").write_text("heel-geheim\n", encoding="utf-8")
    path = folder / "aanbieders.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> str:
    with pytest.raises(AanbiedersError) as failed:
        read_aanbieders(path)
    return str(failed.value)


def test_the_file_says_with_whom_people_log_in(tmp_path: Path) -> None:
    first, second = read_aanbieders(write(tmp_path, GOED))
    assert (first.code, first.naam, first.issuer, first.client_id) == (
        "gemeente-proef",
        "Gemeente Proef",
        "https://login.example/realm",
        "capaciteit",
    )
    assert (first.geheim, first.scopes, first.algoritmen) == ("heel-geheim", ("openid", "rollen"), ("PS256",))
    assert first.admit({"groepen": ["Crisis coordinatoren"]}).rol is Rol.coordinator
    assert first.acr == {Rol.systeembeheerder: frozenset({"hoog"})}
    assert (second.geheim, second.scopes) == (None, ("openid",))
    assert second.admit({"org": "2"}).organisatie == "Opvang Twee"


def test_a_secret_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, GOED.replace('geheim_bestand = "geheim"', 'geheim_variabele = "PROEF_GEHEIM"'))
    assert "het geheim is er niet: kijk in PROEF_GEHEIM" in faults_of(path)
    monkeypatch.setenv("PROEF_GEHEIM", "uit-de-omgeving")
    assert read_aanbieders(path)[0].geheim == "uit-de-omgeving"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('code = "gemeente-proef"', 'code = "Gemeente Proef"', "aanbieder 1: code is niet goed"),
        ('code = "gemeente-proef"', 'code = "terug"', "aanbieder 1: code is niet goed"),
        ('code = "gemeente-proef"\n', "", "aanbieder 1: code ontbreekt"),
        ('code = "stichting"', 'code = "gemeente-proef"', "de code gemeente-proef staat er dubbel in"),
        ('naam = "Stichting"', 'naam = ""', "aanbieder 2: naam is niet goed"),
        ("https://login.example/realm", "http://login.example/realm", "aanbieder 1: issuer is niet goed"),
        ("https://login.example/realm", "https://login.example/?x=1", "aanbieder 1: issuer is niet goed"),
        ("https://login.example/realm", "https://naam@login.example", "aanbieder 1: issuer is niet goed"),
        ('client_id = "capaciteit"', "client_id = 7", "aanbieder 1: client_id is niet goed"),
        ('"geheim"', '"er-niet"', "aanbieder 1: het geheim is er niet: kijk in er-niet"),
        ('"geheim"', '"geheim"\ngeheim_variabele = "X"', "kies geheim_bestand of geheim_variabele"),
        ('"geheim"', '"geheim"\nclient_secret = "x"', "client_secret: dit kent de dienst niet"),
        ('["openid", "rollen"]', '["rollen"]', "scopes: `openid` ontbreekt"),
        ('["openid", "rollen"]', '"openid"', "scopes is niet goed"),
        ('["PS256"]', '["none"]', "algoritmen: kies uit"),
        ('["PS256"]', '["HS256", "RS256"]', "algoritmen: kies uit"),
        ('"coordinator"', '"baas"', "rol: baas is geen rol"),
        ('{ vast = "opvang" }', '{ vast = "baas" }', "rol: baas is geen rol"),
        ('{ vast = "opvang" }', '{ claim = "x" }', "rol is niet goed"),
        ('{ vast = "opvang" }', '{ claim = "x", waarden = {} }', "rol: geef tekst, met minstens een waarde"),
        ('{ vast = "Gemeente Proef" }', "{ vast = 7 }", "organisatie: geef tekst"),
        ('{ vast = "Gemeente Proef" }', '"Gemeente Proef"', "organisatie is niet goed"),
        ('systeembeheerder = ["hoog"]', 'baas = ["hoog"]', "acr: baas is geen rol"),
        ('["hoog"]', '"hoog"', "acr is niet goed"),
        ("[[aanbieder]]", "[[provider]]", "provider: dit kent de dienst niet"),
        ("[[aanbieder]]", "[aanbieder", "is geen TOML"),
    ],
)
def test_a_fault_is_a_sentence_that_says_where(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in GOED
    said = faults_of(write(tmp_path, GOED.replace(old, new, 1)))
    assert sentence in said
    assert all(line.startswith("CAPACITY_AANBIEDERS: ") for line in said.splitlines())
    assert "heel-geheim" not in said


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    bad = GOED.replace("https://login.example", "ftp://login.example").replace('"coordinator"', '"baas"')
    assert len(faults_of(write(tmp_path, bad)).splitlines()) == 2


@pytest.mark.parametrize(
    "text", ["", "x = 1", "aanbieder = []", "aanbieder = 1", "aanbieder = [1]", "# " + "x" * 300_000]
)
def test_a_file_without_a_provider_is_a_fault(tmp_path: Path, text: str) -> None:
    assert "er staat geen [[aanbieder]] in" in faults_of(write(tmp_path, text))


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    assert "niet te lezen" in faults_of(tmp_path / "er-niet.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    assert "is geen TOML" in faults_of(tmp_path / "bytes.toml")
