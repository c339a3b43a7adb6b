/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("xero_connector_pay", {
    steps: () => [
        {
            content: "Pay the invoice as always",
            trigger: ".o_form_view button[name=action_register_payment]",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_create_payments]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view .ribbon",
        },
    ],
});
