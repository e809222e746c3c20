// A ticket on paper by the browser: the page is hidden in print, and this sheet alone comes out.

import { ticketLines } from "../core/ticket.js";
import { h, svg } from "./dom.js";

/** The library that makes QR codes; a ticket whose code cannot be made still has its validation number in letters. */
const library = import("../shared/vendor/qrcode.js").then((module) => module.default, () => null);

/** Prints a ticket; returns when the browser's printing is over, which says nothing about paper. */
export async function printSheet(ticket) {
    const sheet = document.getElementById("sheet");
    const lines = ticketLines(ticket).map(({ text, style }) => (style === "rule" ? h("hr") : h("p", { class: style }, text)));
    sheet.replaceChildren(...lines, await code(ticket.barcode));
    await new Promise((resolve) => requestAnimationFrame(() => resolve()));
    window.print();
}

/** The ticket's bar code as a QR code, for the reader at the draw. */
async function code(text) {
    const qrcode = await library;
    if (!qrcode) return "";
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
