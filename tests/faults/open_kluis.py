"""The service with one wall removed: what should be sealed is stored as it is. T44 and T48 must find it."""

from unittest.mock import patch

from capacity_service.cli import main
from capacity_service.store.kluis import Kluis

if __name__ == "__main__":
    with (
        patch.object(Kluis, "seal", lambda _, value, __: value),
        patch.object(Kluis, "open", lambda _, value, __: bytes(value)),
    ):
        main()
