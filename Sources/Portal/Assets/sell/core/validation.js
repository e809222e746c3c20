// Validation numbers and bar codes, from the key that comes with the lease. The same as the server makes.

import { hex, utf8 } from "./bytes.js";
import { hmac } from "./sha256.js";

/** Crockford's base 32, and five more for the check symbol. */
const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const digitCount = 16;

/** The 17 symbols of ten bytes, without dashes: 80 bits, and the number modulo 37, which finds slips of the finger. */
export function symbolsOf(bytes) {
    let number = bytes.slice(0, 10).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
    const check = symbols[Number(number % 37n)];
    let text = "";
    for (let place = 0; place < digitCount; place += 1) {
        text = symbols[Number(number & 31n)] + text;
        number >>= 5n;
    }
    return text + check;
}

/** The first ten bytes of HMAC(key, "urna-validation-v1\n" ‖ raffle ‖ "\n" ‖ unit ‖ "\n" ‖ sequence). */
export function validationNumber(key, raffle, rsu, sequence) {
    return symbolsOf(hmac(key, utf8(`urna-validation-v1\n${raffle}\n${rsu}\n${sequence}`)));
}

/** As printed: `XXXX-XXXX-XXXX-XXXX-C`. */
export const groupedNumber = (number) => number.match(/.{1,4}/g).join("-");

/** `<raffle>|<ticket>|<17 symbols>|<16 hex digits of a MAC>`: tells a misread code from a ticket before anything is looked up. */
export function barcode(key, raffle, rsu, sequence) {
    const text = `${raffle}|${rsu}-${sequence}|${validationNumber(key, raffle, rsu, sequence)}`;
    return `${text}|${hex(hmac(key, utf8(`urna-barcode-v1\n${text}`)).slice(0, 8))}`;
}
