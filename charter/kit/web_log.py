"""How is the web server's own line about each request kept free of secrets? Named by ``--logger-class``."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from charter.kit.masking import masked


class MaskedLogger(Logger):
    """gunicorn's logger, for which no address holds a token."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The pieces of a line, texts masked."""
        pieces = super().atoms(*args, **kwargs)
        return {name: masked(piece) if isinstance(piece, str) else piece for name, piece in pieces.items()}
