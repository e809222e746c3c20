// Checking a receipt, on any device: from a file, pasted, or from a QR code. It never leaves the browser.

import { announce } from "../ui/announce.js";
import { Problem, api } from "../ui/api.js";
import { busy, fieldError, notice, problemText } from "../ui/form.js";
import { fill, focusOn, formatTime, h, name, t } from "../ui/page.js";
import { castAt, check, checkList, knownKey, regionIn, shownMarks, verdict } from "../ui/receipt.js";

const form = document.getElementById("check-form");
const input = document.getElementById("text");
const outcome = document.getElementById("outcome");

/** A receipt has some thousand bytes; a file of many more is something else. */
const FILE_MAX = 256 * 1024;

/** The election that the text names, without trusting anything else in it. */
function electionOf(text) {
  try {
    const { election } = JSON.parse(text);
    return typeof election === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(election) ? election : null;
  } catch {
    return null;
  }
}

async function run() {
  const text = input.value.trim();
  fill(outcome);
  if (text === "") {
    fieldError(input, t("check.empty"));
    input.focus();
    return;
  }
  const id = electionOf(text);
  if (!id) {
    fieldError(input, t("check.not-a-receipt"));
    announce(t("check.not-a-receipt"), { urgent: true });
    input.focus();
    return;
  }
  try {
    const election = await api("GET", `/v1/elections/${encodeURIComponent(id)}`);
    const ownKey = document.getElementById("key").value.trim();
    const isOtherServer = ownKey !== "" && ownKey !== election.log.verifierKey;
    const isChanged = knownKey(election.log, { remember: false }) === "changed";
    // A key that somebody brought is the one to trust; the server's own word is worth less.
    const log = ownKey === "" ? election.log : { ...election.log, verifierKey: ownKey };
    const result = await check(text, { election: id, log });
    show(election, result, { isOtherServer, isChanged, isOwnKey: ownKey !== "" });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const words = problem.status === 404 ? t("check.unknown-election", { id }) : problemText(problem);
    fill(outcome, notice("bad", words));
    focusOn(outcome);
  }
}

function show(election, result, { isOtherServer, isChanged, isOwnKey }) {
  const { definition, state } = election;
  const marks = result.ok ? shownMarks(result, definition) : null;
  const reveal = marks && h("details", { class: "more" }, h("summary", {}, t("check.show-marks")), h("p", { class: "small soft" }, t("check.show-marks-hint")), marks);
  const at = castAt(result);
  const region = regionIn(result);
  fill(outcome,
    isChanged && notice("bad", t("common.receipt.key-changed"), h("p", {}, t("common.receipt.key-changed-more"))),
    isOtherServer && result.ok && notice("warn", t("check.other-key")),
    h("section", { class: "stack", "aria-label": t("check.outcome") }, verdict(result),
      h("div", { class: "card stack" },
        h("dl", { class: "facts" },
          h("dt", {}, t("check.election")), h("dd", {}, h("a", { href: `/e/${encodeURIComponent(election.id)}` }, name(definition.title, { control: false }))),
          h("dt", {}, t("check.state")), h("dd", {}, h("span", { class: "tag", "data-state": state }, t(`common.state.${state}`))),
          result.ok && at ? [h("dt", {}, t("check.cast-at")), h("dd", {}, formatTime(at))] : null,
          result.ok && region !== undefined ? [h("dt", {}, t("check.region")), h("dd", {}, name(region, { control: false }))] : null),
        h("hr"), checkList(result), result.ok && !isOwnKey && h("p", { class: "small soft" }, t("check.key-from-server")), reveal)));
  focusOn(outcome.querySelector(".notice"));
  announce(t(result.ok ? "common.receipt.good" : "common.receipt.bad"), { urgent: !result.ok });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(form.querySelector("[type=submit]"), run);
});

// Files, also dropped ones; pictures of a QR code where the browser can read them.

const detector = "BarcodeDetector" in window ? new BarcodeDetector({ formats: ["qr_code"] }) : null;

async function take(file) {
  if (!file) return;
  let text;
  if (file.type.startsWith("image/")) {
    const codes = detector ? await detector.detect(await createImageBitmap(file)).catch(() => []) : [];
    text = codes[0]?.rawValue;
    if (!text) { fieldError(input, t(detector ? "check.no-code" : "check.no-detector")); return; }
  } else {
    if (file.size > FILE_MAX) { fieldError(input, t("check.not-a-receipt")); return; }
    text = await file.text();
  }
  input.value = text;
  fieldError(input);
  await run();
}

document.getElementById("file").addEventListener("change", (event) => { take(event.target.files[0]); event.target.value = ""; });
form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files[0]); });

const scan = document.getElementById("scan");
const camera = document.getElementById("camera");
const video = document.getElementById("video");
let stream = null;

function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  camera.hidden = true;
}

async function startCamera() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    fieldError(input, t("check.no-camera"));
    return;
  }
  camera.hidden = false;
  video.srcObject = stream;
  await video.play();
  while (stream) {
    const codes = await detector.detect(video).catch(() => []);
    if (codes.length > 0) {
      stopCamera();
      input.value = codes[0].rawValue;
      await run();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

if (detector && navigator.mediaDevices?.getUserMedia) {
  scan.hidden = false;
  scan.addEventListener("click", startCamera);
  document.getElementById("scan-stop").addEventListener("click", stopCamera);
  addEventListener("pagehide", stopCamera);
}
