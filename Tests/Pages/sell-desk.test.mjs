// The selling unit's line and its log-on, with a server that the test plays.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { definition, key as validationKey, load, MemoryStore } from "./sell-support.mjs";

const { base64url, unbase64url, utf8 } = await load("bytes.js");
const { Link } = await load("../device/link.js");
const { makeKeys, pinHash, pinProblem, signer } = await load("../device/keys.js");
const { Desk } = await load("../desk/desk.js");
const { choose, getNumbers, logon, topUp } = await load("../desk/people.js");

class MemoryKeep {
    values = new Map();
    async get(name) { return this.values.get(name) ?? null; }
    async set(name, value) { return this.setAll({ [name]: value }); }
    async setAll(values) {
        for (const [name, value] of Object.entries(values)) {
            if (value === null) this.values.delete(name);
            else this.values.set(name, value);
        }
    }
}

const answer = (status, body) => new Response(JSON.stringify(body), { status, headers: { Date: new Date().toUTCString() } });

test("every request is signed over method, path, body, clock, counter and session; counters only grow, over restarts too", async () => {
    const { device, publicKey } = await makeKeys();
    const verifying = await crypto.subtle.importKey("raw", unbase64url(publicKey), { name: "Ed25519" }, false, ["verify"]);
    const keep = new MemoryKeep();
    const seen = [];
    const fetch = async (path, { method, headers, body }) => {
        const [id, milliseconds, counter, session, signature] = headers["Urna-RSU"].split(" ");
        const digest = createHash("sha256").update(body ?? new Uint8Array()).digest("hex");
        const text = ["urna-rsu-request-v1", method, path, digest, id, milliseconds, counter, session, ""].join("\n");
        assert.ok(await crypto.subtle.verify({ name: "Ed25519" }, verifying, unbase64url(signature), utf8(text)));
        seen.push({ id, milliseconds: Number(milliseconds), counter: Number(counter), session });
        return answer(200, { serverTime: new Date().toISOString() });
    };
    const link = new Link({ keep, id: "RSU-A", sign: signer(device), fetch });
    await link.post("/v1/rsu/challenge");
    link.session = "abc";
    await link.get("/v1/rsu/status");
    const later = new Link({ keep, id: "RSU-A", sign: signer(device), fetch });
    await later.delete("/v1/rsu/raffles/r/marks/RSU-A-1");
    assert.deepEqual(seen.map(({ session }) => session), ["-", "abc", "-"]);
    assert.ok(seen[0].counter < seen[1].counter && seen[1].counter < seen[2].counter);
    await assert.rejects(crypto.subtle.exportKey("pkcs8", device), "the key cannot be read");
});

test("a request refused for its clock is sent again by the server's time; other refusals carry their code", async () => {
    const { device } = await makeKeys();
    const times = [];
    const fetch = async (path, { headers }) => {
        times.push(Number(headers["Urna-RSU"].split(" ")[1]));
        const body = times.length === 1 ? { code: "CLOCK_SKEW", serverTime: new Date(Date.now() + 3_600_000).toISOString() } : {};
        return answer(times.length === 1 ? 401 : 200, body);
    };
    const link = new Link({ keep: new MemoryKeep(), id: "RSU-A", sign: signer(device), fetch });
    await link.get("/v1/rsu/status");
    assert.ok(Math.abs(times[1] - times[0] - 3_600_000) < 5000);
    const refusing = new Link({ keep: new MemoryKeep(), id: "RSU-A", sign: signer(device), fetch: async () => answer(403, { type: "/problems/forbidden" }) });
    await assert.rejects(refusing.get("/x"), { code: "forbidden", status: 403 });
    const gone = new Link({ keep: new MemoryKeep(), id: "RSU-A", sign: signer(device), fetch: async () => { throw new TypeError("gone"); } });
    await assert.rejects(gone.get("/x"), { code: "OFFLINE" });
    const portal = new Link({ keep: new MemoryKeep(), id: "RSU-A", sign: signer(device), fetch: async () => new Response("<html>log in to the wifi") });
    await assert.rejects(portal.get("/x"), { code: "OFFLINE" });
});

