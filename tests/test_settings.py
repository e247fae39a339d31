from pathlib import Path

import pytest

from capacity_service.settings import Settings, SettingsError

NAMES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_any_variable_the_service_stays_on_this_machine_with_its_own_data() -> None:
    settings = Settings.read()

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir == Path(".data")
    assert settings.database_url is None


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "CAPACITY_HOST": "0.0.0.0",  # noqa: S104
        "CAPACITY_PORT": "8123",
        "CAPACITY_DATA_DIR": "/srv/met spatie",
        "DATABASE_URL": "postgresql://app:geheim@db.example:5432/capaciteit",
        "DATABASE_URL_MIGRATE": "postgresql://migrator@[::1]/capaciteit?sslmode=require",
        "DATABASE_URL_READER": "postgres://reader@db.example/capaciteit",
        "CAPACITY_OPERATOR_HOST": "10.0.0.9",
        "CAPACITY_OPERATOR_PORT": "9000",
        "CAPACITY_PROXIES": "10.0.0.5, 10.1.0.0/24,2001:db8::/48",
        "CAPACITY_GRENS": "25",
        "CAPACITY_URL": "https://plaatsen.example",
        "CAPACITY_SMTP_URL": "smtp://naam:geheim@mail.example:587",
        "CAPACITY_MAIL_VAN": "meldingen@plaatsen.example",
        "CAPACITY_WEBHOOK_INTERN": "True",
        "CAPACITY_OIN": "00000001823288444000",
        "CAPACITY_SLEUTELS": "/etc/capaciteit/sleutels.json",
        "CAPACITY_AANBIEDERS": "/etc/capaciteit/aanbieders.toml",
        "CAPACITY_CONTROLEPUNTEN": "/srv/controlepunten",
        "CAPACITY_LDV_URL": "https://logboek.example/v1/traces",
    }
    assert sorted(values) == sorted(NAMES)
    for name, value in values.items():
        monkeypatch.setenv(name, value)

    settings = Settings.read()

    for name, field in Settings.model_fields.items():
        assert str(getattr(settings, name)) == values[str(field.validation_alias)]


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("CAPACITY_PORT", "")

    assert Settings.read() == Settings()
    assert Settings.read().port == 8000


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CAPACITY_LDV_URL", "http://logboek.example/v1/traces", "https://logboek.organisatie.nl/v1/traces"),
        ("CAPACITY_LDV_URL", "https://naam:geheim@logboek.example", "https://logboek.organisatie.nl/v1/traces"),
        ("CAPACITY_PORT", "acht", "een getal van 0 tot en met 65535"),
        ("CAPACITY_PORT", "65536", "een getal van 0 tot en met 65535"),
        ("CAPACITY_PORT", "-1", "een getal van 0 tot en met 65535"),
        ("CAPACITY_HOST", "http://hier", "een adres of naam van deze machine"),
        ("DATABASE_URL", "postgresql+asyncpg://app:geheim@db/capaciteit", "postgresql://naam"),
        ("DATABASE_URL", "postgresql://app:geheim@db", "postgresql://naam"),
        ("DATABASE_URL_MIGRATE", "postgresql://app:geheim@db:99999/x", "postgresql://naam"),
        ("DATABASE_URL_READER", "soep", "postgresql://naam"),
        ("CAPACITY_OPERATOR_PORT", "70000", "een getal van 0 tot en met 65535"),
        ("CAPACITY_OPERATOR_HOST", "http://hier", "alleen beheerders"),
        ("CAPACITY_PROXIES", "proxy.example", "adressen of netwerken"),
        ("CAPACITY_PROXIES", "*", "adressen of netwerken"),
        ("CAPACITY_PROXIES", "0.0.0.0/0", "adressen of netwerken"),
        ("CAPACITY_PROXIES", "10.0.0.5,", "adressen of netwerken"),
        ("CAPACITY_PROXIES", "10.0.0.5/24", "adressen of netwerken"),
        ("CAPACITY_GRENS", "-1", "hoeveel verzoeken per seconde"),
        ("CAPACITY_GRENS", "veel", "hoeveel verzoeken per seconde"),
        ("CAPACITY_URL", "plaatsen.example", "zoals https://"),
        ("CAPACITY_URL", "ftp://plaatsen.example", "zoals https://"),
        ("CAPACITY_URL", "https://plaatsen.example/pad", "zoals https://"),
        ("CAPACITY_URL", "https://naam:geheim@plaatsen.example", "zoals https://"),
        ("CAPACITY_SMTP_URL", "mail.example", "een mailserver"),
        ("CAPACITY_SMTP_URL", "https://mail.example", "een mailserver"),
        ("CAPACITY_SMTP_URL", "smtp://naam@mail.example", "een mailserver"),
        ("CAPACITY_SMTP_URL", "smtp://:geheim@mail.example", "een mailserver"),
        ("CAPACITY_SMTP_URL", "smtp://mail.example:99999", "een mailserver"),
        ("CAPACITY_SMTP_URL", "smtp://naam:geheim@mail.example/pad", "een mailserver"),
        ("CAPACITY_MAIL_VAN", "meldingen", "het adres waarvan e-mail komt"),
        ("CAPACITY_MAIL_VAN", "Meldingen <m@plaatsen.example>", "het adres waarvan e-mail komt"),
        ("CAPACITY_MAIL_VAN", "m@plaatsen.example\nBcc: x@y.example", "het adres waarvan e-mail komt"),
        ("CAPACITY_WEBHOOK_INTERN", "misschien", "1 om webhooks"),
        ("CAPACITY_OIN", "123", "20 cijfers"),
    ],
)
def test_nonsense_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as raised:
        Settings.read()

    assert str(raised.value).startswith(f"{name} is niet goed. Verwacht wordt ")
    assert expected in str(raised.value)
    assert "geheim" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_every_fault_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPACITY_PORT", "x")
    monkeypatch.setenv("DATABASE_URL", "x")

    with pytest.raises(SettingsError) as raised:
        Settings.read()

    assert [line.split()[0] for line in str(raised.value).splitlines()] == ["CAPACITY_PORT", "DATABASE_URL"]


@pytest.mark.parametrize(
    ("set_name", "value", "lacks"),
    [
        ("CAPACITY_SMTP_URL", "smtp://naam:geheim@mail.example", "CAPACITY_MAIL_VAN"),
        ("CAPACITY_MAIL_VAN", "meldingen@plaatsen.example", "CAPACITY_SMTP_URL"),
    ],
)
def test_a_mail_server_and_the_address_mail_comes_from_go_together(
    monkeypatch: pytest.MonkeyPatch, set_name: str, value: str, lacks: str
) -> None:
    monkeypatch.setenv(set_name, value)

    with pytest.raises(SettingsError, match=f"^{lacks} ontbreekt") as raised:
        Settings.read()

    assert "geheim" not in str(raised.value)


def test_the_own_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPACITY_URL", "https://plaatsen.example/")

    assert Settings.read().url == "https://plaatsen.example"


def test_the_keys_of_the_embedded_service_stand_in_its_data_folder() -> None:
    assert Settings.read().find_sleutels() == Path(".data/sleutels.json")


def test_the_keys_stand_where_it_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPACITY_SLEUTELS", "/etc/capaciteit/sleutels.json")
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example/capaciteit")
    assert Settings.read().find_sleutels() == Path("/etc/capaciteit/sleutels.json")


def test_a_real_server_does_not_choose_where_the_keys_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example/capaciteit")
    with pytest.raises(SettingsError, match="CAPACITY_SLEUTELS ontbreekt"):
        Settings.read().find_sleutels()
