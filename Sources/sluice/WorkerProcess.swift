import ConnectAPI
import ConnectREST
import ConnectRuntime
import Glibc
import HTTPServer
import Log
import Transport

/// A worker with its REST API, from its configuration to its orderly end.
///
/// The order of things: the REST port opens first, since the group is told its URL; at the end REST stops first, then
/// the worker stops its tasks, commits and leaves the group.
final class WorkerProcess: Sendable {
    private let configuration: WorkerConfiguration
    private let plugins: PluginList
    private static let log = Logger("org.apache.kafka.connect.cli.ConnectDistributed")
    /// What an orderly end may take.
    private static let patience = Duration.seconds(10)

    init(_ properties: [String: String], plugins: PluginList) throws {
        self.configuration = try WorkerConfiguration(properties)
        self.plugins = plugins
    }

    /// Runs until SIGINT or SIGTERM, or until the worker fails.
    ///
    /// - Parameters:
    ///   - loop: For everything that has to do with Kafka.
    ///   - companion: Runs beside the worker and is cancelled when that is to end.
    /// - Returns: The exit code.
    func runUntilSignal(
        on loop: EventLoop, with companion: @escaping @Sendable (Worker, RESTAddress) async -> Void = { _, _ in }
    ) async -> Int32 {
        self.reportOddities()
        do {
            return try await EventLoop.withLoop(named: "rest") { restLoop in
                try await self.run(loop, restLoop, companion)
            }
        } catch {
            Self.log.error("Stopping due to error", error: error)
            StandardError.write("sluice: \(error)\n")
            return 1
        }
    }

    private func run(
        _ loop: EventLoop, _ restLoop: EventLoop, _ companion: @escaping @Sendable (Worker, RESTAddress) async -> Void
    ) async throws -> Int32 {
        let rest = RESTListener(on: restLoop)
        let address = try await rest.listen(self.configuration)
        let worker = try Worker(
            configuration: self.configuration, plugins: self.plugins,
            about: .init(
                version: BuildInfo.kafkaVersion, commit: BuildInfo.commit, advertisedURL: address.advertisedURL),
            loop: loop)
        rest.serve(worker.herder)
        let signals = SignalStream([SIGINT, SIGTERM], on: loop)
        defer { signals.stop() }
        return try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask {
                await rest.run()
                return .other
            }
            group.addTask {
                try await worker.run()
                return .workerEnded
            }
            group.addTask {
                for await _ in signals { break }
                return .signal
            }
            group.addTask {
                await companion(worker, address)
                return .other
            }
            group.addTask {
                await Self.trimMemory(of: worker)
                return .other
            }
            defer { group.cancelAll() }
            while let event = try await group.next() {
                switch event {
                case .other: continue
                case .workerEnded: return 0
                case .signal:
                    Self.log.info("Kafka Connect stopping")
                    Self.endSoon()
                    await rest.stop()
                    worker.stop()
                }
            }
            return 0
        }
    }

    private enum Event { case signal, workerEnded, other }

    /// A plugin that blocks its thread must not keep the process alive.
    private static func endSoon() {
        let seconds = UInt32(Self.patience.components.seconds)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                sleep(UInt32(UInt(bitPattern: context)))
                StandardError.write("sluice: the end in order took too long: ending now\n")
                _exit(1)
            }, UnsafeMutableRawPointer(bitPattern: UInt(seconds)))
        pthread_detach(thread)
    }

    /// Gives memory back to the system, now and then.
    private static func trimMemory(of worker: Worker) async {
        while (try? await Task.sleep(for: .seconds(30))) != nil { Memory.trim() }
    }

    /// Says once what in the configuration has no effect.
    private func reportOddities() {
        for key in self.configuration.unknownKeys {
            Self.log.warn("Configuration key is unknown and ignored", ["key": key])
        }
        for key in self.configuration.removedKeys {
            Self.log.warn("Configuration key was removed from Kafka and is ignored", ["key": key])
        }
        for (key, reason) in self.configuration.ignoredSettings {
            Self.log.warn("Configuration key is ignored", ["key": key, "reason": reason])
        }
    }
}
