// Logging in at an OpenID Connect provider. The page goes there and comes back with an identity token in the fragment, which no server sees
// and which is taken out of the address before anything else happens.

const KEY = "urna.login";
/** How long a log-in may take, in ms. */
const LASTS = 15 * 60 * 1000;

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Where to go to log in. `login`: `{authorize, clientId}` from the page's data. */
export function loginAddress(login, lang) {
  const state = random();
  const nonce = random();
  sessionStorage.setItem(KEY, JSON.stringify({ state, nonce, at: Date.now(), path: location.pathname }));
  const url = new URL(login.authorize);
  const values = { response_type: "id_token", response_mode: "fragment", scope: "openid email", client_id: login.clientId,
    redirect_uri: location.origin + location.pathname, state, nonce, ui_locales: lang };
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  return url.href;
}

/** The identity token that this page was come back to with; `{token}`, `{error}`, or null when it was not. */
export function loginAnswer() {
  const answer = new URLSearchParams(location.hash.slice(1));
  if (!answer.has("id_token") && !answer.has("error")) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  let asked = null;
  try {
    asked = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch { /* nothing was asked, as far as is known */ }
  if (answer.has("error")) return { error: "refused" };
  // An answer that was not asked for here is somebody else's, who would have this voter vote in another name.
  if (!asked || asked.state !== answer.get("state") || asked.path !== location.pathname || Date.now() - asked.at > LASTS) return { error: "strange" };
  try {
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(answer.get("id_token").split(".")[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0))));
    return claims.nonce === asked.nonce ? { token: answer.get("id_token") } : { error: "strange" };
  } catch {
    return { error: "strange" };
  }
}
