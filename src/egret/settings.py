"""One file, fed by the environment alone. No figure of the programme ever stands here.

EGRET_DEMO=1 is the demo: simulated city, ready accounts, a clock that can be moved. Without it none of these exist,
and a missing secret stops the start.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
DEMO = os.environ.get("EGRET_DEMO") == "1"
VAR = Path(os.environ.get("EGRET_VAR", BASE_DIR / "var"))
CITY = os.environ.get("EGRET_CITY", "xiamen")
CITIES_DIR = Path(os.environ.get("EGRET_CITIES", BASE_DIR / "cities"))
PACK_SECONDS = 1  # how long a process may serve a pack after another process has released the next
STANDARDS_DIR = BASE_DIR / "standards"
DEMO_CLOCK = VAR / "demo-clock"
HOSTILE_BANK_SEED = (
    int(seed) if (seed := os.environ.get("EGRET_HOSTILE_BANK_SEED")) else None
)  # of the simulated bank
TRAIL_ALGORITHM = os.environ.get("EGRET_TRAIL_ALGORITHM", "sha256")


def _required(name: str, hint: str) -> str:
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set: {hint}")


def _database(url: str) -> dict:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "egret.sqlite3",
            "OPTIONS": {
                # FULL, not NORMAL: acknowledged money must survive a power cut.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}: write postgres://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


SECRET_KEY = (
    os.environ.get("EGRET_SECRET_KEY", "demo-only-" + "x" * 50)
    if DEMO
    else _required("EGRET_SECRET_KEY", "write at least 50 random characters into the environment")
)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("EGRET_HOSTS", "127.0.0.1,localhost,testserver" if DEMO else "").split(",")
PROXIES = int(
    os.environ.get("EGRET_PROXIES", "0")
)  # our own in front: whose X-Forwarded-For tells the visitor's address
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("EGRET_ORIGINS", "").split(",") if origin]

ROOMS = [
    "trail", "people", "notice", "files", "city", "enterprise", "provider", "call", "assessment",
    "project", "acceptance", "subsidy", "treasury", "indicator", "exchange",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    *(f"egret.rooms.{room}" for room in ROOMS if (BASE_DIR / "src/egret/rooms" / room / "apps.py").exists()),
    "egret.desks.shared",
    "egret.desks.public",
    "egret.desks.enterprise",
    "egret.desks.provider",
    "egret.desks.assessor",
    "egret.desks.office",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "egret.desks.shared.held.UnderOnePack",
]
ROOT_URLCONF = "egret.urls"
WSGI_APPLICATION = "egret.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "egret.desks.shared.context.page",
            ],
            "builtins": ["egret.desks.shared.templatetags.egret", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "shared:sign-in"
LOGIN_REDIRECT_URL = "shared:home"
LOGOUT_REDIRECT_URL = "public:home"
SESSION_COOKIE_AGE = 60 * 60 * 4
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "egret.desks.shared.views.stale_page"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "egret.base.assets.PackageFinder",
]
PACKAGE_ASSETS_DIR = BASE_DIR / "node_modules"
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "egret.base.assets.AssetStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a sheet of golden cases sends a field a cell
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler's form marks are data images inside its style sheet
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
