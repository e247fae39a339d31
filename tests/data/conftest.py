import importlib.util
from types import ModuleType

import pytest

from capacity_service.api.controlepunten import CONTROLEUR


@pytest.fixture(scope="session")
def verify() -> ModuleType:
    """The program, loaded from its one file."""
    spec = importlib.util.spec_from_file_location("verify", CONTROLEUR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
