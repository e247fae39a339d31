"""What somebody does to a record who is a superuser of the database, and has all time in the world."""

import hashlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC
from typing import TypeAlias

import asyncpg

from capacity_service.domain.controlepunt import Boom
from capacity_service.store.boombron import BRONNEN

Superuser: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True)
class Doelwit:
    """A record that is tampered with: its table, the head of its chain, and what is changed in a line."""

    boom: Boom
    table: str
    head: str
    change: str


DOELWITTEN = {
    Boom.logboek: Doelwit(Boom.logboek, "logboek", "sequencer", "gebeurtenis = 'anders'"),
    Boom.inzagelog: Doelwit(Boom.inzagelog, "inzagelog", "inzagekop", "uitkomst = 'geweigerd'"),
}
TABLES = ("logboek", "logboek_gegevens", "sequencer", "inzagelog", "inzagekop", "boomgroei", "boomvak", "boomregel")


async def keep_clean(superuser: Superuser) -> None:
    """Remember how everything is."""
    await superuser.execute("CREATE SCHEMA schoon")
    for table in TABLES:
        await superuser.execute(f"CREATE TABLE schoon.{table} AS TABLE public.{table}")


async def put_back(superuser: Superuser) -> None:
    """Everything as it was."""
    await superuser.execute("SET session_replication_role = replica")
    for table in TABLES:
        await superuser.execute(f"TRUNCATE public.{table} CASCADE")
        await superuser.execute(f"INSERT INTO public.{table} SELECT * FROM schoon.{table}")


async def update(superuser: Superuser, doelwit: Doelwit, at: int) -> None:
    """One line says something else."""
    await superuser.execute(f"UPDATE {doelwit.table} SET {doelwit.change} WHERE volgnummer = {at}")


async def cut_out(superuser: Superuser, doelwit: Doelwit, at: int) -> None:
    """One line is gone."""
    await superuser.execute(f"DELETE FROM {doelwit.table} WHERE volgnummer = {at}")


async def cut_off(superuser: Superuser, doelwit: Doelwit, at: int) -> None:
    """The tail is gone, and the head of the chain says that it never was."""
    await superuser.execute(f"DELETE FROM {doelwit.table} WHERE volgnummer >= {at}")
    if doelwit.boom is Boom.logboek:
        await superuser.execute(f"DELETE FROM logboek_gegevens WHERE volgnummer >= {at}")
    await superuser.execute(
        f"UPDATE {doelwit.head} SET volgnummer = {at - 1},"
        f" hash = (SELECT hash FROM {doelwit.table} WHERE volgnummer = {at - 1})"
    )


async def reorder(superuser: Superuser, doelwit: Doelwit, at: int) -> None:
    """Two lines changed places."""
    for old, new in ((at, -1), (at - 1, at), (-1, at - 1)):
        await superuser.execute(f"UPDATE {doelwit.table} SET volgnummer = {new} WHERE volgnummer = {old}")


async def chain_again(superuser: Superuser, doelwit: Doelwit, at: int) -> None:
    """One line says something else, and every hash after it was counted again: the chain is whole."""
    await update(superuser, doelwit, at)
    keten = BRONNEN[doelwit.boom].keten
    previous, new = keten.start, []
    for row in await superuser.fetch(keten.lines):
        moment = row["op"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = f"{row['volgnummer']}|{moment}|{row['regel']}"
        previous = hashlib.sha256(previous + line.encode()).digest()
        new.append((previous, row["volgnummer"]))
    await superuser.executemany(f"UPDATE {doelwit.table} SET hash = $1 WHERE volgnummer = $2", new)
    await superuser.execute(f"UPDATE {doelwit.head} SET hash = $1", previous)


Tamper = Callable[[Superuser, Doelwit, int], Awaitable[None]]
FIVE: dict[str, Tamper] = {
    "een regel gewijzigd": update,
    "uit het midden geknipt": cut_out,
    "de staart eraf, met de kop": cut_off,
    "van plaats gewisseld": reorder,
    "alles opnieuw geketend": chain_again,
}


def choose(chance: random.Random, what: str, count: int) -> int:
    """Where: anywhere but the first line, and of a tail at most a tenth."""
    least = max(2, count - count // 10) if what.startswith("de staart") else 2
    return chance.randint(least, count - 1)
