// What people may be, in plain words.

import { formatList, h, t } from "../page.js";
import { newId } from "../console/kit.js";

export const ROLES = ["operator", "event-manager", "draw-official", "admin", "regulator", "support"];
/** Held with no other: who checks, or comes from outside, does not act. */
const ALONE = ["regulator", "support"];
/** A password alone lets nobody in who is this. */
const SECOND_FACTOR = ["admin", "support"];

export const roleName = (role) => t(`console-people.role.${role}`);
export const roleNames = (roles) => formatList(roles.map(roleName));
export const needsSecondFactor = (roles) => roles.some((each) => SECOND_FACTOR.includes(each));
export const needsEnd = (roles) => roles.includes("support");

/** Each role with what it may do and may not. */
export const roleWords = (roles) => h("dl", { class: "facts" }, roles.map((role) => [h("dt", {}, roleName(role)), h("dd", {}, t(`console-people.may.${role}`))]));

/** The roles to tick; one that stands alone lets go of the others. Answers `{element, input, values()}`. */
export function roleBoxes(held, onChange = () => {}) {
  const id = newId("roles");
  const boxes = ROLES.map((role) => h("input", { type: "checkbox", id: `${id}-${role}`, checked: held.includes(role), "aria-describedby": `${id}-${role}-may` }));
  const values = () => ROLES.filter((_, at) => boxes[at].checked);
  boxes.forEach((box, at) => box.addEventListener("change", () => {
    if (box.checked) {
      const isAlone = ALONE.includes(ROLES[at]);
      boxes.forEach((other, each) => { if (other !== box && (isAlone || ALONE.includes(ROLES[each]))) other.checked = false; });
    }
    onChange(values());
  }));
  const element = h("fieldset", { class: "field role-boxes" }, h("legend", { class: "label" }, t("console-people.roles")),
    ROLES.map((role, at) => h("div", { class: "check-line" }, boxes[at], h("div", {}, h("label", { for: `${id}-${role}`, class: "strong" }, roleName(role)),
      h("p", { class: "small soft", id: `${id}-${role}-may` }, t(`console-people.may.${role}`))))));
  return { element, input: boxes[0], values };
}
