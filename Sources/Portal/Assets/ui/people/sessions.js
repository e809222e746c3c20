// Who is logged on: from where, since when, and how to put somebody out.

import { api } from "../api.js";
import { fill, formatTime, h, t } from "../page.js";
import { action, may, table } from "../console/kit.js";

/** Between two looks, in ms. */
const EVERY = 15_000;

/** The id of this browser's own session; it opens nothing. */
const ownSession = () => { try { return sessionStorage.getItem("urna-session"); } catch { return null; } };

/** The sessions of everybody, or of one `user`; `only(session)` leaves others out. They are looked at again by themselves. */
export function sessionList(place, { user, only = () => true } = {}) {
  const element = h("div", { class: may("manage-users") && "acts" });
  let shown = "";

  const end = (session) => action(t("console.session.end"), {
    place, ask: { title: t("console.session.end-ask", { user: session.user }), text: t("console.session.end-text"), confirm: t("console.session.end"), danger: true },
    async work() {
      await api("DELETE", `/v1/sessions/${encodeURIComponent(session.id)}`);
      document.activeElement?.blur();
      await look();
      return t("console.session.ended", { user: session.user });
    },
  });

  function row(session) {
    const isOwn = session.id === ownSession();
    return [
      h("span", { class: "stack-s" }, h("span", { class: "mono" }, session.user), isOwn && h("span", { class: "small soft" }, t("console.session.this"))),
      h("span", { class: `tag ${session.remote ? "warn" : ""}` }, t(session.remote ? "console.session.remote" : "console.session.here")),
      formatTime(session.startedAt), formatTime(session.lastUsedAt, { timeStyle: "short" }), t("console.session.changes", { count: session.changes }),
      ...(may("manage-users") ? [isOwn ? "" : end(session)] : []),
    ];
  }

  async function look() {
    const { sessions } = await api("GET", "/v1/sessions");
    const list = sessions.filter((each) => (user === undefined || each.user === user) && only(each));
    // How long it lasts changes with every look; it is not shown.
    const now = JSON.stringify(list.map(({ id, lastUsedAt, changes }) => [id, lastUsedAt.slice(0, 16), changes]));
    if (now === shown || element.contains(document.activeElement)) return;
    shown = now;
    fill(element, table(t("console.session.all"), [t("console.session.who"), t("console.session.where"), t("console.session.since"), t("console.session.used"), t("console.session.did"), ...(may("manage-users") ? [{ text: t("console.actions"), hidden: true }] : [])],
      list.map(row), { empty: t("console.session.none") }));
  }
  look().catch((problem) => place.bad(problem));
  setInterval(() => { if (!document.hidden) look().catch(() => {}); }, EVERY);
  return { element, look };
}
