// A new raffle: a form, and the definition as JSON.

import { definitionBox } from "../../ui/console/definition.js";
import { slug } from "../../ui/console/kit.js";
import { raffleForm } from "../../ui/console/raffleForm.js";
import { fill, h, t } from "../../ui/page.js";

let box;
const form = raffleForm(() => box?.refresh());
box = definitionBox({
  kind: "raffle", locate: (path) => form.locate(path), build: () => form.build(), load: (definition) => form.load(definition), suggestedId: () => (form.title() ? slug(form.title(), "raffle") : ""),
  created: (made) => location.assign(`/console/r/${encodeURIComponent(made.id)}`),
});
fill(document.getElementById("form"), form.element);
fill(document.getElementById("side"), h("section", { class: "card stack", "aria-labelledby": "create-title" }, h("h2", { id: "create-title" }, t("console.finish")), h("p", { class: "small soft" }, t("console.finish-text.raffle")), box.element));
box.refresh();
