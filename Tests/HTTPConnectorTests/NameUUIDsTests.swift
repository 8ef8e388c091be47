import Testing

@testable import HTTPConnector

@Suite("UUIDs of texts")
struct NameUUIDsTests {
    /// Lengths around the ends of MD5's blocks, and the UUID of as many bytes `place * 7 + length`; by Python's hashlib.
    private static let known: [(length: Int, uuid: String)] = [
        (0, "d41d8cd9-8f00-3204-a980-0998ecf8427e"),
        (1, "55a54008-ad1b-3589-aa21-0d2629c1df41"),
        (3, "c9aee481-0523-3f86-9812-1b8d492c6b41"),
        (55, "f1289732-2535-3875-8e22-b62a571a1748"),
        (56, "179e3b9f-a272-323e-aa8b-32bde1015414"),
        (57, "d5f0a59a-a9d6-3816-8d37-54fb91f67809"),
        (63, "dd785945-d1d6-387e-8a0d-276dbb8756fd"),
        (64, "e3ab394c-e4eb-3da0-a0a2-7d2e2443143c"),
        (65, "28a6b0f9-18d9-3ea0-be97-9a1657d8d0f6"),
        (119, "d4972053-0a38-3a31-91ea-c0dc840dd1bd"),
        (120, "8a440004-b569-386a-82c7-22295ce1c5a6"),
        (128, "52cc29ca-ecfd-3380-a226-1a80c58e6787"),
        (1000, "c3b2968d-34e0-3845-9d14-c8827156e193"),
        (4096, "a69b23aa-f71d-3476-8a3e-39e8a11274d9"),
    ]

    private static func uuids(_ lengths: [Int]) -> [String] {
        var bytes: [UInt8] = []
        var places: [(text: Range<Int>, target: Int)] = []
        for length in lengths {
            let start = bytes.count
            bytes += (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
            places.append((start..<bytes.count, bytes.count))
            bytes += [UInt8](repeating: 0, count: NameUUIDs.length)
        }
        bytes.withUnsafeMutableBytes { bytes in
            var names = NameUUIDs()
            for place in places { names.add(place.text, target: place.target, in: bytes) }
            names.write(to: bytes)
        }
        return places.map { String(decoding: bytes[$0.target..<$0.target + NameUUIDs.length], as: UTF8.self) }
    }

    @Test("A text alone has the UUID that Java makes of it", arguments: Self.known.indices)
    func alone(_ index: Int) {
        #expect(Self.uuids([Self.known[index].length]) == [Self.known[index].uuid])
    }

    @Test("Texts of all lengths side by side don't touch each other", arguments: 0..<4)
    func together(_ turn: Int) {
        let rows = (0..<40).map { Self.known[($0 * (turn * 2 + 1) + turn) % Self.known.count] }
        #expect(Self.uuids(rows.map(\.length)) == rows.map(\.uuid))
    }
}
