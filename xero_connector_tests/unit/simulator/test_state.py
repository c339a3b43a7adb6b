# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""State, the command line, and steering over HTTP."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from xero_connector_tests.simulator import cli, state
from xero_connector_tests.simulator.world import World

from .client import Client

ROOT = Path(__file__).resolve().parents[3]


def test_export_and_import(client, make_xero):
    invoice = client.invoice(CurrencyCode="EUR")
    client.payment(invoice, 1, Account={"Code": "092"})
    client.call("PUT", f"Invoices/{invoice['InvoiceID']}/Attachments/a.txt", b"hi")
    organisation = client.xero.organisation
    organisation.lock_period(organisation.today().replace(month=1))
    organisation.settings.change({"tax_override_limit": "0.05"})
    client.xero.clock.advance(90)
    text = state.dumps(state.export(client.xero.world))
    other = make_xero(region="au", seed=7)
    state.restore(other.world, state.loads(text))
    assert state.dumps(state.export(other.world)) == text
    # The same tokens work, the data are there, and identifiers go on.
    token = client.session.headers["Authorization"]
    moved = Client(other)
    moved.session.headers["Authorization"] = token
    moved.session.headers["xero-tenant-id"] = client.tokens["tenant_id"]
    found = moved.get(f"Invoices/{invoice['InvoiceID']}")
    assert found == client.get(f"Invoices/{invoice['InvoiceID']}")
    assert other.client_id == client.xero.client_id
    assert moved.invoice()["InvoiceNumber"] == "INV-0002"
    moved.close()


@pytest.mark.parametrize("text", ["{}", "[]", "nonsense", '{"version": 99}'])
def test_what_is_no_state(text):
    with pytest.raises(ValueError):
        state.loads(text)


def test_an_old_state_is_refused(xero):
    with pytest.raises(ValueError, match="not a saved state"):
        state.restore(xero.world, {"version": 0})


def test_the_file_is_written_while_things_change(xero, tmp_path):
    path = tmp_path / "deep" / "state.json"
    keeper = state.StateFile(xero.world, path, every=0.05)
    assert keeper.load() is False
    keeper.start()
    client = Client(xero)
    client.contact("Ann")
    for _wait in range(100):
        if path.exists():
            break
        time.sleep(0.05)
    keeper.stop()
    assert "Ann" in path.read_text()
    assert not list(tmp_path.glob("**/*.partial"))
    fresh = World()
    assert state.StateFile(fresh, path).load() is True
    assert len(fresh.organisation().contacts) == 1
    client.close()


def test_records_that_have_no_json_form():
    with pytest.raises(TypeError):
        state.dumps({"x": object()})


# The command line


