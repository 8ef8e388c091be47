import Bytes
import ConnectAPI
import HTTPClient
import Log

/// Asks a server again and again, and writes what is new in its answers.
///
/// How far it has read moves with every answer; what is committed is the runtime's business, which commits the offset of a
/// record once it is stored. So a page is read once however often offsets are committed, and a crash repeats at most what
/// was not committed.
final class HTTPSourceTask: SourceTask {
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Int64
    private var session: Session?
    static let log = Logger("com.github.castorm.kafka.connect.http.HttpSourceTask")

    /// What there is once the task has started.
    private struct Session {
        let settings: HTTPSourceSettings
        let client: HTTPClient
        let maker: RequestMaker
        let reader: RecordReader
        let messages: AnswerMessages
        var timer: PollTimer
        var backoff: Backoff
        /// How far was read.
        var offset: [String: String]
        /// Instead of what the timer says.
        var wait: Int64?
        var binding: (batch: SourceBatch, numbers: RecordBinding)?
    }

    static let partition = SourcePosition()

    init(
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Int64 = { InstantText.now }
    ) {
        self.clock = clock
        self.now = now
    }

    func start(_ configuration: ConfigValues, context: any SourceTaskContext) async throws {
        let settings = try HTTPSourceSettings(configuration)
        let stored = try await context.offsets(of: [Self.partition]).first ?? nil
        let offset = stored.map(OffsetText.texts) ?? [:]
        self.session = Session(
            settings: settings, client: HTTPClient(settings.client, on: HTTPClient.sharedLoop),
            maker: RequestMaker(settings: settings.request, authorization: settings.authorization),
            reader: RecordReader(settings.records), messages: AnswerMessages(secrets: settings.secrets),
            timer: PollTimer(settings.timing), backoff: Backoff(settings.policy, interval: settings.timing.interval),
            offset: offset.isEmpty ? settings.initialOffset : offset)
    }

    func stop() async throws {
        await self.session?.client.close()
        self.session = nil
    }

    func poll(into batch: SourceBatch) async throws {
        guard let session = self.session else {
            throw ConnectError(.illegalWorkerState, "Polling a task that was not started")
        }
        let seenTime = try OffsetText.time(of: session.offset)
        let pause = self.pause(seenTime)
        if pause > 0 {
            do {
                try await self.clock.sleep(for: .milliseconds(pause))
            } catch {
                return  // the task is being stopped
            }
        }
        let request = try session.maker.make(session.offset, now: self.now())
        let answer: HTTPAnswer
        do throws(HTTPClientError) {
            answer = try await self.exchange(request, session.client)
        } catch {
            if error.code == .cancelled || error.code == .closed { throw CancellationError() }
            throw self.failure(error)
        }
        guard try self.isToBeRead(answer, request, session) else { return }
        self.session?.backoff.succeeded()
        do throws(ConnectError) {
            try self.read(answer, request, into: batch, seenTime: seenTime ?? 0)
        } catch {
            throw ConnectError(error.kind, error.message, cause: session.messages.about(answer, request))
        }
    }

    /// Milliseconds to wait before the next request.
    private func pause(_ seenTime: Int64?) -> Int64 {
        let wait = self.session?.wait.take()
        let regular = self.session?.timer.wait(seenTime, now: self.now()) ?? 0
        return wait ?? regular
    }
}

/// Asking.
extension HTTPSourceTask {
    /// Sends the request; once more after 408, and after 503 if the server says so.
    private func exchange(
        _ request: HTTPRequest, _ client: HTTPClient
    ) async throws(HTTPClientError) -> HTTPAnswer {
        let answer = try await client.send(request)
        let retryAfter = answer.fields["Retry-After"]
        let isRepeated = answer.status == 408 && (retryAfter ?? "0") == "0" || answer.status == 503 && retryAfter == "0"
        return isRepeated ? try await client.send(request) : answer
    }

    /// What to do about an exchange that failed: try again later, or end.
    private func failure(_ error: HTTPClientError) -> ConnectError {
        guard error.isRetriable else { return ConnectError(.connect, error.description) }
        return self.later("\(error)", retryAfter: nil)
    }

    private func later(_ message: String, retryAfter: Int64?) -> ConnectError {
        guard let wait = self.session?.backoff.failed(retryAfter: retryAfter) else {
            let failures = self.session?.backoff.failures ?? 0
            return ConnectError(.connect, "\(message) (given up after \(failures) failures in a row)")
        }
        self.session?.wait = wait
        return ConnectError(.retriable, "\(message) (asking again in \(wait) ms)")
    }

    /// Whether an answer has records; throws if it ends the task or is to be asked for again.
    private func isToBeRead(
        _ answer: HTTPAnswer, _ request: HTTPRequest, _ session: Session
    ) throws(ConnectError) -> Bool {
        if answer.status == 407, session.settings.client.proxy == nil {
            throw self.later("\(request.method) \(request.url.masked): 407 without a proxy", retryAfter: nil)
        }
        switch session.settings.policy.verdict(answer.status) {
        case .process:
            // Nothing is no JSON document. HEAD never has more than nothing, and still is to give a record.
            return !AnswerMessages.isBlank(answer.body) || request.method == "HEAD"
        case .skip:
            self.session?.backoff.succeeded()
            if let wait = RetryAfter.milliseconds(answer.fields["Retry-After"], now: self.now()) {
                self.session?.wait = min(wait, session.settings.policy.backoffLimit)
            }
            Self.log.warn(
                "Answer is skipped because of its status",
                ["status": answer.status, "url": request.url.masked])
            return false
        case .retry:
            let message = session.messages.about(answer, request).description
            throw self.later(
                message, retryAfter: RetryAfter.milliseconds(answer.fields["Retry-After"], now: self.now()))
        case .fail:
            throw ConnectError(
                .other("java.lang.IllegalStateException"),
                "Policy failed for response code: \(answer.status), body: \(session.messages.excerpt(answer.body))",
                cause: session.messages.about(answer, request))
        }
    }
}

/// Reading.
extension HTTPSourceTask {
    private func read(
        _ answer: HTTPAnswer, _ request: HTTPRequest, into batch: SourceBatch, seenTime: Int64
    ) throws(ConnectError) {
        guard let session = self.session else { return }
        let reader = session.reader
        let isEmpty = AnswerMessages.isBlank(answer.body)
        let total = try reader.parse(isEmpty ? Bytes(utf8: "\"\"") : answer.body)
        let numbers = self.bind(batch, session)
        let (new, last) = reader.append(
            to: batch, numbers, seen: (session.offset, seenTime), now: self.now())
        if let last { self.session?.offset = last }
        Self.log.debug("Answer was read", ["new": new, "total": total, "url": request.url.masked])
    }

    private func bind(_ batch: SourceBatch, _ session: Session) -> RecordBinding {
        if let binding = session.binding, binding.batch === batch { return binding.numbers }
        let numbers = RecordBinding(
            batch, topic: session.settings.topic, session.settings.records.mapper, partition: Self.partition)
        let reader = session.reader
        batch.offsetOfToken = { OffsetText.position(reader.offset(at: Int($0))) }
        self.session?.binding = (batch, numbers)
        return numbers
    }
}
