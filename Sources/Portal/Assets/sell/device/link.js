// The unit's line to its server: every request is signed with the device key.

import { base64url, hex, utf8 } from "../core/bytes.js";
import { canonical } from "../core/canonical.js";
import { sha256 } from "../core/sha256.js";
import { parsedTime } from "../core/times.js";

/** Nobody knows whether the server got the request. */
export class Unreachable extends Error {
    code = "OFFLINE";
}

/** The server said no; `code` is its stable code. */
export class Refused extends Error {
    constructor(status, code, message) {
        super(message);
        this.status = status;
        this.code = code;
    }
}

const seconds = 30;
/** Every so many requests their counter is written down: after a restart it goes on behind all that may have been used. */
const counterStep = 1000;

export class Link {
    #keep;
    #id;
    #sign;
    #fetch;
    #base;
    #counter = 0;
    #ceiling = 0;
    /** Server time less this clock: a unit whose clock is wrong can still say who it is. */
    #offset = 0;
    /** From the answer to a challenge. No secret: every request is signed. */
    session = null;

    /** @param sign gives the device key's signature of bytes. */
    constructor({ keep, id, sign, fetch = globalThis.fetch.bind(globalThis), base = "" }) {
        this.#keep = keep;
        this.#id = id;
        this.#sign = sign;
        this.#fetch = fetch;
        this.#base = base;
    }

    get(path) { return this.#call("GET", path, null); }
    post(path, body = {}) { return this.#call("POST", path, canonical(body)); }
    delete(path) { return this.#call("DELETE", path, null); }

    async #call(method, path, body) {
        try {
            return await this.#send(method, path, body);
        } catch (error) {
            // The answer brought the server's time.
            if (error.code !== "CLOCK_SKEW") throw error;
            return this.#send(method, path, body);
        }
    }

    async #send(method, path, body) {
        const headers = { "Urna-RSU": await this.#header(method, path, body ?? new Uint8Array()) };
        if (body) headers["Content-Type"] = "application/json";
        let response;
        let text;
        try {
            response = await this.#fetch(this.#base + path, {
                method, headers, body, credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(seconds * 1000),
            });
            text = await response.text();
        } catch (error) {
            throw new Unreachable(String(error?.message ?? error));
        }
        let json = null;
        try {
            json = text ? JSON.parse(text) : null;
        } catch {
            // A gateway between answers in its own words.
            if (response.ok) throw new Unreachable("the answer is no JSON");
        }
        const time = parsedTime(json?.serverTime) ?? Date.parse(response.headers.get("Date") ?? "");
        if (Number.isFinite(time)) this.#offset = time - Date.now();
        if (response.ok) return json;
        const code = json?.code ?? json?.type?.split("/").at(-1) ?? `HTTP_${response.status}`;
        throw new Refused(response.status, code, json?.detail ?? json?.title ?? `the server answered ${response.status}`);
    }

    /** `<id> <milliseconds> <counter> <session> <signature>`: see the server's `SignedRequest`. */
    async #header(method, path, body) {
        const milliseconds = Date.now() + Math.round(this.#offset);
        const counter = await this.#next();
        const session = this.session ?? "-";
        const lines = ["urna-rsu-request-v1", method, path, hex(sha256(body)), this.#id, milliseconds, counter, session, ""];
        return [this.#id, milliseconds, counter, session, base64url(await this.#sign(utf8(lines.join("\n"))))].join(" ");
    }

    async #next() {
        if (!this.#counter) {
            this.#counter = Math.max(Date.now(), (await this.#keep.get("counter")) ?? 0);
            this.#ceiling = this.#counter;
        }
        this.#counter += 1;
        const counter = this.#counter;
        if (counter >= this.#ceiling) {
            this.#ceiling = counter + counterStep;
            await this.#keep.set("counter", this.#ceiling);
        }
        return counter;
    }
}
