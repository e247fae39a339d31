"""The contender: the same service, but every aanvraag gets a transaction of its own (an SQLModel session per request)."""

from capacity_service.api import indienen
from capacity_service.cli import main

indienen.TOGETHER_MAX = 1

if __name__ == "__main__":
    main()
