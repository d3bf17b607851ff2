"""What does every test share?"""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def own_folder():
    """Each worker's files live in a folder of its own, gone when it ends."""
    yield
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
