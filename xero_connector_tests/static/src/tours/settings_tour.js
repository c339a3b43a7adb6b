/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("xero_connector_plan_with", {
    steps: () => [
        {
            trigger: "#xero_card [name=xero_live_state]:contains('Connected')",
        },
        {
            trigger: "#xero_billing:contains('Self-hosted') [name=covers]",
        },
    ],
});

tours.add("xero_connector_plan_without", {
    steps: () => [
        {
            content: "Billing says why there is no card",
            trigger: "#xero_billing:contains('Basic') [name=covers_not]",
        },
        {
            content: "Integrations have no Xero card",
            trigger: "body:has(#mail_pluggin_setting):not(:has(#xero_card))",
        },
    ],
});

tours.add("xero_connector_accept", {
    steps: () => [
        {
            content: "An invoice is held",
            trigger: "button:has([name=held_count]:contains('1'))",
            run: "click",
        },
        {
            content: "for a tax that nobody has mapped",
            trigger: ".o_data_row [name=state]:contains('Held')",
        },
        {
            content: "Back to the settings",
            trigger: ".o_back_button a, a.o_back_button",
            run: "click",
        },
        {
            content: "Suggest tax rates",
            trigger: "[name=tax_mappings] button[name=action_suggest_mappings]",
            run: "click",
        },
        {
            content: "They wait for a person",
            trigger: ".alert:contains('suggestions wait for you')",
        },
        {
            content: "Look at them",
            trigger: "[name=tax_mappings] button[name=action_open_mappings]",
            run: "click",
        },
        {
            content: "Accept the one of zero percent",
            trigger:
                ".o_data_row:contains('ZERORATEDOUTPUT'):contains('0%') button[name=action_accept]",
            run: "click",
        },
        {
            content: "It is no suggestion any more",
            trigger:
                ".o_data_row:contains('ZERORATEDOUTPUT'):not(:has(button[name=action_accept]))",
        },
    ],
});

tours.add("xero_connector_gone", {
    steps: () => [
        {
            content: "Nothing is held any more",
            trigger: "button:has([name=held_count]:contains('0'))",
        },
        {
            content: "Look at what is in step",
            trigger: "button:has([name=synced_count])",
            run: "click",
        },
        {
            content: "The invoice is there",
            trigger:
                ".o_data_row:contains('INV/'):has([name=state]:contains('In step'))",
        },
    ],
});

// The test puts something wrong before each press of the button, in this order.
const FAULTS = [
    ["Xero did not answer", "status.xero.com"],
    ["This server could not reach Xero", "internet connection"],
    ["Xero did not grant every permission", "Press Reconnect"],
    ["Xero does not let this user approve invoices", "plan"],
    ["the limit is used up", "Nothing is lost"],
    ["Xero no longer accepts", "Press Reconnect"],
    ["this organisation is no longer connected", "Press Reconnect"],
];

tours.add("xero_connector_faults", {
    steps: () =>
        FAULTS.flatMap(([text, remedy]) => [
            {
                content: "Test the connection",
                trigger: "body:not(:has(.modal)) button[name=action_test_connection]",
                run: "click",
            },
            {
                content: `It says: ${text}`,
                trigger: `.modal [name=report] .o_xero_error:contains("${text}"):contains("${remedy}")`,
            },
            {
                trigger: ".modal button:contains('Close')",
                run: "click",
            },
        ]),
});
