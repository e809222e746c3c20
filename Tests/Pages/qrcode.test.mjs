import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { assets, jsonOf } from "./support.mjs";

const { default: qrcode } = await import(`${assets}vendor/qrcode.js`);
const ADDED = "\nexport default qrcode;\n";

function encode(text, level = "M") {
    const code = qrcode(0, level);
    code.addData(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""), "Byte");
    code.make();
    const size = code.getModuleCount();
    return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => code.isDark(y, x)));
}

const MASKS = [
    (y, x) => (y + x) % 2 === 0, (y) => y % 2 === 0, (y, x) => x % 3 === 0, (y, x) => (y + x) % 3 === 0, (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
    (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0, (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
];

/** Reads a code of version 1 to 5 at level L, which is one block (ISO/IEC 18004): format, mask, zigzag, byte segment. */
function decode(modules) {
    const size = modules.length;
    const version = (size - 17) / 4;
    const format = [0, 1, 2, 3, 4, 5, 7, 8].map((x) => modules[8][x]).reduce((value, bit) => (value << 1) | bit, 0) ^ 0b10101000;
    assert.equal(format >> 6, 0b01, "level L");
    const mask = MASKS[(format >> 3) & 7];
    const isFunction = (y, x) =>
        (y < 9 && x < 9) || (y < 9 && x >= size - 8) || (y >= size - 8 && x < 9) || y === 6 || x === 6 || (version > 1 && Math.abs(y - size + 7) <= 2 && Math.abs(x - size + 7) <= 2);
    const bits = [];
    let up = true;
    for (let right = size - 1; right > 0; right -= 2) {
        if (right === 6) right = 5;
        for (let step = 0; step < size; step += 1) {
            const y = up ? size - 1 - step : step;
            for (const x of [right, right - 1]) if (!isFunction(y, x)) bits.push(modules[y][x] !== mask(y, x) ? 1 : 0);
        }
        up = !up;
    }
    const take = (count) => bits.splice(0, count).reduce((value, bit) => value * 2 + bit, 0);
    assert.equal(take(4), 0b0100, "a byte segment");
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from({ length: take(8) }, () => take(8)));
}

test("the vendored file is Debian's, with one export added, as its page says", () => {
    const file = readFileSync(`${assets}vendor/qrcode.js`, "utf8");
    assert.ok(file.endsWith(ADDED));
    const digest = createHash("sha256").update(file.slice(0, -ADDED.length)).digest("hex");
    const page = readFileSync(`${assets}vendor/README.md`, "utf8");
    assert.ok(page.includes(digest), digest);
    for (const what of ["1.4.4+dfsg-3", "MIT", "Kazuhiko Arase", "https://github.com/kazuhikoarase/qrcode-generator"]) assert.ok(page.includes(what), what);
});

test("small codes read back by a reader of their own", () => {
    for (const text of ["a", "https://vote.example/check#7", "Añó – العربية 😀", "x".repeat(106), "RSU-A-3|0"]) {
        const modules = encode(text, "L");
        assert.equal(decode(modules), text);
        for (const [top, left] of [[0, 0], [0, modules.length - 7], [modules.length - 7, 0]]) {
            const ring = Array.from({ length: 7 }, (_, at) => modules[top][left + at] && modules[top + 6][left + at] && modules[top + at][left]);
            assert.ok(ring.every(Boolean) && !modules[top + 1][left + 1] && modules[top + 3][left + 3], "a finder pattern");
        }
    }
});

test("a whole receipt fits into one code, and what does not fit is refused", () => {
    const receipt = JSON.stringify(jsonOf("live/receipts.json")[3].receipt);
    assert.ok(encode(receipt, "L").length <= 177);
    assert.equal(encode("x".repeat(2953), "L").length, 177);
    assert.throws(() => encode("x".repeat(2954), "L"));
});

const zbar = spawnSync("zbarimg", ["--version"]).status === 0;
test("zbar reads what was encoded", { skip: !zbar && "zbarimg is not installed (Debian's zbar-tools)" }, () => {
    const folder = mkdtempSync(`${tmpdir()}/urna-qr-`);
    try {
        for (const text of ["https://vote.example/check", JSON.stringify(jsonOf("sealed/receipts.json")[0].receipt)]) {
            const modules = encode(text, "L");
            const [scale, quiet] = [4, 4];
            const side = (modules.length + 2 * quiet) * scale;
            const dark = (y, x) => modules[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet];
            const pixels = Array.from({ length: side * side }, (_, at) => (dark(Math.floor(at / side), at % side) ? 0 : 255));
            writeFileSync(`${folder}/code.pgm`, Buffer.concat([Buffer.from(`P5\n${side} ${side}\n255\n`), Buffer.from(pixels)]));
            const read = spawnSync("zbarimg", ["--quiet", "--raw", "--oneshot", `${folder}/code.pgm`], { encoding: "utf8" });
            assert.equal(read.stdout.replace(/\n$/, ""), text, read.stderr);
        }
    } finally {
        rmSync(folder, { recursive: true });
    }
});
