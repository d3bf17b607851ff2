"""Which settings does the measured product run with? Production's, and a counter that speaks only when asked."""

from __future__ import annotations

from charter.settings import *  # noqa: F403
from charter.settings import MIDDLEWARE

MIDDLEWARE = ["tests.bench.counting.CountingMiddleware", *MIDDLEWARE]
