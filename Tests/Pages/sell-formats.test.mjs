// Formats of the selling unit: the same answers as the server and the unit in the terminal give.

import assert from "node:assert/strict";
import { createHash, createHmac, createPrivateKey, randomBytes, sign } from "node:crypto";
import { test } from "node:test";
import { definition, fixture, load } from "./sell-support.mjs";

const { base64, base64url, concat, hex, textOf, unbase64, unbase64url, unhex, utf8 } = await load("bytes.js");
const { sha256, hmac } = await load("sha256.js");
const { canonicalText } = await load("canonical.js");
const { barcode, groupedNumber, symbolsOf, validationNumber } = await load("validation.js");
const { crc32c, readFrame, magic } = await load("frame.js");
const { Journal, JournalDamage } = await load("journal.js");
const { ascii } = await load("ascii.js");
const { bearerTicket, columnsAllowed, money, ticketText } = await load("ticket.js");
const { escpos, paperAnswer } = await load("escpos.js");
const { isSale } = await load("sale.js");
const { recoveryOfMemory } = await load("recovery.js");
const { verifiedText, verifierKey } = await load("note.js");
const { timeOf, parsedTime, localText } = await load("times.js");

const unit = fixture("sell-unit.json");
const unitMac = async (bytes) => new Uint8Array(createHmac("sha256", unbase64url(unit.journalKey)).update(bytes).digest());

/** The rows of a journal's file, as a store has them. */
function rowsOf(bytes) {
    const rows = [];
    for (let start = magic.length; start < bytes.length; ) {
        const { end } = readFrame(bytes, start);
        rows.push({ index: rows.length, bytes: bytes.slice(start, end) });
        start = end;
    }
    return rows;
}
const storeOf = (rows, count = rows.length) => ({ read: async () => ({ rows, count }) });
const unitRows = () => rowsOf(unbase64(unit.journal));

test("SHA-256 and HMAC are those of another program, at every length around a block", () => {
    for (let length = 0; length < 200; length += 1) {
        const bytes = randomBytes(length);
        assert.equal(hex(sha256(bytes)), createHash("sha256").update(bytes).digest("hex"), `${length} bytes`);
        const key = randomBytes(length % 100);
        assert.equal(hex(hmac(key, bytes)), createHmac("sha256", key).update(bytes).digest("hex"), `${length} bytes`);
    }
});

test("texts of bytes are strict", () => {
    assert.deepEqual(unhex("00ff"), Uint8Array.of(0, 255));
    for (const wrong of ["0", "0G", "FF"]) assert.equal(unhex(wrong), null);
    for (const length of [0, 1, 2, 3, 31, 32]) {
        const bytes = new Uint8Array(randomBytes(length));
        assert.deepEqual(unbase64url(base64url(bytes)), bytes);
        assert.deepEqual(unbase64(base64(bytes)), bytes);
    }
    for (const wrong of ["A", "AB", "A=", "AA==", "+A", "A A"]) assert.equal(unbase64url(wrong), null, wrong);
    assert.equal(unbase64("AB=="), null, "bits beyond the last byte");
});

test("validation numbers and bar codes are those that the server makes", () => {
    const key = unhex("92069e212bc9ba816414b0d4c6f3175dd99e58474b3d3e395fee77de92fc24e7");
    const answers = [
        [1, "J5K5-766V-0CS7-W3XR-1", "winter-5050|RSU-A-1|J5K5766V0CS7W3XR1|5b9648c5d8848af3"],
        [2, "Z3ZE-XGW7-NY7H-SR3Q-E", "winter-5050|RSU-A-2|Z3ZEXGW7NY7HSR3QE|91676e25ca8f6dfd"],
        [9007199254740991, "2M6B-39MP-BYFM-CW17-X", "winter-5050|RSU-A-9007199254740991|2M6B39MPBYFMCW17X|537ed6905a3541e7"],
    ];
    for (const [sequence, number, code] of answers) {
        assert.equal(groupedNumber(validationNumber(key, "winter-5050", "RSU-A", sequence)), number);
        assert.equal(barcode(key, "winter-5050", "RSU-A", sequence), code);
    }
    const samples = [["00".repeat(10), "0".repeat(17)], ["ff".repeat(10), "ZZZZZZZZZZZZZZZZ~"], ["00".repeat(9) + "24", "0000000000000014U"]];
    for (const [digits, text] of samples) assert.equal(symbolsOf(unhex(digits)), text);
});

