/**
 * HMAC_DRBG with SHA-256 (NIST SP 800-90A revision 1, section 10.1.2), to make the words of a published draw again.
 *
 * Never take randomness from here: it makes again what is known, and nothing secret.
 */
import { concat, isBytes } from "./bytes.js";
import { demand } from "./refusal.js";
import { SHA256 } from "./sha256.js";

const BLOCK = 64;
const ENTROPY_BYTES_MIN = 32;
const REQUEST_BYTES_MAX = 65_536;
const NOTHING = new Uint8Array(0);

/** HMAC with SHA-256 under one key (RFC 2104); keys of up to 64 bytes, which is all that is needed here. */
export class HmacSHA256 {
    constructor(key) {
        const padded = new Uint8Array(BLOCK);
        padded.set(key);
        this.inner = new SHA256().update(padded.map((byte) => byte ^ 0x36));
        this.outer = new SHA256().update(padded.map((byte) => byte ^ 0x5c));
    }

    of(...parts) {
        const inner = this.inner.clone();
        for (const part of parts) inner.update(part);
        return this.outer.clone().update(inner.digest()).digest();
    }
}

export class HmacDrbg {
    /**
     * @param entropy at least 32 bytes
     * @param nonce may be empty when the entropy alone makes the seed unique
     * @param personalisation any bytes that set this instance apart
     */
    constructor({ entropy, nonce = NOTHING, personalisation = NOTHING }) {
        demand(isBytes(entropy) && entropy.length >= ENTROPY_BYTES_MIN, "too-little-entropy");
        this.mac = new HmacSHA256(new Uint8Array(32));
        this.value = new Uint8Array(32).fill(1);
        this.update(concat(entropy, nonce, personalisation));
    }

    reseed(entropy, additional = NOTHING) {
        demand(isBytes(entropy) && entropy.length >= ENTROPY_BYTES_MIN, "too-little-entropy");
        this.update(concat(entropy, additional));
    }

    /** Answers one request of `count` bytes. */
    generate(count, additional = NOTHING) {
        demand(Number.isInteger(count) && count >= 0 && count <= REQUEST_BYTES_MAX, "too-many-bytes", String(count));
        if (additional.length > 0) this.update(additional);
        const blocks = [];
        for (let left = count; left > 0; left -= this.value.length) {
            this.value = this.mac.of(this.value);
            blocks.push(left < this.value.length ? this.value.subarray(0, left) : this.value);
        }
        const bytes = concat(...blocks);
        this.update(additional);
        return bytes;
    }

    /** One request of eight bytes, as a BigInt, most significant byte first. */
    word() {
        const bytes = this.generate(8);
        return new DataView(bytes.buffer).getBigUint64(0);
    }

    update(provided) {
        for (const mark of provided.length > 0 ? [0, 1] : [0]) {
            this.mac = new HmacSHA256(this.mac.of(this.value, Uint8Array.of(mark), provided));
            this.value = this.mac.of(this.value);
        }
    }
}
