# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The local Xero in its own process, and the strings to steer it by."""

import json
import multiprocessing
import os
import sys
import tempfile

import requests

from ..contract import problems_of
from ..simulator import cli
from ..simulator.log import kept_log

#: children of a process of its own, which has loaded the local Xero once and nothing of
#: Odoo: loading it for each test would take longer than many of them do
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([cli.__name__])


class XeroProcess:
    """``with XeroProcess() as xero``: serves until the block ends.

    Its clock is the machine's plus what ``advance`` adds: Odoo looks at the machine's,
    and asks what has changed in Xero since then.

    :param tier: none, starter or core
    :param clock: ``fake`` for one that stands still but for ``advance``
    """

    def __init__(self, tier="none", seed=1, clock="real"):
        kept = kept_log()
        self._log = kept.open() if kept else tempfile.NamedTemporaryFile()
        self._arguments = [
            *("--port", "0", "--region", "uk", "--clock", clock),
            *("--tier", tier, "--seed", str(seed)),
            *("--log", self._log.name),
        ]
        self._process = None

    def start(self):
        """Begin to start it; who enters the block waits for it."""
        said, saying = _processes.Pipe(duplex=False)
        self._process = _processes.Process(
            target=_serve, args=(saying, self._arguments), daemon=True
        )
        with saying:
            self._process.start()
        self._said = os.fdopen(os.dup(said.fileno()))
        said.close()
        return self

    def __enter__(self):
        if self._process is None:
            self.start()
        line = self._said.readline()
        self.about = json.loads(line)
        self.base = self.about["base"]
        self.client_id = self.about["client_id"]
        self.client_secret = self.about["client_secret"]
        self._session = requests.Session()
        self._own = None
        tenant = self.about["tenants"][0]
        self.tenant_id, self.tenant_name = tenant["id"], tenant["name"]
        return self

    def stop(self):
        """End it, whether anybody has used it or not."""
        self._process.terminate()
        self._process.join(10)
        assert self._process.exitcode is not None, "it does not end"
        self._said.close()

    def __exit__(self, *error):
        self._session.close()
        self.stop()
        with self._log:
            said = [json.loads(line) for line in self._log]
        # what was said, by both sides, is judged by Xero's own document
        if not error[0]:
            problems = problems_of(said)
            assert not problems, "\n".join(problems[:20])

    def control(self, method, name, body=None, **params):
        """One call below ``/_control``; see the simulator's ``control``."""
        answer = self._session.request(
            method,
            f"{self.base}/_control/{name}",
            json=body,
            params=params,
            timeout=20,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def tokens(self, **body):
        """Tokens without a browser."""
        return self.control("POST", "authorise", body)

    def fault(self, action, **rule):
        """What goes wrong with calls from now on."""
        return self.control("POST", "faults", {"action": action, **rule})

    def heal(self):
        """No faults any more."""
        self.control("DELETE", "faults")

    def hits(self):
        """How often each fault in force has hit, in the order in which they came."""
        return [rule["hit"] for rule in self.control("GET", "faults")]

    def advance(self, seconds):
        """Let time pass in Xero."""
        self.control("POST", "clock", {"advance": seconds})
        self._own = None

    def calls(self, method=None, path=None):
        """Exchanges of the Accounting API so far."""
        found = self.control("GET", "log", path="/api.xro/")
        return [
            row
            for row in found["exchanges"]
            if (method is None or row["method"] == method)
            and (path is None or path in row["path"])
        ]

    def writes(self):
        """Every PUT and POST of the Accounting API so far."""
        return [row for row in self.calls() if row["method"] in ("PUT", "POST")]

    def refreshes(self):
        """How often somebody asked for tokens."""
        found = self.control("GET", "log", path="/connect/token")
        return len(found["exchanges"])

    def forget_calls(self):
        """Count from here."""
        self.control("DELETE", "log")

    # ------------------------------------------------------------------
    # Xero's own API, as a bookkeeper would use it
    # ------------------------------------------------------------------
    def api(self, method, path, body=None, **params):
        """A call with a token of our own, not the connector's."""
        if self._own is None:
            self._own = self.tokens()
        answer = self._session.request(
            method,
            f"{self.base}/api.xro/2.0/{path}",
            json=body,
            params=params,
            headers={
                "Authorization": f"Bearer {self._own['access_token']}",
                "xero-tenant-id": self.tenant_id,
                "Accept": "application/json",
            },
            timeout=20,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def everything(self, name, **params):
        """All elements of a resource, whole."""
        found, page = [], 1
        while True:
            answer = self.api("GET", name, page=page, pageSize=1000, **params)
            found += answer[name]
            if len(answer[name]) < 1000:
                return found
            page += 1


def _serve(saying, arguments):
    """The local Xero, in its own process; what it prints goes through ``saying``."""
    os.dup2(saying.fileno(), 1)
    saying.close()
    sys.exit(cli.main(arguments))
