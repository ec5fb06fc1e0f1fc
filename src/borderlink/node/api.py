"""The frame of the API: one NinjaAPI at /api/, a router from each room, one shape of refusal.

A room brings ``router`` in its ``api.py``, or in each module of ``api/``; docs/rooms/node.md says how. What
an operation may refuse is read from the line ``Refuses:`` of its docstring, and documented with its status.
"""

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial, update_wrapper
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.views.decorators.http import require_GET
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from borderlink.foundation.refusals import NotAllowed, Refusal, every_refusal
from borderlink.node.answers import answer, status_of
from borderlink.node.middleware import keep
from borderlink.node.refusals import (
    LengthMissing,
    MethodNotOffered,
    NoSuchDoor,
    NotJson,
    NullByte,
    RequestNotUnderstood,
    TooLarge,
)
from borderlink.officers.api import Key
from borderlink.officers.refusals import KeyNotAccepted, KeyWithoutScope, SignInIncomplete
from borderlink.officers.schemas import Refused

ROOMS: Final = ("journal", "officers", "screening", "cases", "custody", "dossiers", "liaison")
VERSION: Final = "1"  # of the API; in the header `API-Version` of every answer
DESCRIPTION: Final = (
    "The doors of one node for programs. Send the key with every request as `Authorization: Bearer KEY`, and "
    "a body as JSON with its `Content-Length`. A refusal has one shape; its codes are stable."
)
ALWAYS: Final = (
    KeyNotAccepted,
    KeyWithoutScope,
    NotAllowed,
    SignInIncomplete,
    NotJson,
    NullByte,
    LengthMissing,
    TooLarge,
    RequestNotUnderstood,
)
MOST_FIELDS: Final = 20  # how many fields of one request are told of
_REFUSES: Final = re.compile(r"Refuses:(.*?)(?:\n\s*\n|$)", re.DOTALL)
_NAMED: Final = re.compile(r"``(\w+)``")

View = Callable[..., HttpResponse]


class Body(Parser):
    """Reads JSON as the house takes it: no character that no text can hold, no number that is none."""

    def parse_body(self, request: HttpRequest) -> dict[str, object]:
        """Return the body. Refuses: ``NotJson``, ``NullByte``."""
        try:
            text = request.body.decode("utf-8")
            read = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise NotJson from None
        if "\\u" in text or "\x00" in text:
            _writable(read)
        found: dict[str, object] = read
        return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def _writable(value: object) -> None:
    """Refuse text with a null or half a character in it, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and ("\x00" in one or any("\ud800" <= char <= "\udfff" for char in one)):
            raise NullByte


class Doors(NinjaAPI):
    """The API of a node, whose description names what each operation refuses."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of an operation: that of its function, which no other operation has."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, object] | None = None
    ) -> OpenAPISchema:
        """Return the description, with headers under the names that travel: proxies drop an underscore."""
        described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for told in (told for methods in described["paths"].values() for told in methods.values()):
            for given in told["parameters"]:
                if given["in"] == "header":
                    given["name"] = given["name"].replace("_", "-").title()
        return described


def _on_refusal(request: HttpRequest, refusal: Exception | type[Exception]) -> HttpResponse:
    """Answer a refusal, and journal it where its class says so."""
    said = refusal if isinstance(refusal, Refusal) else Refusal()
    if said.keep:
        keep(said, by=_badge(request))
    return answer(request, said)


def _badge(request: HttpRequest) -> str:
    badge: str = getattr(getattr(request, "reader", None), "badge", "")
    return badge or "api"


