"""The program's check of itself, updates, and a memory that is damaged."""

import base64
import hashlib
from pathlib import Path

from harness import require
from sell_scene import eventually

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

RELEASE = "fetch('/sell/release', { cache: 'no-store' }).then((answer) => answer.text())"
# What became of another worker: `redundant` when it was not let in. The browser looks for one by itself, too, and may have begun or even ended
# with it before anybody listens: then the worker is the one that is being installed, or is asked for again.
TRY_WORKER = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/sell');
  const outcome = (worker) => new Promise((resolve) => {
    const tell = () => ['redundant', 'installed', 'activated'].includes(worker.state) && resolve(worker.state);
    worker.addEventListener('statechange', tell);
    tell();
  });
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const found = new Promise((resolve) => registration.addEventListener('updatefound', () => resolve(registration.installing), { once: true }));
    const asked = registration.update().then(() => new Promise((resolve) => setTimeout(() => resolve(registration.installing), 2000)));
    try {
      const worker = registration.installing ?? await Promise.race([found, asked]);
      if (worker) return outcome(worker);
    } catch (error) {
      return error.name;
    }
  }
  return 'no worker was found';
}"""


def updates(scene):
    """Files that differ, a release that another key signed, and one that is signed but whose files differ: none is installed."""
    unit, page, front = scene.unit, scene.page, scene.front
    unit.tab("unit")
    software = page.text_content("#software")
    app = (scene.assets / "sell" / "app.js").read_bytes()
    forged = forge(page.evaluate(RELEASE), app)
    worker = (scene.assets / "sell" / "sw.js").read_bytes() + b"\n// another\n"

    def offer(replaced, expected):
        front.replaced = replaced
        page.click("button:text-is('Look for an update')")
        unit.wait_for_text("#update", expected)

    offer({}, "up to date")
    offer({"/sell/release": forged, "/sell/app.js": app + b"\nglobalThis.stolen = 1;\n"}, "not signed with the key")
    # The new worker file is fetched by the browser itself: it must not get in without a signed release.
    offer({"/sell/release": forged, "/sell/sw.js": worker}, "not signed with the key")
    require(page.evaluate(TRY_WORKER) == "redundant", "an unsigned worker was installed")
    eventually(lambda: not page.evaluate("navigator.serviceWorker.getRegistration('/sell').then((r) => Boolean(r.waiting || r.installing))"), "no unsigned worker waits")
    front.replaced = {}

    # Signed by the server, but a file differs on its way.
    note = (scene.assets / "sell" / "icon.svg")
    note.write_bytes(note.read_bytes() + b"\n")
    digest = hashlib.sha256(note.read_bytes()).hexdigest()
    eventually(lambda: f"{digest}  icon.svg" in page.evaluate(RELEASE), "the server signs a release with the changed file")
    offer({"/sell/app.js": app + b"\nglobalThis.stolen = 1;\n"}, "not as it was signed: app.js")
    require(page.text_content("#software") == software, "another program is shown")
    page.reload()
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("unit")
    require(page.text_content("#software") == software, "another program runs")
    require(page.evaluate("globalThis.stolen === undefined"), "code that nobody signed ran")
    eventually(lambda: scene.events("PROGRAM_MISMATCH"), "the server is told of the update that was refused")

    # And the same, whole.
    offer({}, "signed update is ready")
    scene.shot("update")
    page.click("button:text-is('Install and start again')")
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("unit")
    require(page.text_content("#software") != software, "the signed update was not installed")
    require("passed" in page.inner_text("main").lower(), "the updated program fails its check")


def forge(note, app):
    """The release with another digest for app.js, signed by somebody else under the same name."""
    text, _, signature = note.partition("\n\n")
    changed = hashlib.sha256(app + b"\nglobalThis.stolen = 1;\n").hexdigest()
    lines = [f"{changed}  app.js" if line.endswith("  app.js") else line for line in text.split("\n")]
    text = "\n".join(lines) + "\n"
    _, name, blob = signature.strip().split(" ")
    key_id = base64.b64decode(blob)[:4]
    return f"{text}\n— {name} {base64.b64encode(key_id + Ed25519PrivateKey.generate().sign(text.encode())).decode()}\n".encode()


def tampered(scene):
    unit, page = scene.unit, scene.page
    unit.tab("unit")
    tamper = """async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const found = await cache.match('/sell/core/selling.js');
        const text = (await found.text()).replace('BUFFER_FULL', 'BUFFER_FUL_');
        await cache.put('/sell/core/selling.js', new Response(text, { headers: found.headers }));
      }
    }"""
    page.evaluate(tamper)
    page.click("button:text-is('Check now')")
    unit.wait_for_text("#toast", "core/selling.js")
    unit.tab("sell")
    unit.wait_for_text("#error-code", "PROGRAM_MISMATCH")
    require(page.query_selector("[data-package]") is None, "a program that fails its check still sells")
    scene.shot("mismatch")
    page.reload()
    page.wait_for_selector("#code")
    require("core/selling.js" in page.text_content("#code"), "the screen does not say which file differs")
    require(page.query_selector(".pad") is None, "the unit can be opened")
    page.click("section[lang=en] a")
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("sell")
    unit.sell("P1")


def damage(scene):
    """A bit of the memory flips: the unit sells no more, and what can be read goes into the recovery file."""
    unit, page = scene.unit, scene.page
    sold = len(unit.sales())
    page.evaluate(
        """async () => {
          const database = await new Promise((resolve) => { const r = indexedDB.open('urna-sell'); r.onsuccess = () => resolve(r.result); });
          const store = database.transaction('journal', 'readwrite').objectStore('journal');
          await new Promise((resolve) => {
            store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
              if (!cursor) return resolve();
              if (cursor.value[12] === 5) { const bytes = cursor.value.slice(); bytes[60] ^= 1; cursor.update(bytes).onsuccess = resolve; }
              else cursor.continue();
            };
          });
          database.close();
        }"""
    )
    page.reload()
    unit.log_on()
    unit.wait_for_tabs()
    unit.tab("sell")
    unit.wait_for_text(".notice", "is damaged")
    scene.shot("damaged")
    require(page.query_selector("[data-package]") is None, "a unit with a damaged memory sells")
    with page.expect_download() as download:
        unit.tab("unit")
        page.click("button:text-is('Save the recovery file')")
    text = Path(download.value.path()).read_text()
    eventually(lambda: scene.events("CRITICAL_MEMORY_CORRUPT"), "the server is told of the damaged memory")
    require(text.startswith("urna-rsu-recovery-v1\n") and text.count('{"sale":') == sold - 1, "the recovery file does not hold the sales that could be read")
