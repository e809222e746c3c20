// A unit's sales and notes in a signed file, to be carried to the server when the unit itself cannot send them:
//
//     urna-rsu-recovery-v1
//     {"collected":…,"damage":null,"exportedAt":…,"operator":…,"program":…,"statement":{…}}
//     {"sale":{…}}          in the order of sequences
//     {"note":{…}}          in the order of numbers
//     signature <base64url of the Ed25519 signature by the unit's device key over all above this line>

import { base64url, concat, utf8 } from "./bytes.js";
import { canonicalText } from "./canonical.js";
import { statementOf } from "./sale.js";

/** @param sign gives the 64 bytes of the device key's signature over bytes, as a promise. */
async function recoveryFile({ statement, sales, notes, seller, collected, program, exportedAt, damage }, sign) {
    const lines = [
        "urna-rsu-recovery-v1", canonicalText({ statement, operator: seller, collected, program, exportedAt, damage }),
        ...sales.map((sale) => canonicalText({ sale })), ...notes.map((note) => canonicalText({ note })),
    ];
    const text = utf8(lines.map((line) => `${line}\n`).join(""));
    return concat(text, utf8(`signature ${base64url(await sign(text))}\n`));
}

/** All that a unit knows. */
export function recoveryOfMemory(memory, exportedAt, sign) {
    const { statement, sales, notes, lastSeller: seller, collected, header } = memory;
    return recoveryFile({ statement, sales, notes, seller, collected, program: header.program, exportedAt, damage: null }, sign);
}

/** What could be read of a damaged journal; null when not even its unit could. */
export function recoveryOfDamage(found, program, exportedAt, sign) {
    const { raffle, rsu, seller, collected } = found;
    if (!raffle || !rsu) return null;
    const sales = found.sales.filter((sale) => sale.raffle === raffle && sale.rsu === rsu);
    const statement = statementOf(raffle, rsu, sales);
    return recoveryFile({ statement, sales, notes: [], seller, collected, program, exportedAt, damage: found.message }, sign);
}
