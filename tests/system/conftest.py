"""What the tests of the service use too."""

from tests.service.conftest import day, lift

__all__ = ["day", "lift"]
