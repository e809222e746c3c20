/// Random numbers for the order within a batch: one draw from the system's generator, then SplitMix64.
///
/// The system's generator costs a system call a number. What hides the order of arrival is the 64-bit seed that nobody is told.
struct BatchShuffler: RandomNumberGenerator {
    private var state = UInt64.random(in: .min ... .max)

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
