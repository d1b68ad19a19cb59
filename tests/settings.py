"""Production's settings, less what needs TLS; no demo, nothing kept after the run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VAR = Path(tempfile.mkdtemp(prefix="egret-test-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
(VAR / "static").mkdir()

os.environ.pop("EGRET_DEMO", None)
os.environ["EGRET_VAR"] = str(VAR)
os.environ["EGRET_SECRET_KEY"] = "for-the-tests-alone-" + "x" * 50
os.environ["EGRET_HOSTS"] = "testserver,127.0.0.1,localhost"

from egret.settings import *  # noqa: E402, F403 -- the environment had to be ready first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 -- from egret.settings
    # A file, as in life: an in-memory data base is shared between threads without WAL or waiting.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # noqa: F405
# Tests share one process and begin at the same head: what one counted is nothing to the next.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
