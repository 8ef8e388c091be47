import Bytes
import ConnectAPI
import Converters
import Glibc
import JSON
import Testing

@Suite struct DepthTests {
    /// What a task's thread has. Without optimisation functions take several times as much as with it.
    #if DEBUG
        private static let stack = 8 << 20
    #else
        private static let stack = 1 << 20
    #endif

    /// Runs `body` on a thread with as much stack as a task's thread has.
    private func onSmallStack(_ body: @escaping @Sendable () -> Void) throws {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stack)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body)).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { pointer in
                if let pointer { Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, box)
        try #require(status == 0)
        pthread_join(thread, nil)
    }

    private static let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)

    @Test("A document as deep as the limit is read and written on a task's stack")
    func deepDocument() throws {
        try self.onSmallStack {
            #expect((try? JSONValue.parse(Self.deep))?.text == Self.deep)
        }
    }

    @Test("A record as deep as the limit is converted both ways on a task's stack")
    func deepRecord() throws {
        try self.onSmallStack {
            let converter = JsonConverter()
            try? converter.configure(["schemas.enable": "false"], isKey: false)
            let arena = ValueArena()
            var output = BytesWriter()
            guard let read = try? converter.deserialize(topic: "t", bytes: Bytes(utf8: Self.deep), into: arena) else {
                Issue.record("not read")
                return
            }
            _ = try? converter.serialize(topic: "t", schema: nil, cell: read.cell, in: arena, into: &output)
            #expect(String(decoding: output.finish()) == Self.deep)
            let value = arena.value(of: read.cell)
            #expect(value == value)
            var text = BytesWriter()
            _ = try? StringConverter().serialize(topic: "t", schema: nil, cell: read.cell, in: arena, into: &text)
            #expect(text.count == 2000)
        }
    }

    @Test("A schema as deep as the limit is read on a task's stack")
    func deepSchema() throws {
        try self.onSmallStack {
            let converter = JsonConverter()
            try? converter.configure([:], isKey: false)
            let schema = (0..<990).reduce(#"{"type":"int8"}"#) { inner, _ in #"{"type":"array","items":\#(inner)}"# }
            let bytes = Bytes(utf8: #"{"schema":\#(schema),"payload":[]}"#)
            guard let pair = try? converter.deserialize(topic: "t", bytes: bytes) else {
                Issue.record("not read")
                return
            }
            #expect((try? converter.serialize(topic: "t", pair)) != nil)
        }
    }

    @Test("Headers nested without end are texts")
    func deepHeader() throws {
        try self.onSmallStack {
            let text = String(repeating: "[{1:", count: 20_000)
            let read = try? SimpleHeaderConverter().deserializeHeader(topic: "t", key: "h", bytes: Bytes(utf8: text))
            #expect(read?.value == .string(text))
        }
    }
}
