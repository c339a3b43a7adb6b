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
