// The program as its server signed it: `urna-sell <version>`, and for each file `<sha-256>  <path>`, in a signed note.
//
// The unit sells only with the files of a release that its pinned key signed. This finds damage, mistakes and files that somebody exchanged.
// A program that was exchanged as a whole can claim anything: against that stands the check from outside, `sha256sum -c` over the list.

import { hex, utf8 } from "./bytes.js";
import { verifiedText } from "./note.js";
import { sha256 } from "./sha256.js";

export const programID = "urna-sell";

/** Why a program must not sell, or an update must not be installed. */
export class ReleaseFault extends Error {
    /** @param code `unsigned`, `malformed`, `older`, or `altered` with the paths. */
    constructor(code, paths = []) {
        const words = {
            unsigned: "not signed with the key that this unit was enrolled with", malformed: "not a release of this program",
            older: "older than the program that is installed", altered: `not as it was signed: ${paths.slice(0, 8).join(", ")}`,
        };
        super(words[code]);
        this.code = code;
        this.paths = paths;
    }
}

/** Authenticates a release: `{version, files: [{path, digest}], aggregate, text}`. Nothing of it may run before this. */
export async function readRelease(note, key) {
    const text = await verifiedText(note, key);
    if (text === null) throw new ReleaseFault("unsigned");
    const lines = text.slice(0, -1).split("\n");
    const head = /^urna-sell ([\x21-\x7e]{1,64})$/.exec(lines[0]);
    const files = lines.slice(1).map((line) => {
        const parts = /^([0-9a-f]{64}) {2}(\S[^\x00-\x1f\\]*)$/.exec(line);
        return parts && isPath(parts[2]) ? { path: parts[2], digest: parts[1] } : null;
    });
    const paths = new Set(files.map((file) => file?.path));
    if (!head || !files.length || files.includes(null) || paths.size !== files.length || !paths.has("index.html")) {
        throw new ReleaseFault("malformed");
    }
    const aggregate = hex(sha256(utf8(text.slice(lines[0].length + 1))));
    return { version: head[1], files, aggregate, text: `${programID} ${head[1]} ${aggregate.slice(0, 16)}` };
}

const isPath = (path) => path.split("/").every((part) => part && part !== "." && part !== "..");

/** Compares every file of a release with what is there. `bytesOf(path)` gives the bytes, or null. Throws `altered`. */
export async function checkFiles(release, bytesOf) {
    const altered = [];
    await Promise.all(
        release.files.map(async ({ path, digest }) => {
            const bytes = await bytesOf(path);
            if (!bytes || hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) !== digest) altered.push(path);
        }),
    );
    if (altered.length) throw new ReleaseFault("altered", altered.sort());
}

/** Whether one version is older than another: `0.9.1` than `0.10.0`, by the numbers in them. */
export function isOlder(version, than) {
    const [left, right] = [version, than].map((text) => text.split(/[.+-]/).map((part) => parseInt(part, 10) || 0));
    for (let place = 0; place < 3; place += 1) {
        if ((left[place] ?? 0) !== (right[place] ?? 0)) return (left[place] ?? 0) < (right[place] ?? 0);
    }
    return false;
}
