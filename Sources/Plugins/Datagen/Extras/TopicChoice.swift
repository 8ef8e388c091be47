/// The topics of a connector with their weights.
///
/// `kafka.topic` is one topic, as in Java, or several with weights: `orders:9,refunds:1`. No name of a topic has a colon
/// or a comma in it.
struct TopicChoice: Equatable {
    /// Sums of the weights up to and with each topic.
    let bounds: [UInt64]
    let topics: [String]

    private static let greatestWeight: UInt64 = 1_000_000
    private static let mostTopics = 1000

    init(single topic: String) { self.init(topics: [topic], bounds: [1]) }

    private init(topics: [String], bounds: [UInt64]) { (self.topics, self.bounds) = (topics, bounds) }

    /// nil if it isn't understood.
    init?(_ text: String) {
        guard text.contains(":") else {
            self.init(single: text)
            return
        }
        var (topics, bounds, sum): ([String], [UInt64], UInt64) = ([], [], 0)
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = entry.split(separator: ":", omittingEmptySubsequences: false).map(Self.trimmed)
            guard halves.count == 2, !halves[0].isEmpty, let weight = UInt64(halves[1]), weight > 0,
                weight <= Self.greatestWeight, !topics.contains(halves[0]), topics.count < Self.mostTopics
            else { return nil }
            sum += weight
            topics.append(halves[0])
            bounds.append(sum)
        }
        self.init(topics: topics, bounds: bounds)
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    static func problem(_ text: String) -> String? {
        self.init(text) == nil
            ? "Several topics need a whole number from 1 to \(self.greatestWeight) each, as in orders:9,refunds:1" : nil
    }

    /// The place of a topic, by a number of any size.
    func place(_ number: UInt64) -> Int {
        guard let sum = self.bounds.last, self.bounds.count > 1 else { return 0 }
        let point = number % sum
        return self.bounds.firstIndex { point < $0 } ?? 0
    }
}
