/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

const row = (value) => `.o_data_row:has([name=in_odoo]:contains('${value}'))`;

registry.category("web_tour.tours").add("xero_connector_differences", {
    steps: () => [
        {
            content: "What both agreed on, and what each says now",
            trigger: `${row("PO 2")} [name=agreed]:contains('PO 1')`,
        },
        {
            trigger: `${row("PO 2")} [name=in_xero]:contains('PO 3')`,
        },
        {
            trigger: `${row("PO 2")} [name=moved]:contains('Both')`,
        },
        {
            content: "Lines of a posted document are not taken from Xero",
            trigger: `${row("Bread")}:not(:has(button[name=action_xero]))`,
        },
        {
            content: "so Odoo's stay",
            trigger: `${row("Bread")} button[name=action_odoo]`,
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Bread')))",
        },
        {
            content: "The conflict is looked at by itself",
            trigger: `${row("PO 2")} [name=field_label]`,
            run: "click",
        },
        {
            trigger: ".o_form_view [name=sides]:contains('PO 1'):contains('PO 2')",
        },
        {
            trigger: ".o_form_view [name=sides]:contains('PO 3')",
        },
        {
            content: "Xero's reference stays",
            trigger: ".o_form_view button[name=action_xero]",
            run: "click",
        },
        {
            trigger: ".o_form_view [name=decision]:contains('Xero')",
        },
    ],
});

registry.category("web_tour.tours").add("xero_connector_problems", {
    steps: () => [
        {
            content: "Two documents, one cause",
            trigger:
                ".o_data_row:contains('No Xero tax rate chosen') [name=count]:contains('2')",
        },
        {
            trigger: ".o_data_row [name=remedy]:contains('Tax Mappings')",
        },
        {
            trigger: ".o_data_row button[name=action_retry]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('First in line')",
        },
        {
            content: "The documents themselves",
            trigger: ".o_data_row button[name=action_open_links]",
            run: "click",
        },
        {
            trigger:
                ".o_breadcrumb:contains('No Xero tax rate chosen'), .o_control_panel:contains('No Xero tax rate chosen')",
        },
        {
            trigger: ".o_data_row:nth-child(2) [name=state]:contains('Held')",
        },
    ],
});