test("canonical JSON sorts by code units and escapes as ECMAScript does", () => {
    assert.equal(canonicalText({ "é": 1, b: [null, true], a: "\u0007\n\"€", "\ud83d\ude00": 0, "\ufb33": 1 }),
        '{"a":"\\u0007\\n\\"€","b":[null,true],"é":1,"\ud83d\ude00":0,"\ufb33":1}');
    assert.throws(() => canonicalText({ a: undefined }), TypeError);
    assert.throws(() => canonicalText(NaN), TypeError);
});

test("CRC-32C has the check value of its definition", () => assert.equal(crc32c(utf8("123456789")), 0xe3069283));

test("moments have one text; other programs' are read too", () => {
    assert.equal(timeOf("2026-01-15T20:00:00.000Z"), Date.UTC(2026, 0, 15, 20));
    for (const wrong of ["2026-01-15T20:00:00Z", "2026-01-15", "", null, "2026-02-30T00:00:00.000Z"]) assert.equal(timeOf(wrong), null, wrong);
    assert.equal(parsedTime("2026-01-15T20:00:00+01:00"), Date.UTC(2026, 0, 15, 19));
    assert.equal(parsedTime("yesterday"), null);
    assert.equal(localText(Date.UTC(2026, 0, 16, 1, 5), -360), "2026-01-15 19:05");
});

test("the journal of a unit in the terminal is read: same records, same key, same statement", async () => {
    const { memory } = await Journal.open(storeOf(unitRows()), unitMac);
    assert.equal(memory.sales.length, 3);
    assert.equal(memory.collected, 3000);
    assert.equal(memory.lastSeller, "sam");
    assert.equal(memory.acknowledgedSales, 3);
    assert.equal(memory.statement.digest, JSON.parse(unit.recovery.split("\n")[1]).statement.digest);
    assert.equal(memory.notes.filter(({ type }) => type === "mark")[0].reason, "misprint: smeared");
});

test("records written here are byte for byte those that the terminal writes", async () => {
    const written = [];
    const store = { read: async () => ({ rows: [], count: 0 }), append: async (index, bytes) => written.push(bytes) };
    const rows = unitRows();
    const payload = ({ bytes }) => JSON.parse(textOf(readFrame(bytes).payload));
    const { format, ...header } = payload(rows[0]);
    assert.equal(format, 1);
    const { journal } = await Journal.create(store, unitMac, header);
    const names = Object.fromEntries(Object.entries((await load("memory.js")).kinds).map(([name, number]) => [number, name]));
    for (const row of rows.slice(1)) {
        const record = { kind: names[readFrame(row.bytes).kind], body: payload(row) };
        // The key lies hidden in the file; what is given here is open.
        if (record.kind === "lease") record.body.lease.key = await shown(record.body.lease);
        await journal.append(record);
    }
    assert.deepEqual(written.map((bytes) => base64(bytes)), rows.map(({ bytes }) => base64(bytes)));
});

async function shown({ raffle, rsu, key }) {
    const pad = await unitMac(utf8(`urna-rsu-validation-pad-v1\n${raffle}\n${rsu}`));
    return base64url(unbase64url(key).map((byte, place) => byte ^ pad[place]));
}

