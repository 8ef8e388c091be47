import ConnectAPI

/// Fails for the record whose value is `record`: as often as `failures` says with an error that may go away by itself, or
/// always, if it says nothing, with one that doesn't.
final class FlakyTransform: RecordTransform, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = "org.example.FlakyTransform"
    static let version = "1.0-test"
    static let configuration = ConfigDefinition(
        ConfigKey<String>("record", importance: .high, "Value of the record that fails."),
        ConfigKey<Int?>("failures", "How often."))

    private var record = ""
    private var failures: Int?

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        self.record = (configuration["record"] ?? nil) ?? ""
        self.failures = (configuration["failures"] ?? nil).flatMap { Int($0) }
    }

    func apply(_ record: ConnectRecord) throws(ConnectError) -> ConnectRecord? {
        guard record.value.value.string == self.record else { return record }
        guard let failures = self.failures else { throw ConnectError(.data, "\(self.record) can't be changed") }
        guard failures > 0 else { return record }
        self.failures = failures - 1
        throw ConnectError(.retriable, "not yet")
    }
}
