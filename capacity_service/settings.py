"""What can be set from outside, by environment variables only. Read by main, cli and the migrations."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PORT_MAX = 65535
HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
POSTGRES_SCHEMES = {"postgresql", "postgres"}
EXPECTED = {
    "CAPACITY_HOST": "een adres of naam van deze machine, zoals 127.0.0.1 of 0.0.0.0",
    "CAPACITY_PORT": f"een getal van 0 tot en met {PORT_MAX}; bij 0 kiest de machine een vrije poort",
    "CAPACITY_DATA_DIR": "een map waarin de dienst mag schrijven",
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


Port = Annotated[int, Field(ge=0, le=PORT_MAX)]
PostgresUrl = Annotated[str, AfterValidator(_check_url)]


class Settings(BaseSettings):
    """The settings in force; `read` gives sentences instead of pydantic's errors.

    Without `database_url` the service runs a PostgreSQL of its own in `data_dir`. The other two addresses are of the
    roles that migrate and that read reports, on the same server. All are plain `postgresql://` addresses.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    host: Annotated[str, AfterValidator(_check_host)] = Field("127.0.0.1", validation_alias="CAPACITY_HOST")
    port: Port = Field(8000, validation_alias="CAPACITY_PORT")
    data_dir: Path = Field(Path(".data"), validation_alias="CAPACITY_DATA_DIR")
    database_url: PostgresUrl | None = Field(None, validation_alias="DATABASE_URL")
    database_url_migrate: PostgresUrl | None = Field(None, validation_alias="DATABASE_URL_MIGRATE")
    database_url_reader: PostgresUrl | None = Field(None, validation_alias="DATABASE_URL_READER")

    @classmethod
    def read(cls) -> Self:
        """The settings of this process's environment. Raises SettingsError."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError("\n".join(_sentences(error))) from None


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_input=False, include_url=False):
        name = str(fault["loc"][0]).upper()
        yield f"{name} is niet goed. Verwacht wordt {EXPECTED.get(name, EXPECTED_URL)}."
