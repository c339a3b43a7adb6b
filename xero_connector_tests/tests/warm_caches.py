# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's caches of definitions, kept from one test to the next.

After each test Odoo clears all that it has cached, so that each works out anew who may
do what, which fields there are and how views and texts are compiled: a tenth of the
time of all tests. A server keeps that for days, and clears a cache when something is
written that changes it; so what nobody cleared during a test is right after it too.
"""

#: those of assets and routes are left to Odoo: they point at records of one test
NAMES = ("default", "stable", "templates", "groups")


class WarmCaches:
    """Made when a test (or a class) begins: what the caches hold by then.

    Two clean-ups around those of Odoo bring it back: ``take`` is to run before Odoo
    clears the caches, ``put_back`` after everything.
    """

    def __init__(self, registry):
        # it has no public name, Odoo's own decorator uses this one
        caches = registry._Registry__caches
        self._caches = {name: caches[name] for name in NAMES}
        self._contents = {name: self._caches[name].snapshot for name in NAMES}
        # an entry of our own: who clears a cache clears it too. That of a class is
        # another than that of each of its tests.
        self._mark = object()
        for cache in self._caches.values():
            cache[self._mark] = True

    def take(self):
        """Add what was worked out meanwhile, to those that nobody has cleared."""
        for name, cache in self._caches.items():
            if cache.pop(self._mark, False):
                self._contents[name] = cache.snapshot

    def put_back(self):
        for name, cache in self._caches.items():
            cache.clear()
            for key, value in self._contents[name].items():
                cache[key] = value
