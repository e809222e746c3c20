// A sale as it is uploaded, and the statement over all of them. Nothing in a sale changes after it was made.

import { base64url } from "./bytes.js";
import { canonical } from "./canonical.js";
import { SHA256 } from "./sha256.js";
import { timeOf } from "./times.js";

/** The largest whole number that every JSON reader keeps exactly. */
export const sequenceMax = Number.MAX_SAFE_INTEGER;
export const methods = ["cash", "card", "online", "voucher", "other"];

/** What a payment must look like; null when it doesn't. */
export function payment(method, reference = null) {
    if (!methods.includes(method)) return null;
    if (reference !== null && !/^[\x20-\x7e]{1,128}$/.test(reference)) return null;
    return { method, reference };
}

/** A version 4 UUID in lower case: the id of one handing over of money. */
export const saleID = () => crypto.randomUUID();

const lineFeed = Uint8Array.of(0x0a);
const ids = { raffle: /^[a-z0-9-]{1,64}$/, unit: /^[A-Za-z0-9._-]{1,64}$/, sale: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ };
const isWhole = (value, least = 0) => Number.isSafeInteger(value) && value >= least;
const members = [
    "numbers", "offline", "operator", "package", "payment", "price", "raffle", "rsu", "sale", "sequence", "soldAt", "ticket", "validation",
].join();

/** Whether it has exactly the members of a sale, each of its kind. */
export function isSale(sale) {
    return (
        sale !== null && typeof sale === "object" && Object.keys(sale).sort().join() === members &&
        ids.raffle.test(sale.raffle) && ids.unit.test(sale.rsu) && ids.sale.test(sale.sale) && ids.unit.test(sale.package) &&
        ids.unit.test(sale.operator) && isWhole(sale.sequence, 1) && isWhole(sale.price) && sale.ticket === `${sale.rsu}-${sale.sequence}` &&
        Array.isArray(sale.numbers) && sale.numbers.length >= 1 && sale.numbers.every((number) => isWhole(number)) &&
        new Set(sale.numbers).size === sale.numbers.length && timeOf(sale.soldAt) !== null && typeof sale.offline === "boolean" &&
        typeof sale.validation === "string" && payment(sale.payment?.method, sale.payment?.reference) !== null
    );
}

/** `{raffle, rsu, sales, numbers, gross, digest}` over sales in the order of their sequences, voided ones too. */
export function statementOf(raffle, rsu, sales) {
    const digest = new SHA256();
    let numbers = 0;
    let gross = 0;
    for (const sale of sales) {
        digest.update(canonical(sale)).update(lineFeed);
        numbers += sale.numbers.length;
        gross += sale.price;
    }
    return { raffle, rsu, sales: sales.length, numbers, gross, digest: base64url(digest.digest()) };
}