test("any byte of the journal changed, and any record taken out, moved or cut off, is found", async () => {
    const rows = unitRows();
    const damaged = async (changed, count) => {
        await assert.rejects(Journal.open(storeOf(changed.map(({ bytes }, index) => ({ index, bytes })), count), unitMac), JournalDamage);
    };
    for (const [place, { bytes }] of rows.entries()) {
        for (const byte of [0, 12, 15, Math.floor(bytes.length / 2), bytes.length - 34, bytes.length - 1]) {
            const changed = rows.map((row) => ({ bytes: row.bytes.slice() }));
            changed[place].bytes[byte] ^= 1;
            await damaged(changed);
        }
    }
    await damaged(rows.slice(0, -1), rows.length);
    await damaged(rows.slice(1));
    await damaged([...rows.slice(0, 3), ...rows.slice(4)]);
    await damaged([...rows.slice(0, 5), rows[6], rows[5], ...rows.slice(7)]);
    await damaged([...rows, rows.at(-1)]);
    await assert.rejects(Journal.open(storeOf(rows), async (bytes) => sha256(bytes)), JournalDamage, "another unit's key");
});

test("of a damaged journal unit, seller, money and the other sales are told", async () => {
    const rows = unitRows();
    const place = rows.findIndex(({ bytes }) => readFrame(bytes).kind === 5);
    rows[place].bytes[40] ^= 1;
    const damage = await Journal.open(storeOf(rows), unitMac).catch((error) => error);
    assert.equal(damage.record, place);
    assert.deepEqual([damage.raffle, damage.rsu, damage.seller, damage.collected], ["game-12", "RSU-A", "sam", 3000]);
    assert.deepEqual(damage.sales.map(({ sequence }) => sequence), [2, 3]);
    assert.equal(damage.report().collected, 3000);
});

test("a recovery file is the one that the terminal writes of the same journal", async () => {
    const { memory } = await Journal.open(storeOf(unitRows()), unitMac);
    const head = JSON.parse(unit.recovery.split("\n")[1]);
    const der = concat(unhex("302e020100300506032b657004220420"), unbase64url(unit.deviceSeed));
    const device = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
    const file = await recoveryOfMemory(memory, head.exportedAt, async (bytes) => new Uint8Array(sign(null, bytes, device)));
    // Signatures of the terminal are not deterministic.
    const [lines, expected] = [textOf(file), unit.recovery].map((text) => text.split("\n"));
    assert.deepEqual(lines.slice(0, -2), expected.slice(0, -2));
    assert.match(lines.at(-2), /^signature [A-Za-z0-9_-]{86}$/);
});

test("tickets are line for line those of the terminal", async () => {
    const { memory } = await Journal.open(storeOf(unitRows()), unitMac);
    const rule = "-".repeat(32);
    const printed = [
        ...memory.sales.map((sale) => bearerTicket(sale, memory.definition, memory.eventNumber, memory.key)),
        bearerTicket(memory.sales[0], memory.definition, memory.eventNumber, memory.key, "REPRINT"),
    ];
    assert.equal(printed.map((ticket) => `${ticketText(ticket, 32)}${rule}\n`).join(""), unit.tickets32);
    assert.equal(bearerTicket(memory.sales[0], memory.definition, 1, new Uint8Array(32)), null, "another key");
});

test("at every width no line is too long, and reprints are marked above and below", async () => {
    const { memory } = await Journal.open(storeOf(unitRows()), unitMac);
    for (const columns of columnsAllowed) {
        const ticket = bearerTicket(memory.sales[2], memory.definition, memory.eventNumber, memory.key, "REPRINT");
        const lines = ticketText(ticket, columns).split("\n");
        assert.ok(lines.every((line) => line.length <= columns && /^[\x20-\x7e]*$/.test(line)));
        assert.equal(lines.filter((line) => line.includes("*** REPRINT ***")).length, 2);
        const bytes = Buffer.from(escpos(ticket, columns));
        assert.deepEqual([...bytes.subarray(0, 2)], [0x1b, 0x40]);
        assert.deepEqual([...bytes.subarray(-4)], [0x1d, 0x56, 66, 0]);
        const code = Buffer.from(ticket.barcode);
        assert.ok(bytes.includes(Buffer.concat([Buffer.from([0x1d, 0x28, 0x6b, code.length + 3, 0, 0x31, 0x50, 0x30]), code])));
    }
    assert.throws(() => escpos({}, 31), RangeError);
});

