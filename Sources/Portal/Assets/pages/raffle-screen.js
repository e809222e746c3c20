// The screen in the hall: the jackpot as it grows, the time that is left, and the winners once they are official.

import { announce } from "../ui/announce.js";
import { formatMoney } from "../ui/money.js";
import { fill, formatTime, h, name, pageData, setText, t } from "../ui/page.js";
import { qrCode } from "../ui/qr.js";
import { timeParts, watchRaffle } from "../ui/raffle/watch.js";

/** How long the sum takes to run up to its new value, in ms. */
const RUN = 900;
/** The last minute is shown large. */
const LAST = 60;
/** Prizes that a hall can read at once. */
const AT_ONCE = 4;

const data = pageData();
const { currency } = data.definition;
const find = (id) => document.getElementById(id);
const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const titleOf = (prize) => data.definition.prizes.find((each) => each.id === prize)?.title || prize;
let shown = "";
let display = data.display;

const sums = new Map();

/** Lets a sum run to `amount`: people see that it grows. */
function sumOf(prize) {
  if (!sums.has(prize)) {
    const element = h("b", {});
    let at = null;
    let turn = 0;
    const write = (value) => setText(element, formatMoney(Math.round(value), currency));
    sums.set(prize, {
      element,
      go(amount) {
        const from = at ?? amount;
        at = amount;
        const mine = (turn += 1);
        if (isCalm || from === amount || document.hidden) return write(amount);
        const start = performance.now();
        const step = (now) => {
          if (mine !== turn) return;
          const share = Math.min(1, Math.max(0, (now - start) / RUN));
          write(from + (amount - from) * (1 - (1 - share) ** 3));
          if (share < 1) requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      },
    });
  }
  return sums.get(prize);
}

function show(next) {
  display = next;
  const hasWinners = next.winners.length > 0;
  const key = `${hasWinners} ${next.state} ${JSON.stringify(next.winners)} ${next.jackpot.map(({ prize }) => prize)}`;
  for (const { prize, amount } of next.jackpot) sumOf(prize).go(amount);
  if (key === shown) return;
  shown = key;
  find("venue").dataset.state = next.state;
  find("state").dataset.state = next.state;
  setText(find("state"), t(`raffle.state.${next.state}`));
  const prizes = next.jackpot.slice(0, AT_ONCE).map(({ prize }) => h("p", { class: "venue-prize" }, h("span", {}, name(titleOf(prize), { control: false })), sumOf(prize).element));
  if (!hasWinners) {
    const wait = ["closed", "reconciled", "acknowledged", "drawing"].includes(next.state);
    fill(find("stage"), prizes, wait && h("p", { class: "venue-wait" }, t(`raffle.state-text.${next.state}`)));
    return;
  }
  fill(find("stage"), h("div", { class: "venue-winners" }, next.winners.slice(-AT_ONCE).map((winner) => h("article", { class: "venue-winner" },
    h("h2", {}, name(titleOf(winner.prize), { control: false })), h("p", { class: "venue-number" }, String(winner.number)),
    h("p", {}, formatMoney(winner.amount, currency)), h("p", { class: "venue-ticket" }, t("raffle.ticket"), " ", h("bdi", {}, winner.ticket))))));
  announce(t("raffle.new-winner", { number: String(next.winners.at(-1).number) }));
}

function showTime(seconds) {
  const isSelling = ["active", "suspended"].includes(display.state);
  const clock = find("clock");
  clock.hidden = !isSelling;
  if (!isSelling) return;
  if (seconds === null) return void fill(clock, h("p", { class: "venue-note" }, t("raffle.closes-by-hand")));
  clock.classList.toggle("is-last", seconds <= LAST);
  const parts = timeParts(seconds);
  if (clock.dataset.parts !== String(parts.length)) {
    clock.dataset.parts = String(parts.length);
    fill(clock, h("div", { class: "venue-time", role: "timer", "aria-live": "off" }, parts.map(() => h("span", {}, h("b", {}), h("small", {})))),
      h("p", { class: "venue-note" }, t(display.state === "suspended" ? "raffle.state-text.suspended" : "raffle.closes-at", { time: formatTime(display.closesAt, { timeStyle: "short" }) })));
  }
  parts.forEach(({ value, unit }, at) => {
    const part = clock.firstChild.children[at];
    setText(part.firstChild, value);
    setText(part.lastChild, unit);
  });
}

show(display);
watchRaffle(data.id, {
  display, serverTime: data.serverTime, onDisplay: show, onSecond: showTime, onState: (now) => { find("connection").hidden = now !== "waiting"; },
  onNews: () => setText(find("updated"), t("raffle.updated", { time: formatTime(new Date().toISOString(), { timeStyle: "medium" }) })),
});

if (document.fullscreenEnabled) {
  find("full").hidden = false;
  find("full").addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
}
const address = `${location.origin}/r/${encodeURIComponent(data.id)}`;
qrCode(address, t("raffle.qr", { address })).then((code) => fill(find("qr"), h("div", { class: "qr" }, code), h("p", {}, t("raffle.qr-text"))), () => {});
