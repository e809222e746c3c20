// Tickets and counterfoils on paper by the browser: the page is hidden in print, and this sheet alone comes out.

import { ticketLines } from "../core/ticket.js";
import { h, svg } from "./dom.js";

/** The library that makes QR codes; a ticket whose code cannot be made still has its validation number in letters. */
const library = import("../shared/vendor/qrcode.js").then((module) => module.default, () => null);

/** Prints documents, each on paper of its own; returns when the browser's printing is over, which says nothing about paper. */
export async function printSheet(documents) {
    const sheet = document.getElementById("sheet");
    // Counterfoils of one ticket have one code.
    const codes = new Map();
    for (const { barcode } of documents) if (!codes.has(barcode)) codes.set(barcode, await code(barcode));
    sheet.replaceChildren(...documents.map((one) => {
        const lines = ticketLines(one).map(({ text, style }) => (style === "rule" ? h("hr") : h("p", { class: style }, text)));
        return h("section", {}, lines, codes.get(one.barcode)?.cloneNode(true) ?? "");
    }));
    await new Promise((resolve) => requestAnimationFrame(() => resolve()));
    window.print();
}

/** The ticket's bar code as a QR code, for the reader at the draw. */
async function code(text) {
    const qrcode = await library;
    if (!qrcode) return null;
    const matrix = qrcode(0, "M");
    matrix.addData(text, "Byte");
    matrix.make();
    const size = matrix.getModuleCount();
    let path = "";
    for (let y = 0; y < size; y += 1) {
        for (let x = 0; x < size; x += 1) if (matrix.isDark(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
    }
    return svg("svg", { viewBox: `0 0 ${size + 8} ${size + 8}`, class: "code", role: "img", "aria-label": text }, svg("path", { d: path }));
}
