// What this browser saw last of the server's software: a key that changes and a statement that is older than one before are noticed.

const NAME = "urna-software-seen";

/** `{key, time}`; null when nothing is known, or nothing can be kept. */
export function seenBefore() {
  try {
    const seen = JSON.parse(localStorage.getItem(NAME));
    return typeof seen?.key === "string" && typeof seen?.time === "string" ? seen : null;
  } catch {
    return null;
  }
}

export function remember(seen) {
  try { localStorage.setItem(NAME, JSON.stringify({ key: seen.key, time: seen.time })); } catch { /* nothing can be kept here */ }
}

export function forget() {
  try { localStorage.removeItem(NAME); } catch { /* nothing was kept */ }
}
