// The same ballot in two tabs: they tell each other, and one at a time casts.

const channel = "BroadcastChannel" in window ? new BroadcastChannel("urna.vote") : null;

/**
 * Tells other tabs of this browser what happens to the ballot under `key`, and hears of them.
 *
 * `onOther(phase)`: "ballot" (open there too), "casting", "confirmed". Returns `{tell(phase), close()}`.
 */
export function meetTabs(key, phase, onOther) {
  if (!channel) return { tell() {}, close() {} };
  const me = crypto.getRandomValues(new Uint32Array(2)).join("-");
  let own = phase;
  const post = (kind) => channel.postMessage({ key, from: me, phase: own, kind });
  const hear = ({ data }) => {
    if (data?.key !== key || data.from === me) return;
    if (data.kind === "hello") post("answer");
    onOther(data.phase);
  };
  channel.addEventListener("message", hear);
  post("hello");
  return {
    tell(next) { own = next; post("news"); },
    close() { channel.removeEventListener("message", hear); },
  };
}

/** Runs `work` unless another tab is casting the ballot under `key`; then returns false at once. */
export async function alone(key, work) {
  // Without locks (an old browser) the server's rule, one ballot a token, has to do, and it does.
  if (!navigator.locks) { await work(); return true; }
  return navigator.locks.request(`urna.cast.${key}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    await work();
    return true;
  });
}
