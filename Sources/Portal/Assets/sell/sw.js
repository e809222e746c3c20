// Serves the program from the device, as it was signed, and nothing else of it: with the network gone, and whatever the network says.
//
// The browser fetches this file by itself when the server has another; it is installed only with a release that the trusted key signed.

import { checkInstalled, installed, pathOf, promote, repair, stage, storedFile } from "./device/installation.js";
import { Keep, openDatabase } from "./device/idb.js";

let opened = null;
const keep = async () => new Keep(await (opened ??= openDatabase()));

self.addEventListener("install", (event) => {
    event.waitUntil(
        (async () => {
            const store = await keep();
            const isFirst = !(await installed(store));
            // Throws for a release that is not signed or not whole: then this worker is not installed, and the one before stays.
            await stage(store);
            if (!isFirst) return;
            await promote(store);
            await self.skipWaiting();
        })(),
    );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
    const { origin, pathname, search } = new URL(event.request.url);
    const path = origin === self.location.origin && event.request.method === "GET" ? pathOf(pathname) : null;
    if (path === null || path === "release") return;
    event.respondWith(event.request.mode === "navigate" ? page(path, search) : file(path));
});

/** The page cannot fetch an update itself: its requests come here. `update` takes one in, `apply` puts it in its place. */
self.addEventListener("message", (event) => {
    const [port] = event.ports;
    const works = { update: stage, apply: promote };
    const work = works[event.data?.do];
    if (!port || !work) return;
    event.waitUntil(
        keep().then((store) => work(store)).then(
            (result) => port.postMessage({ result }),
            (error) => port.postMessage({ result: error.code ? "refused" : "failed", reason: error.message }),
        ),
    );
});

/** A file of the installed release; what is not in it is not part of the program. */
async function file(path) {
    const own = await installed(await keep());
    if (!own) return fetch(path === "index.html" ? "/sell" : `/sell/${path}`, { cache: "no-store" });
    return (await storedFile(own.aggregate, path)) ?? new Response("no file of this program", { status: 404 });
}

/** The page, after everything that it runs was checked. */
async function page(path, search) {
    const store = await keep();
    if (!(await installed(store))) return fetch("/sell", { cache: "no-store" });
    if (path !== "index.html") return Response.redirect("/sell");
    try {
        if (search === "?repair") {
            await repair(store);
            return Response.redirect("/sell");
        }
        await checkInstalled(store);
        return await file("index.html");
    } catch (error) {
        await store.set("mismatch", { reason: error.message, at: Date.now() }).catch(() => {});
        return stopped(error.message);
    }
}

/** What stands on the screen in the program's place. It is in no file that could be changed. */
function stopped(reason) {
    const escaped = reason.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
    const words = {
        en: ["This unit does not sell: its program is not as it was signed.", "Install it again"],
        es: ["Esta unidad no vende: su programa no es el que se firmó.", "Instalarlo de nuevo"],
        pt: ["Esta unidade não vende: o programa não é o que foi assinado.", "Instalar de novo"],
        ar: ["هذه الوحدة لا تبيع: برنامجها ليس كما وُقّع.", "ثبّته من جديد"],
    };
    const parts = Object.entries(words).map(
        ([language, [text, button]]) =>
            `<section lang="${language}"${language === "ar" ? ' dir="rtl"' : ""}><h1>${text}</h1><p><a href="/sell?repair">${button}</a></p></section>`,
    );
    const html =
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>PROGRAM_MISMATCH</title>' +
        `<body data-state="error"><p id="code"><strong>PROGRAM_MISMATCH</strong> ${escaped}</p>${parts.join("")}</body></html>`;
    return new Response(html, {
        status: 503,
        headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'" },
    });
}
