/// Writes messages under a name such as `org.apache.kafka.connect.runtime.Worker`.
///
/// A message is a constant; what varies goes into fields. A level that is off costs one atomic load: the fields are
/// not even made. Cheap to copy; make one per component and keep it.
package struct Logger: Sendable {
    private let channel: LogChannel
    private let registry: LogRegistry

    /// The logger called `name` in `registry`, made known there if it is new.
    package init(_ name: String, registry: LogRegistry = .shared) {
        self.channel = registry.channel(named: name)
        self.registry = registry
    }

    package var name: String { self.channel.name }

    /// Whether a message of this level would be written now.
    package func isEnabled(_ level: LogLevel) -> Bool { level >= self.channel.effectiveLevel }

    /// Writes a message of any level.
    package func log(
        _ level: LogLevel, _ message: StaticString, _ fields: @autoclosure () -> LogFields = [:],
        error: (any Error)? = nil
    ) {
        guard self.isEnabled(level) else { return }
        self.registry.write(
            LogEvent(
                time: LogEvent.now(), level: level, logger: self.channel.name, message: message.description,
                fields: fields().fields, error: error.map { String(describing: $0) }))
    }

    /// Writes a message that is an error's text in Kafka's own words, for whoever searches logs for them. What varies in it
    /// can't add lines or terminal commands: controls are escaped.
    package func error(words message: String, error: (any Error)? = nil) {
        guard self.isEnabled(.error) else { return }
        self.registry.write(
            LogEvent(
                time: LogEvent.now(), level: .error, logger: self.channel.name, message: LogFormat.escape(message),
                fields: [], error: error.map { String(describing: $0) }))
    }

    package func trace(
        _ message: StaticString, _ fields: @autoclosure () -> LogFields = [:], error: (any Error)? = nil
    ) {
        self.log(.trace, message, fields(), error: error)
    }

    package func debug(
        _ message: StaticString, _ fields: @autoclosure () -> LogFields = [:], error: (any Error)? = nil
    ) {
        self.log(.debug, message, fields(), error: error)
    }

    package func info(
        _ message: StaticString, _ fields: @autoclosure () -> LogFields = [:], error: (any Error)? = nil
    ) {
        self.log(.info, message, fields(), error: error)
    }

    package func warn(
        _ message: StaticString, _ fields: @autoclosure () -> LogFields = [:], error: (any Error)? = nil
    ) {
        self.log(.warn, message, fields(), error: error)
    }

    package func error(
        _ message: StaticString, _ fields: @autoclosure () -> LogFields = [:], error: (any Error)? = nil
    ) {
        self.log(.error, message, fields(), error: error)
    }
}
