/// The sixteen words of one 64-byte message block, big-endian as SHA-256 reads them.
struct MessageBlock {
    var w0, w1, w2, w3, w4, w5, w6, w7: UInt32
    var w8, w9, w10, w11, w12, w13, w14, w15: UInt32
}

extension MessageBlock {
    /// Loads 64 bytes.
    @inline(__always)
    init(loading bytes: UnsafeRawPointer) {
        func word(_ position: Int) -> UInt32 {
            bytes.loadUnaligned(fromByteOffset: position * 4, as: UInt32.self).bigEndian
        }
        self.init(
            w0: word(0), w1: word(1), w2: word(2), w3: word(3), w4: word(4), w5: word(5), w6: word(6), w7: word(7),
            w8: word(8), w9: word(9), w10: word(10), w11: word(11), w12: word(12), w13: word(13), w14: word(14), w15: word(15))
    }

    /// The last block of a message that ends with these 32 bytes: `ending` is what follows them up to the end mark, then the bit count.
    @inline(__always)
    init(_ digest: Digest256, ending: UInt32, messageBits: UInt32) {
        self.init(
            w0: digest.w0, w1: digest.w1, w2: digest.w2, w3: digest.w3, w4: digest.w4, w5: digest.w5, w6: digest.w6, w7: digest.w7,
            w8: ending, w9: 0, w10: 0, w11: 0, w12: 0, w13: 0, w14: 0, w15: messageBits)
    }

    /// A 32-byte key, zero-filled to a block, with every byte of `pad` mixed in.
    @inline(__always)
    init(key: Digest256, pad: UInt32) {
        self.init(
            w0: key.w0 ^ pad, w1: key.w1 ^ pad, w2: key.w2 ^ pad, w3: key.w3 ^ pad,
            w4: key.w4 ^ pad, w5: key.w5 ^ pad, w6: key.w6 ^ pad, w7: key.w7 ^ pad,
            w8: pad, w9: pad, w10: pad, w11: pad, w12: pad, w13: pad, w14: pad, w15: pad)
    }
}

extension Digest256 {
    /// The state before the first block: FIPS 180-4 section 5.3.3.
    static let initial = Digest256(
        w0: 0x6a09_e667, w1: 0xbb67_ae85, w2: 0x3c6e_f372, w3: 0xa54f_f53a,
        w4: 0x510e_527f, w5: 0x9b05_688c, w6: 0x1f83_d9ab, w7: 0x5be0_cd19)

    /// Rotates right; `count` is 1 to 31.
    @inline(__always)
    private static func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 { (x &>> count) | (x &<< (32 &- count)) }

