import ConnectAPI
import ConnectRuntime
import Converters
import Transforms

/// What chains of transforms add to a record.
enum TransformBench {
    private static let records = 500

    /// A chain that changes structs, headers, key and topic.
    private static let structs: ConfigValues = [
        "transforms": "insert,mask,rename,key,route",
        "transforms.insert.type": "org.apache.kafka.connect.transforms.InsertField$Value",
        "transforms.insert.static.field": "origin", "transforms.insert.static.value": "bench",
        "transforms.insert.timestamp.field": "at",
        "transforms.mask.type": "org.apache.kafka.connect.transforms.MaskField$Value",
        "transforms.mask.fields": "userid", "transforms.mask.replacement": "hidden",
        "transforms.rename.type": "org.apache.kafka.connect.transforms.ReplaceField$Value",
        "transforms.rename.renames": "regionid:region", "transforms.rename.exclude": "gender",
        "transforms.key.type": "org.apache.kafka.connect.transforms.ValueToKey", "transforms.key.fields": "region",
        "transforms.route.type": "org.apache.kafka.connect.transforms.RegexRouter",
        "transforms.route.regex": "(.*)", "transforms.route.replacement": "all-$1",
    ]

    /// A chain that changes types and times, with a predicate.
    private static let casts: ConfigValues = [
        "transforms": "cast,time,hoist,header,route",
        "transforms.cast.type": "org.apache.kafka.connect.transforms.Cast$Value",
        "transforms.cast.spec": "registertime:string,gender:boolean",
        "transforms.time.type": "org.apache.kafka.connect.transforms.InsertField$Value",
        "transforms.time.topic.field": "topic", "transforms.time.predicate": "ours",
        "transforms.hoist.type": "org.apache.kafka.connect.transforms.HoistField$Value",
        "transforms.hoist.field": "user",
        "transforms.header.type": "org.apache.kafka.connect.transforms.InsertHeader",
        "transforms.header.header": "h", "transforms.header.value.literal": "12",
        "transforms.route.type": "org.apache.kafka.connect.transforms.TimestampRouter",
        "predicates": "ours", "predicates.ours.type": "org.apache.kafka.connect.transforms.predicates.TopicNameMatches",
        "predicates.ours.pattern": "us.*",
    ]

    /// The first chain's transforms, on maps without a schema.
    private static let maps = Self.structs.merging(["transforms": "insert,mask,rename,key,route"]) { $1 }

    static func run(_ given: Arguments) {
        var arguments = given
        let rounds = arguments.take("count", default: 1000)
        do {
            try Self.measure(
                "five transforms on structs: insert, mask, rename, key, route", Self.structs, false, rounds)
            try Self.measure(
                "five transforms on structs: cast, insert, hoist, header, route", Self.casts, false, rounds)
            try Self.measure("five transforms on maps: insert, mask, rename, key, route", Self.maps, true, rounds)
            for (name, settings) in Self.single { try Self.measure(name, settings, false, rounds) }
        } catch {
            print("bench transforms: \(error)")
        }
    }

    /// Each of the chains' transforms alone.
    private static var single: [(String, ConfigValues)] {
        [(Self.structs, "insert,mask,rename,route"), (Self.casts, "cast,time,hoist,header,route")].flatMap {
            (chain, names) in
            names.split(separator: ",").map { name in
                ("  \(name)", chain.merging(["transforms": String(name)]) { $1 })
            }
        }
    }

    /// Prints what the chain adds: the least time of many rounds, less that of making the batch.
    private static func measure(
        _ name: String, _ settings: ConfigValues, _ isSchemaless: Bool, _ rounds: Int
    ) throws {
        let plugins = PluginRegistry(ConvertersPlugins.list + TransformsPlugins.list)
        let stages = try RecordStages(settings, plugins)
        let batch = SourceBatch()
        let source = Users(batch, isSchemaless: isSchemaless)
        var failures = 0
        func least(_ body: () -> Void) -> Double {
            (0..<rounds).reduce(.infinity) { least, _ in
                let watch = Stopwatch()
                body()
                return min(least, watch.cpuSeconds)
            }
        }
        let making = least { source.fill(Self.records) }
        let both = least {
            source.fill(Self.records)
            var position = RecordStages.Position()
            if stages.run(batch, from: &position) != nil { failures += 1 }
        }
        let nanoseconds = max(0, both - making) * 1e9 / Double(Self.records)
        print("\(name): \(shown(nanoseconds)) ns a record" + (failures > 0 ? ", AND IT FAILED" : ""))
    }
}

/// Records as Datagen's `users` makes them.
private struct Users {
    private let batch: SourceBatch
    private let isSchemaless: Bool
    private let schema: Int
    private let names: [Cell]
    private let texts: [Cell]

    init(_ batch: SourceBatch, isSchemaless: Bool) {
        let fields = ["registertime", "userid", "regionid", "gender"]
        self.batch = batch
        self.isSchemaless = isSchemaless
        self.schema = batch.arena.index(
            of: .struct(name: "ksql.users", fields.map { .init($0, $0 == "registertime" ? .int64 : .string) }))
        self.names = fields.map { batch.arena.intern(.string($0)) }
        self.texts = (0..<9).map { batch.arena.intern(.string("Text_\($0)")) }
    }

    func fill(_ count: Int) {
        self.batch.reset()
        let arena = self.batch.arena
        let topic = self.batch.index(ofTopic: "users")
        let partition = self.batch.index(ofSourcePartition: nil)
        for number in 0..<count {
            let first = arena.reserveCells(self.isSchemaless ? 8 : 4)
            for place in 0..<4 {
                let value =
                    place == 0
                    ? Cell.int64(1_487_715_775_521 + Int64(number) * 12_345) : self.texts[(number + place) % 9]
                if self.isSchemaless {
                    arena[first + place * 2] = self.names[place]
                    arena[first + place * 2 + 1] = value
                } else {
                    arena[first + place] = value
                }
            }
            let value =
                self.isSchemaless
                ? arena.map(first: first, count: 4) : arena.structure(schema: self.schema, first: first, count: 4)
            self.batch.append(
                SourceBatch.Entry(
                    topic: topic, timestamp: 1_700_000_000_000 + Int64(number), key: self.texts[number % 9],
                    value: value, valueSchema: self.isSchemaless ? -1 : Int32(self.schema),
                    sourcePartition: partition, offsetToken: 0))
        }
    }
}
