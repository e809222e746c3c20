// Elements. Text goes in as text, never as markup, whatever a name holds.

/** An element: `h("button", { class: "btn", onclick }, "text", child)`; false and null children are left out. */
export function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
}

const drawing = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
    const element = document.createElementNS(drawing, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

/** A line drawing of 24 by 24; decoration, so that readers pass over it. */
export const icon = (path) =>
    svg("svg", {
        viewBox: "0 0 24 24", width: "24", height: "24", fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round",
        "stroke-linejoin": "round", "aria-hidden": "true",
    }, svg("path", { d: path }));

/** A name that somebody else wrote: its direction stays its own. */
export const name = (text) => h("bdi", { class: "name" }, text);

/** Changes a text only when it is another: live regions read out every change. */
export function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
}

/** A part of a page with its title. */
export const card = (title, ...parts) => h("section", { class: "card flat stack-s" }, h("h2", {}, title), ...parts);

/** `[[label, value], …]` as a list of terms; rows that are false are left out. */
export const facts = (rows) => h("dl", { class: "facts" }, rows.filter(Boolean).flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)]));
