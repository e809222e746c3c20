// A raffle for everybody: what is to be won now, how long it sells, whether a ticket takes part, and who won once that is official.

import { announce } from "../ui/announce.js";
import { api } from "../ui/api.js";
import { formatMoney } from "../ui/money.js";
import { fill, formatNumber, formatTime, h, name, pageData, setText, t } from "../ui/page.js";
import { ticketForm } from "../ui/raffle/ticket.js";
import { timeParts, watchRaffle } from "../ui/raffle/watch.js";

const data = pageData();
const { currency } = data.definition;
const find = (id) => document.getElementById(id);
const titleOf = (prize) => data.definition.prizes.find((each) => each.id === prize)?.title || prize;

// MARK: What is to be won

const amounts = new Map();

function showPrizes(jackpot) {
  const list = jackpot.map(({ prize, amount }) => {
    if (!amounts.has(prize)) {
      const value = h("b", { class: "prize-amount" });
      amounts.set(prize, { value, element: h("p", { class: "prize" }, h("span", { class: "prize-name" }, name(titleOf(prize))), " ", value) });
    }
    const { value, element } = amounts.get(prize);
    setText(value, formatMoney(amount, currency));
    return element;
  });
  if (find("prizes").dataset.shown !== String(list.length)) {
    find("prizes").dataset.shown = String(list.length);
    fill(find("prizes"), list);
  }
}

// MARK: How long it sells

const clock = h("div", { class: "clock", role: "timer", "aria-live": "off" });
const clockNote = h("p", { class: "soft small" });
fill(find("countdown"), clock, clockNote);
let closesAt = data.closesAt;
let state = data.state;

function showTime(seconds) {
  const isSelling = state === "active" || state === "suspended";
  clock.hidden = !isSelling || seconds === null;
  if (!clock.hidden) {
    const parts = timeParts(seconds);
    if (clock.childElementCount !== parts.length) fill(clock, parts.map(() => h("span", { class: "clock-part" }, h("b", {}), h("small", {}))));
    parts.forEach(({ value, unit }, at) => {
      setText(clock.children[at].firstChild, value);
      setText(clock.children[at].lastChild, unit);
    });
  }
  setText(clockNote, !isSelling ? t(`raffle.state-text.${state}`)
    : state === "suspended" ? t("raffle.state-text.suspended")
      : seconds === 0 ? t("raffle.closing") : closesAt ? t("raffle.closes-at", { time: formatTime(closesAt) }) : t("raffle.closes-by-hand"));
}

// MARK: Who won

let known = data.winners.length;

function showWinners(winners) {
  find("winners").hidden = winners.length === 0;
  if (find("winner-cards").dataset.shown === JSON.stringify(winners)) return;
  find("winner-cards").dataset.shown = JSON.stringify(winners);
  fill(find("winner-cards"), winners.map((winner) => h("article", { class: "card winner" },
    h("p", { class: "eyebrow" }, name(titleOf(winner.prize))),
    h("p", { class: "winner-number" }, String(winner.number)),
    h("p", { class: "strong" }, formatMoney(winner.amount, currency)),
    h("p", { class: "small soft" }, t("raffle.ticket"), " ", h("bdi", {}, winner.ticket)),
    h("p", { class: "row" }, h("span", { class: `tag ${winner.claimed ? "info" : "warn"}` }, t(winner.claimed ? "raffle.claimed" : "raffle.unclaimed"))))));
  if (winners.length > known) announce(t("raffle.new-winner", { number: String(winners.at(-1).number) }));
  known = winners.length;
}

function showState(now) {
  if (now === state && find("state").dataset.shown) return;
  if (now !== state) announce(t(`raffle.state.${now}`));
  state = now;
  find("state").dataset.shown = "yes";
  find("state").dataset.state = now;
  setText(find("state"), t(`raffle.state.${now}`));
}

function showRaffle(raffle) {
  closesAt = raffle.closesAt;
  setText(find("tickets-sold"), formatNumber(raffle.sales.tickets));
  setText(find("in-play"), formatNumber(raffle.sales.numbersInPlay));
  setText(find("gross"), formatMoney(raffle.sales.gross, currency));
}

function showDisplay(display) {
  showState(display.state);
  showPrizes(display.jackpot);
  showWinners(display.winners);
}

data.definition.packages.forEach((each, at) => {
  const row = document.querySelectorAll(".packages > li")[at];
  if (row) fill(row, name(each.title || each.id), " ", h("span", { class: "num" }, formatMoney(each.price, currency)));
});
showRaffle(data);
if (data.display) showDisplay(data.display);
watchRaffle(data.id, {
  display: data.display, serverTime: data.serverTime, onDisplay: showDisplay, onRaffle: showRaffle, onSecond: showTime,
  onState: (now) => { find("connection").hidden = now !== "waiting"; },
  onNews: () => setText(find("updated"), t("raffle.updated", { time: formatTime(new Date().toISOString(), { timeStyle: "medium" }) })),
});

ticketForm(find("ticket-form"), find("ticket-outcome"), {
  id: data.id, log: data.log,
  draws: async () => (await api("GET", `/v1/raffles/${encodeURIComponent(data.id)}/draws`)).draws,
});
