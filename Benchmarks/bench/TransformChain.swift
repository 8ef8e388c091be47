import ConnectAPI

/// A chain of transforms as a user would write it, for records of one of the shapes that ``BenchRecords`` makes.
struct TransformChain {
    let name: String
    let shape: BenchRecords.Shape
    let settings: ConfigValues

    /// - Parameter steps: One a transform: its class without the package, then its settings as `key=value`, and `?alias` or
    ///   `?!alias` for the predicate that it depends on.
    init(_ name: String, _ shape: BenchRecords.Shape, _ steps: [String]) {
        self.name = name
        self.shape = shape
        var settings = Self.predicates
        let package = "org.apache.kafka.connect.transforms."
        for (number, step) in steps.enumerated() {
            let words = step.split(separator: " ").map(String.init)
            let prefix = "transforms.t\(number)."
            settings[prefix + "type"] = package + (words.first ?? "")
            for word in words.dropFirst() {
                if word.hasPrefix("?") {
                    settings[prefix + "predicate"] = String(word.drop { $0 == "?" || $0 == "!" })
                    settings[prefix + "negate"] = word.hasPrefix("?!") ? "true" : "false"
                    continue
                }
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                settings[prefix + parts[0]] = parts.count > 1 ? parts[1].replacing("_", with: " ") : ""
            }
        }
        settings["transforms"] = steps.indices.map { "t\($0)" }.joined(separator: ",")
        self.settings = settings
    }

    private static let predicates: ConfigValues = [
        "predicates": "ours,empty,marked",
        "predicates.ours.type": "org.apache.kafka.connect.transforms.predicates.TopicNameMatches",
        "predicates.ours.pattern": "us.*|or.*",
        "predicates.empty.type": "org.apache.kafka.connect.transforms.predicates.RecordIsTombstone",
        "predicates.marked.type": "org.apache.kafka.connect.transforms.predicates.HasHeaderKey",
        "predicates.marked.name": "h",
    ]

    /// What is measured: each chain on structs and, unless it needs a schema, on maps.
    static var all: [TransformChain] {
        let kinds = [false, true]
        let users = Self.users.flatMap { chain in
            kinds.map { TransformChain(chain.0, .users(isSchemaless: $0), chain.1) }
        }
        let orders = Self.orders.flatMap { chain in
            kinds.map { TransformChain(chain.0, .orders(isSchemaless: $0), chain.1) }
        }
        return (users + orders).filter { !$0.shape.isSchemaless || !$0.name.contains("schema") }
    }

    private static let users: [(String, [String])] = [
        (
            "insert, mask, rename, key, route",
            [
                "InsertField$Value static.field=origin static.value=bench timestamp.field=at",
                "MaskField$Value fields=userid replacement=hidden",
                "ReplaceField$Value renames=regionid:region exclude=gender",
                "ValueToKey fields=region", "RegexRouter regex=(.*) replacement=all-$1",
            ]
        ),
        (
            "cast, insert, hoist, header, route",
            [
                "Cast$Value spec=registertime:string,gender:boolean", "InsertField$Value topic.field=topic ?ours",
                "HoistField$Value field=user", "InsertHeader header=h value.literal=12", "TimestampRouter",
            ]
        ),
        (
            "time to text, key, key's field, key's cast, header",
            [
                "TimestampConverter$Value field=registertime target.type=string format=yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
                "ValueToKey fields=userid", "ExtractField$Key field=userid", "Cast$Key spec=string",
                "InsertHeader header=h value.literal=bench",
            ]
        ),
        (
            "time to text and back to a timestamp, to seconds, to text, to a date",
            [
                "TimestampConverter$Value field=registertime target.type=string format=yyyy-MM-dd_HH:mm:ss",
                "TimestampConverter$Value field=registertime target.type=Timestamp format=yyyy-MM-dd_HH:mm:ss",
                "TimestampConverter$Value field=registertime target.type=unix unix.precision=seconds",
                "Cast$Value spec=registertime:string", "Cast$Value spec=registertime:int64",
            ]
        ),
        (
            "headers from fields, one more, some dropped, filters",
            [
                "HeaderFrom$Value fields=userid,gender headers=user,sex operation=move",
                "InsertHeader header=h value.literal=true", "DropHeaders headers=sex,none",
                "Filter ?empty", "Filter ?!marked",
            ]
        ),
        (
            "numbers to texts and back",
            [
                "Cast$Value spec=registertime:float64", "Cast$Value spec=registertime:string",
                "Cast$Value spec=registertime:float64", "Cast$Value spec=registertime:int64",
                "Cast$Value spec=registertime:string",
            ]
        ),
        (
            "schema's name, topic and time inserted, masked, kept, route",
            [
                "SetSchemaMetadata$Value schema.name=com.example.User schema.version=2",
                "InsertField$Value topic.field=topic timestamp.field=time partition.field=partition",
                "MaskField$Value fields=gender,regionid", "ReplaceField$Value include=registertime,userid,topic,time",
                "RegexRouter regex=users replacement=people",
            ]
        ),
    ]

    private static let orders: [(String, [String])] = [
        (
            "flatten, cast, kept, masked, route",
            [
                "Flatten$Value delimiter=.", "Cast$Value spec=orderunits:int32,orderid:string",
                "ReplaceField$Value include=ordertime,orderid,orderunits,address.city,address.zipcode",
                "MaskField$Value fields=address.zipcode", "RegexRouter regex=or(.*) replacement=o$1",
            ]
        ),
        (
            "key from fields, hoisted, flattened, a field's time, header",
            [
                "ValueToKey fields=orderid,itemid", "HoistField$Value field=order", "Flatten$Value delimiter=-",
                "TimestampConverter$Value field=order-ordertime target.type=Timestamp",
                "InsertHeader header=h value.literal=1.5",
            ]
        ),
        (
            "long numbers to texts and back",
            [
                "Cast$Value spec=orderunits:string", "Cast$Value spec=orderunits:float64",
                "Cast$Value spec=orderunits:string", "Cast$Value spec=orderunits:float32",
                "Cast$Value spec=orderunits:string",
            ]
        ),
        (
            "nested field, inserted, renamed, cast, key",
            [
                "ExtractField$Value field=address", "InsertField$Value static.field=a static.value=b",
                "ReplaceField$Value renames=city:town,state:land,zipcode:zip", "Cast$Value spec=zip:string",
                "ValueToKey fields=town,zip",
            ]
        ),
    ]
}