    /// One word of the message schedule from the words 16, 15, 7 and 2 before it.
    @inline(__always)
    private static func expand(_ w16: UInt32, _ w15: UInt32, _ w7: UInt32, _ w2: UInt32) -> UInt32 {
        let small0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 &>> 3)
        let small1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 &>> 10)
        return w16 &+ small0 &+ w7 &+ small1
    }

    /// One round; instead of moving eight variables along, callers name them one further each time.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
        _ constantAndWord: UInt32
    ) {
        let big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let choice = ((f ^ g) & e) ^ g
        let first = h &+ big1 &+ choice &+ constantAndWord
        let big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let majority = (a & b) | ((a | b) & c)
        d = d &+ first
        h = first &+ big0 &+ majority
    }

    /// Takes one block into the state: FIPS 180-4 section 6.2.2, unrolled, with a schedule of sixteen words in place.
    @inline(never)
    mutating func absorb(_ block: MessageBlock) {
        var (w0, w1, w2, w3, w4, w5, w6, w7) = (block.w0, block.w1, block.w2, block.w3, block.w4, block.w5, block.w6, block.w7)
        var (w8, w9, w10, w11) = (block.w8, block.w9, block.w10, block.w11)
        var (w12, w13, w14, w15) = (block.w12, block.w13, block.w14, block.w15)
        var (a, b, c, d, e, f, g, h) = (self.w0, self.w1, self.w2, self.w3, self.w4, self.w5, self.w6, self.w7)

        Self.round(a, b, c, &d, e, f, g, &h, 0x428a_2f98 &+ w0)
        Self.round(h, a, b, &c, d, e, f, &g, 0x7137_4491 &+ w1)
        Self.round(g, h, a, &b, c, d, e, &f, 0xb5c0_fbcf &+ w2)
        Self.round(f, g, h, &a, b, c, d, &e, 0xe9b5_dba5 &+ w3)
        Self.round(e, f, g, &h, a, b, c, &d, 0x3956_c25b &+ w4)
        Self.round(d, e, f, &g, h, a, b, &c, 0x59f1_11f1 &+ w5)
        Self.round(c, d, e, &f, g, h, a, &b, 0x923f_82a4 &+ w6)
        Self.round(b, c, d, &e, f, g, h, &a, 0xab1c_5ed5 &+ w7)
        Self.round(a, b, c, &d, e, f, g, &h, 0xd807_aa98 &+ w8)
        Self.round(h, a, b, &c, d, e, f, &g, 0x1283_5b01 &+ w9)
        Self.round(g, h, a, &b, c, d, e, &f, 0x2431_85be &+ w10)
        Self.round(f, g, h, &a, b, c, d, &e, 0x550c_7dc3 &+ w11)
        Self.round(e, f, g, &h, a, b, c, &d, 0x72be_5d74 &+ w12)
        Self.round(d, e, f, &g, h, a, b, &c, 0x80de_b1fe &+ w13)
        Self.round(c, d, e, &f, g, h, a, &b, 0x9bdc_06a7 &+ w14)
        Self.round(b, c, d, &e, f, g, h, &a, 0xc19b_f174 &+ w15)

        w0 = Self.expand(w0, w1, w9, w14)
        w1 = Self.expand(w1, w2, w10, w15)
        w2 = Self.expand(w2, w3, w11, w0)
        w3 = Self.expand(w3, w4, w12, w1)
        w4 = Self.expand(w4, w5, w13, w2)
        w5 = Self.expand(w5, w6, w14, w3)
        w6 = Self.expand(w6, w7, w15, w4)
        w7 = Self.expand(w7, w8, w0, w5)
        w8 = Self.expand(w8, w9, w1, w6)
        w9 = Self.expand(w9, w10, w2, w7)
        w10 = Self.expand(w10, w11, w3, w8)
        w11 = Self.expand(w11, w12, w4, w9)
        w12 = Self.expand(w12, w13, w5, w10)
        w13 = Self.expand(w13, w14, w6, w11)
        w14 = Self.expand(w14, w15, w7, w12)
        w15 = Self.expand(w15, w0, w8, w13)
        Self.round(a, b, c, &d, e, f, g, &h, 0xe49b_69c1 &+ w0)
        Self.round(h, a, b, &c, d, e, f, &g, 0xefbe_4786 &+ w1)
        Self.round(g, h, a, &b, c, d, e, &f, 0x0fc1_9dc6 &+ w2)
        Self.round(f, g, h, &a, b, c, d, &e, 0x240c_a1cc &+ w3)
        Self.round(e, f, g, &h, a, b, c, &d, 0x2de9_2c6f &+ w4)
        Self.round(d, e, f, &g, h, a, b, &c, 0x4a74_84aa &+ w5)
        Self.round(c, d, e, &f, g, h, a, &b, 0x5cb0_a9dc &+ w6)
        Self.round(b, c, d, &e, f, g, h, &a, 0x76f9_88da &+ w7)
        Self.round(a, b, c, &d, e, f, g, &h, 0x983e_5152 &+ w8)
        Self.round(h, a, b, &c, d, e, f, &g, 0xa831_c66d &+ w9)
        Self.round(g, h, a, &b, c, d, e, &f, 0xb003_27c8 &+ w10)
        Self.round(f, g, h, &a, b, c, d, &e, 0xbf59_7fc7 &+ w11)
        Self.round(e, f, g, &h, a, b, c, &d, 0xc6e0_0bf3 &+ w12)
        Self.round(d, e, f, &g, h, a, b, &c, 0xd5a7_9147 &+ w13)
        Self.round(c, d, e, &f, g, h, a, &b, 0x06ca_6351 &+ w14)
        Self.round(b, c, d, &e, f, g, h, &a, 0x1429_2967 &+ w15)

        w0 = Self.expand(w0, w1, w9, w14)
        w1 = Self.expand(w1, w2, w10, w15)
        w2 = Self.expand(w2, w3, w11, w0)
        w3 = Self.expand(w3, w4, w12, w1)
        w4 = Self.expand(w4, w5, w13, w2)
        w5 = Self.expand(w5, w6, w14, w3)
        w6 = Self.expand(w6, w7, w15, w4)
        w7 = Self.expand(w7, w8, w0, w5)
        w8 = Self.expand(w8, w9, w1, w6)
        w9 = Self.expand(w9, w10, w2, w7)
        w10 = Self.expand(w10, w11, w3, w8)
        w11 = Self.expand(w11, w12, w4, w9)
        w12 = Self.expand(w12, w13, w5, w10)
        w13 = Self.expand(w13, w14, w6, w11)
        w14 = Self.expand(w14, w15, w7, w12)
        w15 = Self.expand(w15, w0, w8, w13)
        Self.round(a, b, c, &d, e, f, g, &h, 0x27b7_0a85 &+ w0)
        Self.round(h, a, b, &c, d, e, f, &g, 0x2e1b_2138 &+ w1)
        Self.round(g, h, a, &b, c, d, e, &f, 0x4d2c_6dfc &+ w2)
        Self.round(f, g, h, &a, b, c, d, &e, 0x5338_0d13 &+ w3)
        Self.round(e, f, g, &h, a, b, c, &d, 0x650a_7354 &+ w4)
        Self.round(d, e, f, &g, h, a, b, &c, 0x766a_0abb &+ w5)
        Self.round(c, d, e, &f, g, h, a, &b, 0x81c2_c92e &+ w6)
        Self.round(b, c, d, &e, f, g, h, &a, 0x9272_2c85 &+ w7)
        Self.round(a, b, c, &d, e, f, g, &h, 0xa2bf_e8a1 &+ w8)
        Self.round(h, a, b, &c, d, e, f, &g, 0xa81a_664b &+ w9)
        Self.round(g, h, a, &b, c, d, e, &f, 0xc24b_8b70 &+ w10)
        Self.round(f, g, h, &a, b, c, d, &e, 0xc76c_51a3 &+ w11)
        Self.round(e, f, g, &h, a, b, c, &d, 0xd192_e819 &+ w12)
        Self.round(d, e, f, &g, h, a, b, &c, 0xd699_0624 &+ w13)
        Self.round(c, d, e, &f, g, h, a, &b, 0xf40e_3585 &+ w14)
        Self.round(b, c, d, &e, f, g, h, &a, 0x106a_a070 &+ w15)

        w0 = Self.expand(w0, w1, w9, w14)
        w1 = Self.expand(w1, w2, w10, w15)
        w2 = Self.expand(w2, w3, w11, w0)
        w3 = Self.expand(w3, w4, w12, w1)
        w4 = Self.expand(w4, w5, w13, w2)
        w5 = Self.expand(w5, w6, w14, w3)
        w6 = Self.expand(w6, w7, w15, w4)
        w7 = Self.expand(w7, w8, w0, w5)
        w8 = Self.expand(w8, w9, w1, w6)
        w9 = Self.expand(w9, w10, w2, w7)
        w10 = Self.expand(w10, w11, w3, w8)
        w11 = Self.expand(w11, w12, w4, w9)
        w12 = Self.expand(w12, w13, w5, w10)
        w13 = Self.expand(w13, w14, w6, w11)
        w14 = Self.expand(w14, w15, w7, w12)
        w15 = Self.expand(w15, w0, w8, w13)
        Self.round(a, b, c, &d, e, f, g, &h, 0x19a4_c116 &+ w0)
        Self.round(h, a, b, &c, d, e, f, &g, 0x1e37_6c08 &+ w1)
        Self.round(g, h, a, &b, c, d, e, &f, 0x2748_774c &+ w2)
        Self.round(f, g, h, &a, b, c, d, &e, 0x34b0_bcb5 &+ w3)
        Self.round(e, f, g, &h, a, b, c, &d, 0x391c_0cb3 &+ w4)
        Self.round(d, e, f, &g, h, a, b, &c, 0x4ed8_aa4a &+ w5)
        Self.round(c, d, e, &f, g, h, a, &b, 0x5b9c_ca4f &+ w6)
        Self.round(b, c, d, &e, f, g, h, &a, 0x682e_6ff3 &+ w7)
        Self.round(a, b, c, &d, e, f, g, &h, 0x748f_82ee &+ w8)
        Self.round(h, a, b, &c, d, e, f, &g, 0x78a5_636f &+ w9)
        Self.round(g, h, a, &b, c, d, e, &f, 0x84c8_7814 &+ w10)
        Self.round(f, g, h, &a, b, c, d, &e, 0x8cc7_0208 &+ w11)
        Self.round(e, f, g, &h, a, b, c, &d, 0x90be_fffa &+ w12)
        Self.round(d, e, f, &g, h, a, b, &c, 0xa450_6ceb &+ w13)
        Self.round(c, d, e, &f, g, h, a, &b, 0xbef9_a3f7 &+ w14)
        Self.round(b, c, d, &e, f, g, h, &a, 0xc671_78f2 &+ w15)

        self.w0 = self.w0 &+ a
        self.w1 = self.w1 &+ b
        self.w2 = self.w2 &+ c
        self.w3 = self.w3 &+ d
        self.w4 = self.w4 &+ e
        self.w5 = self.w5 &+ f
        self.w6 = self.w6 &+ g
        self.w7 = self.w7 &+ h
    }
}
