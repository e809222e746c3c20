/** Why a unit did not do what it was asked, with a stable code; `values` go into the words for it. */
export class Problem extends Error {
    constructor(code, message = code, values = {}) {
        super(message);
        this.code = code;
        this.values = values;
    }
}
