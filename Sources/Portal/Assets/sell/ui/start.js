// Before the unit begins: one page of it alone, run from files that the service worker checked.

import { h, setText } from "./dom.js";
import { t } from "./words.js";

const main = document.getElementById("main");

/** How long a page that is being left may still hold the lock. */
const lockMilliseconds = 3000;

/** Takes the lock that one page of the unit alone can have, and holds it until the page is gone; false when another page keeps it. */
export function takeLock() {
    return new Promise((resolve, reject) => {
        const hold = () => {
            resolve(true);
            return new Promise(() => {});
        };
        navigator.locks.request("urna-sell", { signal: AbortSignal.timeout(lockMilliseconds) }, hold)
            .catch((error) => (error?.name === "TimeoutError" ? resolve(false) : reject(error)));
    });
}

/** The page is run from the files that the service worker checked: the first time it is loaded again for that. */
export async function underWorker() {
    const registration = await navigator.serviceWorker.register("/sell/sw.js", { scope: "/sell", type: "module", updateViaCache: "none" });
    if (navigator.serviceWorker.controller) {
        sessionStorage.removeItem("reloaded");
        registration.update().catch(() => {});
        return true;
    }
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker.state !== "activated") {
        setText(main, t("installing"));
        const isInstalled = await new Promise((resolve) => {
            worker.addEventListener("statechange", () => {
                if (worker.state === "activated") resolve(true);
                if (worker.state === "redundant") resolve(false);
            });
        });
        if (!isInstalled) return stop(t("not-installed"));
    }
    if (sessionStorage.getItem("reloaded")) return stop(t("not-installed"));
    sessionStorage.setItem("reloaded", "yes");
    location.reload();
    return false;
}

/** Says why there is no unit on this page. */
export function stop(text) {
    main.replaceChildren(h("div", { class: "page" }, h("p", { class: "notice bad", role: "alert" }, h("span", {}, text))));
    return false;
}
