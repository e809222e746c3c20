import assert from "node:assert/strict";
import { test } from "node:test";
import { library, seeded } from "./support.mjs";

const { canonical, parseCanonical } = await import(new URL("canonical.js", library));
const { parseJSON } = await import(new URL("json.js", library));
const utf8 = (text) => new TextEncoder().encode(text);

test("the samples of RFC 8785 have the published form", () => {
    const numbers = '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
    assert.equal(
        canonical(parseJSON(numbers)),
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
    const names = { "\u20ac": 1, "\r": 2, "\ufb33": 3, 1: 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    assert.equal(canonical(names), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
    assert.equal(canonical([-0, 5e-324, 1e21, 9.999999999999997e-7, 0.000001, 295147905179352830000]), "[0,5e-324,1e+21,9.999999999999997e-7,0.000001,295147905179352830000]");
});

test("what has no JSON text has no canonical one", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => {}, 1n, ["\ud800"], { "\udc00": 1 }]) {
        assert.throws(() => canonical(value), { name: "Refusal" });
    }
    let deep = [];
    for (let level = 0; level < 100; level += 1) deep = [deep];
    assert.throws(() => canonical(deep), { code: "too-deep" });
});

test("an entry is canonical to the byte, or refused", () => {
    for (const text of ['{"n":1,"t":"ballot"}', "[]", "{}", "null", '"é€😀"', '{"a":[{"b":-1.5}]}', '{"__proto__":1}']) {
        assert.equal(canonical(parseCanonical(utf8(text))), text);
    }
    const others = ['{"t":"ballot","n":1}', '{"n": 1}', '{"n":1}\n', '{"n":1,"n":1}', '{"n":1,"n":2}', '{"n":1.0}', '{"n":1e0}', '"\\u0041"', '"\\/"', "-0", "[1,]", "", "{", '{"n":1', "\ufeff{}", '"\\ud800"', "\u00a0{}"];
    for (const text of others) assert.throws(() => parseCanonical(utf8(text)), { name: "Refusal" }, text);
    assert.throws(() => parseCanonical(Uint8Array.of(0x22, 0xff, 0x22)), { code: "not-utf8" });
    assert.throws(() => parseCanonical(utf8("[".repeat(60) + "]".repeat(60))), { code: "bad-json" });
    assert.throws(() => parseCanonical(utf8('{"a":1,"a":1}')), { code: "bad-json" });
    assert.throws(() => parseCanonical(utf8('{"b":1,"a":1}')), { code: "not-canonical" });
});

test("the strict reader reads what JSON.parse reads", () => {
    const good = [' { "a" : [ null , true , false , 0 , -1 , 2.5 , "x" ] , "b" : { } , "" : [ ] } ', "\t\r\n 7 \n", '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\\u0000"', "-0", "1E+2", "1.5e-3", "9007199254740991", "0.1", '"\u007f\u2028"', "123456789012345680000"];
    for (const text of good) {
        assert.equal(JSON.stringify(parseJSON(text)), JSON.stringify(JSON.parse(text)), text);
        assert.equal(JSON.stringify(parseJSON(utf8(text))), JSON.stringify(JSON.parse(text)), text);
    }
});

test("the strict reader refuses what two readers could read in two ways", () => {
    const bad = [
        "", " ", "{", "}", "[", "]", "[1 2]", "[,1]", "[1,]", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}", "{'a':1}", "nul", "truee", "+1", "01", "-", "1.", ".5", "1e", "0x1", "NaN", "Infinity",
        '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"__proto__":1,"__proto__":2}', '{"b":{"a":1,"a":1}}', "1 1", "{}{}", '"\n"', '"\u0000"', '"\\x41"', '"\\u12"', '"abc', '"\\ud800"', '"\\udc00\\ud800"', "\ufeff1",
        "1e400", "-1e400", "9007199254740993", "123456789012345678901", "1000000000000000000000000", "\u00a01", "1\u000b", "/**/1", "[1]//",
    ];
    for (const text of bad) assert.throws(() => parseJSON(text), { code: "bad-json" }, JSON.stringify(text));
    assert.throws(() => parseJSON('"\ud800"'), { code: "bad-json" });
    assert.throws(() => parseJSON(Uint8Array.of(0x22, 0xc0, 0x80, 0x22)), { code: "not-utf8" });
    assert.throws(() => parseJSON("[".repeat(33) + "]".repeat(33)), { code: "bad-json" });
    assert.doesNotThrow(() => parseJSON("[".repeat(32) + "]".repeat(32)));
    assert.throws(() => parseJSON("[".repeat(2_000_000)), { code: "bad-json" });
    assert.throws(() => parseJSON("1".repeat(5), { lengthMax: 4 }), { code: "bad-json" });
    for (const value of [null, undefined, 7, {}]) assert.throws(() => parseJSON(value), { code: "bad-json" });
});

test("names of the language's own are names like any other", () => {
    const value = parseJSON('{"__proto__":{"polluted":1},"constructor":2,"toString":3}');
    assert.equal(Object.getPrototypeOf(value), null);
    assert.deepEqual(Object.keys(value), ["__proto__", "constructor", "toString"]);
    assert.equal({}.polluted, undefined);
    assert.equal(canonical(value), '{"__proto__":{"polluted":1},"constructor":2,"toString":3}');
});

test("random values survive writing and reading", () => {
    const random = seeded(3);
    const make = (depth) => {
        const kind = Math.floor(random() * (depth > 3 ? 4 : 6));
        const word = () => String.fromCodePoint(...Array.from({ length: random() * 6 }, () => 1 + Math.floor(random() * 0xd7fe)));
        if (kind === 0) return null;
        if (kind === 1) return random() < 0.5;
        if (kind === 2) return word();
        if (kind === 3) return (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
        if (kind === 4) return Array.from({ length: random() * 4 }, () => make(depth + 1));
        return Object.fromEntries(Array.from({ length: random() * 4 }, () => [word(), make(depth + 1)]));
    };
    for (let round = 0; round < 500; round += 1) {
        const text = canonical(make(0));
        assert.equal(canonical(parseCanonical(utf8(text))), text);
        assert.equal(canonical(parseJSON(text)), text);
    }
});
