import ConnectAPI
import JavaLang

/// Names topics by the record's topic and timestamp.
final class TimestampRouter: Transform, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = TransformKeys.package + "TimestampRouter"
    static let version = TransformKeys.version

    private static let topicFormat = ConfigKey<String>(
        "topic.format", default: "${topic}-${timestamp}", importance: .high,
        "The new topic; ${topic} and ${timestamp} stand for the record's.")
    private static let timestampFormat = ConfigKey<String>(
        "timestamp.format", default: "yyyyMMdd", importance: .high,
        "How the timestamp is written, in UTC, by a pattern of Java's SimpleDateFormat.")
    static let configuration = ConfigDefinition(topicFormat, timestampFormat)

    @exclusivity(unchecked) private var topicFormat = ""
    @exclusivity(unchecked) private var timestampFormat = ""
    /// nil until a record needs it: a pattern that is wrong fails records, as in Java.
    @exclusivity(unchecked) private var format: JavaDateFormat?
    @exclusivity(unchecked) private var granularity: Int64 = 1
    /// The routes of the time that records came from last: new topics by the batch's numbers of old ones; -1: not known.
    @exclusivity(unchecked) private var routes: [Int32] = []
    @exclusivity(unchecked) private var time: Int64?

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        let parsed = try TransformKeys.parse(configuration, Self.configuration)
        self.topicFormat = parsed[Self.topicFormat]
        self.timestampFormat = parsed[Self.timestampFormat]
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        guard record.timestamp != SourceBatch.Entry.noTimestamp else {
            throw .data("Timestamp missing on record: \(JavaRecordText.text(of: record, batch))")
        }
        if self.format == nil { try self.prepareFormat() }
        guard record.topic >= 0 else { throw .java("NullPointerException", "The record has no topic") }
        let time = record.timestamp - record.timestamp.modulo(self.granularity)
        if time != self.time {
            self.time = time
            self.routes.removeAll(keepingCapacity: true)
        }
        let topic = Int(record.topic)
        while self.routes.count <= topic { self.routes.append(-1) }
        if self.routes[topic] < 0, let format = self.format {
            let text = self.topicFormat.replacing("${topic}", with: batch.topics[topic])
                .replacing("${timestamp}", with: format.string(record.timestamp))
            self.routes[topic] = batch.index(ofTopic: text)
        }
        record.topic = self.routes[topic]
    }

    private func prepareFormat() throws(ConnectError) {
        do throws(JavaDateFormat.PatternError) {
            let format = try JavaDateFormat(self.timestampFormat)
            self.format = format
            self.granularity = format.granularity
        } catch {
            throw .java("IllegalArgumentException", error.message)
        }
    }
}
