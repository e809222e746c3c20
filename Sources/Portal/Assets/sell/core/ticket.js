// Tickets as lines, for any paper. What the regulator asks for stands on lines of its own, with its label.

import { ascii } from "./ascii.js";
import { localText, timeOf } from "./times.js";
import { barcode, groupedNumber, validationNumber } from "./validation.js";

/** Widths of the paper that is sold, in columns: 58 mm, 80 mm narrow and 80 mm. */
export const columnsAllowed = [32, 42, 48];

const decimals = {
    0: "JPY KRW CLP ISK VND XAF XOF PYG UGX RWF VUV XPF".split(" "), 3: "BHD KWD OMR TND JOD IQD LYD".split(" "),
};

/** Minor units as printed: `USD 12.50`. */
export function money(amount, currency) {
    const places = decimals[0].includes(currency) ? 0 : decimals[3].includes(currency) ? 3 : 2;
    if (!places) return `${currency} ${amount}`;
    const digits = String(Math.abs(amount)).padStart(places + 1, "0");
    return `${currency} ${amount < 0 ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The paper that a buyer holds; null when the key is not the one that the sale was made with. */
export function bearerTicket(sale, definition, eventNumber, key, mark = null) {
    const { raffle, rsu, sequence } = sale;
    if (validationNumber(key, raffle, rsu, sequence) !== sale.validation) return null;
    const entry = definition.packages.find(({ id }) => id === sale.package);
    return {
        organisation: definition.organisation.name, licence: definition.organisation.licence, contact: definition.organisation.contact,
        website: definition.organisation.website, title: definition.title, event: `${eventNumber} ${raffle}`, place: definition.location,
        notice: definition.notice, rsu, ticket: sale.ticket, numbers: sale.numbers, package: entry?.title || sale.package,
        price: money(sale.price, definition.currency), issued: localText(timeOf(sale.soldAt), definition.utcOffsetMinutes),
        validation: groupedNumber(sale.validation), barcode: barcode(key, raffle, rsu, sequence), mark,
    };
}

/** The stubs from which a winner is drawn: one for each number of the ticket, in its order. */
export function counterfoilsOf({ numbers, ...ticket }) {
    return numbers.map((number) => ({ ...ticket, number }));
}

const line = (text, style = "plain") => ({ text, style });
const labelled = (label, text) => (text === null || text === undefined ? [] : [line(`${label}: ${text}`)]);
const markOf = ({ mark }) => (mark ? [line(`*** ${mark} ***`, "large")] : []);

/** What stands on a ticket or a counterfoil, line by line: `{text, style}`, style `plain`, `bold`, `centred` or `large`. Not broken to any width. */
export const ticketLines = (ticket) => (ticket.number === undefined ? bearerLines(ticket) : counterfoilLines(ticket));

function counterfoilLines(stub) {
    const mark = markOf(stub);
    return [
        ...mark, line("COUNTERFOIL", "bold"), ...labelled("Event", stub.event), ...labelled("Place", stub.place), line("Draw number", "bold"),
        line(String(stub.number), "large"), ...labelled("Issued", stub.issued), ...labelled("Ticket", stub.ticket),
        ...labelled("Value", stub.price), ...labelled("Validation", stub.validation), ...mark,
    ];
}

function bearerLines(ticket) {
    const optional = (text, style) => (text ? [line(text, style)] : []);
    const mark = markOf(ticket);
    const count = ticket.numbers.length;
    return [
        ...mark, line(ticket.organisation, "large"), line(ticket.title, "bold"), ...labelled("Event", ticket.event),
        ...labelled("Place", ticket.place), ...labelled("Licence", ticket.licence), line("", "rule"),
        line(count === 1 ? "Draw number" : `Draw numbers (${count})`, "bold"), line(ticket.numbers.join(" "), "bold"), line("", "rule"),
        ...labelled("Issued", ticket.issued), ...labelled("RSU", ticket.rsu), ...labelled("Ticket", ticket.ticket),
        ...labelled("Package", ticket.package), ...labelled("Price", ticket.price), ...labelled("Validation", ticket.validation), ...mark,
        ...optional(ticket.notice, "centred"), ...optional(ticket.website, "centred"), ...optional(ticket.contact, "centred"),
    ];
}

/** The lines in printable ASCII for paper of so many columns, none longer; large ones not longer than half. */
export function paperLines(ticket, columns) {
    return ticketLines(ticket).flatMap(({ text, style }) => {
        if (style === "rule") return [{ text: "-".repeat(columns), style: "plain" }];
        return wrapped(ascii(text), style === "large" ? Math.floor(columns / 2) : columns).map((part) => ({ text: part, style }));
    });
}

/** The ticket as plain text, lines of at most `columns` characters. */
export function ticketText(ticket, columns) {
    const lines = paperLines(ticket, columns).map(({ text, style }) => {
        const isCentred = style === "centred" || style === "large";
        return isCentred ? " ".repeat(Math.floor((columns - text.length) / 2)) + text : text;
    });
    return `${lines.join("\n")}\n`;
}

/** Breaks at spaces, and within a word only when it is longer than a line. */
function wrapped(text, width) {
    const lines = [];
    let line = "";
    for (let word of text.split(" ").filter(Boolean)) {
        if (line && line.length + 1 + word.length <= width) {
            line += ` ${word}`;
            continue;
        }
        if (line) lines.push(line);
        for (; word.length > width; word = word.slice(width)) lines.push(word.slice(0, width));
        line = word;
    }
    return line ? [...lines, line] : lines;
}
