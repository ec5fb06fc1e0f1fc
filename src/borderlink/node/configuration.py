"""Every setting of a node: one frozen value, read from the environment, one TOML file and defaults."""

import difflib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, get_args, get_type_hints

from borderlink.node.refusals import ConfigurationNotRead, SettingNotUnderstood, UnknownSetting

FILE_NAME: Final = "borderlink.toml"
DEMO_MARKER: Final = "demo-folder"  # a file of this name marks a folder of invented people
PREFIX: Final = "BORDERLINK_"
RESERVED: Final = "BORDERLINK_TEST_"  # read by the tests, never by a node
SECRET: Final = frozenset(
    {"secret", "metrics_token", "oidc_secret"}
)  # never shown; of `database` only the password is hidden
LANGUAGES: Final = ("zh-Hans", "zh-Hant", "vi", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One node's settings. A field is one setting: ``name`` in the file, BORDERLINK_NAME outside."""

    folder: Annotated[
        Path, "The node's folder: its file of settings, database, keys and records of files."
    ] = Path("borderlink-node")
    node: Annotated[
        str, "The node's id: eight letters or digits given by `node init`; cookie names carry it."
    ] = "unnamed"
    agency: Annotated[str, "The agency's code, as in its letters."] = "AGENCY"
    name: Annotated[str, "The agency's name where no name in the reader's language is given."] = "Borderlink"
    name_zh: Annotated[str, "The agency's name in Chinese."] = ""
    name_vi: Annotated[str, "The agency's name in Vietnamese."] = ""
    name_en: Annotated[str, "The agency's name in English."] = ""
    country: Annotated[
        str, "The agency's country, ISO 3166-1 (`CN`): whose working days and law count for its letters."
    ] = "CN"
    language: Annotated[str, "The language of pages before anyone chose one: zh-Hans, zh-Hant, vi or en."] = (
        "en"
    )
    time_zone: Annotated[str, "The zone in which pages show times and manifests without a zone are read."] = (
        "Asia/Shanghai"
    )
    currency: Annotated[str, "The currency of manifests that name none."] = "CNY"
    database: Annotated[
        str,
        "`sqlite` (a file in the folder), or `postgresql://user:password@host:port/name`.",
    ] = "sqlite"
    database_pool: Annotated[int, "The most connections one web worker keeps to PostgreSQL."] = 8
    secret: Annotated[
        str, "What sessions and cookies are signed with; empty: the folder's file `keys/secret`."
    ] = ""
    address: Annotated[str, "The address the web workers listen on."] = "127.0.0.1"
    port: Annotated[int, "The port the web workers listen on."] = 8000
    hosts: Annotated[tuple[str, ...], "The host names under which pages are answered."] = (
        "localhost",
        "127.0.0.1",
        "[::1]",
    )
    https: Annotated[
        bool, "A TLS proxy stands in front and says so in X-Forwarded-Proto: cookies are then for TLS alone."
    ] = False
    web_workers: Annotated[int, "How many web processes serve pages."] = 2
    web_threads: Annotated[int, "How many requests one web process answers at once."] = 4
    worker_pause_ms: Annotated[int, "How long the background worker waits when there was nothing to do."] = (
        500
    )
    post_pause_ms: Annotated[int, "How long the post waits between looks for letters to send."] = 200
    post_address: Annotated[
        str,
        "Where partners reach this node, such as https://host:port; empty: letters go by hand-carried file.",
    ] = ""
    tls_certificate: Annotated[
        str,
        "A file with the TLS certificate (PEM) that partners meet and pin: this node's, or that of the proxy "
        "in front of it.",
    ] = ""
    tls_key: Annotated[
        str,
        "The file with the private key of `tls_certificate` (PEM), where the node serves TLS itself; none "
        "behind a proxy.",
    ] = ""
    session_hours: Annotated[int, "How long an officer stays signed in at most: one shift."] = 12
    lockout_failures: Annotated[int, "How many wrong passwords or codes lock a badge out."] = 5
    lockout_minutes: Annotated[int, "How long a badge stays locked out."] = 15
    temporary_password_hours: Annotated[
        int, "How long a password issued by an administrator can be used for the first time."
    ] = 72
    upload_max_mib: Annotated[int, "The largest file a page takes."] = 2048
    retention_days: Annotated[
        int, "Days until parcels and party indexes are dropped unless a case or a live referral holds them."
    ] = 180
    purge_record: Annotated[
        str,
        "The file, best on another disk, that tells what was forgotten, for a restore to forget it again; "
        "empty: `purged.jsonl` in the folder.",
    ] = ""
    pkcs11_module: Annotated[
        str, "The maker's PKCS #11 module (a file), where officers' keys lie on tokens; empty: they do not."
    ] = ""
    webhook_networks: Annotated[
        tuple[str, ...],
        "Internal networks that notices to carriers may go to, such as `10.20.0.0/16`; no other private "
        "address is called.",
    ] = ()
    refer_share: Annotated[float, "The largest share of parcels that screening refers."] = 0.01
    checkpoint_minutes: Annotated[
        int, "How many minutes at most pass after a custody entry until the node signs a checkpoint over it."
    ] = 10
    time_stamp_url: Annotated[
        tuple[str, ...],
        "Addresses of time-stamp authorities (RFC 3161), all of which are asked; their root certificates lie "
        "in `keys/authorities` as *.pem.",
    ] = ()
    time_stamp_hours: Annotated[
        int,
        "Hours after which custody entries without a time-stamp raise an alarm, and no dossier is signed and "
        "no exhibit offered to a partner until one has come, where an authority is set.",
    ] = 4
    oidc_issuer: Annotated[
        str, "The address of the agency's directory (OpenID Connect), https://...; empty: no single sign-on."
    ] = ""
    oidc_client: Annotated[str, "What the directory calls this node (client id)."] = ""
    oidc_secret: Annotated[str, "The node's secret at the directory (client secret)."] = ""
    oidc_name: Annotated[str, "What the button at sign-in calls the directory."] = ""
    oidc_badge_claim: Annotated[str, "The claim that holds the officer's badge."] = "preferred_username"
    oidc_groups_claim: Annotated[str, "The claim that holds the officer's groups."] = "groups"
    oidc_roles: Annotated[
        tuple[str, ...],
        "Which role each group stands for, as `group=role`; an administrator grants it. Never administrator "
        "or auditor.",
    ] = ()
    metrics_token: Annotated[
        str,
        "What Prometheus shows as its bearer token at /metrics; empty: /metrics answers this machine alone.",
    ] = ""
    log_level: Annotated[
        str, "DEBUG, INFO, WARNING or ERROR. Logs carry no names, addresses or query strings."
    ] = "INFO"
    demo: Annotated[
        bool, "Invented people in a demo folder: one-time sign-in links on loopback, a banner on every page."
    ] = False

    def agency_name(self, language: str) -> str:
        """Return the agency's name in one of our four languages, else the general one."""
        own = {"vi": self.name_vi, "en": self.name_en}.get(language, self.name_zh)
        return own or self.name

    @property
    def serves_tls(self) -> bool:
        """True when this node's own web processes speak TLS: with a certificate alone they would not."""
        return bool(self.tls_certificate and self.tls_key)

    @property
    def over_tls(self) -> bool:
        """True when browsers and partners reach this node by TLS: its own, or a proxy's."""
        return self.https or self.serves_tls

    @property
    def is_demo(self) -> bool:
        """True only when the setting and the marker file in the folder agree."""
        return self.demo and (self.folder / DEMO_MARKER).is_file()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as shown to an operator: secrets are masked in ``shown``."""

    name: str
    shown: str
    origin: str  # `default`, `environment BORDERLINK_PORT`, or the file's path
    default: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A configuration and, by setting, where its value came from."""

    configuration: Configuration
    origins: Mapping[str, str]

    def settings(self) -> list[Setting]:
        """Return every setting in the order of its declaration."""
        says = {name: get_args(hint)[1] for name, hint in _hints().items()}
        return [
            Setting(
                name=field.name,
                shown=_shown(field.name, getattr(self.configuration, field.name)),
                origin=self.origins.get(field.name, "default"),
                default=_shown(field.name, None if field.default is MISSING else field.default),
                says=str(says[field.name]),
            )
            for field in fields(Configuration)
        ]


def load(environment: Mapping[str, str]) -> Loaded:
    """Read every setting: the environment goes before the file, the file before the default.

    Refuses: ``UnknownSetting``, ``SettingNotUnderstood``, ``ConfigurationNotRead``.
    """
    given = _from_environment(environment)
    folder = Path(str(given.get("folder", ("", Configuration().folder))[1])).expanduser().resolve()
    values = {
        **_from_file(folder / FILE_NAME),
        **given,
        "folder": (given.get("folder", ("default",))[0], folder),
    }
    read = {name: _read(name, value, origin) for name, (origin, value) in values.items()}
    origins = {name: origin for name, (origin, _) in values.items()}
    return Loaded(configuration=Configuration(**read), origins=origins)  # type: ignore[arg-type]


def written(values: Mapping[str, str | int | bool]) -> str:
    """Return settings as the text of a TOML file."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join([*lines, ""])


def _hints() -> dict[str, object]:
    return get_type_hints(Configuration, include_extras=True)


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    given: dict[str, tuple[str, object]] = {}
    for key, value in environment.items():
        if not key.startswith(PREFIX) or key.startswith(RESERVED):
            continue
        name = key.removeprefix(PREFIX).lower()
        _known(name, origin=f"environment {key}")
        given[name] = (f"environment {key}", value)
    return given


def _from_file(path: Path) -> dict[str, tuple[str, object]]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigurationNotRead(file=str(path), fault=str(fault)) from fault
    for name in table:
        _known(name, origin=str(path))
    return {name: (str(path), value) for name, value in table.items() if name != "folder"}


def _known(name: str, *, origin: str) -> None:
    names = [field.name for field in fields(Configuration)]
    if name not in names:
        closest = difflib.get_close_matches(name, names, n=1, cutoff=0)[0]
        raise UnknownSetting(name=name, origin=origin, closest=closest)


def _read(name: str, value: object, origin: str) -> object:
    """Return ``value`` as the type that the setting has, from text or from TOML."""
    wanted = get_args(_hints()[name])[0]
    reader = {bool: _flag, int: _number, float: _share, Path: _path, str: _text}.get(wanted, _names)
    read = reader(value)
    if read is None or not _holds(name, read):
        raise SettingNotUnderstood(name=name, origin=origin, expected=_expected(name, wanted))
    return read


def _flag(value: object) -> object:
    words = {
        "true": True,
        "1": True,
        "yes": True,
        "on": True,
        "false": False,
        "0": False,
        "no": False,
        "off": False,
    }
    return words.get(str(value).lower())


def _number(value: object) -> object:
    return int(str(value)) if re.fullmatch(r"\d{1,9}", str(value)) else None


def _share(value: object) -> object:
    return float(str(value)) if re.fullmatch(r"\d+(\.\d+)?", str(value)) else None


def _path(value: object) -> object:
    return Path(str(value))


def _text(value: object) -> object:
    return value if isinstance(value, str) else None


def _names(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return tuple(map(str, value)) if isinstance(value, list) else None


_RULES: Final[dict[str, tuple[str, str]]] = {
    "language": (r"zh-Hans|zh-Hant|vi|en", "language"),
    "node": (r"[a-z0-9]{3,16}", "node"),
    "agency": (r"[A-Za-z0-9][A-Za-z0-9-]{1,31}", "agency"),
    "country": (r"[A-Z]{2}", "country"),
    "currency": (r"[A-Z]{3}", "currency"),
    "database": (r"sqlite|postgres(ql)?://.+", "database"),
    "log_level": (r"DEBUG|INFO|WARNING|ERROR", "log_level"),
    "refer_share": (r"0(\.\d+)?|1(\.0)?", "share"),
    "web_workers": (r"[1-9]\d*", "positive"),
    "web_threads": (r"[1-9]\d*", "positive"),
    "lockout_failures": (r"[1-9]\d*", "positive"),
    "worker_pause_ms": (r"[1-9]\d*", "positive"),
    "post_pause_ms": (r"[1-9]\d*", "positive"),
    "session_hours": (r"[1-9]\d*", "positive"),
}


def _holds(name: str, value: object) -> bool:
    if name == "time_zone":
        return _is_zone(str(value))
    if name == "webhook_networks":
        return isinstance(value, tuple) and all(map(_is_network, value))
    rule = _RULES.get(name)
    return rule is None or re.fullmatch(rule[0], str(value)) is not None


def _is_zone(name: str) -> bool:
    from zoneinfo import available_timezones

    return name in available_timezones()


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _expected(name: str, wanted: object) -> str:
    """Return the code of what a setting takes; the refusal has the words."""
    if name in {"time_zone", "webhook_networks"}:
        return name
    words = {bool: "boolean", int: "whole", float: "number"}
    return _RULES[name][1] if name in _RULES else words.get(wanted, "text")  # type: ignore[call-overload]


def _shown(name: str, value: object) -> str:
    if name in SECRET:
        unset = "(the folder's file keys/secret)" if name == "secret" else ""
        return "********" if value else unset
    if name == "database":
        return re.sub(r"//([^:/@]*):[^@]*@", r"//\1:********@", str(value))
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
