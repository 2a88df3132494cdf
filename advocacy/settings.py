"""Settings of the whole product, read from the environment once.

Every variable is listed with its default in `.env.example`; a variable `X` may be given as a file
path in `X_FILE` (secrets of container platforms). `DEBUG=1` is for development: it fills in the
secrets that production must bring itself.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from advocacy.environment import Environment
from advocacy.files import shut_file
from advocacy.loggers import loggers
from advocacy.openapi import openapi

ROOT = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.bool("DEBUG", default=False)
BASE_URL = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development" if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")

# -- The apps: each imports only those below it ------------------------------------------------
INSTALLED_APPS = [
    "advocacy",
    "analytics",
    "sharing",
    "content",
    "policies",
    "tenants",
    "outbound",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_htmx",
    "lucide",
    "template_partials",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
]
MIDDLEWARE = [
    "sharing.middleware.ShortLinkMiddleware",  # the hot path: nothing before it, nothing after it
    "advocacy.ops.requests.RequestLogMiddleware",
    "advocacy.ops.probes.ProbeMiddleware",
    "advocacy.compression.TextCompressionMiddleware",
    "csp.middleware.CSPMiddleware",  # outside what answers by itself: files, refused hosts
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "advocacy.ops.limits.LimitMiddleware",
    "tenants.seen.SeenMiddleware",
    "tenants.rest.middleware.ApiMiddleware",
    "tenants.middleware.TenantMiddleware",
    "tenants.middleware.SignInRequiredMiddleware",
    "tenants.second_factor.SecondFactorMiddleware",
    "policies.middleware.AcknowledgementMiddleware",
]
ROOT_URLCONF = "advocacy.urls"
WSGI_APPLICATION = "advocacy.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
                "template_partials.templatetags.partials",
                "advocacy.templatetags.components",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tenants.context.shell",
                "policies.context.guidelines",
                "sharing.context.desk",
            ],
        },
    },
]

# -- Storage: PostgreSQL is the truth, Redis only wakes, buffers and caches ----------------------
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres://app@localhost/app"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "advocacy.cache.ForgivingCache",
        "LOCATION": env.str("CACHE_URL", default=REDIS_URL),
        "KEY_PREFIX": "advocacy",
        "TIMEOUT": 300,
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "advocacy.stylesheets.OneSheetStorage"
    },
}
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(ROOT / "var" / "media"))
"""Where uploads are kept; nothing in it is served by address."""
FILE_UPLOAD_HANDLERS = ["content.pictures.uploads.CappedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1500  # the rows of the policy editor
VIDEO_MAX_MB = env.int("VIDEO_MAX_MB", default=200)
"""Most MB of a video that may be attached to a post."""
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(ROOT / "staticfiles"))
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ADD_HEADERS_FUNCTION = shut_file

# -- People and sign-in ----------------------------------------------------------------------------
AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "tenants.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
"""Nobody ever waits for it: an invitation or a sign-up link has proved the address before."""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
"""Seconds after signing in during which sensitive acts don't ask for the password again."""
ACCOUNT_RATE_LIMITS = {
    # A whole office may come from one address: what an account is guarded by is the lines below.
    "login": "120/m/ip",
    # Failures, by account *and* address (or device, or session): see `tenants.throttling`.
    "login_failed": "60/m/ip,5/5m/key",
    "login_known": "5/5m/key",
    "login_account": "100/h/key",
    "signup": "20/m/ip",
    "signup_mail": "3/h/key",
    "signup_confirm": "5/5m/key",
    # What takes the checker's time, by member.
    "rule_bench": "60/m/key",
    "rule_trial": "20/m/key",
    # Pages of an organization's own site ask for it, for whoever visits them.
    "pixel": "120/m/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "tenants.accounts.SecondFactorAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Advocacy"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""So that who has a second step can change their address; no account is without a proved one."""
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
SIGNUP = env.str("SIGNUP", default="open" if DEBUG else "closed")
"""`open`: anybody may open an organization; `closed`: only an operator can."""
TERMS_URL = env.str("TERMS_URL", default="")
PRIVACY_URL = env.str("PRIVACY_URL", default="")
TERMS_VERSION = env.str("TERMS_VERSION", default="1")
"""What stands in the record of whoever accepts the two documents."""
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if SECURE:  # browsers take cookies of these names from this very host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SECURE  # only a proxy that says what it was asked by can be believed
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # hosts below ours are not ours to decide on
    "security.W021",  # nor are browsers' preload lists
]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
CREDENTIAL_KEYS = env.list("CREDENTIAL_KEYS", default=[])
"""Keys that seal network credentials: `id:base64 of 32 bytes`, newest first."""

# -- Language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    (code, name)
    for code, name in [("en", _("English")), ("ar", _("Arabic"))]
    if code in env.list("LANGUAGES", default=["en"])
]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- Mail ------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Advocacy <no-reply@localhost>")
EMAIL_TIMEOUT = env.float("MAIL_TIMEOUT_S", default=10.0)
"""Seconds a mail server may take for one answer; then the mail is tried again later."""

# -- Background work ------------------------------------------------------------------------------
CELERY_BROKER_URL = (
    "redis+socket://{}?virtual_host={}".format(*REDIS_URL.removeprefix("unix://").split("?db="))
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_DB_REUSE_MAX = 10_000
"""Tasks that a connection of a worker serves: opening one costs more than most of them do."""
CELERY_TIMEZONE = "UTC"
QUEUES = ("publish", "default")
"""What workers listen to; each needs at least one that does (`celery worker --queues`)."""
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"sharing.tasks.publish_due": {"queue": "publish"}}

