/**
 * Why something was not accepted: a stable `code` for the page to say in words, and a `detail` for whoever looks closer.
 *
 * The detail may hold parts of the input: show it as text only.
 */
export class Refusal extends Error {
    constructor(code, detail = "") {
        super(detail ? `${code}: ${detail}` : code);
        this.name = "Refusal";
        this.code = code;
        this.detail = detail;
    }
}

/** Throws unless `condition` holds. */
export function demand(condition, code, detail) {
    if (!condition) throw new Refusal(code, detail);
}

/**
 * The findings of a check, in its order. Each is `{ step, status, code, values }`:
 *
 * - `status` is "ok", "failed" or "skipped" (not looked at: `code` says why);
 * - `code` is "ok", or one of the codes that the check's module lists;
 * - `values` fill placeholders of the page's sentence.
 *
 * A check ends at its first failure: what comes after it would rest on something that is not so.
 */
export class Steps {
    constructor() {
        this.list = [];
    }

    pass(step, values = {}) {
        this.list.push({ step, status: "ok", code: "ok", values });
    }

    skip(step, code, values = {}) {
        this.list.push({ step, status: "skipped", code, values });
    }

    fail(step, code, detail = "") {
        this.list.push({ step, status: "failed", code, values: { detail } });
    }

    /** The end: `ok` only when at least one step was passed and none failed; `code` is the failure's, or "ok". */
    result(more = {}) {
        const failure = this.list.find((step) => step.status === "failed");
        const ok = !failure && this.list.some((step) => step.status === "ok");
        return { ...more, ok, code: failure ? failure.code : ok ? "ok" : "nothing-checked", steps: this.list };
    }

    /** Runs `body`, which throws a Refusal to fail its step, and gives what it returns; null after a failure. */
    async run(step, body, values = () => ({})) {
        try {
            const value = await body();
            this.pass(step, values(value));
            return { value };
        } catch (problem) {
            if (!(problem instanceof Refusal)) throw problem;
            this.fail(step, problem.code, problem.detail);
            return null;
        }
    }
}
