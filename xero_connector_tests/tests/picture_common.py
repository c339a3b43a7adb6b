# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Photographs of Odoo's pages, in the middle of a test."""

import os
import resource
import time
from pathlib import Path

from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from .common import XeroHttpCommon


class XeroPictureCommon(XeroHttpCommon):
    """Where the environment variable ``XERO_PICTURES`` names a folder, ``picture``
    photographs into it; else it does nothing."""

    def picture(self, name, path, wait, selector=None, click=None, height=None):
        """Photograph a page as the manager sees it.

        :param path: of Odoo's page
        :param wait: CSS of what has to be there first
        :param selector: CSS of the part that is wanted; none: the window
        :param click: CSS of a button to press before
        :param height: of the window in pixels
        """
        folder = os.environ.get("XERO_PICTURES")
        if not folder:
            return
        # it needs Pillow and a WebSocket, which tests without pictures do not
        from ..demo.browser import Browser

        # Odoo limits its own memory; Chromium reserves more than that, unused
        limits = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits[1], limits[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_AS, limits)
        with self.allow_requests(), Browser() as browser:
            session = self.authenticate("xero_manager", "xero_manager")
            for key, value in {
                "session_id": session.sid,
                TEST_CURSOR_COOKIE_NAME: self.http_request_key,
            }.items():
                browser._call(
                    "Network.setCookie", name=key, value=value, url=self.base_url()
                )
            self.cr.flush()
            self.cr.clear()
            browser.resize(height)
            browser.open(self.base_url() + path)
            if click:
                browser.click(click)
            browser.see(wait)
            time.sleep(1.5)  # what fades in is in by then
            browser.shot(Path(folder) / f"{name}.png", selector)
            browser.open("about:blank")
            self._wait_remaining_requests()
