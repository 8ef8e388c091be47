/// One API of Kafka's protocol: a request and its response, in every version that we use.
struct API: Sendable {
    /// Which broker a request goes to.
    enum Receiver: String, Sendable {
        case anyBroker = "any broker"
        case controller = "the controller (or any broker, which forwards it)"
        case leader = "the leader of the partitions"
        case groupCoordinator = "the group's coordinator"
        case transactionCoordinator = "the transaction's coordinator"
    }

    let key: Int16
    let name: String
    /// The versions of Kafka 2.1 to 4.1: those before were taken away by KIP-896.
    let versions: ClosedRange<Int16>
    /// The first version with compact lengths and tagged fields (KIP-482); nil if there is none.
    let flexibleFrom: Int16?
    /// The first version that has a topic's id in place of its name; nil if there is none.
    let topicIDsFrom: Int16?
    let receiver: Receiver
    let documentation: String
    let request: [Field]
    let response: [Field]

    init(
        _ key: Int16, _ name: String, versions: ClosedRange<Int16>, flexibleFrom: Int16?,
        topicIDsFrom: Int16? = nil, sentTo receiver: Receiver, _ documentation: String,
        request: [Field], response: [Field]
    ) {
        self.key = key
        self.name = name
        self.versions = versions
        self.flexibleFrom = flexibleFrom
        self.topicIDsFrom = topicIDsFrom
        self.receiver = receiver
        self.documentation = documentation
        self.request = request
        self.response = response
    }

    /// Kafka writes "Id", Swift writes "ID".
    var swiftName: String { self.name.replacingSuffix("Id", "ID") }

    /// The name of the constant in `APIKey`.
    var constant: String { self.swiftName.prefix(1).lowercased() + self.swiftName.dropFirst() }
}

extension String {
    func replacingSuffix(_ suffix: String, _ other: String) -> String {
        self.hasSuffix(suffix) ? self.dropLast(suffix.count) + other : self
    }
}
