"""Other people's style sheets and scripts: installed by npm, served under `vendor/`, never committed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join
from whitenoise.storage import CompressedManifestStaticFilesStorage

FILES = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/echarts.min.js": "echarts/dist/echarts.min.js",
}
SOURCE_MAP = re.compile(rb"^(?://|/\*)[#@] sourceMappingURL=.*$", re.MULTILINE)


class AssetStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, compressed copies; a name that was never collected stops the page."""


class PackageStorage(FileSystemStorage):
    """The declared files of `node_modules`, under our names and without pointers to source maps we don't ship."""

    def path(self, name: str) -> str:
        return safe_join(self.location, FILES[name])

    def _open(self, name: str, _mode: str = "rb") -> File:
        return ContentFile(SOURCE_MAP.sub(b"", Path(self.path(name)).read_bytes()), name)


class PackageFinder(BaseFinder):
    storage = PackageStorage(settings.PACKAGE_ASSETS_DIR)

    def check(self, **_kwargs: object) -> list[CheckMessage]:
        missing = [source for name, source in FILES.items() if not Path(self.storage.path(name)).exists()]
        return (
            [Error(f"node_modules lacks {', '.join(missing)}", hint="npm ci --ignore-scripts")]
            if missing
            else []
        )

    def find(self, path: str, find_all: bool = False, **_kwargs: object) -> str | list[str]:  # noqa: FBT001, FBT002 -- Django's signature
        found = self.storage.path(path) if path in FILES else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: list[str] | None) -> Iterator[tuple[str, PackageStorage]]:
        yield from (
            (name, self.storage) for name in FILES if not matches_patterns(name, ignore_patterns or [])
        )
