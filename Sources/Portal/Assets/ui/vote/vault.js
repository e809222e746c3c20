// What the ballot page keeps, where, and for how long.
//
// | what                        | kept                                                                                  |
// |-----------------------------|---------------------------------------------------------------------------------------|
// | voting code                 | never                                                                                 |
// | ballot token, marks         | this tab (sessionStorage), until cast, left alone for 30 minutes, or the tab is closed |
// | ballot on its way, its token| this tab, until the server said what became of it: only so can it be sent again        |
// | receipt                     | this tab, until "Finish", or left alone for 30 minutes                                 |
//
// Phones throw tabs away that are not looked at, so that memory alone would lose a ballot half filled in.

const IDLE = 30 * 60 * 1000;

export class Vault {
  #key;
  #state;

  constructor(election) {
    this.#key = `urna.vote.${election}`;
    this.#state = this.#load();
  }

  #load() {
    try {
      const state = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
      if (!state || state.version !== 1) return {};
      const isOld = Date.now() - state.savedAt > IDLE;
      return isOld && state.phase !== "casting" ? {} : state;
    } catch {
      return {};
    }
  }

  get state() { return this.#state; }

  /** Keeps these members too; undefined ones go. A browser that keeps nothing is no error: then memory has to do. */
  keep(members) {
    this.#state = { ...this.#state, ...members, version: 1, savedAt: Date.now() };
    for (const name of Object.keys(this.#state)) if (this.#state[name] === undefined) delete this.#state[name];
    try { sessionStorage.setItem(this.#key, JSON.stringify(this.#state)); } catch { /* private mode, or full */ }
  }

  clear() {
    this.#state = {};
    try { sessionStorage.removeItem(this.#key); } catch { /* as above */ }
  }

  /** What was left alone for too long goes, also while the page stays open. `onGone(phase)` is called then. */
  watch(onGone) {
    const look = () => {
      if (this.#state.savedAt && this.#state.phase !== "casting" && Date.now() - this.#state.savedAt > IDLE) {
        const { phase } = this.#state;
        this.clear();
        onGone(phase);
      }
    };
    setInterval(look, 30_000);
    addEventListener("pageshow", look);
    document.addEventListener("visibilitychange", look);
  }

  /** Somebody is there. */
  touch() {
    if (this.#state.savedAt && Date.now() - this.#state.savedAt > 60_000) this.keep({});
  }
}
