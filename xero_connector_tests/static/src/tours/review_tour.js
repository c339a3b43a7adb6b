/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

const row = (name) => `.o_data_row:contains('${name}')`;

registry.category("web_tour.tours").add("xero_connector_review", {
    steps: () => [
        {
            content: "Both sides stand beside each other",
            trigger: `${row("Ashford Bakery Ltd")} [name=review_odoo]:contains('accounts@ashford.example')`,
        },
        {
            trigger: `${row("Ashford Bakery Ltd")} [name=review_xero]:contains('bob@elsewhere.example')`,
        },
        {
            content: "with the reasons",
            trigger: `${row("Ashford Bakery Ltd")} [name=review_why]:contains('same name')`,
        },
        {
            content: "They are the same",
            trigger: `${row("Ashford Bakery Ltd")} button[name=action_review_link]`,
            run: "click",
        },
        {
            content: "It is decided, the other one is left",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Ashford Bakery')))",
        },
        {
            content: "These are not the same: take the one over from Xero",
            trigger: `${row("Hythe Fish Ltd")} button[name=action_review_new]`,
            run: "click",
        },
        {
            trigger: ".o_view_nocontent:contains('Nothing to decide')",
        },
    ],
});
