// Moments are milliseconds since 1970 UTC in memory, and RFC 3339 with exactly three decimals on record.

export const timeText = (milliseconds) => new Date(milliseconds).toISOString();

/** Reads the one text of a moment; null for any other. */
export function timeOf(text) {
    const milliseconds = typeof text === "string" ? Date.parse(text) : NaN;
    return Number.isFinite(milliseconds) && timeText(milliseconds) === text ? milliseconds : null;
}

/** Reads a moment as another program writes it: `2026-01-15T18:00:00Z` too. Null when it is none. */
export function parsedTime(text) {
    if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
    const milliseconds = Date.parse(text);
    return Number.isFinite(milliseconds) ? milliseconds : null;
}

/** Date and 24-hour time on the wall of the venue, as tickets print it. */
export function localText(milliseconds, utcOffsetMinutes) {
    const text = timeText(milliseconds + utcOffsetMinutes * 60_000);
    return `${text.slice(0, 10)} ${text.slice(11, 16)}`;
}
