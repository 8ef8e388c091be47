import Testing

@testable import Datagen

@Suite struct JavaRandomTests {
    @Test("Draws of seed 42, one after the other, are Java's")
    func draws() {
        var random = JavaRandom(seed: 42)
        let first = [random.nextInt(), random.nextInt()]
        #expect(first == [-1_170_105_035, 234_785_527])
        let long = random.nextLong()
        #expect(long == -5_843_495_416_241_995_736)
        let double = random.nextDouble()
        #expect(double == 0.30871945533265976)
        let float = random.nextFloat()
        #expect(float == 0.27707845)
        let coin = random.nextBoolean()
        #expect(coin)
        let small = [random.nextInt(10), random.nextInt(16)]
        #expect(small == [9, 1])
        var bytes = [UInt8](repeating: 0, count: 6)
        bytes.withUnsafeMutableBufferPointer { target in
            if let base = target.baseAddress { random.nextBytes(base, count: 6) }
        }
        #expect(bytes.map { Int8(bitPattern: $0) } == [-67, 103, 67, -25, -36, -105])
    }

    @Test("A jump of n steps is n steps", arguments: [0, 1, 2, 11, 1000])
    func jump(steps: Int) {
        var walked = JavaRandom(seed: 7)
        for _ in 0..<steps { walked.step() }
        var jumped = JavaRandom(seed: 7)
        Jump(steps: steps).apply(&jumped.state)
        let (expected, got) = (walked.nextInt(), jumped.nextInt())
        #expect(got == expected)
    }

    @Test(
        "A bound's draw is the remainder that Java takes",
        arguments: [1, 2, 3, 7, 9, 10, 128, 1000, 1 << 30, 1_073_741_825, Int32.max] as [Int32])
    func bounds(bound: Int32) {
        var random = JavaRandom(seed: 99)
        var reference = JavaRandom(seed: 99)
        for _ in 0..<2000 {
            let (got, expected) = (random.nextInt(bound), self.reference(&reference, bound))
            #expect(got == expected)
        }
    }

    /// As the documentation of java.util.Random specifies it.
    private func reference(_ random: inout JavaRandom, _ bound: Int32) -> Int32 {
        if bound & -bound == bound { return Int32(truncatingIfNeeded: (Int64(bound) * Int64(random.next(31))) >> 31) }
        while true {
            let bits = Int32(bitPattern: random.next(31))
            let value = bits % bound
            if bits &- value &+ (bound &- 1) >= 0 { return value }
        }
    }
}
