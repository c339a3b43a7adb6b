# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A headless Chromium that a script leads from page to page, and photographs."""

import base64
import contextlib
import io
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket
from PIL import Image

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
)


class BrowserError(Exception):
    """The page is not what the script expects."""


class Browser:
    """``with Browser() as browser:`` one tab of a fresh profile.

    :param width, height: of the window, in pixels
    """

    def __init__(self, width=1366, height=860):
        self._size = (width, height)
        self._ids = itertools.count(1)
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        program = next(filter(None, map(shutil.which, NAMES)), None)
        if program is None:
            raise BrowserError("no Chromium is installed")
        with self._stack:
            profile = self._stack.enter_context(
                tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            )
            process = subprocess.Popen(
                [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._stack.callback(process.wait)
            self._stack.callback(process.terminate)
            port = self._port(Path(profile) / "DevToolsActivePort")
            self._socket = websocket.create_connection(self._tab(port), timeout=60)
            self._stack.callback(self._socket.close)
            self._call("Page.enable")
            self.resize()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_details):
        self._stack.close()

    @staticmethod
    def _port(file):
        for _try in range(1200):
            if file.exists() and file.read_text():
                return file.read_text().split()[0]
            time.sleep(0.05)
        raise BrowserError("Chromium does not start")

    @staticmethod
    def _tab(port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            tabs = json.load(answer)
        return next(t["webSocketDebuggerUrl"] for t in tabs if t["type"] == "page")

    def _call(self, method, **params):
        number = next(self._ids)
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": params})
        )
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]

    def live_in(self, zone):
        """Show times as a browser in this time zone does."""
        self._call("Emulation.setTimezoneOverride", timezoneId=zone)

    def resize(self, height=None):
        """Make the window this high, to show a page without scrolling, or as before."""
        width, usual = self._size
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height or usual,
            deviceScaleFactor=1,
            mobile=False,
        )

    # --- leading ----------------------------------------------------------------------

    def open(self, url):
        """Go to an address, from scratch even if only its fragment differs."""
        self._call("Page.navigate", url="about:blank")
        self._call("Page.navigate", url=url)

    def run(self, script):
        """The value of a JavaScript expression in the page."""
        result = self._call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise BrowserError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def wait(self, condition, seconds=60):
        """Until a JavaScript expression is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(BrowserError):  # the page may be in mid-change
                if self.run(f"Boolean({condition})"):
                    return
            time.sleep(0.1)
        raise BrowserError(f"waited in vain for {condition} at {self.url}")

    def see(self, selector, seconds=60):
        """Until an element that fits is visible."""
        self.wait(f"{_find(selector)}?.offsetParent", seconds)

    def click(self, selector):
        """Click on the first visible element.

        :param selector: CSS, which may end in ``:text(Words)``
        """
        self.see(selector)
        self.run(f"{_find(selector)}.click()")

    def type(self, selector, text):
        """Put text into a field, as if typed."""
        self.see(selector)
        self.run(
            f"(() => {{ const field = {_find(selector)}; field.focus();"
            f" field.value = {json.dumps(text)};"
            " for (const kind of ['input', 'change'])"
            " field.dispatchEvent(new Event(kind, {bubbles: true})); field.blur(); })()"
        )

    @property
    def url(self):
        return self.run("location.href")

    # --- photographing ----------------------------------------------------------------

    def shot(self, path, selector=None, margin=16):
        """Save the window, or the part where an element is, as a small PNG."""
        clip = {}
        if selector:
            self.see(selector)
            box = self.run(
                f"(() => {{ const box = {_find(selector)}.getBoundingClientRect();"
                " return [box.x, box.y, box.width, box.height]; })()"
            )
            x, y, width, height = box
            clip["clip"] = {
                "x": max(0, x - margin),
                "y": max(0, y - margin),
                "width": width + 2 * margin,
                "height": height + 2 * margin,
                "scale": 1,
            }
        data = self._call("Page.captureScreenshot", format="png", **clip)["data"]
        image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
        image.quantize(256).save(path, optimize=True)


def _find(selector):
    """JavaScript that finds the first visible element, or any if none is visible."""
    css, _mark, words = selector.partition(":text(")
    words = words.removesuffix(")")
    return (
        f"((all) => all.find((e) => e.offsetParent) || all[0])"
        f"([...document.querySelectorAll({json.dumps(css)})]"
        f".filter((e) => e.textContent.includes({json.dumps(words)})))"
    )
