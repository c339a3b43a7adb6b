/* Copyright 2026 The xero_connector contributors
 * License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */

import {
    Component,
    onMounted,
    onWillDestroy,
    onWillUpdateProps,
    useState,
} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** Milliseconds between two looks while records cross. */
const EVERY = 3000;

/** How far the first crossing is; goes on by itself while it runs.
 *
 * On the connection's own page, and on the card in the settings. */
export class BackfillProgress extends Component {
    static template = "xero_connector.BackfillProgress";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({progress: this.props.record.data[this.props.name]});
        onWillUpdateProps((props) => {
            this.state.progress = props.record.data[props.name];
            this.schedule();
        });
        // Not before: of what is never mounted nobody would stop the clock
        onMounted(() => this.schedule());
        onWillDestroy(() => clearTimeout(this.timer));
    }

    get progress() {
        return this.state.progress || {rows: []};
    }

    percent(row, part) {
        return row.total ? Math.floor((100 * row[part]) / row.total) : 0;
    }

    schedule() {
        clearTimeout(this.timer);
        if (this.progress.state === "running") {
            this.timer = setTimeout(() => this.look(), EVERY);
        }
    }

    async look() {
        this.state.progress = await this.orm.silent.call(
            "xero.connection",
            "get_backfill_progress",
            [[this.progress.connection]]
        );
        this.schedule();
    }
}

registry.category("fields").add("xero_backfill_progress", {
    component: BackfillProgress,
    supportedTypes: ["json"],
});
