// The frame of the page: state above, tabs below, what is said in between; one piece of work at a time.

import { h, icon } from "./dom.js";
import { statusBar } from "./status.js";
import { problemText, t } from "./words.js";

const main = document.getElementById("main");
const toast = document.getElementById("toast");
const tabs = {
    sell: "M3 9V7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v2a3 3 0 0 0 0 6v2a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-2a3 3 0 0 0 0-6zM13 5v14",
    tickets: "M8 6h13M8 12h13M8 18h13M3 6h.01M3 12h.01M3 18h.01", unit: "M7 2h10a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zM11 18h2",
};
const sayMilliseconds = 6000;

export class Frame {
    view = null;
    tab = "sell";
    #builders;
    #status;
    #nav = h("nav", { class: "tabs-bar", hidden: true });
    #sayTimer = 0;
    #isBusy = false;

    /** @param builders makes the view of each tab. */
    constructor(desk, builders) {
        this.#builders = builders;
        this.#status = statusBar(desk);
        document.body.insertBefore(this.#status.element, main);
        document.body.insertBefore(this.#nav, document.getElementById("sheet"));
    }

    /** Without tabs: the PIN pad, enrolment. */
    set hasTabs(has) { this.#nav.hidden = !has; }

    drawTabs() {
        this.#nav.setAttribute("aria-label", t("parts"));
        this.#nav.replaceChildren(...Object.entries(tabs).map(([key, path]) =>
            h("button", { type: "button", "data-tab": key, "aria-current": key === this.tab ? "page" : null, onclick: () => this.go(key) }, icon(path), h("span", {}, t(key)))));
    }

    show(view) {
        this.view = view;
        main.replaceChildren(view.element);
        this.refresh();
    }

    /** Shows a tab; with a sequence that ticket. */
    go(tab, sequence = null) {
        this.tab = tab;
        toast.textContent = "";
        this.drawTabs();
        this.show(this.#builders[tab]());
        window.scrollTo(0, 0);
        if (sequence !== null) this.view.open?.(sequence);
    }

    say(text, kind = "") {
        clearTimeout(this.#sayTimer);
        toast.className = `toast ${kind}`;
        toast.textContent = text;
        this.#sayTimer = setTimeout(() => (toast.textContent = ""), sayMilliseconds);
    }

    /** Runs work that a person asked for, and shows its failure; a second one meanwhile is not begun. */
    async busy(work) {
        if (this.#isBusy) return;
        this.#isBusy = true;
        document.body.setAttribute("aria-busy", "true");
        await this.safely(work);
        this.#isBusy = false;
        document.body.removeAttribute("aria-busy");
        this.refresh();
    }

    /** Runs work that must not be lost because something else is under way, and shows its failure. */
    async safely(work) {
        try {
            await work();
        } catch (error) {
            // Somebody left the browser's own choice of a device.
            if (error?.name !== "NotFoundError") this.say(problemText(error), "bad");
        }
        this.refresh();
    }

    refresh() {
        this.#status.update();
        this.view?.update();
    }
}
