# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A local Xero.

From the command line, as its own process::

    python -m xero_connector_tests.simulator --port N --region uk --tier starter
        --state FILE --log FILE --seed N --clock real|fake

prints one JSON line when it is ready: addresses (``base``, ``login``, ``token``,
``revocation``, ``connections``, ``api``, ``control``, ``bookkeeper``), ``client_id``
and ``client_secret`` of a web app, ``legacy_client_id`` and ``legacy_client_secret`` of
one that may use broad scopes, ``pkce_client_id``, ``custom_client_id`` and
``custom_client_secret``, ``webhook_key``, ``users`` (email, password, organisations)
and ``tenants`` (id, name, region). It ends on SIGTERM or SIGINT with its state saved.

In this process, for tests::

    with LocalXero(region="uk", tier="none", clock="fake", seed=1) as xero:
        tokens = xero.authorise()
        requests.get(f"{xero.base_url}/api.xro/2.0/Invoices", headers={
            "Authorization": f"Bearer {tokens['access_token']}",
            "xero-tenant-id": tokens["tenant_id"], "Accept": "application/json"})

- ``xero.base_url``, ``.api_url``, ``.client_id``, ``.client_secret``; the other apps
  are ``xero.world.legacy_app``, ``.pkce_app``, ``.custom_app``;
- ``.authorise(user, tenant, scopes, app)`` makes tokens without a browser;
  ``.consent(url)`` walks through the sign-in and consent pages and returns the address
  that the client is sent back to;
- ``.clock``: ``now()``, ``advance(seconds)``;
- ``.log``: a list of exchanges, ``clear()``; ``.calls(method, path)``: API calls only;
- ``.tenants``; ``.organisations[tenant_id]``, ``.organisation`` (the first one): its
  ``invoices``, ``contacts``... are mappings of stored records by id, with Decimal
  amounts and Python dates; its methods are what a bookkeeper does (``record_payment``,
  ``void_invoice``, ``edit_contact``, ``lock_period``..., see ``organisation.books``);
  its ``settings`` are the switches where Xero's behaviour is not confirmed;
- ``.faults.add(rule)`` (see ``faults``);
- ``.webhooks``: ``subscribe(url)``, ``deliver()`` (see ``webhooks``);
- ``.reset()``: a new world on the same port.

Over HTTP, for another process: ``/_control`` (see ``control``). For a browser: the
bookkeeper's pages at ``/``. The fields of the sign-in forms, for a client without a
browser, are told in ``identity.authorise``.

It stands for Xero's three hosts on one address: login.xero.com is
``/identity/connect/authorize``, identity.xero.com ``/connect/token`` and
``/connect/revocation``, api.xero.com ``/connections`` and ``/api.xro/2.0``.
"""

from .local import LocalXero

__all__ = ["LocalXero"]
