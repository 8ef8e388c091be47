import ConnectAPI

/// Records like Datagen's, made over and over.
struct BenchRecords {
    enum Shape {
        /// Four fields.
        case users(isSchemaless: Bool)
        /// Five fields, one of them with three of its own.
        case orders(isSchemaless: Bool)

        var isSchemaless: Bool {
            switch self {
            case .users(let isSchemaless), .orders(let isSchemaless): isSchemaless
            }
        }

        fileprivate var schema: Schema {
            switch self {
            case .users:
                .struct(
                    name: "ksql.users",
                    [
                        .init("registertime", .int64), .init("userid", .string), .init("regionid", .string),
                        .init("gender", .string),
                    ])
            case .orders:
                .struct(
                    name: "ksql.orders",
                    [
                        .init("ordertime", .int64), .init("orderid", .int32), .init("itemid", .string),
                        .init("orderunits", .float64),
                        .init(
                            "address",
                            .struct(
                                name: "ksql.address",
                                [.init("city", .string), .init("state", .string), .init("zipcode", .int64)])),
                    ])
            }
        }

        fileprivate var topic: String {
            switch self {
            case .users: "users"
            case .orders: "orders"
            }
        }
    }

    private let batch: SourceBatch
    private let isSchemaless: Bool
    private let schema: Schema
    private let topic: String
    private let names: [String: Cell]
    private let texts: [Cell]

    init(_ batch: SourceBatch, _ shape: Shape) {
        self.batch = batch
        self.isSchemaless = shape.isSchemaless
        self.schema = shape.schema
        self.topic = shape.topic
        let inner = self.schema.fields.flatMap { $0.schema.fields }
        self.names = (self.schema.fields + inner).reduce(into: [:]) { names, field in
            names[field.name] = batch.arena.intern(.string(field.name))
        }
        self.texts = (0..<9).map { batch.arena.intern(.string("Text_\($0)")) }
    }

    func fill(_ count: Int) {
        self.batch.reset()
        let topic = self.batch.index(ofTopic: self.topic)
        let partition = self.batch.index(ofSourcePartition: nil)
        let schema = self.isSchemaless ? -1 : Int32(self.batch.arena.index(of: self.schema))
        for number in 0..<count {
            self.batch.append(
                SourceBatch.Entry(
                    topic: topic, timestamp: 1_700_000_000_000 + Int64(number), key: self.texts[number % 9],
                    value: self.cell(self.schema, number), valueSchema: schema, sourcePartition: partition,
                    offsetToken: 0))
        }
    }

    private func cell(_ schema: Schema, _ number: Int) -> Cell {
        let arena = self.batch.arena
        switch schema.type {
        case .string: return self.texts[number % 9]
        case .int32: return .int32(Int32(number))
        case .int64: return .int64(1_487_715_775_521 + Int64(number) * 12_345)
        case .float64: return .float64(Double(number) * 1.37)
        default: break
        }
        let count = schema.fields.count
        let first = arena.reserveCells(self.isSchemaless ? count * 2 : count)
        for (place, field) in schema.fields.enumerated() {
            let cell = self.cell(field.schema, number + place)
            if self.isSchemaless {
                arena[first + place * 2] = self.names[field.name] ?? .null
                arena[first + place * 2 + 1] = cell
            } else {
                arena[first + place] = cell
            }
        }
        return self.isSchemaless
            ? arena.map(first: first, count: count)
            : arena.structure(schema: arena.index(of: schema), first: first, count: count)
    }
}
