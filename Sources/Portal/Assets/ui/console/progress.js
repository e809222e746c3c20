// How far something has come, in bytes.

import { formatNumber, t } from "../page.js";

const kilo = (bytes) => formatNumber(Math.round(bytes / 1024));

/** `120 of 4,096 kB`. */
export const ofTotal = (done, total) => t("console.progress", { done: kilo(done), total: kilo(total) });
