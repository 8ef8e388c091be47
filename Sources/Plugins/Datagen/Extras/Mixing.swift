/// Numbers that are made of a record's own seed, so that a restart makes them again and the generator's draws stay.
enum Mixing {
    /// A 64-bit finaliser: every bit of the result depends on every bit of the number.
    @inline(__always)
    static func mixed(_ number: UInt64) -> UInt64 {
        var word = number &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// A number of its own for every text.
    static func salt(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
