import Synchronization

/// One logger name's level. Read by every thread, changed by the registry only.
final class LogChannel: Sendable {
    let name: String
    private let level: Atomic<UInt8>

    init(name: String, effectiveLevel: LogLevel) {
        self.name = name
        self.level = Atomic(effectiveLevel.rawValue)
    }

    var effectiveLevel: LogLevel {
        get { LogLevel(rawValue: self.level.load(ordering: .relaxed)) ?? .info }
        set { self.level.store(newValue.rawValue, ordering: .relaxed) }
    }
}

/// What `/admin/loggers` tells about one logger.
package struct LoggerState: Sendable, Equatable {
    package let name: String
    package let level: LogLevel
    /// Milliseconds since 1970 of the last change by ``LogRegistry/setLevel(_:of:)``; nil if there was none.
    package let lastModified: Int64?
}

/// Every logger of the process, their levels, and where their messages go.
///
/// A logger without a level of its own has that of the longest name in front of it that has one
/// (`a.b` for `a.b.c`), in the end that of the root.
package final class LogRegistry: Sendable {
    /// The one that ``Logger`` uses unless told otherwise. Writes text to standard error.
    package static let shared = LogRegistry(sinks: [StreamSink(.standardError, format: .text)])

    /// The root logger's name in listings.
    package static let root = "root"

    private struct Own {
        var level: LogLevel
        var lastModified: Int64?
    }

    private struct State {
        var own: [String: Own]
        var channels: [String: LogChannel] = [:]
        var sinks: [any LogSink]

        func level(of name: String) -> LogLevel {
            var prefix = Substring(name)
            while true {
                if let own = self.own[String(prefix)] { return own.level }
                guard let dot = prefix.lastIndex(of: ".") else { return self.own[LogRegistry.root]?.level ?? .info }
                prefix = prefix[..<dot]
            }
        }

        func refresh() {
            for (name, channel) in self.channels { channel.effectiveLevel = self.level(of: name) }
        }
    }

    private let state: Guarded<State>

    package init(level: LogLevel = .info, sinks: [any LogSink]) {
        self.state = Guarded(State(own: [Self.root: Own(level: level)], sinks: sinks))
    }

    /// Sets the levels that a configuration file names; they don't count as changes. The root is `root` or empty.
    package func configure(_ levels: [String: LogLevel]) {
        self.state.withLock { state in
            for (name, level) in levels { state.own[Self.canonical(name)] = Own(level: level) }
            state.refresh()
        }
    }

    /// Sends messages to these sinks from now on.
    package func replaceSinks(_ sinks: [any LogSink]) {
        self.state.withLock { $0.sinks = sinks }
    }

    /// Sends messages to this sink too.
    package func addSink(_ sink: any LogSink) {
        self.state.withLock { $0.sinks.append(sink) }
    }

    /// Every known logger, by name, with the level that it has or inherits. Ones that are off are left out, as log4j 2
    /// leaves them out.
    package func loggers() -> [LoggerState] {
        self.state.withLock { state in
            Set(state.channels.keys).union(state.own.keys).sorted().compactMap { name in
                let answer = Self.describe(name, state)
                return answer.level == .off ? nil : answer
            }
        }
    }

    /// One logger, or nil if no component has ever asked for it and nobody gave it a level. `root` in any case.
    package func logger(_ name: String) -> LoggerState? {
        self.state.withLock { state in
            let name = Self.canonical(name)
            guard state.channels[name] != nil || state.own[name] != nil else { return nil }
            return Self.describe(name, state)
        }
    }

    /// Gives a level to every logger whose name starts with `namespace`, and to `namespace` itself; `root` means all.
    ///
    /// The prefix is one of text, not of dots: `a.b` meets `a.bc` too, as in Connect.
    ///
    /// - Returns: The loggers that changed, by name; their time of change is now.
    @discardableResult
    package func setLevel(_ level: LogLevel, of namespace: String) -> [String] {
        let namespace = Self.canonical(namespace)
        let now = LogEvent.now()
        return self.state.withLock { state in
            let known = Set(state.channels.keys).union(state.own.keys)
            var touched = namespace == Self.root ? known : known.filter { $0.hasPrefix(namespace) && $0 != Self.root }
            touched.insert(namespace)
            let changed = touched.filter { state.level(of: $0) != level }
            for name in touched.subtracting(changed) where state.own[name] == nil {
                state.own[name] = Own(level: level)
            }
            for name in changed { state.own[name] = Own(level: level, lastModified: now) }
            state.refresh()
            return changed.sorted()
        }
    }

    func channel(named name: String) -> LogChannel {
        self.state.withLock { state in
            if let channel = state.channels[name] { return channel }
            let channel = LogChannel(name: name, effectiveLevel: state.level(of: name))
            state.channels[name] = channel
            return channel
        }
    }

    func write(_ event: LogEvent) {
        let event = event.cleaned(.shared)
        for sink in self.state.withLock({ $0.sinks }) { sink.write(event) }
    }

    private static func canonical(_ name: String) -> String {
        name.isEmpty || name.lowercased() == Self.root ? Self.root : name
    }

    private static func describe(_ name: String, _ state: State) -> LoggerState {
        LoggerState(name: name, level: state.level(of: name), lastModified: state.own[name]?.lastModified)
    }
}
