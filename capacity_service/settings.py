"""What can be set from outside, by environment variables only. Read by main, cli and the migrations."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PORT_MAX = 65535
GRENS_MAX = 1_000_000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
OIN = re.compile(r"[0-9]{20}")
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,250}\.[A-Za-z]{2,63}", re.ASCII)
POSTGRES_SCHEMES = {"postgresql", "postgres"}
EXPECTED = {
    "CAPACITY_HOST": "een adres of naam van deze machine, zoals 127.0.0.1 of 0.0.0.0",
    "CAPACITY_PORT": f"een getal van 0 tot en met {PORT_MAX}; bij 0 kiest de machine een vrije poort",
    "CAPACITY_DATA_DIR": "een map waarin de dienst mag schrijven",
    "CAPACITY_OPERATOR_HOST": "een adres van deze machine waar alleen beheerders bij kunnen, zoals 127.0.0.1",
    "CAPACITY_OPERATOR_PORT": f"een getal van 0 tot en met {PORT_MAX}; bij 0 kiest de machine een vrije poort",
    "CAPACITY_PROXIES": "adressen of netwerken van uw eigen proxy's, met komma's ertussen, zoals 10.0.0.5,10.1.0.0/24",
    "CAPACITY_GRENS": "hoeveel verzoeken per seconde een account op den duur mag doen (0: geen grens)",
    "CAPACITY_URL": "het adres waarop mensen de dienst openen, zoals https://plaatsen.organisatie.nl",
    "CAPACITY_SMTP_URL": "een mailserver, zoals smtp://naam:wachtwoord@mail.organisatie.nl:587 of smtps://...",
    "CAPACITY_MAIL_VAN": "het adres waarvan e-mail komt, zoals meldingen@organisatie.nl",
    "CAPACITY_WEBHOOK_INTERN": "1 om webhooks binnen het eigen netwerk toe te staan, anders 0",
    "CAPACITY_LDV_URL": "waar het Logboek Dataverwerkingen OTLP over HTTP aanneemt, zoals https://logboek.organisatie.nl/v1/traces",
    "CAPACITY_SLEUTELS": "het bestand met de sleutels, buiten de gegevensbank",
    "CAPACITY_AANBIEDERS": "een bestand met de aanbieders waarmee mensen inloggen, zie docs/inloggen.md",
    "CAPACITY_CONTROLEPUNTEN": "een map buiten de gegevensbank, van alle knopen samen, waarin de dienst mag schrijven",
    "CAPACITY_OIN": "het organisatie-identificatienummer (OIN) van wie de dienst draait: 20 cijfers",
}
EXPECTED_URL = "een adres zoals postgresql://naam:wachtwoord@machine:5432/gegevensbank"


class SettingsError(Exception):
    """A variable holds nonsense; the message names each in Dutch with what is expected, and shows no password."""


def _check_host(value: str) -> str:
    if not HOST.fullmatch(value):
        raise ValueError(value)
    return value


def _check_url(value: str) -> str:
    parts = urlsplit(value)
    database = parts.path.strip("/")
    if parts.scheme not in POSTGRES_SCHEMES or not parts.hostname or not database or parts.port == 0:
        raise ValueError(value)
    return value


def _check_smtp(value: str) -> str:
    parts = urlsplit(value)
    login = bool(parts.username) == bool(parts.password)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.port == 0 or not login:
        raise ValueError(value)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(value)
    return value


def _check_root(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or "@" in parts.netloc:
        raise ValueError(value)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(value)
    return value.rstrip("/")


def _check_proxies(value: str) -> str:
    for one in value.split(",") if value else ():
        if ip_network(one.strip()).prefixlen == 0:
            raise ValueError(value)
    return value


def _check_ldv(value: str) -> str:
    parts = urlsplit(value)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.port == 0 or "@" in parts.netloc or parts.fragment:
        raise ValueError(value)
    return value


def _match(pattern: re.Pattern[str]) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(value)
        return value

    return AfterValidator(check)


Port = Annotated[int, Field(ge=0, le=PORT_MAX)]
PostgresUrl = Annotated[str, AfterValidator(_check_url)]


class Settings(BaseSettings):
    """The settings in force; `read` gives sentences instead of pydantic's errors.

    Without `database_url` the service runs a PostgreSQL of its own in `data_dir`. The other two addresses are of the
    roles that migrate and that read reports, on the same server. All are plain `postgresql://` addresses.
    Without `operator_port` nothing listens for the operator. What `proxies` say of who asks and how is believed, and of nobody else.
    `url` is where people open the service, as it is written in what goes out; `smtp_url` and `mail_van` go together.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    host: Annotated[str, AfterValidator(_check_host)] = Field("127.0.0.1", validation_alias="CAPACITY_HOST")
    port: Port = Field(8000, validation_alias="CAPACITY_PORT")
    data_dir: Path = Field(Path(".data"), validation_alias="CAPACITY_DATA_DIR")
    sleutels: Path | None = Field(None, validation_alias="CAPACITY_SLEUTELS")
    controlepunten: Path | None = Field(None, validation_alias="CAPACITY_CONTROLEPUNTEN")
    database_url: PostgresUrl | None = Field(None, validation_alias="DATABASE_URL")
    database_url_migrate: PostgresUrl | None = Field(None, validation_alias="DATABASE_URL_MIGRATE")
    database_url_reader: PostgresUrl | None = Field(None, validation_alias="DATABASE_URL_READER")

    operator_host: Annotated[str, AfterValidator(_check_host)] = Field(
        "127.0.0.1", validation_alias="CAPACITY_OPERATOR_HOST"
    )
    operator_port: Port | None = Field(None, validation_alias="CAPACITY_OPERATOR_PORT")
    proxies: Annotated[str, AfterValidator(_check_proxies)] = Field("", validation_alias="CAPACITY_PROXIES")
    grens: Annotated[int, Field(ge=0, le=GRENS_MAX)] = Field(10, validation_alias="CAPACITY_GRENS")

    url: Annotated[str, AfterValidator(_check_root)] | None = Field(None, validation_alias="CAPACITY_URL")
    smtp_url: Annotated[str, AfterValidator(_check_smtp)] | None = Field(None, validation_alias="CAPACITY_SMTP_URL")
    mail_van: Annotated[str, _match(MAIL_ADDRESS)] | None = Field(None, validation_alias="CAPACITY_MAIL_VAN")
    webhook_intern: bool = Field(default=False, validation_alias="CAPACITY_WEBHOOK_INTERN")
    oin: Annotated[str, _match(OIN)] | None = Field(None, validation_alias="CAPACITY_OIN")
    aanbieders: Path | None = Field(None, validation_alias="CAPACITY_AANBIEDERS")
    ldv_url: Annotated[str, AfterValidator(_check_ldv)] | None = Field(None, validation_alias="CAPACITY_LDV_URL")

    def find_sleutels(self) -> Path:
        """Where the keys are: the file that was set, or that of the own data folder. Raises SettingsError on a real server without one."""
        if self.sleutels is not None:
            return self.sleutels
        if self.database_url is None:
            return self.data_dir / "sleutels.json"
        raise SettingsError(
            "CAPACITY_SLEUTELS ontbreekt. Zet het op een bestand buiten de gegevensbank dat alleen de dienst kan lezen; "
            "maak het de eerste keer met `capacity-service sleutels maak`."
        )

    def find_controlepunten(self) -> Path:
        """Where the signed checkpoints are: the folder that was set, or one in the own data folder."""
        return self.controlepunten or self.data_dir / "controlepunten"

    @classmethod
    def read(cls) -> Self:
        """The settings of this process's environment. Raises SettingsError."""
        try:
            settings = cls()
        except ValidationError as error:
            raise SettingsError("\n".join(_sentences(error))) from None
        if (settings.smtp_url is None) != (settings.mail_van is None):
            lacks = "CAPACITY_MAIL_VAN" if settings.mail_van is None else "CAPACITY_SMTP_URL"
            raise SettingsError(f"{lacks} ontbreekt: CAPACITY_SMTP_URL en CAPACITY_MAIL_VAN horen bij elkaar.")
        return settings


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_input=False, include_url=False):
        name = str(fault["loc"][0]).upper()
        yield f"{name} is niet goed. Verwacht wordt {EXPECTED.get(name, EXPECTED_URL)}."
