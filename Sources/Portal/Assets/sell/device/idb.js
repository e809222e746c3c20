// What the device keeps, in IndexedDB: settings and keys, and the journals. A write returns when it would survive the loss of power.

const name = "urna-sell";
const strict = { durability: "strict" };

export function openDatabase() {
    return new Promise((resolve, reject) => {
        const request = indexedDB.open(name, 1);
        request.onupgradeneeded = () => {
            const database = request.result;
            database.createObjectStore("keep");
            database.createObjectStore("journal");
            database.createObjectStore("counts");
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
        request.onblocked = () => reject(new Error("the store is in use by another version of the program"));
    });
}

/** Runs `work` in one transaction; returns when it is durable, or throws and nothing of it happened. */
function written(database, stores, work) {
    return new Promise((resolve, reject) => {
        const transaction = database.transaction(stores, "readwrite", strict);
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error("nothing was written"));
        transaction.onerror = () => {};
        work(transaction);
    });
}

const answer = (request) =>
    new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });

/** Settings and keys by name. Keys are objects of WebCrypto whose bytes nobody can read, this program included. */
export class Keep {
    #database;

    constructor(database) {
        this.#database = database;
    }

    /** The value, or null. */
    async get(key) {
        return (await answer(this.#database.transaction("keep").objectStore("keep").get(key))) ?? null;
    }

    /** Null takes it away. */
    set(key, value) {
        return this.setAll({ [key]: value });
    }

    /** All of them or none. */
    setAll(values) {
        return written(this.#database, ["keep"], (transaction) => {
            const store = transaction.objectStore("keep");
            for (const [key, value] of Object.entries(values)) {
                if (value === null) store.delete(key);
                else store.put(value, key);
            }
        });
    }
}

/** The records of one raffle's journal: see `Journal` for what it promises. */
export class JournalStore {
    #database;
    #raffle;

    constructor(database, raffle) {
        this.#database = database;
        this.#raffle = raffle;
    }

    async read() {
        const transaction = this.#database.transaction(["journal", "counts"]);
        const range = IDBKeyRange.bound([this.#raffle, 0], [this.#raffle, Infinity]);
        const [keys, values, count] = await Promise.all([
            answer(transaction.objectStore("journal").getAllKeys(range)), answer(transaction.objectStore("journal").getAll(range)),
            answer(transaction.objectStore("counts").get(this.#raffle)),
        ]);
        return { rows: values.map((bytes, place) => ({ index: keys[place][1], bytes })), count: count ?? 0 };
    }

    append(index, bytes) {
        return written(this.#database, ["journal", "counts"], (transaction) => {
            // `add` fails when the place is taken: a record is never written over.
            transaction.objectStore("journal").add(bytes, [this.#raffle, index]);
            transaction.objectStore("counts").put(index + 1, this.#raffle);
        });
    }
}
