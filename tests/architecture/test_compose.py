"""The container files against the code: images cannot be built here, so what they rely on is checked one by one."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from capacity_service.rand.beheer import READY
from capacity_service.serve import KEEP_ALIVE_S, STOP_S
from capacity_service.settings import Settings
from capacity_service.store.serverlog import judge_server_log
from tests.store.test_serverlog import UNSAFE

TOP = Path(__file__).parents[2]
COMPOSE = TOP / "docker-compose.yml"
NODES = ("node1", "node2", "node3")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return loaded


def dockerfile_lines() -> list[str]:
    return (TOP / "Dockerfile").read_text().splitlines()


def test_the_compose_file_follows_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_three_equal_nodes_stand_behind_the_proxy(compose: dict[str, Any]) -> None:
    first, *others = (compose["services"][name] for name in NODES)
    assert others == [first, first]
    assert not first.get("ports"), "only the proxy is reached from outside"

    caddyfile = compose["configs"]["caddyfile"]["content"]
    upstreams = re.findall(r"(\S+):8000", next(line for line in caddyfile.splitlines() if "reverse_proxy" in line))
    assert sorted(upstreams) == sorted(NODES)
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["proxy"]["ports"])
    assert set(NODES) == set(compose["services"]["proxy"]["depends_on"])


def test_the_proxy_asks_what_a_node_answers_and_never_uses_a_connection_a_node_gave_up(compose: dict[str, Any]) -> None:
    caddyfile = compose["configs"]["caddyfile"]["content"]
    operator_port = compose["services"]["node1"]["environment"]["CAPACITY_OPERATOR_PORT"]
    assert f"health_uri {READY}" in caddyfile
    assert f"health_port {operator_port}" in caddyfile
    assert f":{operator_port}{READY}" in compose["services"]["node1"]["healthcheck"]["test"][-1]
    keepalive = re.search(r"keepalive (\d+)s", caddyfile)
    assert keepalive is not None
    assert int(keepalive[1]) < KEEP_ALIVE_S


def test_the_operators_port_is_published_nowhere_and_only_the_networks_of_the_proxy_are_believed(
    compose: dict[str, Any],
) -> None:
    node = compose["services"]["node1"]
    port = node["environment"]["CAPACITY_OPERATOR_PORT"]
    assert not [name for name, service in compose["services"].items() if port in str(service.get("ports", ""))]
    subnets = [net["ipam"]["config"][0]["subnet"] for net in compose["networks"].values()]
    assert node["environment"]["CAPACITY_PROXIES"].split(",") == subnets


def test_the_database_writes_nothing_of_a_household_in_its_log(compose: dict[str, Any]) -> None:
    words = compose["services"]["postgres"]["command"]
    assert words[0] == "postgres"
    given = dict(word.split("=") for word in words if "=" in word)
    assert judge_server_log(UNSAFE | given) == []
    assert judge_server_log(UNSAFE) != []


def test_what_may_have_been_done_is_not_tried_again(compose: dict[str, Any]) -> None:
    """Without a matcher of ours Caddy repeats only a GET, and what never reached a node."""
    caddyfile = compose["configs"]["caddyfile"]["content"]
    assert "lb_try_duration" in caddyfile
    assert "lb_retry_match" not in caddyfile


def test_everybody_gets_longer_to_stop_than_they_need(compose: dict[str, Any]) -> None:
    grace = {
        name: int(service["stop_grace_period"].removesuffix("s"))
        for name, service in compose["services"].items()
        if "stop_grace_period" in service
    }
    assert all(grace[name] > 2 * STOP_S for name in NODES)
    given = re.search(r"grace_period (\d+)s", compose["configs"]["caddyfile"]["content"])
    assert given is not None
    assert grace["proxy"] > int(given[1])


def test_every_variable_a_node_gets_is_one_the_settings_know(compose: dict[str, Any]) -> None:
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    for name in (*NODES, "migrate"):
        assert set(compose["services"][name]["environment"]) <= known, name


def test_the_addresses_are_ones_the_settings_accept(compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in compose["services"]["migrate"]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{[A-Z_]+:\?\}", "secret", value))

    settings = Settings.read()

    assert "capaciteit_app:secret@postgres" in str(settings.database_url)
    assert "postgres:secret@postgres" in str(settings.database_url_migrate)


def test_only_the_migration_knows_the_owner(compose: dict[str, Any]) -> None:
    assert "DATABASE_URL_MIGRATE" in compose["services"]["migrate"]["environment"]
    for name in NODES:
        assert "DATABASE_URL_MIGRATE" not in compose["services"][name]["environment"]


def test_no_password_is_written_down() -> None:
    assert re.findall(r"://\w+:(?!\$\{[A-Z_]+:\?\}@)", COMPOSE.read_text()) == []


def test_whatever_is_waited_for_exists_and_can_get_healthy(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        for name, waits in service.get("depends_on", {}).items():
            assert waits["condition"] == "service_completed_successfully" or "healthcheck" in services[name]


def test_whatever_the_image_copies_exists_and_is_let_through() -> None:
    copied = [
        source.rstrip("/")
        for line in dockerfile_lines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    allowed = {line[1:] for line in (TOP / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert len(copied) >= 8
    for source in copied:
        assert (TOP / source).exists(), source
        assert source.split("/")[0] in allowed, source


def test_the_image_runs_as_an_ordinary_user() -> None:
    users = [line.split()[1] for line in dockerfile_lines() if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"0", "root"}


def test_what_is_left_out_of_the_image_is_in_the_lock_file() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", (TOP / "requirements/run.lock").read_text(), re.MULTILINE))
    removed = next(line for line in dockerfile_lines() if "uv pip uninstall" in line).split("uninstall ")[1]
    assert set(removed.removesuffix(" \\").split()) <= locked | {"uv"}
