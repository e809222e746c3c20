// Choosing one, up to several, or approving of any number.

import { announce } from "../announce.js";
import { h, name, setText, shortName, t } from "../page.js";
import { nameFilter } from "./filter.js";
import { writeInInput, writeInProblem } from "./writein.js";

export function chooseField(contest, { value = [], onChange, index }) {
  const isApproval = contest.method === "approval";
  const most = isApproval ? contest.candidates.length : contest.max ?? contest.seats ?? 1;
  const least = isApproval ? 1 : contest.min ?? 1;
  const isRadio = most === 1;
  const chosen = new Set(value.map((mark) => (typeof mark === "object" ? contest.candidates.find((c) => c.writeIn)?.id : mark)));
  const written = value.find((mark) => typeof mark === "object")?.writeIn ?? "";
  const count = h("p", { class: "count small strong", hidden: isRadio || isApproval });
  const clear = h("button", { type: "button", class: "btn quiet", hidden: true, onclick: clearAll }, t("common.ballot.clear"));
  let input = null;

  const rows = contest.candidates.map((candidate, position) => {
    const id = `c${index}-${position}`;
    const control = h("input", { type: isRadio ? "radio" : "checkbox", id, name: `c${index}`, checked: chosen.has(candidate.id) });
    const label = candidate.name ?? candidate.id;
    control.addEventListener("change", () => toggle(candidate, control));
    const row = h("li", { class: "option" }, h("label", { for: id, class: "option-label" }, control, h("span", { class: "option-name" }, name(label, { control: false }))));
    if (candidate.writeIn) {
      input = writeInInput(`${id}-text`, t("common.ballot.write-in-label"), written);
      input.addEventListener("input", onChange);
      row.append(h("div", { class: "option-more", hidden: !control.checked }, input));
    }
    return { candidate, control, row, label };
  });

  function toggle(candidate, control) {
    if (control.checked && !isRadio && chosen.size >= most) {
      // Refused with a reason rather than disabled: a control that is greyed out does not say why.
      control.checked = false;
      announce(t("common.ballot.full", { count: most }), { urgent: true });
      count.classList.add("is-full");
      return;
    }
    if (isRadio) chosen.clear();
    if (control.checked) chosen.add(candidate.id);
    else chosen.delete(candidate.id);
    show();
    if (candidate.writeIn && control.checked) input.focus();
    if (!isRadio && !isApproval) announce(t("common.ballot.chosen-of", { count: chosen.size, most }));
    onChange();
  }

  function clearAll() {
    chosen.clear();
    show();
    rows[0].control.focus();
    announce(t("common.ballot.cleared"));
    onChange();
  }

  function show() {
    for (const { candidate, control, row } of rows) {
      control.checked = chosen.has(candidate.id);
      row.classList.toggle("is-chosen", control.checked);
      const more = row.querySelector(".option-more");
      if (more) more.hidden = !control.checked;
    }
    count.classList.toggle("is-full", chosen.size >= most);
    setText(count, t("common.ballot.chosen-of", { count: chosen.size, most }));
    // Kept in its place, so that nothing moves.
    clear.hidden = false;
    clear.style.visibility = chosen.size > 0 ? "visible" : "hidden";
  }
  show();
  const filter = nameFilter(`c${index}-find`, () => rows);

  return {
    element: h("div", { class: "stack-s", role: "group", "aria-labelledby": `contest-${index}-title`, "aria-describedby": `contest-${index}-how` },
      filter?.element, h("ul", { class: "options", role: "list" }, rows.map(({ row }) => row)), h("div", { class: "row-apart contest-foot" }, count, clear)),
    value: () => contest.candidates.filter((c) => chosen.has(c.id)).map((c) => (c.writeIn ? { writeIn: input.value.trim() } : c.id)),
    isBlank: () => chosen.size === 0,
    problem() {
      if (chosen.size > 0 && chosen.size < least) return t("common.ballot.too-few", { count: least, chosen: chosen.size });
      const writeIn = rows.find(({ candidate }) => candidate.writeIn && chosen.has(candidate.id));
      return writeIn ? writeInProblem(input.value) : undefined;
    },
    summary: () => rows.filter(({ candidate }) => chosen.has(candidate.id)).map(({ label }) => shortName(label)),
  };
}
