import ConnectAPI

/// What a transform does that is there twice, once for keys and once for values.
protocol PartLogic: AnyObject {
    /// The simple name of the Java class, without `$Key` and `$Value`.
    static var name: String { get }
    static var configuration: ConfigDefinition { get }

    /// Takes up its configuration.
    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError)
    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError)
}

/// Which of the two.
protocol PartChoice {
    static var part: RecordPart { get }
    static var suffix: String { get }
}

enum KeyChoice: PartChoice {
    static var part: RecordPart { .key }
    static var suffix: String { "$Key" }
}

enum ValueChoice: PartChoice {
    static var part: RecordPart { .value }
    static var suffix: String { "$Value" }
}

/// A transform of keys or of values.
final class PartTransform<Logic: PartLogic, Choice: PartChoice>: Transform, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static var className: String { TransformKeys.package + Logic.name + Choice.suffix }
    static var version: String { TransformKeys.version }
    static var configuration: ConfigDefinition { Logic.configuration }

    @exclusivity(unchecked) private var logic: Logic?

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        self.logic = try Logic(try TransformKeys.parse(configuration, Logic.configuration), part: Choice.part)
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        guard let logic = self.logic else { throw ConnectError(.connect, "\(Self.className) isn't configured") }
        try logic.apply(to: &record, of: batch)
    }
}