def _on_validation(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
    errors = fault.errors if isinstance(fault, ValidationError) else []
    told = [
        {"at": _place(error["loc"]), "problem": str(error["type"]), **_allowed(error)}
        for error in errors[:MOST_FIELDS]
    ]
    names = [each["at"] for each in told]
    return answer(request, RequestNotUnderstood(fields=names, problems=told))


def _allowed(error: Mapping[str, Any]) -> dict[str, str]:
    """Return the words that a field takes, where it takes words of a list alone."""
    words = error.get("ctx", {}).get("expected") if error["type"] in {"enum", "literal_error"} else None
    return {"allowed": str(words)} if words else {}


def _place(where: Iterable[object]) -> str:
    """Return where a fault lies in what was sent: `body` is the whole, by whatever name we read it."""
    parts = [str(part) for part in where]
    return ".".join([*parts[:1], *parts[2:]] if parts[:1] == ["body"] else parts)


def _on_http_error(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
    """Answer what ninja itself refuses: a body that it could not read, a request without a key."""
    cause = getattr(fault, "__cause__", None)
    if isinstance(cause, Refusal):
        return answer(request, cause)
    if isinstance(fault, AuthenticationError):
        return answer(request, KeyNotAccepted())
    return answer(request, NotJson())


def _on_missing(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:  # noqa: ARG001
    return answer(request, NoSuchDoor())


def _on_too_much(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:  # noqa: ARG001
    return answer(request, TooLarge())


def make_api() -> Doors:
    """Return the API with the router of every room that brings one."""
    api = Doors(
        title="Borderlink",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        urls_namespace="api",
        parser=Body(),
    )
    api.add_exception_handler(Refusal, _on_refusal)
    api.add_exception_handler(ValidationError, _on_validation)
    api.add_exception_handler(HttpError, _on_http_error)
    api.add_exception_handler(Http404, _on_missing)
    api.add_exception_handler(RequestDataTooBig, _on_too_much)
    api.add_exception_handler(RawPostDataException, _on_http_error)  # a form where JSON belongs
    for room in ROOMS:
        for router in _routers_of(room):
            api.add_router(f"/{room}", router, tags=[room])
    for _, operation in operations(api):
        _document(operation)
    return api


def _routers_of(room: str) -> list[Router]:
    """Return what a room mounts: ``router`` of its ``api.py``, or of each module in its folder ``api/``."""
    found = find_spec(f"borderlink.{room}.api")
    if found is None:
        return []
    folders = found.submodule_search_locations
    names = sorted(part.name for part in pkgutil.iter_modules(folders)) if folders else []
    modules = [f"borderlink.{room}.api.{name}" for name in names] or [f"borderlink.{room}.api"]
    routers = [getattr(importlib.import_module(module), "router", None) for module in modules]
    return [router for router in routers if isinstance(router, Router)]


def operations(api: NinjaAPI) -> list[tuple[str, Operation]]:
    """Return every operation with its path below /api/."""
    return [
        (f"{router.prefix}{tail}", operation)
        for router in api._get_bound_routers()  # noqa: SLF001 - ninja names no other way to its operations
        for tail, view in router.path_operations.items()
        for operation in view.operations
    ]


def refused_by(operation: Operation) -> list[type[Refusal]]:
    """Return what an operation may refuse: what each may, and what its docstring names.

    A name that no refusal has is a fault of the docstring.
    """
    said = _REFUSES.search(inspect.getdoc(operation.view_func) or "")
    names = _NAMED.findall(said.group(1)) if said else []
    known = {refusal.__name__: refusal for refusal in every_refusal()}
    return [*ALWAYS, *(known[name] for name in names)]


def _document(operation: Operation) -> None:
    """Put every refusal of an operation into its description, by status."""
    by_status: dict[int, list[str]] = {}
    for refusal in refused_by(operation):
        by_status.setdefault(int(status_of(refusal)), []).append(refusal.code)
    answers = {
        str(status): {
            "description": ", ".join(f"`{code}`" for code in dict.fromkeys(codes)),
            "content": {"application/json": {"schema": Refused.model_json_schema()}},
        }
        for status, codes in sorted(by_status.items())
    }
    extra = dict(operation.openapi_extra or {})
    extra["responses"] = {**answers, **dict(extra.get("responses", {}))}
    operation.openapi_extra = extra
    operation.description = _REFUSES.sub("", operation.description or "").strip() + _scope(operation)


def _scope(operation: Operation) -> str:
    """Return the sentence that says which scope an operation asks of a key; empty where any key will do."""
    wanted = (asked.scope for asked in operation.auth_callbacks if isinstance(asked, Key))
    return "".join(f"\n\nA key needs the scope `{scope.value}`." for scope in wanted if scope is not None)


def _open(view: View) -> View:
    """Let a view of the API answer without a signed-in officer: it asks for a key by itself."""

    def asked(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        request.holder = None  # type: ignore[attr-defined]
        response = view(request, *args, **named)
        if response.status_code == 405:  # noqa: PLR2004 - ninja answers it in bare words
            told = answer(request, MethodNotOffered(method=request.method or ""))
            told.headers["Allow"] = response.headers.get("Allow", "")
            response = told
        if response.status_code == 401:  # noqa: PLR2004 - whoever is asked for a key is told which sort
            response.headers["WWW-Authenticate"] = "Bearer"
        response.headers["API-Version"] = VERSION
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    asked.csrf_exempt = True  # type: ignore[attr-defined]
    asked.login_required = False  # type: ignore[attr-defined]
    return asked if isinstance(view, partial) else update_wrapper(asked, view)


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Return the addresses below /api/: its description, the page that shows it, and every operation."""
    api = make_api()
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            told = pattern.name == "openapi-json"  # ninja would tell it to any method
            pattern.callback = _open(require_GET(pattern.callback) if told else pattern.callback)
    page = _open(require_GET(partial(documentation, api=api)))
    return [path("", page, name="documentation"), *patterns], app, namespace


def documentation(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Show what the API offers, made from its own description: no script, nothing from elsewhere."""
    described = api.get_openapi_schema(path_prefix="/api/")
    rows = [
        {
            "method": method.upper(),
            "path": where,
            "told": told,
            "answers": _answers(told["responses"]),
            "fields": list(_fields(told, described["components"]["schemas"])),
        }
        for where, methods in described["paths"].items()
        for method, told in methods.items()
    ]
    context = {
        "rows": rows,
        "about": DESCRIPTION,
        "api": VERSION,
        "program": version("borderlink"),
        "now": timezone.now(),
    }
    return render(request, "frame/api.html", context)


def _answers(responses: Mapping[object, Mapping[str, object]]) -> Iterable[tuple[str, object]]:
    return [
        (str(status), str(told.get("description", "")).replace("`", "")) for status, told in responses.items()
    ]


def _fields(told: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of an operation's body with a mark on those that must be there: `receiver.name`."""
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    yield from _named(content.get("schema", {}), known, "")


def _named(schema: Mapping[str, Any], known: Mapping[str, Any], above: str) -> Iterator[str]:
    whole = _whole(schema, known)
    for name, field in whole.get("properties", {}).items():
        inner = _whole(field.get("items", field), known)
        many = "[]" if "items" in field else ""
        if "properties" in inner:
            yield from _named(inner, known, f"{above}{name}{many}.")
        else:
            words = " | ".join(inner.get("enum", []))
            yield f"{above}{name}{many}{'*' if name in whole.get('required', []) else ''}" + (
                f": {words}" if words else ""
            )


def _whole(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema, followed to where it is written."""
    aside = schema.get("allOf", [schema])[0]
    found: Mapping[str, Any] = known.get(str(aside.get("$ref", "")).rpartition("/")[2], aside)
    return found
