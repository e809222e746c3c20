// Updates of the program: the service worker takes them in and puts them in place, the page asks for it and tells.

import { problemText, t } from "./words.js";

async function askWorker(task) {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
        active.postMessage({ do: task }, [port2]);
    });
}

export class Updates {
    /** What was found last: `{kind, text, isReady}`, or null. */
    found = null;
    #desk;

    constructor(desk) {
        this.#desk = desk;
    }

    /** Looks for an update; it is taken in only when it is signed and whole, and put in its place by `apply`. */
    async find() {
        const { result, reason } = await askWorker("update");
        if (result === "staged") this.found = { kind: "good", text: t("update-ready"), isReady: true };
        if (result === "current") this.found = { kind: "", text: t("update-none") };
        if (result === "failed") this.found = { kind: "", text: problemText({ code: "OFFLINE" }) };
        if (result !== "refused") return;
        const text = t("update-refused", { reason });
        // Told to the server once, not each time that it is offered again.
        if (this.found?.text !== text) await this.#desk.tell({ do: "updateRefused", reason: reason.slice(0, 200) });
        this.found = { kind: "bad", text };
    }

    /** Puts the update in its place and begins anew; gives why not. */
    async apply() {
        const { result, reason } = await askWorker("apply");
        if (result === true) location.reload();
        return result === true ? null : t("update-refused", { reason: reason ?? "" });
    }
}