# -- Publishing -----------------------------------------------------------------------------------
UNDO_S = env.int("UNDO_S", default=5)
"""Seconds between the click on Share and the moment the share is due: the time to undo."""
LEASE_S = env.int("LEASE_S", default=120)
"""Seconds a worker may hold a share without a sign of life before the reaper takes it."""
RECONCILE_AFTER_S = env.int("RECONCILE_AFTER_S", default=60)
"""Seconds after an attempt of unknown outcome before "not there" may be believed."""
RETRY_BACKOFF_S = env.list("RETRY_BACKOFF_S", cast=int, default=[30, 120, 600, 3600])
"""Seconds to wait after the first to fourth failed attempt; the fifth failure is final."""
BREAKER_AFTER = env.int("BREAKER_AFTER", default=5)
"""Failures in a row, of different accounts, after which a server is left alone; 0 = never…"""
BREAKER_WITHIN_S = env.int("BREAKER_WITHIN_S", default=300)
"""…each no longer than this after the one before…"""
BREAKER_PAUSE_S = env.int("BREAKER_PAUSE_S", default=60)
"""…and for how long: then one share tries, and twice as long each time it fails."""
CHORUS_WINDOW_DAYS = env.int("CHORUS_WINDOW_DAYS", default=7)
SPREAD_GAP_S = env.int("SPREAD_GAP_S", default=60)
"""How long words are a colleague's, and how far apart a post's shares go out: `sharing.chorus`."""

LINKEDIN_CLIENT_ID = env.str("LINKEDIN_CLIENT_ID", default="")
LINKEDIN_CLIENT_SECRET = env.str("LINKEDIN_CLIENT_SECRET", default="")
"""Our app at LinkedIn; without both members share there by hand only."""
LINKEDIN_API_VERSION = env.str("LINKEDIN_API_VERSION", default="202607")
LINKEDIN_MEMBER_ANALYTICS = env.bool("LINKEDIN_MEMBER_ANALYTICS", default=False)
"""Whether LinkedIn approved the app for members' analytics; if not, asking breaks the consent."""
LINKEDIN_MEMBER_CALLS = env.int("LINKEDIN_MEMBER_CALLS", default=150)
LINKEDIN_APP_CALLS = env.int("LINKEDIN_APP_CALLS", default=100_000)
"""Calls a day that LinkedIn takes from a member and from the app: its page for developers tells."""
LINKEDIN_API_HOST = env.str("LINKEDIN_API_HOST", default="")
"""In development: the `host:port` of a stand-in for LinkedIn's own hosts."""

NETWORK_CHOICES = [
    ("mastodon", "Mastodon"),
    ("bluesky", "Bluesky"),
    ("linkedin", "LinkedIn"),
    ("x", "X"),
]
"""Networks that a suggested caption may be for: key and name. Equals the registry."""

# -- The API --------------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600)
"""How many requests a token may make in a minute."""
API_PERMISSIONS = ["tenants.rest.access.TokenMay", "policies.api.gate.HasAccepted"]
"""What every endpoint asks, in this order."""
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "tenants.rest.schema.Schema",
    "EXCEPTION_HANDLER": "tenants.rest.problems.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = openapi(NETWORK_CHOICES)
# -- Apps that a person registered at a network; without its two values a network is hidden --------
X_CLIENT_ID = env.str("X_CLIENT_ID", default="")
X_CLIENT_SECRET = env.str("X_CLIENT_SECRET", default="")
X_API_HOST = env.str("X_API_HOST", default="")
"""In development: the host of a stand-in for the network's own."""

# -- Calls to the outside -------------------------------------------------------------------------
OUTBOUND_ALLOW = env.list("OUTBOUND_ALLOW", default=[])
"""`host:port` pairs that may be private and plain http: the playground in development."""
OUTBOUND_TIMEOUT_S = env.float("OUTBOUND_TIMEOUT_S", default=20.0)
PLAYGROUND_URL = env.str("PLAYGROUND_URL", default="")
DNS_SERVERS = env.list("DNS_SERVERS", default=[])
"""Resolvers asked for a domain's proof, `address` or `address:port`; else the machine's own."""

# -- Being run ------------------------------------------------------------------------------------
OPS_TOKEN = env.str("OPS_TOKEN", default="")
"""Who sends it as `Authorization: Bearer …` reads /metrics, and from /readyz why; "" = nobody."""
OPERATORS = env.list("OPERATORS", default=[])
"""Addresses of the people who may see and pause networks for everybody at /operator/networks/."""
STALLED_AFTER_S = env.int("STALLED_AFTER_S", default=600)
"""Seconds the oldest due share or mail may wait before /readyz says that work stalls."""
ALIVE_FILE = env.str("ALIVE_FILE", default="")
"""A file whose age tells the keeper of a worker or beat that it is alive; "" = none."""
CELERY_BEAT_SCHEDULER = "advocacy.ops.alive:Clock"

# -- Logs -----------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = loggers(LOG_LEVEL)

if not DEBUG:
    missing = [
        name
        for name, value in {"SECRET_KEY": SECRET_KEY, "CREDENTIAL_KEYS": CREDENTIAL_KEYS}.items()
        if not value
    ]
    if missing:
        raise ImproperlyConfigured(f"Production needs {' and '.join(missing)} in the environment.")
    if SIGNUP not in {"open", "closed"}:
        raise ImproperlyConfigured("SIGNUP is `open` or `closed`.")
    if OUTBOUND_ALLOW:
        raise ImproperlyConfigured(
            "OUTBOUND_ALLOW opens plain http and private hosts: only with DEBUG=1."
        )
    stand_ins = {"X_API_HOST": X_API_HOST, "LINKEDIN_API_HOST": LINKEDIN_API_HOST}
    if named := " and ".join(name for name, host in stand_ins.items() if host):
        raise ImproperlyConfigured(f"{named} names a stand-in for the network: only with DEBUG=1.")
