/**
 * Checks what a server says of its own software: that its key signed it, that just that is said, that the manifest is the one it names, and
 * that it is no older than what was seen before.
 *
 * | step      | codes                                                                                                        |
 * |-----------|--------------------------------------------------------------------------------------------------------------|
 * | signature | bad-key, bad-note, no-signature, bad-signature                                                               |
 * | words     | bad-json, other-words                                                                                        |
 * | manifest  | other-manifest; skipped: no-manifest                                                                         |
 * | key       | other-key: not the one that was seen before; skipped: first-key                                              |
 * | age       | older: than one that was seen before; stale: older than the day in which a server checks itself again        |
 *
 * What it cannot show: that the key is the server's. Whoever wants to know that compares it with one from somewhere else.
 */
import { canonical } from "./canonical.js";
import { hex, utf8 } from "./bytes.js";
import { parseJSON } from "./json.js";
import { parseNote, parseVerifierKey, verifyNote } from "./note.js";
import { demand, Steps } from "./refusal.js";
import { sha256 } from "./sha256.js";

/** A server checks itself at least once a day; an hour is for clocks that differ. */
const AGE_MILLISECONDS_MAX = 25 * 3_600_000;
const SIGNED = ["actualAggregate", "aggregate", "problems", "programId", "result", "time", "version"];

/**
 * @param status the answer of `GET /v1/audit/software`
 * @param manifest the text of the manifest; null when there is none
 * @param seen `{ key, time, isNew }` of the newest status that was fine before; null when there was none. With `isNew` the key is known from
 *   this very visit, which shows only that it stays the same.
 * @param now milliseconds since 1970
 * @returns `{ ok, code, steps, seen }`; `seen` is what to remember, when all is well
 */
export async function checkSoftware(status, manifest, { seen = null, now }) {
    const steps = new Steps();
    const note = await steps.run("signature", async () => {
        const parsed = parseNote(status?.note);
        await verifyNote(parsed, parseVerifierKey(status.verifierKey));
        return parsed;
    });
    if (!note) return steps.result({ seen });
    const words = await steps.run("words", () => {
        const signed = parseJSON(note.value.text);
        const missing = SIGNED.filter((name) => signed[name] === undefined);
        demand(missing.length === 0, "other-words", missing.join(", "));
        const other = Object.keys(signed).filter((name) => status[name] === undefined || canonical(status[name]) !== canonical(signed[name]));
        demand(other.length === 0, "other-words", other.join(", "));
        return signed;
    });
    if (!words) return steps.result({ seen });
    const { aggregate, time } = words.value;
    if (manifest === null) steps.skip("manifest", "no-manifest");
    else await steps.run("manifest", () => demand(hex(sha256(utf8(manifest))) === aggregate, "other-manifest"));
    if (!seen || (seen.isNew && seen.key === status.verifierKey)) steps.skip("key", "first-key");
    else await steps.run("key", () => demand(seen.key === status.verifierKey, "other-key", seen.key));
    await steps.run("age", () => {
        const at = Date.parse(time);
        demand(Number.isFinite(at), "other-words", "time");
        demand(!seen || seen.key !== status.verifierKey || at >= Date.parse(seen.time), "older", seen?.time);
        demand(now - at <= AGE_MILLISECONDS_MAX, "stale", time);
    });
    const result = steps.result();
    return { ...result, seen: result.ok ? { key: status.verifierKey, time, isNew: !seen || seen.isNew === true } : seen };
}
