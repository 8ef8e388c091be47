import CBuildInfo

/// What this program is.
enum BuildInfo {
    static let version = "0.1.0"
    /// The version of Kafka Connect whose behaviour we match and whose clients may expect it from `GET /`.
    static let kafkaVersion = "4.1.2"
    static var commit: String { String(cString: build_commit) }
}
