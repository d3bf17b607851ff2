"""What does this installation need to know? Read from the environment; a missing secret stops the start."""

from __future__ import annotations

import json
import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from charter import sign_in_limits

BASE_DIR = Path(__file__).resolve().parent.parent


class MissingSetting(RuntimeError):
    """Raised at start when a value that has no safe default is absent from the environment."""


def _need(name: str) -> str:
    """The environment's value for ``name``; refuses to start without one."""
    value = os.environ.get(name, "")
    if not value:
        raise MissingSetting(f"Set {name} in the environment (docs/deploy.md lists every setting).")
    return value


def _flag(name: str) -> bool:
    """Whether ``name`` is switched on (1, true, yes or on, in any case)."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


# What this installation is -----------------------------------------------------------------------

DEMO = _flag("CHARTER_DEMO")
DEBUG = _flag("CHARTER_DEBUG")
SECRET_KEY = _need("SECRET_KEY")
# Keys before the present one, newest first: what they locked still opens.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
# Keys of what is kept encrypted, by commas: the first writes, every one reads (charter/kit/secrecy.py).
FIELD_KEY = os.environ.get("FIELD_KEY", "")
DATA_DIR = Path(os.environ.get("CHARTER_DATA", BASE_DIR / ".charter")).resolve()
BUILD_DIR = BASE_DIR / "build"
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",") if host]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
OVER_TLS = SITE_URL.startswith("https://")

# Parts -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "django_htmx",
    "charter.kit",
    "charter",
    "training",
    "applications",
    "assessment",
    "awards",
    "charter.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "charter.kit.compression.PageCompression",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # From here on everything, template rendering included, happens inside the request's transaction.
    "charter.kit.tenancy.TenancyMiddleware",
    "charter.kit.session_clock.SessionClock",
    "charter.kit.access.DoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "charter.urls"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# First words of addresses that no programme may take as its slug.
RESERVED_SLUGS = frozenset(
    "account accessibility admin api calendar cookies demo favicon.ico healthz help home invite media"
    " my org privacy readyz robots.txt start static verify".split()
)
WSGI_APPLICATION = "charter.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "charter.kit.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "charter.page.page",
            ],
        },
    },
    {
        # Only what installed packages bring; no page of ours is a Django template.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "charter.kit.jinja.FormRenderer"

# Database ----------------------------------------------------------------------------------------

WEB_THREADS = int(os.environ.get("WEB_THREADS", "4"))
IS_WEB = os.environ.get("CHARTER_PROCESS") == "web"


def _database(url: str) -> dict:
    """One connection's settings. The pool is for web only: Celery's fix-up closes pools at each task.

    A connection is tried before it is used, so that a database that was restarted costs nobody an error page.
    PostgreSQL keeps the plan of a statement that comes back: with row policies, planning is most of its cost.
    """
    config: dict = dict(dj_database_url.parse(url, conn_max_age=0 if IS_WEB else 600, conn_health_checks=True))
    options = config.setdefault("OPTIONS", {})
    options |= {"server_side_binding": True, "prepare_threshold": 3}
    if IS_WEB:
        options["pool"] = {"min_size": 1, "max_size": WEB_THREADS + 1, "timeout": 10}
    return config


DATABASES = {"default": _database(_need("DATABASE_URL"))}
if os.environ.get("DATABASE_OWNER_URL"):
    # The owner's connection exists only where migrations and tests run.
    DATABASES["owner"] = dict(dj_database_url.parse(os.environ["DATABASE_OWNER_URL"]))
    DATABASES["owner"]["TEST"] = {"DEPENDENCIES": []}
# The sealer's own address; its process has it, web and worker do not need it.
DATABASE_SEALER_URL = os.environ.get("DATABASE_SEALER_URL", "")
# Where the head of the audit trail is written down, outside the database.
AUDIT_HEADS = Path(os.environ.get("AUDIT_HEADS") or DATA_DIR / "audit" / "heads.log")
DATABASE_ROUTERS = ["charter.kit.database.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker, cache and jobs --------------------------------------------------------------------------

REDIS_URL = _need("REDIS_URL")
BROKER_PREFIX = os.environ.get("BROKER_PREFIX", "charter:")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": BROKER_PREFIX + "cache",
    }
}
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", REDIS_URL)
# How long a process waits for a broker that says nothing. Workers listen that long; a page has no time for it.
BROKER_SECONDS = int(os.environ.get("BROKER_SECONDS", "30"))
# At most this many rows wait at the broker; the database keeps the rest.
OUTBOX_BOUND = int(os.environ.get("OUTBOX_BOUND", "40"))
# A job that takes longer is ended; must stay well below the broker's visibility time-out of an hour.
JOB_SECONDS = int(os.environ.get("JOB_SECONDS", "900"))

# People and sign-in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "charter.Person"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "charter.password_rules.KnownWordsValidator"},
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False

LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/start/"
ACCOUNT_ADAPTER = "charter.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# A password may be left out: a code sent to the address is enough to sign in.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "charter.sign_in.SignUpDetails"
# allauth's own forms with our sentences.
ACCOUNT_FORMS = {
    "login": "charter.account_forms.LoginForm",
    "signup": "charter.account_forms.SignupForm",
    "request_login_code": "charter.account_forms.RequestLoginCodeForm",
    "confirm_login_code": "charter.account_forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "charter.account_forms.ConfirmEmailCodeForm",
    "reset_password": "charter.account_forms.ResetPasswordForm",
    "reset_password_from_key": "charter.account_forms.ResetPasswordKeyForm",
    "set_password": "charter.account_forms.SetPasswordForm",
    "change_password": "charter.account_forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Six digits for every code that we mail.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# How many tries signing in allows, counted in the shared cache by the address that our own proxies saw.
ACCOUNT_RATE_LIMITS = sign_in_limits.rates()
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES") or "0")

# Second steps: passkeys (which sign in by themselves), an authenticator app, recovery codes. A passkey needs a host
# name and, but for localhost, TLS; the switch that would allow less stays off, also in the demonstration.
MFA_ADAPTER = "charter.second_factors.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# A code of the app is also taken in the half minute before and after; each counts once (charter.security_forms).
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {sign_in_limits.PASSKEY_LIMIT.name: sign_in_limits.PASSKEY_LIMIT.rate}
MFA_FORMS = {
    "authenticate": "charter.security_forms.SecondStepForm",
}
# People of every account may add a second step; an address that was typed to them by an invitation is proven by use.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Where the doors lead: to show again who one is, to add a second step, to what was kept when a session ended.
PROVE_URL = "/account/prove/"
SECOND_STEP_URL = "/account/security/"
CARRY_ON_URL = "/account/carry-on/"
# How long a session lasts, in seconds: without being used, on staff, panel and commissioners' pages and elsewhere,
# and at most; and how old the newest proof may be before something that cannot be undone.
SESSION_PAUSE = 60 * 60
SESSION_PAUSE_PRIVILEGED = 30 * 60
SESSION_MOST = 12 * 3600
PROOF_SECONDS = 15 * 60
DEVICE_COOKIE_NAME = "__Host-device" if OVER_TLS else "device"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A little longer than a session may last, so that our own clock is what ends it.
SESSION_COOKIE_AGE = SESSION_MOST + 3600
SESSION_COOKIE_NAME = "__Host-sessionid" if OVER_TLS else "sessionid"
SESSION_COOKIE_SECURE = OVER_TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken" if OVER_TLS else "csrftoken"
CSRF_COOKIE_SECURE = OVER_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "charter.home.errors.csrf_failure"

# What browsers are told --------------------------------------------------------------------------

SECURE_SSL_REDIRECT = OVER_TLS
# Health checks come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = OVER_TLS
SECURE_HSTS_PRELOAD = OVER_TLS
SECURE_REFERRER_POLICY = "same-origin"
# Where a proxy that keeps whole bodies says how many seconds it had the request (charter/kit/arrival.py).
PROXY_AGE_HEADER = os.environ.get("PROXY_AGE_HEADER", "")
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Files, mail and words ---------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
STATICFILES_DIRS = [path for path in (BUILD_DIR / "static", BASE_DIR / "static" / "public") if path.exists()]
STORAGES = {
    "default": {
        "BACKEND": os.environ.get("FILES_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": json.loads(os.environ.get("FILES_STORAGE_OPTIONS", "{}"))
        if "FILES_STORAGE" in os.environ
        else {"location": str(DATA_DIR / "files")},
    },
    "staticfiles": {"BACKEND": "charter.kit.static_files.StaticFiles"},
}
STORAGES["private"] = STORAGES["default"]
# Where whoever makes backups puts them, or a file that says when; the status page tells the newest one's time.
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR") or DATA_DIR / "backups")
FILES_ACCEL_LOCATION = os.environ.get("FILES_ACCEL_LOCATION", "")
UPLOAD_LIMIT_BYTES = 25 * 1024 * 1024
# The virus scanner: ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``. Without one files stay "not scanned".
CLAMD_URL = os.environ.get("CLAMD_URL", "")
# How long the scanner may take over one file before it counts as silent.
SCAN_SECONDS = int(os.environ.get("SCAN_SECONDS", "60"))
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "charter.kit.bounded_upload.BoundedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
WHITENOISE_MAX_AGE = 3600

EMAIL_URL = os.environ.get("EMAIL_URL", "")
if EMAIL_URL.startswith(("smtp://", "smtps://")):
    from urllib.parse import unquote, urlsplit

    _mail = urlsplit(EMAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and "starttls" in _mail.query
    EMAIL_TIMEOUT = 20
else:
    # Without a mail server each message becomes a file that people running the demonstration can read.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Charter <charter@example.org>")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {request_id} {message}", "style": "{"}},
    "filters": {"request": {"()": "charter.kit.masking.RequestFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # These tell each step of each render, beginning with the import of the library.
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
