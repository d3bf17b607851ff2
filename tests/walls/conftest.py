"""The two-sided world for the walls, built once in a transaction that is rolled back."""

from tests.access.conftest import two_sides, world  # noqa: F401