test("PINs that are too short, no digits or the first that anybody would try are refused", () => {
    assert.deepEqual(["12345", "1234567890123", "12a456", "123456", "987654", "777777"].map(pinProblem),
        ["pin-digits", "pin-digits", "pin-digits", "pin-simple", "pin-simple", "pin-simple"]);
    assert.equal(pinProblem("274951"), null);
});

/** A unit that is enrolled, with a server that answers as `routes` says, or is gone. */
async function enrolled(routes = null) {
    const keep = new MemoryKeep();
    const { device, journal, publicKey } = await makeKeys();
    await keep.setAll({ keys: { device, journal }, settings: { id: "RSU-A", operator: "op7", raffle: null, publicKey }, pin: await pinHash("274951", "RSU-A", "op7") });
    const line = { routes, asked: [] };
    const fetch = async (address, { method, body }) => {
        line.asked.push(address);
        const [path] = address.split("?");
        const route = line.routes?.[`${method} ${path}`];
        if (!route) throw new TypeError("gone");
        const [status, json] = route(body ? JSON.parse(new TextDecoder().decode(body)) : null);
        return answer(status, { serverTime: new Date().toISOString(), ...json });
    };
    const store = new MemoryStore();
    const desk = new Desk({ keep, stores: () => store, printer: { print: async () => {} }, check: async () => "urna-sell 1.0 0123456789abcdef", fetch });
    await desk.start();
    return { desk, keep, line, store };
}

test("without a connection five wrong PINs in a row lock the right one out, until the server took it", async () => {
    const { desk, line } = await enrolled();
    await logon(desk, "274951");
    for (let tries = 0; tries < 5; tries += 1) await assert.rejects(logon(desk, "111119"), { code: "PIN_INVALID_OFFLINE" });
    await assert.rejects(logon(desk, "274951"), { code: "PIN_INVALID_OFFLINE" });
    line.routes = {
        "POST /v1/rsu/challenge": () => [200, { challenge: "c" }],
        "POST /v1/rsu/session": ({ pin }) => (pin === "274951" ? [200, { session: "s" }] : [401, { code: "PIN_INVALID" }]),
        "GET /v1/rsu/status": () => [200, { state: "active", raffles: [] }],
    };
    await assert.rejects(logon(desk, "111119"), { code: "PIN_INVALID" });
    await logon(desk, "274951");
    line.routes = null;
    await logon(desk, "274951");
});

test("numbers are asked for when the largest package could not be sold any more, and a lease of another unit is refused", async () => {
    let given = 0;
    let noted = 0;
    let rsu = "RSU-A";
    const raffle = "winter-50-50";
    const { desk, line } = await enrolled({
        "POST /v1/rsu/challenge": () => [200, { challenge: "c" }], "POST /v1/rsu/session": () => [200, { session: "s" }],
        "GET /v1/rsu/status": () => [200, { state: "active", raffles: [{ id: raffle, state: "active" }] }],
        [`POST /v1/rsu/raffles/${raffle}/lease`]: () => {
            const numbers = [1, 2, 3, 4].map((number) => number + 4 * given);
            given += 1;
            return [200, { raffle, rsu, eventNumber: 1, definition: definition({ salesCloseAt: null }), from: numbers[0] - 1, to: numbers[3], numbers, validationKey: base64url(validationKey) }];
        },
        [`POST /v1/rsu/raffles/${raffle}/sales`]: ({ sales }) => [200, { upTo: sales.at(-1).sequence, results: [] }],
        [`POST /v1/rsu/raffles/${raffle}/notes`]: ({ notes }) => [200, { upTo: (noted += notes.length), refused: [] }],
    });
    await logon(desk, "274951");
    await choose(desk, raffle);
    rsu = "RSU-B";
    await assert.rejects(getNumbers(desk), { code: "MALFORMED_ANSWER" });
    rsu = "RSU-A";
    await getNumbers(desk);
    await topUp(desk);
    assert.equal(desk.memory.numbersLeft, 4);
    await desk.tell({ do: "sell", sale: crypto.randomUUID(), package: "P2", payment: { method: "cash", reference: null } });
    await topUp(desk);
    assert.equal(desk.memory.numbersLeft, 1, "not before all sales are at the server");
    await desk.poll();
    await desk.sync();
    assert.ok(desk.unit.isUploaded);
    const told = line.asked.filter((address) => address.startsWith("/v1/rsu/status")).map((address) => address.split("?")[1]);
    assert.equal(told[0], "version=1.0", "before there is a raffle there is no buffer to tell of");
    assert.deepEqual(told.slice(-2), [1, 0].map((waiting) => `raffle=${raffle}&waiting=${waiting}&capacity=200&version=1.0`));
    await topUp(desk);
    assert.equal(desk.memory.numbersLeft, 5);
});

