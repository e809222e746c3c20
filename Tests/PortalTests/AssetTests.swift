import Foundation
import Ledger
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPCompression
import Testing

@testable import Portal

@Suite("Files of the pages")
struct AssetTests {
    @Test("A scanner finds what a module asks for by a literal, and nothing else")
    func scanning() {
        let source = """
            import { a } from "./a.js";
            import './b.js';
            export * from "../c/d.js";
            const later = import( "./e.js" ), work = new Worker(new URL("./f.js", import.meta.url));
            const text = "./no.js", other = xfrom("./no.js"), also = reimport("./no.js"), url = new MyURL("./no.js");
            import bare from "bare"; const broken = "./no
            """
        let found = ModuleScanner.references(in: bytes(source))
        #expect(found.map(\.specifier) == ["./a.js", "./b.js", "../c/d.js", "./e.js", "./f.js"])
        #expect(found.map(\.isStatic) == [true, true, true, false, false])
        for reference in found {
            #expect(String(decoding: bytes(source)[reference.range], as: UTF8.self) == reference.specifier)
        }
    }

    @Test("Specifiers are resolved from the file they are in, never to outside of the folder")
    func resolving() {
        #expect(ModuleScanner.resolve("./x.js", from: "pages/vote.js") == "pages/x.js")
        #expect(ModuleScanner.resolve("../lib/x.js", from: "pages/console/a.js") == "pages/lib/x.js")
        #expect(ModuleScanner.resolve("../../../x.js", from: "pages/a.js") == nil)
    }

    private static let files = [
        "pages/a.js": bytes("import { b } from \"../lib/b.js\";\nimport \"./gone.js\";\n"),
        "lib/b.js": bytes("import \"./c.js\"; export const b = 1;"), "lib/c.js": bytes("import './b.js';"),
        "css/tokens.css": bytes(":root{}"), "css/components.css": bytes(".x{}"), "strings/en/x.json": bytes("{}"),
        "pages/a.html": bytes("<p>"), "sell/app.js": bytes("import './core.js'"), "sell/index.html": bytes("<!doctype html>"),
        "sell/shared.txt": bytes("# shared\ncss/tokens.css\nnot/there.css\n"),
    ]

    @Test("Names have a version, imports use it, and a circle of imports does not stand in its way")
    func versions() throws {
        let library = AssetLibrary(files: Self.files, compresses: false)
        #expect(library.dangling == ["pages/a.js: ./gone.js"])
        let asset = try #require(library.assets["pages/a.js"])
        let text = String(decoding: asset.bytes, as: UTF8.self)
        let b = library.address(of: "lib/b.js")
        #expect(b.wholeMatch(of: #/\/assets\/lib\/b\.[0-9a-f]{12}\.js/#) != nil, "\(b)")
        #expect(text == "import { b } from \"\(b)\";\nimport \"./gone.js\";\n")
        #expect(asset.imports == ["lib/b.js", "lib/c.js"])
        #expect(library.asset(at: String(b.dropFirst("/assets/".count)))?.isVersioned == true)
        #expect(library.asset(at: "lib/b.js")?.isVersioned == false)
        #expect(library.asset(at: "lib/b.000000000000.js")?.isVersioned == false)
        #expect(library.asset(at: "pages/a.html") == nil)
        #expect(library.asset(at: "strings/en/x.json") == nil)
        #expect(library.asset(at: "../Package.swift") == nil)
        #expect(library.assets[AssetLibrary.stylesheet]?.bytes == bytes(":root{}\n.x{}"))
    }

    @Test("A change deep among the imports changes every name above it, and no other")
    func changing() {
        let before = AssetLibrary(files: Self.files, compresses: false)
        var files = Self.files
        files["lib/c.js"] = bytes("import './b.js'; // changed")
        let after = AssetLibrary(files: files, compresses: false)
        for path in ["pages/a.js", "lib/b.js", "lib/c.js"] { #expect(before.address(of: path) != after.address(of: path), "\(path)") }
        #expect(before.address(of: "css/tokens.css") == after.address(of: "css/tokens.css"))
    }

    @Test("The selling program is served as it is, and listed with its digests")
    func selling() {
        let program = SellingProgram(files: Self.files, compresses: false)
        #expect(program.files["app.js"]?.bytes == bytes("import './core.js'"))
        let expected = ["app.js", "index.html", "shared/css/tokens.css"]
        #expect(program.files.keys.sorted() == expected)
        let lines = program.listing.split(separator: "\n")
        #expect(lines.map { String($0.dropFirst(66)) } == expected)
        #expect(lines[0].hasPrefix(Hash.sha256(bytes("import './core.js'")).hex + "  "))
    }

    @Test("What is compressed comes back as it was")
    func compression() throws {
        let text = bytes(String(repeating: "Every entry can be checked by anyone. ", count: 500))
        let gzip = try #require(Gzip.compress(text))
        #expect(gzip.count < text.count / 5)
        #expect(gzip.prefix(2) == [0x1F, 0x8B])
        let channel = EmbeddedChannel(handler: NIOHTTPResponseDecompressor(limit: .none))
        try channel.writeOutbound(HTTPClientRequestPart.head(.init(version: .http1_1, method: .GET, uri: "/")))
        let headers: HTTPHeaders = ["content-encoding": "gzip", "content-length": "\(gzip.count)"]
        try channel.writeInbound(HTTPClientResponsePart.head(.init(version: .http1_1, status: .ok, headers: headers)))
        try channel.writeInbound(HTTPClientResponsePart.body(ByteBuffer(bytes: gzip)))
        var read: [UInt8] = []
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
            if case .body(let buffer) = part { read += buffer.readableBytesView }
        }
        #expect(read == text)
        #expect(Gzip.compress(bytes("short")) == nil)
    }
}
