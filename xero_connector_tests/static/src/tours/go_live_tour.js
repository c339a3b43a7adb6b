/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {registry} from "@web/core/registry";

const row = "[name=doubtful_ids] .o_data_row:contains('another number')";

registry.category("web_tour.tours").add("xero_connector_preview", {
    steps: () => [
        {
            content: "Nothing travels before somebody says so",
            trigger: ".alert-info:contains('Nothing travels yet')",
        },
        {
            content: "Look first at what it would do",
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            content: "Both sides are read in the background",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Reading')",
        },
    ],
});

registry.category("web_tour.tours").add("xero_connector_go_live", {
    steps: () => [
        {
            content: "What it would do, in figures",
            trigger: "[name=create_count]:contains('1')",
        },
        {
            content: "One is in doubt: the number is another, all else is the same",
            trigger: `${row} [name=chosen_id]`,
            run: "click",
        },
        {
            trigger: `${row} [name=chosen_id] input`,
            run: "click",
        },
        {
            content: "It is this one",
            trigger: ".o-autocomplete--dropdown-item:contains('OTHER-7')",
            run: "click",
        },
        {
            trigger: "button[name=action_go_live]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It goes on in the background",
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains('Going live')",
        },
    ],
});

registry.category("web_tour.tours").add("xero_connector_is_live", {
    steps: () => [{trigger: ".alert-success:contains('Both sides are kept in step')"}],
});
