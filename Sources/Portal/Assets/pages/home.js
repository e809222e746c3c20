// Finding a vote or a raffle among many by its title or id.

import { announce } from "../ui/announce.js";
import { t } from "../ui/page.js";

/** Fewer than this are seen at a glance. */
const MANY = 6;

const items = [...document.querySelectorAll("[data-find]")];
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

if (items.length >= MANY) {
  const input = document.getElementById("find-text");
  document.getElementById("find").hidden = false;
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of items) {
      item.hidden = !words.every((word) => fold(item.dataset.find).includes(word));
      if (!item.hidden) found += 1;
    }
    for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector("[data-find]:not([hidden])");
    document.getElementById("none").hidden = found > 0;
    announce(t("home.found", { count: found }));
  });
}