test("a server that was restored gets what it lacks, and is told of every lease", async () => {
    const raffle = "winter-50-50";
    const told = [];
    const held = { sales: [], notes: [], isRestored: false };
    const { desk } = await enrolled({
        "POST /v1/rsu/challenge": () => [200, { challenge: "c" }], "POST /v1/rsu/session": () => [200, { session: "s" }],
        "GET /v1/rsu/status": () => [200, { state: "active", raffles: [{ id: raffle, state: "active", leases: held.isRestored ? "report" : "known" }] }],
        [`POST /v1/rsu/raffles/${raffle}/leases`]: ({ leases }) => [200, { held: told.push(leases) > 0 }],
        [`POST /v1/rsu/raffles/${raffle}/lease`]: () =>
            [200, { raffle, rsu: "RSU-A", eventNumber: 1, definition: definition({ salesCloseAt: null }), from: 4, to: 8, numbers: [5, 6, 7, 8], validationKey: base64url(validationKey) }],
        [`POST /v1/rsu/raffles/${raffle}/sales`]: ({ sales }) => {
            for (const sale of sales) if (sale.sequence === held.sales.length + 1) held.sales.push(sale);
            return [200, { upTo: held.sales.length, results: [] }];
        },
        [`POST /v1/rsu/raffles/${raffle}/notes`]: ({ notes }) => {
            for (const note of notes) if (note.note === held.notes.length + 1) held.notes.push(note);
            return [200, { upTo: held.notes.length, refused: [] }];
        },
    });
    await logon(desk, "274951");
    await choose(desk, raffle);
    await getNumbers(desk);
    for (let count = 0; count < 3; count += 1) {
        await desk.tell({ do: "sell", sale: crypto.randomUUID(), package: "P1", payment: { method: "cash", reference: null } });
        await new Promise(setImmediate);
        await desk.tell({ do: "tick" });
    }
    await desk.sync();
    assert.ok(desk.unit.isUploaded);
    const before = structuredClone([held.sales, held.notes]);
    // Back to an older backup.
    held.sales.length = 1;
    held.notes.length = 1;
    held.isRestored = true;
    await desk.poll();
    assert.deepEqual(told, [[{ from: 4, to: 8 }]]);
    await desk.sync();
    assert.deepEqual([held.sales, held.notes].map((list) => list.slice(0, 3)), before.map((list) => list.slice(0, 3)));
    assert.ok(desk.unit.isUploaded);
});

test("a battery that becomes low is told once, and again only after it was charged", async () => {
    const { watchBattery } = await load("../device/battery.js");
    const battery = Object.assign(new EventTarget(), { charging: false, level: 0.5 });
    const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    Object.defineProperty(globalThis, "navigator", { value: { getBattery: async () => battery }, configurable: true });
    try {
        let told = 0;
        await watchBattery(() => (told += 1));
        const become = (changes) => {
            Object.assign(battery, changes);
            battery.dispatchEvent(new Event("levelchange"));
            return told;
        };
        assert.deepEqual([{ level: 0.2 }, { level: 0.1 }, { level: 0.05 }, { charging: true }, { charging: false }].map(become), [0, 1, 1, 1, 2]);
        globalThis.navigator.getBattery = undefined;
        await watchBattery(() => assert.fail("a browser without a battery told of one"));
    } finally {
        if (before) Object.defineProperty(globalThis, "navigator", before);
        else delete globalThis.navigator;
    }
});
