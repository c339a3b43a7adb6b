# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
#
#   make demo    a real Odoo 19 and a local Xero, connected and in step
#   make test    every test
#
# Each makes all that it needs under .run/ and .venv/. `make help` lists the rest.

PYTHON ?= python3
# exec: the tools are then the direct child of make, and end when make is killed.
TOOL = @exec $(PYTHON) -m tools

# Variables, given before or after `make`:
#   test, coverage   ARGS="-k webhook" words for pytest; PARTS="unit committed odoo"
#   demo             DEMO_ONCE=1 end after the report; DEMO_INVOICES=1000 add as many;
#                    DEMO_TIER=starter|core|none the local Xero's limits;
#                    DEMO_PORT, XERO_PORT other ports than 8069 and 8070
#   simulate         SEEDS=300 SEED_FROM=1
#   lint             SKIP=prettier hooks to leave out

.PHONY: help demo test test-slow bench simulate coverage lint format odoo-env clean

help:
	$(TOOL)

demo:
	$(TOOL) demo

test:
	$(TOOL) test

test-slow:
	$(TOOL) test-slow

bench:
	$(TOOL) bench

simulate:
	$(TOOL) simulate

coverage:
	$(TOOL) coverage

lint:
	$(TOOL) lint

format:
	$(TOOL) format

odoo-env:
	$(TOOL) up

clean:
	$(TOOL) clean
