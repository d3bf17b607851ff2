"""What do the tests of the root's own pages share?"""

from __future__ import annotations

from tests.charter.conftest import acting, framework, programme

__all__ = ["acting", "framework", "programme"]
