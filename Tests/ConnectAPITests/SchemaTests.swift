import ConnectAPI
import Testing

@Suite struct SchemaTests {
    @Test("A schema whose parts share parts is hashed, compared and found at once", .timeLimit(.minutes(5)))
    func sharedParts() {
        func schema() -> Schema {
            (0..<40).reduce(.int32) { inner, level in
                .struct(name: "r\(level)", (0..<10).map { Schema.Field("f\($0)", inner) })
            }
        }
        let (first, second) = (schema(), schema())
        let arena = ValueArena()
        #expect(arena.index(of: first) == 0)
        #expect(arena.index(of: first) == 0)
        #expect(arena.index(of: second) == 0)
        #expect(first == second)
        #expect(first != schema().with(doc: "another"))
        #expect(first.hashValue == second.hashValue)
    }

    @Test("An equal schema of another instance has the same place in an arena")
    func equalSchemas() {
        func schema(_ name: String) -> Schema {
            .struct(name: name, [.init("a", .int32), .init("b", .optionalString)])
        }
        let arena = ValueArena()
        #expect(arena.index(of: schema("x")) == 0)
        #expect(arena.index(of: schema("y")) == 1)
        #expect(arena.index(of: schema("x")) == 0)
        #expect(arena.schemas.count == 2)
    }
}
