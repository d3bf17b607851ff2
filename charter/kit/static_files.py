"""Under which names are styles and scripts served? Under names that tell their content, so browsers keep them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our scripts that import another. What Django offers for all scripts trips over packages that only speak of one.
IMPORTING = ("comments.js",)
_IMPORT = r'(?P<matched>import (?P<names>\{[^}]*\}) from "(?P<url>\./[a-z]+\.js)";)'


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's files, with the names in the ``import`` lines of our scripts changed too."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((name, ((_IMPORT, 'import %(names)s from "%(url)s";'),)) for name in IMPORTING),
    )
