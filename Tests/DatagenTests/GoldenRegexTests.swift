import JSON
import Testing

@testable import Datagen

/// Random patterns against dk.brics.automaton 1.11: the size of its minimal automaton, and texts that were walked
/// through it with three pairs of bounds. Texts are UTF-16 in hexadecimal; a last draw proves that all were drawn.
@Suite struct GoldenRegexTests {
    struct Row {
        let number: Int64
        let pattern: String
        let size: String
        let texts: [[String]]
    }

    static func rows() -> [Row] {
        GoldenFiles.lines("datagen-regexes.tsv").map { line in
            let fields = line.split(separator: "\t").map(String.init)
            return Row(
                number: Int64(fields[0]) ?? 0, pattern: String(decoding: self.units(fields[1]), as: UTF16.self),
                size: fields[2],
                texts: fields.dropFirst(3).map { field in
                    field.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                })
        }
    }

    private static func units(_ hex: String) -> [UInt16] {
        stride(from: 0, to: hex.utf8.count, by: 4).map { place in
            UInt16(hex.dropFirst(place).prefix(4), radix: 16) ?? 0
        }
    }

    private func hex(_ units: [UInt16]) -> String {
        units.map { unit in
            let digits = String(unit, radix: 16)
            return String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }.joined()
    }

    @Test("Automata and texts are those of brics")
    func patterns() throws {
        let rows = Self.rows()
        #expect(rows.count >= 400)
        for row in rows {
            let automaton = try Automaton(regex: row.pattern)
            let edges = automaton.states.map(\.edges.count).reduce(0, +)
            #expect("\(automaton.states.count),\(edges)" == row.size, "\(row.pattern)")
            let exact = try #require(try LengthBounds(Annotations(["length": 3])))
            for (bounds, expected) in zip([.unbounded, .standard, exact], row.texts) {
                var walk = RegexWalk(automaton, bounds: bounds)
                var random = JavaRandom(seed: row.number)
                var got: [String] = []
                for _ in 0..<4 {
                    try walk.next(&random)
                    got.append(self.hex(walk.text))
                }
                got.append(String(random.nextInt()))
                #expect(got == expected, "\(row.pattern)")
            }
        }
    }
}
