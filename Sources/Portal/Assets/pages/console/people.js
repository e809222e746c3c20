// Who works here: staff with passwords, administrators with tokens, and everybody's sessions.

import { api } from "../../ui/api.js";
import { may, panel, said } from "../../ui/console/kit.js";
import { showAllowed } from "../../ui/console/nav.js";
import { notice } from "../../ui/form.js";
import { fill, h, pageData, t } from "../../ui/page.js";
import { addForm } from "../../ui/people/add.js";
import { administratorsPanel } from "../../ui/people/administrators.js";
import { staffList } from "../../ui/people/list.js";
import { personPanel } from "../../ui/people/person.js";
import { secretPlace } from "../../ui/people/secret.js";
import { sessionList } from "../../ui/people/sessions.js";

showAllowed();
const app = document.getElementById("app");

function start() {
  const canManage = may("manage-users");
  const place = said();
  const secret = secretPlace();
  const person = h("div", { class: "said" });
  const list = staffList({ onOpen: canManage && ((member) => open(member)) });
  let staff = [];

  async function look() {
    ({ staff } = await api("GET", "/v1/staff"));
    list.show(staff);
  }

  function open(member, words) {
    const shown = personPanel(member, {
      onChange(changed, said, held) {
        staff = staff.map((each) => (each.id === changed.id ? changed : each));
        list.show(staff);
        if (!held) { open(changed, said); return; }
        fill(person);
        secret.show(held);
      },
      onClose() { fill(person); document.querySelector(`[data-open="${CSS.escape(member.id)}"]`)?.focus(); },
    });
    fill(person, shown.element);
    if (words) shown.say(words);
    else shown.focus();
  }

  const add = canManage && h("details", { class: "more" }, h("summary", {}, t("console-people.add")), addForm({
    onAdded(member, password) { add.open = false; secret.show({ id: member.id, name: member.name, password, totp: member.totp }); look().catch((problem) => place.bad(problem)); },
  }));
  fill(app, !canManage && notice("info", t("console.read-only")), secret.element, panel(t("console-people.staff"), place.element, list.element, add), person,
    panel(t("console.session.all"), h("p", { class: "small soft" }, t("console.session.text")), sessionList(place).element),
    pageData().user?.kind === "administrator" && administratorsPanel({ onToken: (held) => secret.show(held) }));
  look().catch((problem) => place.bad(problem));
}

if (may("manage-users", "read-events")) start();
else fill(app, notice("info", t("console.not-yours")));
