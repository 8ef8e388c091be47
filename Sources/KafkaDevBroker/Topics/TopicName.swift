/// What Kafka accepts as the name of a topic.
enum TopicName {
    static let internalNames: Set<String> = ["__consumer_offsets", "__transaction_state"]

    /// What is wrong with `name`, in Kafka's words; nil if nothing.
    static func problem(with name: String) -> String? {
        if name.isEmpty { return "Topic name is invalid: the empty string is not allowed" }
        if name == "." { return "Topic name is invalid: '.' is not allowed" }
        if name == ".." { return "Topic name is invalid: '..' is not allowed" }
        if name.utf8.count > 249 {
            return "Topic name is invalid: the length of '\(name)' is longer than the max allowed length 249"
        }
        let isLegal = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isLegal else {
            return "Topic name is invalid: '\(name)' contains one or more characters other than ASCII alphanumerics, "
                + "'.', '_' and '-'"
        }
        return nil
    }

    /// Two names that differ in `.` and `_` alone would have the same metric names; Kafka refuses the second.
    static func collision(of name: String, with others: some Sequence<String>) -> String? {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }) else { return nil }
        func unified(_ name: String) -> [UInt8] {
            name.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }
        }
        let mine = unified(name)
        return others.first { $0 != name && $0.utf8.count == mine.count && unified($0) == mine }
    }
}
