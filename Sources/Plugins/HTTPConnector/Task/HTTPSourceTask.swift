import ConnectAPI
import HTTPClient
import Log

/// Asks one or several services again and again, and writes what is new in their answers.
///
/// How far it has read moves with every answer; what is committed is the runtime's business, which commits the offset of a
/// record once it is stored. So a page is read once however often offsets are committed, and a crash repeats at most what
/// was not committed.
final class HTTPSourceTask: SourceTask {
    private let clock: (any Clock<Duration>)?
    private var sleep: (@Sendable (Duration) async throws -> Void)?
    private let now: @Sendable () -> Int64
    private var client: HTTPClient?
    private var endpoints: [HTTPEndpoint] = []
    /// No request before that, so that there are no more than the limit allows.
    private var notBefore = Int64.min

    /// - Parameter clock: In the place of the worker's.
    init(
        clock: (any Clock<Duration>)? = nil, now: @escaping @Sendable () -> Int64 = { InstantText.now }
    ) {
        self.clock = clock
        self.now = now
    }

    func start(_ configuration: ConfigValues, context: any SourceTaskContext) async throws {
        let settings = try HTTPSourceSettings(configuration)
        let client = HTTPClient(settings.client, on: HTTPClient.sharedLoop)
        let tokens = settings.tokens.map { TokenSource($0) }
        var endpoints: [HTTPEndpoint] = []
        for url in settings.urls.isEmpty ? [nil] : settings.urls.map(Optional.some) {
            var own = settings
            if let url {
                own = try HTTPSourceSettings(configuration.merging([HTTPKeys.urls.name: url]) { $1 })
            }
            let partition = HTTPEndpoint.partition(url)
            let stored = try await context.offsets(of: [partition]).first ?? nil
            endpoints.append(
                HTTPEndpoint(own, client, tokens, partition: partition, stored: stored.map(OffsetText.texts) ?? [:]))
        }
        if let clock {
            self.sleep = { try await clock.sleep(for: $0) }
        } else {
            self.sleep = { try await context.sleep(for: $0, tolerance: .zero) }
        }
        self.client = client
        self.endpoints = endpoints
    }

    func stop() async throws {
        await self.client?.close()
        self.client = nil
        self.endpoints = []
    }

    func poll(into batch: SourceBatch) async throws {
        guard !self.endpoints.isEmpty, let sleep else {
            throw ConnectError(.illegalWorkerState, "Polling a task that was not started")
        }
        let next = try self.nextEndpoint()
        let pause = max(next.due, self.notBefore) - self.now()
        if pause > 0 {
            do {
                try await sleep(.milliseconds(pause))
            } catch {
                return  // the task is being stopped
            }
        }
        if next.settings.spacing > 0, !next.isReading {
            self.notBefore = max(self.now(), self.notBefore) + next.settings.spacing
        }
        try await next.poll(into: batch, now: self.now)
    }

    /// The one that is due first; of several the one that was asked longest ago, which goes to the end of the row.
    private func nextEndpoint() throws(ConnectError) -> HTTPEndpoint {
        var first = 0
        for (index, endpoint) in self.endpoints.enumerated() {
            try endpoint.plan(now: self.now())
            if endpoint.due < self.endpoints[first].due { first = index }
        }
        let endpoint = self.endpoints.remove(at: first)
        self.endpoints.append(endpoint)
        return endpoint
    }
}
