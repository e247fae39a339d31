"""Who is compared in the fan-out benchmark: each a process that answers on a port and sends a message when told to."""

import http.client
import os
import queue
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from capacity_service.serve import PING_S
from load_tests.fanout_beats import TEXT, stamp
from load_tests.ground import say

HERE = Path(__file__).resolve().parent
NCHAN_MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CORE, SCREEN_CORE = {0}, {1}
NGINX = """
load_module {module};
{user}
worker_processes 1;
worker_rlimit_nofile {files};
daemon off;
pid nginx.pid;
error_log nginx.log error;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  tcp_nodelay on;
  keepalive_requests 1000000;
  nchan_shared_memory_size 256M;
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    location /pub {{ nchan_publisher; nchan_channel_id one; nchan_message_buffer_length 1; }}
    location /sub {{ nchan_subscriber websocket; nchan_channel_id one; nchan_subscriber_first_message newest; }}
  }}
}}
"""
HEAD = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)


def stay_on(cores: set[int]) -> None:
    """Run this process on these cores only, when there are so many; everybody is measured on one."""
    if cores <= os.sched_getaffinity(0):
        os.sched_setaffinity(0, cores)


def allow_sockets() -> int:
    """As many open files as this user may have; gives how many."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


Said = queue.SimpleQueue[str | None]


@dataclass
class Contender:
    """A running server: whom to measure, how to open a socket there, and how to make it send."""

    pid: int
    port: int
    process: subprocess.Popen[str]
    hello: str = ""
    path: str = "/"
    settle_s: float = 3.0
    """How long it is left alone once all sockets are open, until all that it does by itself is in its stride."""
    headers: list[str] = field(default_factory=lambda: [""])
    said: Said = field(default_factory=queue.SimpleQueue)
    """What it says since it started, without its log; None when it has ended."""

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time so far, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def rss_kb(self) -> int:
        """Memory in use, kB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])

    def heads(self) -> bytes:
        """The requests that open sockets, each ended by a NUL."""
        return b"".join(
            HEAD.format(path=self.path, port=self.port, more=more.format(port=self.port)).encode() + b"\0"
            for more in self.headers
        )

    def send(self, rate: float, count: int) -> None:
        """Let it send `count` messages, `rate` a second; returns when the last has gone."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"go {rate} {count} {TEXT}\n")
        self.process.stdin.flush()
        while (line := self.said.get()) is not None:
            if line.startswith("done"):
                return
        raise RuntimeError("the server ended")


class Nchan(Contender):
    """nginx, to which each message is posted."""

    def send(self, rate: float, count: int) -> None:
        """Post each message at its moment."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.connect()
        begin = time.monotonic()
        for number in range(1, count + 1):
            time.sleep(max(0.0, begin + number / rate - time.monotonic()))
            connection.request("POST", "/pub", stamp(number))
            connection.getresponse().read()
        connection.close()


def _hear(lines: Iterable[str], said: Said) -> None:
    for line in lines:
        if not line.startswith("{"):
            said.put(line)
    said.put(None)


@contextmanager
def started(
    command: list[str], environment: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], int, Said]]:
    """A server of our own on its core, the port it says, and what it says after that.

    The service tells a line for each request: a pipe that nobody empties would stop it.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | (environment or {}),
        preexec_fn=lambda: stay_on(SERVER_CORE),  # noqa: PLW1509 - no threads here
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        for line in process.stdout:
            if found := ADDRESS.search(line):
                said: Said = queue.SimpleQueue()
                threading.Thread(target=_hear, args=(process.stdout, said), daemon=True).start()
                yield process, int(found.group(1)), said
                break
        else:
            raise RuntimeError(f"{command} ended with {process.wait()}")
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdin.close()
        process.stdout.close()


@contextmanager
def service(database_url: str, keys: Path, cookies: list[str]) -> Iterator[Contender]:
    """The service, with sessions for its sockets."""
    command = [sys.executable, "-m", "load_tests.fanout_hub", "serve"]
    own = {"DATABASE_URL": database_url, "CAPACITY_PORT": "0", "CAPACITY_GRENS": "0", "CAPACITY_SLEUTELS": str(keys)}
    with started(command, own) as (process, port, said):
        more = "Origin: http://127.0.0.1:{port}\r\nSec-WebSocket-Protocol: capaciteit.v1\r\nCookie: "
        headers = [f"{more}{cookie}\r\n" for cookie in cookies]
        yield Contender(process.pid, port, process, '{"soort":"hallo"}', "/v1/live", PING_S + 2.0, headers, said)


@contextmanager
def broadcast() -> Iterator[Contender]:
    """`websockets.broadcast`."""
    with started([sys.executable, "-m", "load_tests.fanout_broadcast"]) as (process, port, said):
        yield Contender(process.pid, port, process, said=said)


@contextmanager
def c_loop(program: Path) -> Iterator[Contender]:
    """One `send` per socket, in C."""
    with started([str(program)]) as (process, port, said):
        yield Contender(process.pid, port, process, said=said)


@contextmanager
def nchan() -> Iterator[Contender]:
    """Nginx with nchan, one worker, on a free port."""
    with tempfile.TemporaryDirectory(prefix="capaciteit-bench-") as folder:
        port, files = 20_000 + os.getpid() % 10_000, allow_sockets()
        config = NGINX.format(
            module=NCHAN_MODULE,
            user="user root;" if os.geteuid() == 0 else "",
            files=files,
            connections=files - 200,
            port=port,
        )
        (Path(folder) / "nginx.conf").write_text(config, encoding="ascii")
        process = subprocess.Popen(
            ["nginx", "-p", folder, "-c", "nginx.conf", "-e", "nginx.log"],
            text=True,
            preexec_fn=lambda: stay_on(SERVER_CORE),  # noqa: PLW1509 - no threads here
        )
        try:
            yield Nchan(_find_worker(process.pid), port, process, path="/sub")
        finally:
            process.terminate()
            process.wait(timeout=60)


def _find_worker(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for _ in range(100):
        if found := children.read_text(encoding="ascii").split():
            time.sleep(0.2)
            return int(found[0])
        time.sleep(0.05)
    raise RuntimeError("nginx started no worker")


def compile_c(name: str, folder: Path) -> Path | None:
    """A program from its source beside this file; None where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    program = folder / name
    subprocess.run([compiler, "-O2", "-o", str(program), str(HERE / f"{name}.c")], check=True)
    return program


def have_nchan() -> bool:
    """Whether nchan is here; as root on Debian it is installed first, with no server started."""
    if not NCHAN_MODULE.exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for words in (["update"], ["install", "-y", "--no-install-recommends", "nginx-light", "libnginx-mod-nchan"]):
            subprocess.run(["apt-get", "-qq", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)
    found = NCHAN_MODULE.exists() and shutil.which("nginx") is not None
    if not found:
        say("nchan is not here and could not be installed: left out")
    return found
