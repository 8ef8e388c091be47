import ConnectAPI
import ConnectREST
import ConnectRuntime
import Glibc
import HTTPServer
import Log
import Metrics
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

    private let memory: MemoryBudget
    private let preflight: Preflight?
    private let heapLimit: Int?
    private let authentication: BasicAuthentication?
    /// Where metrics are served; nil: nowhere.
    private let metrics: Endpoint?

    /// - Parameters:
    ///   - environment: What the environment says beside the configuration.
    ///   - preflight: Waits for the brokers first; without it they are known to be there.
    ///   - metrics: Where metrics are served; nil: nowhere.
    ///   - users: Who may use the REST API, with their passwords; nil: everybody.
    init(
        _ configuration: WorkerConfiguration, plugins: PluginList, environment: ProcessEnvironment? = nil,
        preflight: Preflight? = nil, metrics: Endpoint? = nil, users: [String: Secret]? = nil
    ) {
        self.authentication = users.map(BasicAuthentication.init)
        self.configuration = configuration
        self.plugins = plugins
        self.memory = MemoryBudget(environment?.heapLimit.map { $0 / 2 })
        self.preflight = preflight
        self.metrics = metrics
        self.heapLimit = environment?.heapLimit
    }

    /// Runs until SIGINT, SIGTERM or SIGHUP, or until the worker fails.
    ///
    /// - Parameters:
    ///   - loop: For everything that has to do with Kafka.
    ///   - companion: Runs beside the worker and is cancelled when that is to end.
    /// - Returns: The exit code, as Java's: 128 and the signal's number, or what ``StartFailure`` says.
    func runUntilSignal(
        on loop: EventLoop, with companion: @escaping @Sendable (Worker, RESTAddress) async -> Void = { _, _ in }
    ) async -> Int32 {
        self.reportOddities()
        do {
            return try await EventLoop.withLoop(named: "rest") { restLoop in
                try await self.run(loop, restLoop, companion)
            }
        } catch let error as StartFailure {
            self.sayLast(error)
            return error.code.rawValue
        } catch {
            Self.log.error("Stopping due to error", error: error)
            self.sayLast(StartFailure(.environment, "\(error)"))
            return 1
        }
    }

    /// The one line that says why the process ends, with what in the configuration may have led to it.
    private func sayLast(_ failure: StartFailure) {
        let words = ([failure.description] + self.configuration.leftovers).joined(separator: "; ")
        StandardError.write("sluice: \(Redactions.shared.clean(words))\n")
    }

    /// What a signal finds: it may come before there is a worker.
    private struct Life {
        var worker: Worker?
        var signal: Int32?
    }

    private func run(
        _ loop: EventLoop, _ restLoop: EventLoop, _ companion: @escaping @Sendable (Worker, RESTAddress) async -> Void
    ) async throws -> Int32 {
        // First of all: as the first process of a container we would not be ended by a signal that nobody catches.
        let signals = SignalStream([SIGINT, SIGTERM, SIGHUP], on: loop)
        defer { signals.stop() }
        let metrics = try await self.listenForMetrics(on: restLoop)
        let rest = RESTListener(on: restLoop, authentication: self.authentication)
        let address = try await self.listen(rest)
        let life = Locked(Life())
        do {
            try await withThrowingTaskGroup(of: Event.self) { group in
                group.addTask {
                    await rest.run()
                    return .other
                }
                group.addTask {
                    await metrics?.run()
                    return .other
                }
                group.addTask {
                    try await self.live(life, loop, Listeners(rest: rest, metrics: metrics), address, companion)
                    return .workerEnded
                }
                group.addTask {
                    for await signal in signals { return .signal(signal) }
                    return .other
                }
                defer { group.cancelAll() }
                while let event = try await group.next() {
                    switch event {
                    case .other: continue
                    case .workerEnded: return
                    case .signal(let signal):
                        Self.log.info("Kafka Connect stopping")
                        Self.endSoon()
                        await rest.stop()
                        let worker = life.withLock { life in
                            life.signal = signal
                            return life.worker
                        }
                        guard let worker else { return }
                        worker.stop()
                    }
                }
            }
        } catch {
            // What a start that was broken off throws is of no interest.
            if let signal = life.withLock({ $0.worker == nil ? $0.signal : nil }) { return 128 + signal }
            throw error
        }
        return life.withLock { $0.signal }.map { 128 + $0 } ?? 0
    }

    private func listen(_ rest: RESTListener) async throws -> RESTAddress {
        do {
            return try await rest.listen(self.configuration)
        } catch let error as StartFailure {
            throw error
        } catch let error as ConfigError {
            throw StartFailure(.configuration, "\(error) (listeners, or CONNECT_LISTENERS)")
        } catch {
            throw StartFailure(  // to Java, a port that is taken is a configuration that can't be used
                .configuration,
                "the REST API can't listen: \(error). Free the port, or set listeners (CONNECT_LISTENERS)")
        }
    }

    private struct Listeners {
        let rest: RESTListener
        let metrics: MetricsListener?
    }

    /// Opens the metrics port, if there is to be one: it answers before Kafka does.
    private func listenForMetrics(on loop: EventLoop) async throws -> MetricsListener? {
        guard let endpoint = self.metrics else { return nil }
        let own = MetricsRegistry()
        own.add(ProcessMetrics(version: BuildInfo.version, commit: BuildInfo.commit, maxHeap: self.heapLimit))
        let listener = MetricsListener(own, on: loop)
        do {
            _ = try await listener.listen(at: endpoint)
        } catch {
            throw StartFailure(
                .environment,
                "metrics can't be served: \(error). Free the port, or choose another one "
                    + "(--metrics-port, \(MetricsAddress.property), or the agent in KAFKA_OPTS)")
        }
        return listener
    }

    /// The worker's life: waits for Kafka, then makes the worker and runs it.
    private func live(
        _ life: Locked<Life>, _ loop: EventLoop, _ listeners: Listeners, _ address: RESTAddress,
        _ companion: @escaping @Sendable (Worker, RESTAddress) async -> Void
    ) async throws {
        let worker: Worker
        do {
            try await self.preflight?.run(self.configuration, on: loop)
            worker = try Worker(
                configuration: self.configuration, plugins: self.plugins,
                about: .init(
                    version: BuildInfo.kafkaVersion, commit: BuildInfo.commit, advertisedURL: address.advertisedURL),
                loop: loop, memory: self.memory)
        } catch let error as StartFailure {
            throw error
        } catch is CancellationError {
            return
        } catch {
            throw StartFailure(.configuration, "\(error)")
        }
        let isOver = life.withLock { life in
            life.worker = worker
            return life.signal != nil
        }
        if isOver { return }
        listeners.rest.serve(worker.herder)
        listeners.metrics?.show(worker.metrics)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await companion(worker, address) }
            group.addTask { await Self.trimMemory(of: worker) }
            defer { group.cancelAll() }
            try await worker.run()
        }
    }

    private enum Event { case signal(Int32), workerEnded, other }

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
        // Containers set rest.port for their health check; when it differs, the environment's notice has said so.
        for key in self.configuration.unknownKeys where key != "rest.port" {
            Self.log.warn("Configuration key is unknown and ignored", ["key": key])
        }
        for key in self.configuration.removedKeys {
            Self.log.warn("Configuration key was removed from Kafka and is ignored", ["key": key])
        }
        for words in self.configuration.leftovers {
            Self.log.warn("A reference to a provider came to nothing", ["reference": words])
        }
        for (key, reason) in self.configuration.ignoredSettings {
            Self.log.warn("Configuration key is ignored", ["key": key, "reason": reason])
        }
    }
}
