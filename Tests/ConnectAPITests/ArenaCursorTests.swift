import Bytes
import ConnectAPI
import Testing

@Suite struct ArenaCursorTests {
    private struct Stop: Error {}

    /// A text of `count` times the letter of `number`.
    private func append(_ number: Int, count: Int, _ cursor: inout ArenaCursor) -> Cell {
        let letter = UInt8(ascii: "a") + UInt8(number % 26)
        let place = cursor.write(atMost: count) { target in
            target.update(repeating: letter, count: count)
            return count
        }
        return Cell(kind: .string, bits: UInt64(place.offset), count: UInt32(place.count))
    }

    @Test("What a cursor wrote stays where it is while cells and bytes grow")
    func growth() {
        let arena = ValueArena()
        let kept = arena.intern("kept")
        for _ in 0..<3 {
            arena.reset()
            arena.withCursor { cursor in
                for number in 0..<5000 {
                    let first = cursor.reserveCells(1)
                    let cell = self.append(number, count: number % 50, &cursor)
                    cursor[first] = cell
                    #expect(cursor.withBytes(of: cell) { $0.count } == number % 50)
                }
                _ = self.append(0, count: 1_000_000, &cursor)
            }
            for number in 0..<5000 {
                let letter = Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(number % 26)))
                #expect(arena.text(of: arena[number]) == String(repeating: letter, count: number % 50))
            }
            #expect(arena.text(of: kept) == "kept")
            #expect(arena.cellCount == 5000)
        }
    }

    @Test("A rewind forgets what came after, and an error keeps what came before")
    func rewind() {
        let arena = ValueArena()
        var kept = Cell.null
        #expect(throws: Stop.self) {
            try arena.withCursor { (cursor) throws(Stop) in
                kept = self.append(1, count: 3, &cursor)
                let mark = (cells: cursor.cellCount, bytes: cursor.byteCount)
                _ = cursor.reserveCells(2000)
                _ = self.append(2, count: 10_000, &cursor)
                cursor.rewind(cells: mark.cells, bytes: mark.bytes)
                #expect(cursor.byteCount == 3)
                throw Stop()
            }
        }
        #expect(arena.cellCount == 0)
        #expect(arena.text(of: kept) == "bbb")
        #expect(arena.text(of: arena.string("next")) == "next")
    }

    @Test("Texts within interned values are marked as plain where they are")
    func internedParts() {
        let arena = ValueArena()
        let cell = arena.intern(.array(["plain", "a\"b"]))
        #expect(arena[cell.firstMember].isPlain)
        #expect(!arena[cell.firstMember + 1].isPlain)
        #expect(!arena.string("plain").isPlain)
    }
}
