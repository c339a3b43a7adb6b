/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

// Xero's own pages are no pages of Odoo, so no tour runs on them: the test walks
// through them while the browser waits for the redirect.
registry.category("web_tour.tours").add("xero_connector_connect", {
    steps: () => [
        {
            content: "The card explains how to begin",
            trigger: "#xero_card:contains('Make an app at Xero')",
        },
        {
            content: "with the address to register at Xero",
            trigger:
                "#xero_card [name=xero_redirect_uri]:contains('/accounting_sync/callback')",
        },
        {
            content: "Enter the credentials",
            trigger: "#xero_card [name=xero_client_id] input",
            run: "edit TOUR_CLIENT_ID",
        },
        {
            trigger: "#xero_card [name=xero_client_secret] input[type=password]",
            run: "edit TOUR_CLIENT_SECRET",
        },
        {
            content: "Connect, although the form is not saved",
            trigger: "#xero_card button[name=action_xero_connect]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Back from Xero: choose among several organisations",
            trigger:
                ".o_kanban_record:contains('Northgate') button[name=action_choose]",
            run: "click",
        },
        {
            content: "The company is connected",
            trigger: "[name=live_state]:contains('Connected')",
        },
        {
            trigger: ".oe_title:contains('Northgate')",
        },
        {
            content: "Test the connection",
            trigger: "button[name=action_test_connection]",
            run: "click",
        },
        {
            trigger: ".modal [name=report] .o_xero_ok:contains('Xero accepts')",
        },
        {
            trigger:
                ".modal [name=report] .o_xero_ok:contains('Both keep their books in')",
        },
        {
            trigger: ".modal button:contains('Close')",
            run: "click",
        },
        {
            content: "Disconnect, at the bottom, asks first",
            trigger: "body:not(:has(.modal)) button[name=action_disconnect]",
            run: "click",
        },
        {
            trigger: ".modal:contains('This stays'):contains('Northgate') .btn-danger",
            run: "click",
        },
        {
            trigger: "[name=live_state]:contains('Not connected')",
        },
    ],
});

registry.category("web_tour.tours").add("xero_connector_card", {
    steps: () => [
        {
            content: "The card shows which organisation is connected",
            trigger: "#xero_card [name=xero_tenant_name]:contains('Harbour')",
        },
        {
            trigger: "#xero_card [name=xero_live_state]:contains('Connected')",
        },
        {
            trigger: "#xero_card button[name=action_xero_manage]",
            run: "click",
        },
        {
            trigger: ".oe_title:contains('Harbour')",
        },
    ],
});
