/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

const state = (name) => `.o_xero_backfill[data-state=${name}]`;
const invoices = (name) =>
    `${state(name)} > div:has(span:contains('Customer invoices'))`;

registry.category("web_tour.tours").add("xero_connector_backfill", {
    steps: () => [
        {
            content: "How far it is, and when it is expected to end",
            trigger: `${state("running")}:contains('Expected to end')`,
        },
        {
            trigger: `${invoices("running")}:contains('0 of 6')`,
        },
        {
            content: "The page goes on by itself",
            trigger: `${invoices("running")}:not(:contains('0 of 6'))`,
            timeout: 30000,
        },
        {
            content: "The last one waits for a person",
            trigger: `${invoices("done")}:contains('5 of 6, 1 held')`,
            timeout: 30000,
        },
        {
            trigger: `${state("done")}:contains('calls used')`,
        },
    ],
});

registry.category("web_tour.tours").add("xero_connector_backfill_card", {
    steps: () => [
        {
            content: "The card of the settings says it too",
            trigger: `#xero_card ${invoices("running")}:contains('0 of 6')`,
        },
        {
            content: "and goes on by itself",
            trigger: `#xero_card ${invoices("running")}:not(:contains('0 of 6'))`,
            timeout: 30000,
        },
        {
            trigger: `#xero_card ${state("done")}:contains('calls used')`,
            timeout: 30000,
        },
    ],
});
