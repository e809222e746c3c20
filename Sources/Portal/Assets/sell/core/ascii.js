// Any text in printable ASCII, for printers whose character sets nobody knows.
//
// Latin letters lose their accents, Greek and Cyrillic ones are transliterated, the rest becomes `?`. No control byte comes through,
// whatever a name holds: a printer would take it for a command.

const others = {
    "‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "€": "EUR", "£": "GBP", "¥": "JPY", "№": "No", "·": ".",
    "•": "*", "ª": "a", "º": "o", "¿": "?", "¡": "!", "×": "x", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss",
    "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "ĸ": "k", "ƒ": "f", "ё": "yo", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u",
    "й": "y",
};

const cyrillic =
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch \" y ' e yu ya".split(" ").map((text, place) => [0x430 + place, text]);
const greek = "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" ").map((text, place) => [0x3b1 + place, text]);
const letters = new Map([...cyrillic, ...greek].map(([code, text]) => [String.fromCodePoint(code), text]));

export const ascii = (text) => Array.from(text.normalize("NFC"), replacement).join("");

function replacement(character) {
    if (/^[\x20-\x7e]$/.test(character)) return character;
    if (/^[\p{Cc}\p{Cf}\p{Cs}\p{Mn}\p{Me}]$/u.test(character)) return "";
    if (/^\p{Z}$/u.test(character)) return " ";
    if (/^\p{Pd}$/u.test(character)) return "-";
    const lower = character.toLowerCase();
    const text = known(lower);
    if (text === null) return "?";
    if (lower === character) return text;
    // A Latin letter that stands for two is a capital in both: Æ is AE, but Щ is Shch.
    return /^\p{Script=Latin}$/u.test(character) ? text.toUpperCase() : text[0].toUpperCase() + text.slice(1);
}

function known(lower) {
    if (lower in others) return others[lower];
    if (letters.has(lower)) return letters.get(lower);
    // The letter without its accents.
    const base = lower.normalize("NFD").replace(/\p{M}/gu, "");
    if (/^[a-z]$/.test(base)) return base;
    return letters.get(base) ?? null;
}
