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

registry.category("web_tour.tours").add("xero_connector_paid", {
    steps: () => [
        {
            content: "What was paid in Xero is paid here",
            trigger: ".o_form_view .ribbon:contains('Paid')",
        },
        {
            content: "by a payment of that day",
            trigger:
                ".o_form_view [name=invoice_payments_widget]:contains('09/15/2026')",
        },
        {
            trigger: ".o_form_view .o_stat_info:contains('In step')",
        },
    ],
});
