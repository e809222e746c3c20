// QR codes, drawn as SVG. The library is fetched when the first code is asked for: most pages never need it.

import { svg } from "./page.js";

const source = new URL("../vendor/qrcode.js", import.meta.url);

/** Most bytes that one code holds (version 40, error correction L). */
export const MOST_BYTES = 2953;

/** An SVG with the QR code of `text` in UTF-8; throws when it is longer than `MOST_BYTES`. */
export async function qrCode(text, label) {
  const { default: qrcode } = await import(source.href);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MOST_BYTES) throw new RangeError("too long for one QR code");
  const code = qrcode(0, bytes.length > 1200 ? "L" : "M");
  // The library takes characters for bytes.
  code.addData(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""), "Byte");
  code.make();
  const size = code.getModuleCount();
  const quiet = 4;
  let path = "";
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!code.isDark(y, x)) continue;
      let run = 1;
      while (x + run < size && code.isDark(y, x + run)) run += 1;
      path += `M${x + quiet} ${y + quiet}h${run}v1h-${run}z`;
      x += run - 1;
    }
  }
  const whole = size + 2 * quiet;
  return svg("svg", { viewBox: `0 0 ${whole} ${whole}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: whole, height: whole, fill: "#fff" }), svg("path", { d: path, fill: "#000" }));
}
