"""Django's settings, made from the node's one configuration. Nothing else reads the environment."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from borderlink.node.configuration import Configuration, load

LOADED: Final = load(os.environ)
BORDERLINK: Final[Configuration] = LOADED.configuration

PACKAGE: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = BORDERLINK.folder


def _secret(configuration: Configuration) -> str:
    """Return the signing secret; without a node (tests, --help, documentation) one of this process alone."""
    kept = configuration.folder / "keys" / "secret"
    if configuration.secret:
        return configuration.secret
    return kept.read_text(encoding="ascii").strip() if kept.is_file() else os.urandom(32).hex()


def database_of(configuration: Configuration) -> dict[str, object]:
    """Return Django's entry for the one database."""
    if configuration.database == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(configuration.folder / "borderlink.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=4000;",
            },
        }
    parts = urlsplit(configuration.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or parse_qs(parts.query).get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,  # the pool keeps them
        "OPTIONS": {"pool": {"min_size": 1, "max_size": configuration.database_pool, "timeout": 20}},
    }


SECRET_KEY = _secret(BORDERLINK)
DEBUG = False
ALLOWED_HOSTS = list(BORDERLINK.hosts)
DATABASES = {"default": database_of(BORDERLINK)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "borderlink.node.urls"
WSGI_APPLICATION = "borderlink.node.wsgi.application"

INSTALLED_APPS = [
    "borderlink.node",
    "borderlink.officers",
    "borderlink.journal",
    "borderlink.screening",
    "borderlink.cases",
    "borderlink.custody",
    "borderlink.dossiers",
    "borderlink.liaison",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "borderlink.node.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "borderlink.node.middleware.BetweenNodes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "borderlink.node.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "borderlink.node.middleware.SizeLimit",
    "borderlink.node.middleware.NullBytes",
    "borderlink.node.middleware.Refusals",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "borderlink.node.middleware.Reading",
    "borderlink.node.looks.Looks",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "borderlink.node.context.frame",
            ],
        },
    }
]

# Words and time: directories zh_Hans, zh_Hant, vi; codes as Django writes them.
LANGUAGE_CODE = {"zh-Hans": "zh-hans", "zh-Hant": "zh-hant"}.get(BORDERLINK.language, BORDERLINK.language)
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = BORDERLINK.time_zone

# Sign-in: badge and password, then a code; an administrator issues accounts, nothing goes by e-mail.
AUTH_USER_MODEL = "officers.Officer"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "borderlink.officers.adapters.BadgeBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("badge", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "borderlink.officers.adapters.SignIn"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "badge"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "login": "borderlink.officers.forms.SignInForm",
    "change_password": "borderlink.officers.forms.NewPasswordForm",
    "reauthenticate": "borderlink.officers.forms.PasswordAgain",
}
# Axes counts wrong passwords by badge: behind a proxy a whole station has one address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/5m/key"}
MFA_ADAPTER = "borderlink.officers.adapters.SecondFactor"
MFA_FORMS = {
    "authenticate": "borderlink.officers.forms.CodeForm",
    "reauthenticate": "borderlink.officers.forms.CodeAgain",
    "activate_totp": "borderlink.officers.forms.SetUpForm",
    "add_webauthn": "borderlink.officers.forms.KeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BORDERLINK.over_tls  # a browser then knows keys on localhost alone
MFA_TOTP_ISSUER = f"Borderlink {BORDERLINK.agency}"
MFA_TOTP_TOLERANCE = 1
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = BORDERLINK.lockout_failures
AXES_COOLOFF_TIME = timedelta(minutes=BORDERLINK.lockout_minutes)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "borderlink.node.answers.locked_out"
AXES_SENSITIVE_PARAMETERS = ["login", "next"]  # a password is sometimes typed where the badge belongs
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "borderlink.officers.adapters.badge_tried"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

# Cookies carry the node's id: two nodes on one machine never share them, whatever their ports.
SESSION_COOKIE_NAME = f"borderlink_{BORDERLINK.node}_session"
CSRF_COOKIE_NAME = f"borderlink_{BORDERLINK.node}_csrf"
LANGUAGE_COOKIE_NAME = f"borderlink_{BORDERLINK.node}_language"
SESSION_COOKIE_AGE = BORDERLINK.session_hours * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BORDERLINK.over_tls
CSRF_FAILURE_VIEW = "borderlink.node.answers.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BORDERLINK.https else None
SECURE_HSTS_SECONDS = 31_536_000 if BORDERLINK.over_tls else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],  # the charts write style attributes
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
COLLECTED: Final = PACKAGE / "node" / "collected"  # filled when a wheel is built; a checkout uses the finders
WHITENOISE_USE_FINDERS = not COLLECTED.is_dir()
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else str(COLLECTED)
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = FOLDER / "files"
FILE_UPLOAD_TEMP_DIR = str(FOLDER / "incoming") if (FOLDER / "incoming").is_dir() else None
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # forms; files go to disk and are bounded by upload_max_mib

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "node_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
LOGGING_CONFIG = "borderlink.node.logs.configure"
LOGGING = {"level": BORDERLINK.log_level}
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # failures are counted by badge alone, which no rotation evades
