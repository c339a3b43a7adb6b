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

# Words for pytest, such as ARGS="-k webhook"; the parts to run: unit committed odoo.
export ARGS PARTS
# make demo
export DEMO_ONCE DEMO_INVOICES DEMO_TIER DEMO_PORT XERO_PORT
# make simulate
export SEEDS SEED_FROM
# make lint: hooks to leave out, separated by commas
export SKIP

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
