// Half of a definition's page: what is typed becomes the same JSON that `urna … create` takes, shown as it grows.

import { announce } from "../announce.js";
import { api } from "../api.js";
import { fill, h, saveFile, setText, t } from "../page.js";
import { action, field, said } from "./kit.js";

/**
 * The definition as JSON with what belongs to it: save, load a file, create.
 *
 * `locate(path)` finds the control for a member of the definition, so that what is wrong with it is said there.
 */
export function definitionBox({ kind, build, load, suggestedId, created, locate }) {
  const place = said({ locate: (path) => (path === "id" ? id.input : locate?.(path)) });
  const code = h("code", {});
  const pre = h("pre", { class: "json", tabindex: "0", role: "region", "aria-label": t("console.json") }, code);
  const id = field({ label: t("console.id"), hint: t(`console.id-hint.${kind}`), class: "mono", dir: "ltr", spellcheck: "false", maxlength: 64 });
  const file = h("input", { type: "file", accept: ".json,application/json", class: "visually-hidden", "aria-label": t("console.load") });
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    file.value = "";
    if (!chosen) return;
    try {
      if (chosen.size > 4 << 20) throw new Error(t("console.load-bad"));
      load(JSON.parse(await chosen.text()));
      place.good(t("console.loaded"));
    } catch (problem) {
      place.bad({ status: 0, type: "x/none", detail: `${t("console.load-bad")} ${problem.message}`, kind: "none" });
    }
  });
  const create = action(t(`console.create.${kind}`), {
    kind: "primary large", place,
    async work() {
      const wanted = id.input.value.trim() || suggestedId();
      const query = wanted ? `?id=${encodeURIComponent(wanted)}` : "";
      const made = await api("POST", `/v1/${kind}s${query}`, build());
      announce(t("console.created"));
      created(made);
    },
  });
  return {
    element: h("div", { class: "stack" }, id.element, h("div", { class: "row" }, create), place.element,
      h("details", { class: "more" }, h("summary", {}, t("console.json")), h("p", { class: "small soft" }, t("console.json-text")), pre),
      h("div", { class: "row" },
        h("button", { type: "button", class: "btn", onclick: () => saveFile(`${suggestedId() || kind}.json`, `${JSON.stringify(build(), null, 2)}\n`) }, t("console.save-json")),
        h("label", { class: "btn file-btn" }, t("console.load"), file))),
    refresh() {
      setText(code, JSON.stringify(build(), null, 2));
      id.input.placeholder = suggestedId();
    },
    place,
  };
}

/** A list of parts that can be added, taken away and moved: `make(value)` answers `{element, value()}`. */
export function partList({ add, make, onChange, least = 1, label }) {
  const parts = [];
  const list = h("div", { class: "stack" });
  const more = h("button", { type: "button", class: "btn" }, add);

  function draw() {
    fill(list, parts.map((part) => part.shell));
    parts.forEach((part, at) => {
      part.up.disabled = at === 0;
      part.off.disabled = parts.length <= least;
      setText(part.title, label(at + 1));
      part.shell.setAttribute("aria-label", label(at + 1));
    });
  }

  function put(value) {
    const part = make(value);
    part.title = h("h3", {});
    part.up = h("button", { type: "button", class: "btn quiet", onclick: () => {
      const at = parts.indexOf(part);
      if (at > 0) parts.splice(at - 1, 2, part, parts[at - 1]);
      draw();
      onChange();
      part.shell.querySelector("input, select, textarea")?.focus();
    } }, t("console.up"));
    part.off = h("button", { type: "button", class: "btn quiet", onclick: () => {
      parts.splice(parts.indexOf(part), 1);
      draw();
      onChange();
      announce(t("console.removed"));
      more.focus();
    } }, t("console.remove"));
    part.shell = h("div", { class: "part stack", role: "group" }, h("div", { class: "row-apart" }, part.title, h("div", { class: "row" }, part.up, part.off)), part.element);
    parts.push(part);
    return part;
  }

  more.addEventListener("click", () => {
    const part = put();
    draw();
    onChange();
    part.shell.querySelector("input, select, textarea")?.focus();
  });
  return {
    element: h("div", { class: "stack" }, list, h("div", { class: "row" }, more)),
    values: () => parts.map((part, at) => part.value(at)),
    part: (at) => parts[at],
    set(values) {
      parts.length = 0;
      for (const value of values) put(value);
      draw();
    },
  };
}
