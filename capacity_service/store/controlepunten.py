"""The signed checkpoints, in files outside the database: one for each tree and month, which are only ever added to.

Several nodes may write in one folder: each holds the lock of the tree while it looks at the last one and writes its own.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from capacity_service.domain.controlepunt import STREEP, Boom, Notitie, NotitieOnleesbaar, parse_notitie

ENDING = ".txt"
CHUNK = 4096


class MapFout(Exception):
    """The folder of checkpoints cannot be read or written, or holds something else; the sentence (Dutch) says what."""


@dataclass(frozen=True)
class Controlemap:
    """The folder; made when the first checkpoint is written."""

    folder: Path

    @contextlib.contextmanager
    def lock(self, boom: Boom) -> Iterator[None]:
        """Alone with the checkpoints of this tree, until the end of the block. Raises `MapFout`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / f".{boom}.slot", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise self._fault(error) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def append(self, notitie: Notitie) -> None:
        """Write one more, and have it on the disk. The caller holds the lock. Raises `MapFout`."""
        punt = notitie.punt
        path = self.folder / f"{punt.boom}-{punt.op:%Y-%m}{ENDING}"
        try:
            self._mend(path)
            new = not path.exists()
            with path.open("a", encoding="utf-8", newline="") as file:
                file.write(f"{notitie.tekst}\n")
                file.flush()
                os.fsync(file.fileno())
            if new:
                self._sync_folder()
        except OSError as error:
            raise self._fault(error) from None

    def read_last(self, boom: Boom) -> Notitie | None:
        """The last checkpoint of a tree. Raises `MapFout`."""
        for path in reversed(self._files(boom)):
            notes = self._read(path, CHUNK)
            if len(notes) < 2:  # noqa: PLR2004 - the first of a piece may lack its beginning
                notes = self._read(path)
            if notes:
                return self._parse(path, notes[-1])
        return None

    def read_back(self, boom: Boom, voor: datetime | None = None) -> Iterator[Notitie]:
        """The checkpoints of a tree from before an instant, the last one first. Raises `MapFout`."""
        for path in reversed(self._files(boom)):
            if voor is not None and path.stem > f"{boom}-{voor:%Y-%m}":
                continue
            for note in reversed(self._read(path)):
                notitie = self._parse(path, note)
                if voor is None or notitie.punt.op < voor:
                    yield notitie

    def find(self, boom: Boom, grootte: int) -> Notitie | None:
        """The last checkpoint of a tree of this size. Raises `MapFout`."""
        line = f"\n{grootte}\n"
        for path in reversed(self._files(boom)):
            for note in reversed(self._read(path)):
                if line in note:
                    return self._parse(path, note)
        return None

    def read_all(self, boom: Boom) -> Iterator[Notitie]:
        """The checkpoints of a tree, the first one first. Raises `MapFout`, also for what stands between them."""
        for path in self._files(boom):
            notes = self._read(path)
            if sum(len(note.encode()) + 1 for note in notes) != _measure(self._load(path)):
                raise MapFout(f"In {path.name} staat iets wat geen controlepunt is.")
            for note in notes:
                yield self._parse(path, note)

    def _files(self, boom: Boom) -> list[Path]:
        return sorted(self.folder.glob(f"{boom}-[0-9][0-9][0-9][0-9]-[0-9][0-9]{ENDING}"))

    def _load(self, path: Path, at_most: int | None = None) -> bytes:
        try:
            with path.open("rb") as file:
                if at_most is not None:
                    file.seek(max(0, file.seek(0, os.SEEK_END) - at_most))
                return file.read()
        except OSError as error:
            raise self._fault(error) from None

    def _read(self, path: Path, at_most: int | None = None) -> list[str]:
        """The notes in a file, or in its last bytes; one that was not written to its end is none."""
        parts = self._load(path, at_most).decode("utf-8", "replace").split("\n\n")
        return [f"{body}\n\n{signed}\n" for body, signed in pairwise(parts[:-1]) if signed.startswith(STREEP)]

    def _parse(self, path: Path, note: str) -> Notitie:
        try:
            return parse_notitie(note)
        except NotitieOnleesbaar:
            raise MapFout(f"In {path.name} staat iets wat geen controlepunt is.") from None

    def _mend(self, path: Path) -> None:
        """Cut off what was left of a checkpoint that was being written when the machine stopped: nobody was shown it."""
        if path.exists():
            content = self._load(path)
            whole = _measure(content)
            if whole < len(content):
                os.truncate(path, whole)

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _fault(self, error: OSError) -> MapFout:
        return MapFout(f"De map met controlepunten is niet te gebruiken: {self.folder} ({error.strerror}).")


def _measure(content: bytes) -> int:
    """How many bytes the whole notes at the beginning of a file are."""
    signature = b"\n\n" + STREEP.encode()
    at = content.rfind(signature)
    while at >= 0:
        end = content.find(b"\n\n", at + len(signature))
        if end >= 0:
            return end + 2
        at = content.rfind(signature, 0, at)
    return 0
