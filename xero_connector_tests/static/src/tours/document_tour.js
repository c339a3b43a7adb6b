/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("xero_connector_held", {
    steps: () => [
        {
            content: "The invoice says why it is held and what to do",
            trigger: ".alert-warning:contains('No Xero tax rate is chosen')",
        },
        {
            trigger: ".alert-warning:contains('Choose one under Tax Mappings')",
        },
        {
            content: "and leads there",
            trigger: ".alert-warning button[name=action_xero_mend]",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains('Tax Mappings')",
        },
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "The tax is filled in",
            trigger: ".o_selected_row [name=tax_ids]:contains('7.7')",
        },
        {
            trigger: ".o_selected_row [name=tax_rate_id] input",
            run: "edit Zero Rated Income",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Zero Rated Income')",
            run: "click",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_selected_row))",
        },
    ],
});

tours.add("xero_connector_voided", {
    steps: () => [
        {
            content: "Somebody voided it in Xero: a person decides",
            trigger: ".alert-warning:contains('Status'):contains('Voided in Xero')",
        },
        {
            trigger: "button[name=action_xero_decide]",
            run: "click",
        },
        {
            content: "The choices",
            trigger: ".modal button[name=action_cancel_here]",
        },
        {
            trigger: ".modal button[name=action_credit_here]",
        },
        {
            trigger: ".modal button[name=action_send_again]",
        },
        {
            trigger: ".modal button[name=action_cancel_here]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary:contains('Ok')",
            run: "click",
        },
        {
            content: "It is cancelled here too",
            trigger: ".o_arrow_button_current:contains('Cancelled')",
        },
    ],
});

tours.add("xero_connector_expense", {
    steps: () => [
        {
            content: "The expense is in step",
            trigger: ".o_data_row:contains('Train to Leeds'):contains('In step')",
        },
        {
            content: "and so is its receipt",
            trigger: ".o_data_row:contains('ticket'):contains('In step')",
        },
        {
            trigger:
                ".o_data_row:contains('Expense'):contains('Train to Leeds') button[name=action_open_record]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=employee_id]",
        },
        {
            trigger: ".o_breadcrumb:contains('Train to Leeds')",
        },
    ],
});
