"""A node is made, described, brought up to date and served from the command line, in processes of its own."""

import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import URLError

import pytest

from borderlink.liaison.adapters.https import Line
from borderlink.liaison.refusals.post import NotAnswered
from tests.certificates import certificate

pytestmark = pytest.mark.journey
EVERYWHERE = "0.0.0.0"  # noqa: S104 - refused


def _run(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BORDERLINK_")}
    environment["LC_ALL"] = f"{language}.UTF-8"
    command = [sys.executable, "-m", "borderlink", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def _init(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return _run(
        "node", "init", "--folder", str(folder), "--agency", "GZ-CUSTOMS", "--name", "Guangzhou customs",
        "--administrator", "gz-0006", *more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("nodes") / "guangzhou"
    done = _init(folder, "--json")
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout.splitlines()[-1])


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def test_init_makes_keys_for_their_owner_alone(made: tuple[Path, dict[str, str]]) -> None:
    folder, told = made

    private = [*(folder / "keys").iterdir(), *(folder / "root-keys").iterdir(), folder / "borderlink.toml"]
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(told["root_keys"]) == 3
    assert len(told["root_fingerprint"].replace(" ", "")) == 60


def test_the_root_document_bears_two_valid_signatures_and_the_fingerprint_told(
    made: tuple[Path, dict[str, str]],
) -> None:
    from borderlink.foundation.roots import SignedRoot

    folder, told = made

    root = SignedRoot.from_bytes((folder / "keys" / "root.json").read_bytes()).verify()

    assert (root.agency, root.fingerprint()) == ("GZ-CUSTOMS", told["root_fingerprint"])


def test_init_refuses_a_folder_that_holds_a_node_and_one_that_holds_something_else(
    made: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    folder, told = made
    before = (folder / "borderlink.toml").read_bytes()
    (tmp_path / "letter.txt").write_text("mine")

    again, other = _init(folder), _init(tmp_path)

    assert (again.returncode, other.returncode) == (1, 1)
    assert "node.exists" in again.stderr
    assert told["node"] in again.stderr
    assert "node.folder-not-empty" in other.stderr
    assert (folder / "borderlink.toml").read_bytes() == before


def test_an_init_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    done = _run(
        "node", "init", "--folder", str(tmp_path / "new"), "--agency", "not a code", "--name", "X",
        "--administrator", "A1",
    )  # fmt: skip

    assert done.returncode == 1
    assert "node.setting-not-understood" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_refusal_is_told_in_the_operators_language(tmp_path: Path) -> None:
    migrate, keys = ("node", "migrate"), ("officers", "keys", "list")
    said = {
        language: _run(*command, "--folder", str(tmp_path), language=language).stderr
        for language, command in (("en_GB", migrate), ("zh_CN", keys), ("vi_VN", migrate))
    }

    assert all("node.none" in words for words in said.values())
    assert len(set(said.values())) == 3


def test_config_lists_every_setting_with_its_origin(made: tuple[Path, dict[str, str]]) -> None:
    folder, told = made

    done = _run("node", "config", "--folder", str(folder), "--json")

    shown = {setting["name"]: setting for setting in json.loads(done.stdout)}
    assert shown["node"]["shown"] == told["node"]
    assert shown["node"]["origin"].endswith("borderlink.toml")
    assert (folder / "keys" / "secret").read_text() not in done.stdout


def test_serve_refuses_a_database_that_is_behind_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "behind"
    assert _init(folder).returncode == 0
    with sqlite3.connect(folder / "borderlink.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'screening'")
    database.close()

    done = _run("node", "serve", "--folder", str(folder), "--port", str(_free_port()))

    assert done.returncode == 1
    assert "borderlink node migrate" in done.stderr
    assert "node.schema-behind" in done.stderr


def test_serve_refuses_a_taken_port_and_an_open_address_in_clear(made: tuple[Path, dict[str, str]]) -> None:
    folder, _ = made
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        busy = _run("node", "serve", "--folder", str(folder), "--port", port)
    open_to_all = _run("node", "serve", "--folder", str(folder), "--address", EVERYWHERE, "--port", port)

    assert "node.address-taken" in busy.stderr
    assert "node.open-without-tls" in open_to_all.stderr
    assert (busy.returncode, open_to_all.returncode) == (1, 1)


def test_a_certificate_without_its_key_is_no_tls(tmp_path: Path) -> None:
    """The web server would serve in clear, without a word."""
    from borderlink.node import serving
    from borderlink.node.configuration import Configuration
    from borderlink.node.refusals import OpenWithoutTls

    certificate(tmp_path / "tls.pem")
    given = {"address": EVERYWHERE, "port": _free_port(), "tls_certificate": str(tmp_path / "tls.pem")}

    with pytest.raises(OpenWithoutTls):
        serving.may_listen(Configuration(**given))  # type: ignore[arg-type]
    serving.may_listen(Configuration(**given, tls_key=given["tls_certificate"]))  # type: ignore[arg-type]


@pytest.mark.parametrize(("how", "tls"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_node_is_served_until_told_to_stop(
    made: tuple[Path, dict[str, str]], tmp_path: Path, how: signal.Signals, *, tls: bool
) -> None:
    folder, told = made
    port, pinned = _free_port(), certificate(tmp_path / "tls.pem")
    given = dict.fromkeys(("BORDERLINK_TLS_CERTIFICATE", "BORDERLINK_TLS_KEY"), str(tmp_path / "tls.pem"))
    command = [sys.executable, "-m", "borderlink", "node", "serve", "--folder", str(folder)]
    server = subprocess.Popen(
        [*command, "--port", str(port)], env=os.environ | (given if tls else {}), stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    address, line = f"{'https' if tls else 'http'}://127.0.0.1:{port}", Line()
    try:
        ready = json.loads(_wait_for(f"{address}/health/ready"))
        with _opened(f"{address}/sign-in/?next=/secret-name/") as door:
            cookies = door.headers.get_all("Set-Cookie") or [""]
        with pytest.raises(NotAnswered) as no_post:
            line.post("GZ-CUSTOMS", address, (pinned,), b"no post")
        server.send_signal(how)
        _, log = server.communicate(timeout=30)
    finally:
        line.close()
        server.kill()

    assert ready["status"] == "ready"
    assert ready["worker"] in {"ok", "none"}
    assert all(f"borderlink_{told['node']}_" in cookie for cookie in cookies)
    assert all(("Secure" in cookie) == tls for cookie in cookies)
    assert no_post.value.facts["status"] == 422
    assert server.returncode == 0
    assert f"{address}/" in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    ended = {"worker stopped", "post stopped", "stopped"}
    assert {"serving", "working", "carrying post"} | ended <= {line["event"] for line in lines}
    assert "secret-name" not in log
    with pytest.raises(URLError):
        _opened(f"{address}/health/live")


def _opened(url: str) -> HTTPResponse:
    """Return the answer of a node of ours, whatever its certificate."""
    unpinned = ssl.create_default_context()
    unpinned.check_hostname, unpinned.verify_mode = False, ssl.CERT_NONE
    answer: HTTPResponse = urllib.request.urlopen(url, timeout=10, context=unpinned)  # noqa: S310 - our own
    return answer


def _wait_for(url: str) -> bytes:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with _opened(url) as answer:
                return bytes(answer.read())
        except OSError:  # not there yet, or too slow on a machine at work
            time.sleep(0.2)
    raise TimeoutError(url)


def test_help_is_told_without_loading_a_framework() -> None:
    script = (
        "import sys\n"
        "sys.argv = ['borderlink', '--help']\n"
        "from borderlink.node.commands import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print('django' in sys.modules, 'polars' in sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False
    )

    assert done.stdout.splitlines()[-1] == "False False"


def test_a_demonstration_is_refused_where_an_earlier_one_left_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "port-neighbours").mkdir()
    (tmp_path / "port-neighbours" / "kept").touch()

    done = _run("demo", "--once", "--folder", str(tmp_path / "port"))

    assert done.returncode == 1
    assert "port-neighbours" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "port").exists()
