// Tickets for receipt printers that speak ESC/POS: text, QR code and a cut. Commands from Epson's reference.

import { utf8 } from "./bytes.js";
import { paperLines } from "./ticket.js";

const [escape, group] = [0x1b, 0x1d];
const align = (isCentred) => [escape, 0x61, isCentred ? 1 : 0];

/** @param columns 32 or more: narrower paper cuts a validation number in two. */
export function escpos(ticket, columns) {
    if (columns < 32) throw new RangeError("paper narrower than 32 columns cuts a validation number in two");
    // ESC @: everything as after switching on.
    const bytes = [escape, 0x40];
    for (const line of paperLines(ticket, columns)) bytes.push(...lineBytes(line));
    bytes.push(...qr(ticket.barcode));
    // GS V 66: to the cutter, and cut.
    bytes.push(...align(false), group, 0x56, 66, 0);
    return Uint8Array.from(bytes);
}

function lineBytes({ text, style }) {
    const isLarge = style === "large";
    const isBold = isLarge || style === "bold";
    return [
        ...align(isLarge || style === "centred"), ...(isBold ? [escape, 0x45, 1] : []), ...(isLarge ? [group, 0x21, 0x11] : []),
        ...utf8(text), 0x0a, ...(isLarge ? [group, 0x21, 0x00] : []), ...(isBold ? [escape, 0x45, 0] : []),
    ];
}

/** GS ( k: model 2, dots of 5, error correction M, store, print. */
function qr(text) {
    const command = (number, parameters) => {
        const length = parameters.length + 2;
        return [group, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, number, ...parameters];
    };
    return [
        ...align(true), ...command(0x41, [0x32, 0x00]), ...command(0x43, [5]), ...command(0x45, [0x31]),
        ...command(0x50, [0x30, ...utf8(text)]), ...command(0x51, [0x30]), 0x0a,
    ];
}

/** DLE EOT 4: asks for the paper's state, in one byte. */
export const paperQuestion = Uint8Array.of(0x10, 0x04, 4);

/** What the answer says: a fault, a warning, or null for paper enough; undefined when it is no such answer. */
export function paperAnswer(byte) {
    if ((byte & 0x93) !== 0x12) return undefined;
    if (byte & 0x60) return "paper-out";
    return byte & 0x0c ? "paper-low" : null;
}