class Process:
    """The simulator as its own process."""

    def __init__(self, *arguments):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "xero_connector_tests.simulator", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        self.line = json.loads(self.process.stdout.readline() or "null")
        self.session = requests.Session()
        self.session.trust_env = False

    def control(self, method, name, body=None, status=200, **params):
        answer = self.session.request(
            method, f"{self.line['control']}/{name}", json=body, params=params
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    def end(self, number=signal.SIGTERM):
        self.session.close()
        self.process.send_signal(number)
        code = self.process.wait(20)
        errors = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return code, errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_of_its_own(tmp_path, number):
    path, log = tmp_path / "state.json", tmp_path / "log.jsonl"
    arguments = ["--port", "0", "--state", str(path), "--log", str(log)]
    arguments += ["--region", "nz", "--tier", "core", "--clock", "fake", "--seed", "3"]
    arguments += ["--now", "2026-05-01T00:00:00"]
    first = Process(*arguments)
    line = first.line
    assert line["base"].startswith("http://localhost:")
    assert line["tenants"][0]["region"] == "nz"
    assert line["users"][0]["organisations"][0]["id"] == line["tenants"][0]["id"]
    for name in (
        "client_id",
        "client_secret",
        "pkce_client_id",
        "custom_client_id",
        "custom_client_secret",
        "webhook_key",
        "login",
        "token",
        "api",
        "connections",
    ):
        assert line[name]
    assert first.control("GET", "clock")["now"].startswith("2026-05-01T00:00:00")
    tokens = first.control("POST", "authorise", {})
    headers = {
        "Authorization": f"Bearer {tokens['access_token']}",
        "xero-tenant-id": tokens["tenant_id"],
        "Accept": "application/json",
    }
    body = {"Contacts": [{"Name": "Kept"}]}
    url = f"{line['api']}/Contacts"
    assert first.session.put(url, json=body, headers=headers).status_code == 200
    assert first.end(number) == (0, "")
    exchange = json.loads(log.read_text().splitlines()[0])
    assert exchange["request_body"] == body
    assert "authorization" not in exchange["request_headers"]
    second = Process(*arguments)
    assert second.line["client_id"] == line["client_id"]
    answer = second.session.get(f"{second.line['api']}/Contacts", headers=headers)
    assert [c["Name"] for c in answer.json()["Contacts"]] == ["Kept"]
    assert second.end()[0] == 0


def test_a_taken_port_and_a_broken_state(xero, tmp_path, capsys):
    assert cli.main(["--port", str(xero.port)]) == 1
    assert "cannot be used" in capsys.readouterr().err
    broken = tmp_path / "state.json"
    broken.write_text("{")
    assert cli.main(["--state", str(broken)]) == 1
    assert "cannot be loaded" in capsys.readouterr().err


# Steering


@pytest.fixture
def control(xero):
    session = requests.Session()
    session.trust_env = False

    def call(method, name, body=None, status=200, headers=None, **params):
        answer = session.request(
            method,
            f"{xero.base_url}/_control/{name}",
            json=body,
            params=params,
            headers=headers,
        )
        assert answer.status_code == status, answer.text
        return answer.json() if "json" in answer.headers["Content-Type"] else None

    yield call
    session.close()


def test_control(client, control):
    xero = client.xero
    assert control("GET", "info")["client_id"] == xero.client_id
    control("POST", "clock", {"advance": 60})
    assert control("GET", "clock")["now"].startswith("2026-11-02T09:01:00")
    rule = control(
        "POST", "faults", {"action": "error", "nth": [1, 3], "probability": 1}
    )
    assert control("GET", "faults")[0]["nth"] == [1, 3]
    client.call("GET", "Contacts", status=500)
    control("DELETE", f"faults/{rule['id']}")
    control("POST", "faults", {"action": "delay", "seconds": 0.01, "nth": 1})
    control("DELETE", "faults")
    assert control("GET", "faults") == []
    assert control("GET", "log", path="/contacts")["exchanges"][0]["status"] == 500
    following = control("GET", "log")["next"]
    client.get("Items")
    assert len(control("GET", "log", after=following)["exchanges"]) == 1
    control("DELETE", "log")
    assert control("GET", "log") == {"next": 0, "exchanges": []}
    tokens = control(
        "POST", "authorise", {"client_id": xero.world.legacy_app.client_id}
    )
    assert tokens["client_id"] != xero.client_id
    left = control("POST", "limits", {"minute": 10, "day": 20})
    assert left["X-MinLimit-Remaining"] == "50"
    control("DELETE", "limits")
    control("POST", "settings", {"contact_name_spaces": "trim"})
    assert control("GET", "settings")["contact_name_spaces"] == "trim"
    control("POST", "offline", {"tenant": xero.tenants[0]["id"]})
    client.call("GET", "Items", status=503)
    control("POST", "offline", {"tenant": xero.tenants[0]["id"], "offline": False})
    control("POST", "offline", {})
    client.call("GET", "Items", status=503)
    control("POST", "offline", {"offline": False})
    saved = control("GET", "state")
    contact = control("POST", "actions", {"action": "add_contact", "name": "Ann"})
    invoice = control(
        "POST",
        "actions",
        {
            "action": "add_invoice",
            "contact_id": contact["ContactID"],
            "amount": 12.5,
            "Date": "2026-10-01",
        },
    )
    assert invoice["Total"] == 15
    lock = {"action": "lock_period", "day": "2026-10-01"}
    assert control("POST", "actions", lock) is None
    assert len(control("GET", "records/invoices")) == 1
    control("PUT", "state", saved)
    assert control("GET", "records/Contacts") == []
    assert control("GET", "webhooks")["subscription"] is None
    control("POST", "webhooks", {"url": "http://localhost:9/x"})
    assert control("GET", "webhooks")["subscription"]["status"] == "intent"
    assert control("POST", "deliveries") == {"posts": 0, "waiting": 0}
    control("DELETE", "webhooks")


@pytest.mark.parametrize(
    ("method", "name", "body"),
    [
        ("POST", "actions", {"action": "__init__"}),
        ("POST", "actions", {}),
        ("POST", "actions", {"action": "add_contact"}),
        ("POST", "actions", {"action": "add_contact", "name": " bad "}),
        ("POST", "settings", {"nonsense": 1}),
        ("POST", "settings", {"rounding_amounts": "maybe"}),
        ("POST", "clock", {"advance": -1}),
        ("POST", "clock", {}),
        ("POST", "faults", {"action": "explode"}),
        ("PUT", "state", {"version": 0}),
        ("GET", "records/nonsense", None),
        ("POST", "authorise", {"user": "nobody"}),
        ("POST", "webhooks", {"url": "https://example.com"}),
    ],
)
def test_control_says_what_is_wrong(control, method, name, body):
    assert control(method, name, body, status=400)["error"]


def test_control_is_for_this_machines_user(control):
    control("GET", "nonsense", status=404)
    foreign = {"Origin": "https://evil.example"}
    control("GET", "info", status=404, headers=foreign)
    control("GET", "info", status=404, headers={"Host": "evil.example"})


def test_reset(client):
    client.contact("Ann")
    xero = client.xero
    before = xero.base_url
    xero.reset()
    assert xero.base_url == before
    assert len(xero.organisation.contacts) == 0
    assert len(xero.log) == 0
    answer = client.session.get(f"{xero.api_url}/Contacts")
    assert answer.status_code == 401


def test_the_log(client, tmp_path, make_xero):
    client.contact("Ann")
    client.call("GET", "Contacts", where='Name=="Ann"')
    log = client.xero.log
    assert [e["method"] for e in log] == ["PUT", "GET"]
    put, get = log[0], log[-1]
    assert put["request_body"] == {"Contacts": [{"Name": "Ann"}]}
    assert put["response_body"]["Contacts"][0]["Name"] == "Ann"
    assert get["query"] == {"where": 'Name=="Ann"'}
    assert get["tenant"] == client.tokens["tenant_id"]
    assert "authorization" not in get["request_headers"]
    assert get["time"] == "2026-11-02T09:00:00.000+00:00"
    assert log[0:1] == [put]
    assert len(client.xero.calls("put", "contacts")) == 1
    assert client.xero.calls(path="/Items") == []
    client.call("PUT", "Contacts", "<Contacts/>", status=400)
    assert log[-1]["request_body"] == "<Contacts/>"
    client.call("PUT", "Contacts", "{broken", status=400)
    assert log[-1]["request_body"] == "{broken"
    log.clear()
    assert len(log) == 0


def test_the_logs_of_a_whole_run_are_kept(tmp_path, monkeypatch):
    from xero_connector_tests.simulator import LocalXero

    monkeypatch.setenv("XERO_LOGS", str(tmp_path / "logs"))
    for _number in range(2):
        with LocalXero() as xero:
            requests.get(f"{xero.base_url}/connections", timeout=20)
    texts = [path.read_text() for path in (tmp_path / "logs").iterdir()]
    assert [json.loads(text)["path"] for text in texts] == ["/connections"] * 2


def test_the_log_of_a_long_run_forgets(tmp_path):
    from datetime import UTC, datetime

    from xero_connector_tests.simulator.log import Log

    log = Log(tmp_path / "log.jsonl", keep=10)
    for number in range(25):
        log.add(
            method="GET",
            path=f"/api.xro/2.0/Invoices/{number}",
            query={},
            request_headers={},
            request_body=b"\x00" if number else b"",
            status=200,
            response_headers={"Content-Type": "image/png"},
            response_body=b"\x89",
            tenant=None,
            time=datetime(2026, 1, 1, tzinfo=UTC),
        )
    log.close()
    assert len(log) < 21
    assert log.total == 25
    assert log[-1]["response_body"] == "1 bytes of image/png"
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 25


def test_clocks():
    from datetime import UTC, datetime

    from xero_connector_tests.simulator.clock import FakeClock, RealClock

    fake = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert fake.advance(1.5).isoformat() == "2026-01-01T00:00:01.500000+00:00"
    with pytest.raises(ValueError, match="go back"):
        fake.advance(-1)
    real = RealClock()
    before = real.now()
    assert real.advance(3600) > before
    assert abs((real.now() - datetime.now(UTC)).total_seconds() - 3600) < 5


def test_not_running():
    from xero_connector_tests.simulator import LocalXero

    xero = LocalXero()
    with pytest.raises(RuntimeError, match="not running"):
        _port = xero.port
    with xero:
        assert xero.port
    xero.stop()