test("names in other scripts are transliterated, and no control byte of a name reaches the printer", () => {
    const answers = {
        "Café Zürich Łódź Ærø Straße İstanbul ñandú": "Cafe Zurich Lodz AEro Strasse Istanbul nandu", "Хоккей Щука": "Khokkey Shchuka",
        "Αθήνα": "Athina", "cafe\u0301": "cafe", "“a” – b…": '"a" - b...', "冰球": "??",
        "\u001b@\u001dV\u0042\u0000\n\r\u007f\u009b\u202ex": "@VBx",
    };
    for (const [text, expected] of Object.entries(answers)) assert.equal(ascii(text), expected);
    for (let code = 0; code < 0x3000; code += 1) {
        if (code < 0xd800 || code > 0xdfff) assert.match(ascii(String.fromCodePoint(code)), /^[\x20-\x7e]*$/, code.toString(16));
    }
});

test("money has the decimals of its currency", () => {
    assert.deepEqual([money(5, "USD"), money(123456, "USD"), money(500, "JPY"), money(1500, "KWD")], ["USD 0.05", "USD 1234.56", "JPY 500", "KWD 1.500"]);
});

test("the printer's answer on its paper", () => {
    assert.deepEqual([0x12, 0x1e, 0x72, 0x7e].map(paperAnswer), [null, "paper-low", "paper-out", "paper-out"]);
    assert.equal(paperAnswer(0x00), undefined);
});

test("a sale has exactly its members, each of its kind", () => {
    const sale = JSON.parse(unit.recovery.split("\n")[2]).sale;
    assert.ok(isSale(sale));
    const changes = {
        numbers: [], price: -1, sequence: 0, ticket: "RSU-A-9", sale: "x", soldAt: "2026-01-15T20:00:00Z", offline: 1, extra: 1, rsu: "a b",
        payment: { method: "gold", reference: null },
    };
    for (const [name, value] of Object.entries(changes)) assert.ok(!isSale({ ...sale, [name]: value }), name);
    assert.ok(!isSale({ ...sale, numbers: [7, 7] }));
});

test("a note signed by the terminal is verified; another key, another text or a bent signature is not", async () => {
    const { note, key: text } = unit.release;
    const key = verifierKey(text);
    assert.equal(await verifiedText(utf8(note), key), `${note.split("\n\n")[0]}\n`);
    assert.equal(await verifiedText(utf8(note.replace("urna-rsu", "urna-rsx")), key), null);
    assert.equal(await verifiedText(utf8(note.split("\n\n")[0]), key), null);
    const other = verifierKey("localhost/audit+028f8974+AYcVgpnl4BFyH0dv6ab7KmWPOfO5VICVIuFAwB2LkLQF");
    assert.ok(other);
    assert.equal(await verifiedText(utf8(note), other), null);
    const bent = utf8(note);
    bent[bent.length - 12] ^= 1;
    assert.equal(await verifiedText(bent, key), null);
    for (const wrong of [text.replace(/.$/, ""), text.replace("+", "x+"), "", null]) assert.equal(verifierKey(wrong), null);
});

test("a definition's absent names leave no label on the ticket", () => {
    const key = new Uint8Array(32);
    const sale = {
        raffle: "r", rsu: "RSU-A", sequence: 1, ticket: "RSU-A-1", numbers: [7], package: "P1", price: 500,
        soldAt: "2026-01-15T20:00:00.000Z", validation: validationNumber(key, "r", "RSU-A", 1),
    };
    const rules = definition({ organisation: { name: "Club", licence: null, contact: null, website: null } });
    assert.doesNotMatch(ticketText(bearerTicket(sale, rules, 1, key), 42), /Licence|null|undefined/);
});
