// A printer: the browser's own printing, or a receipt printer that speaks ESC/POS over a serial line or Bluetooth.

import { escpos, paperAnswer, paperQuestion } from "../core/escpos.js";

/** Something a printer reports; `fault` is one of `printerFaults`. */
export class PrinterFault extends Error {
    constructor(fault) {
        super(fault);
        this.fault = fault;
    }
}

/** GATT services of receipt printers, and in each the characteristic that takes bytes. */
const bluetoothServices = {
    "000018f0-0000-1000-8000-00805f9b34fb": "00002af1-0000-1000-8000-00805f9b34fb",
    "e7810a71-73ae-499d-8c15-faa9aef0c3f2": "bef8d6c9-9c21-4c9e-b632-bd58c1009f9f",
    "49535343-fe7d-4ae5-8fa9-9fafd205e455": "49535343-8841-43f4-a8d4-ecbe34729bb3",
};
/** Bytes in one write over Bluetooth, and how long the printer gets to take them. */
const [chunkBytes, chunkMilliseconds] = [128, 15];
const answerMilliseconds = 400;

export const kinds = ["browser", "serial", "bluetooth"];
export const isThere = (kind) => kind === "browser" || kind in navigator;

export class Printer {
    /** `{kind, columns, baudRate}` */
    settings = { kind: "browser", columns: 32, baudRate: 9600 };
    #sheet;
    #onFault;
    #port = null;
    #characteristic = null;
    #turn = Promise.resolve();

    /**
     * @param sheet prints documents by the browser.
     * @param onFault gets what a printer reports by itself.
     */
    constructor({ sheet, onFault }) {
        this.#sheet = sheet;
        this.#onFault = onFault;
    }

    get isConnected() { return this.settings.kind === "browser" || Boolean(this.#port ?? this.#characteristic); }

    /** One thing after another, with what is asked about it: two documents must not mix on one paper. */
    inTurn(work) {
        const done = this.#turn.then(work);
        this.#turn = done.catch(() => {});
        return done;
    }

    /** Prints documents one after another, by the browser at once. Gives how many the printer took, and the fault that kept it from the rest. */
    async put(documents) {
        if (this.settings.kind === "browser") {
            await this.#sheet(documents);
            return { count: documents.length, fault: null };
        }
        for (const [count, document] of documents.entries()) {
            try {
                await this.#send(document);
            } catch (error) {
                return { count, fault: error.fault };
            }
        }
        return { count: documents.length, fault: null };
    }

    async #send(document) {
        if (!this.isConnected) throw new PrinterFault("disconnected");
        const bytes = escpos(document, this.settings.columns);
        try {
            await (this.settings.kind === "serial" ? this.#sendSerial(bytes) : this.#sendBluetooth(bytes));
        } catch (error) {
            if (error instanceof PrinterFault) throw error;
            this.#lost();
            throw new PrinterFault("disconnected");
        }
    }

    /** Takes up a printer on a line that the browser was allowed before; nothing is asked. With more than one nobody knows which is which. */
    async reconnect() {
        if (this.settings.kind !== "serial" || !isThere("serial") || this.#port) return;
        const [port, other] = await navigator.serial.getPorts();
        if (port && !other) await this.#openSerial(port);
    }

    /** Asks the person for a printer; has to come from a tap. */
    async connect() {
        if (this.settings.kind === "serial") await this.#openSerial(await navigator.serial.requestPort());
        if (this.settings.kind === "bluetooth") await this.#openBluetooth();
    }

    #lost() {
        this.#port = null;
        this.#characteristic = null;
    }

    // Serial

    async #openSerial(port) {
        await this.#port?.close().catch(() => {});
        this.#port = null;
        await port.open({ baudRate: this.settings.baudRate });
        this.#port = port;
        port.addEventListener("disconnect", () => {
            this.#lost();
            this.#onFault("disconnected");
        });
    }

    async #sendSerial(bytes) {
        const state = await this.#paper();
        if (state === "paper-out") throw new PrinterFault("paper-out");
        if (state) this.#onFault(state);
        await this.#write(bytes);
        if ((await this.#paper()) === "paper-out") throw new PrinterFault("paper-out");
    }

    async #write(bytes) {
        const writer = this.#port.writable.getWriter();
        try {
            await writer.write(bytes);
        } finally {
            writer.releaseLock();
        }
    }

    /** What the printer says of its paper; undefined when it says nothing, which many do. */
    async #paper() {
        const reader = this.#port.readable.getReader();
        const timer = setTimeout(() => reader.cancel().catch(() => {}), answerMilliseconds);
        try {
            await this.#write(paperQuestion);
            const { value } = await reader.read();
            return value?.length ? paperAnswer(value[0]) : undefined;
        } finally {
            clearTimeout(timer);
            reader.releaseLock();
        }
    }

    // Bluetooth

    async #openBluetooth() {
        const services = Object.keys(bluetoothServices);
        const device = await navigator.bluetooth.requestDevice({ filters: services.map((service) => ({ services: [service] })) });
        device.addEventListener("gattserverdisconnected", () => {
            this.#lost();
            this.#onFault("disconnected");
        });
        const server = await device.gatt.connect();
        for (const service of await server.getPrimaryServices()) {
            const name = bluetoothServices[service.uuid];
            if (name) this.#characteristic = await service.getCharacteristic(name);
        }
        if (!this.#characteristic) throw new PrinterFault("disconnected");
    }

    async #sendBluetooth(bytes) {
        for (let start = 0; start < bytes.length; start += chunkBytes) {
            await this.#characteristic.writeValueWithoutResponse(bytes.slice(start, start + chunkBytes));
            await new Promise((resolve) => setTimeout(resolve, chunkMilliseconds));
        }
    }
}
