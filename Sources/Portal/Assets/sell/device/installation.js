// The program's files on the device: used by the service worker, which serves them, and by the page, which checks them.
//
// A release is taken in whole, into a cache of its own, after its signature and every file were found right; what was there before stays
// until the new one is put in its place.

import { verifierKey } from "../core/note.js";
import { checkFiles, isOlder, readRelease, ReleaseFault } from "../core/release.js";

const home = "/sell";
const cacheName = (aggregate) => `urna-sell-${aggregate}`;

/** Where a file of the program has its address. */
export const addressOf = (path) => (path === "index.html" ? home : `${home}/${path}`);

/** The path of a file by its address; null when it is none of the program's. */
export function pathOf(address) {
    if (address === home || address === `${home}/`) return "index.html";
    return address.startsWith(`${home}/`) ? address.slice(home.length + 1) : null;
}

/** The key that the server says it signs with: taken at the first installation, and kept from enrolment on. */
export async function announcedKey() {
    const response = await fetch("/v1/audit/software", { cache: "no-store", credentials: "omit" });
    const key = response.ok ? verifierKey((await response.json()).verifierKey) : null;
    if (!key) throw new ReleaseFault("unsigned");
    return key;
}

/** What is installed: `{note, key, aggregate, version}`, or null. */
export const installed = (keep) => keep.get("release");

/** The key that releases have to be signed with: the pinned one, else that of the first installation. */
export async function trustedKey(keep) {
    const text = (await keep.get("pinnedKey")) ?? (await installed(keep))?.key;
    return text ? verifierKey(text) : announcedKey();
}

async function bytesFrom(response) {
    return response?.ok ? new Uint8Array(await response.arrayBuffer()) : null;
}

const fromServer = (address) => fetch(address, { cache: "no-store", credentials: "omit" });

/**
 * Fetches the server's release and checks all of it.
 *
 * @returns `current` when it is what is installed, `staged` when it waits to be put in place. Throws `ReleaseFault`, and nothing is kept.
 */
export async function stage(keep, { isAnew = false } = {}) {
    const key = await trustedKey(keep);
    const response = await fromServer(`${home}/release`);
    const note = await bytesFrom(response);
    if (!note) throw new Error(`the server answered ${response.status}`);
    const release = await readRelease(note, key);
    const old = await installed(keep);
    if (old?.aggregate === release.aggregate && !isAnew) return "current";
    if (old && isOlder(release.version, old.version)) throw new ReleaseFault("older");
    const responses = new Map();
    await checkFiles(release, async (path) => {
        const file = await fromServer(addressOf(path));
        responses.set(path, file.clone());
        return bytesFrom(file);
    });
    const cache = await caches.open(cacheName(release.aggregate));
    await Promise.all([...responses].map(([path, file]) => cache.put(addressOf(path), file)));
    const { aggregate, version } = release;
    await keep.set("staged", { note, key: key.text, aggregate, version });
    return "staged";
}

/** Puts the staged release in the place of the installed one. Its files are checked once more. */
export async function promote(keep) {
    const staged = await keep.get("staged");
    if (!staged) return false;
    const old = await installed(keep);
    const release = await readRelease(staged.note, await trustedKey(keep));
    await checkFiles(release, (path) => storedBytes(staged.aggregate, path));
    await keep.setAll({ release: staged, staged: null });
    if (old && old.aggregate !== staged.aggregate) await caches.delete(cacheName(old.aggregate));
    return true;
}

export async function storedFile(aggregate, path) {
    const cache = await caches.open(cacheName(aggregate));
    return (await cache.match(addressOf(path))) ?? null;
}

const storedBytes = async (aggregate, path) => bytesFrom(await storedFile(aggregate, path));

/**
 * Checks the installed program: its signature, and every file as `bytesOf(path)` gives it.
 *
 * @returns the release. Throws `ReleaseFault`.
 */
export async function checkInstalled(keep, bytesOf = null) {
    const own = await installed(keep);
    if (!own) throw new ReleaseFault("unsigned");
    const release = await readRelease(own.note, await trustedKey(keep));
    await checkFiles(release, bytesOf ?? ((path) => storedBytes(own.aggregate, path)));
    return release;
}

/** The same as the page sees it: through the service worker, as the files are run. */
export function checkAsServed(keep) {
    return checkInstalled(keep, async (path) => bytesFrom(await fetch(addressOf(path), { credentials: "omit" })));
}

/** Takes the server's release anew, signed with the same key: how a damaged program is corrected. */
export async function repair(keep) {
    await stage(keep, { isAnew: true });
    return promote(keep);
}
