// Signs a release of the selling unit's program as the server does, with a key of the test's own.

import { load } from "./sell-support.mjs";

const { base64, concat, hex, utf8 } = await load("bytes.js");
const { sha256 } = await load("sha256.js");
const { verifierKey } = await load("note.js");

export async function makeRelease(files, version) {
    const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
    const typed = concat(Uint8Array.of(1), new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
    const id = sha256(concat(utf8("test/audit\n"), typed)).slice(0, 4);
    const lines = Object.keys(files).sort().map((path) => `${hex(sha256(utf8(files[path])))}  ${path}\n`);
    const text = `urna-sell ${version}\n${lines.join("")}`;
    const signature = new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, pair.privateKey, utf8(text)));
    const note = utf8(`${text}\n\u2014 test/audit ${base64(concat(id, signature))}\n`);
    return { note, key: verifierKey(`test/audit+${hex(id)}+${base64(typed)}`) };
}
