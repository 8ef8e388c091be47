import Bytes
import ConnectAPI
import HTTPClient
import Log

/// One service that a task asks: what was read of it so far, and when it is asked next.
final class HTTPEndpoint {
    let settings: HTTPSourceSettings
    private let client: HTTPClient
    private let tokens: TokenSource?
    private let maker: RequestMaker
    private let reader: RecordReader
    private let messages: AnswerMessages
    private let partition: SourcePosition
    private let book = OffsetBook()
    private var timer: PollTimer
    private var backoff: Backoff
    /// How far was read.
    private var offset: [String: String]
    private var seenTime: Int64?
    /// A walk through pages that isn't over.
    private var chain: PageChain?
    private var validators = Validators()
    private var binding: (batch: SourceBatch, numbers: RecordBinding)?
    /// An answer that has more records than one poll takes.
    private var reading: Reading?
    /// Instead of what the timer says.
    private var wait: Int64?
    /// When the next request is due, in milliseconds since 1970-01-01 UTC; nil: not planned yet.
    private var plannedFor: Int64?

    /// An answer while its records are handed on.
    private struct Reading {
        let answer: HTTPAnswer
        /// The page behind it.
        let next: String?
        /// Index of the last record that was new.
        var last: Int?
        var hasPassedSeen = false
    }

    /// Most records a poll.
    private static let sliceLimit = 20_000
    private static let log = Logger("com.github.castorm.kafka.connect.http.HttpSourceTask")

    /// The source partition of a connector with one URL, or of one among several.
    static func partition(_ url: String?) -> SourcePosition { url.map { ["url": .string($0)] } ?? [:] }

    init(
        _ settings: HTTPSourceSettings, _ client: HTTPClient, _ tokens: TokenSource?, partition: SourcePosition,
        stored: [String: String]
    ) {
        self.settings = settings
        self.client = client
        self.tokens = tokens
        self.maker = RequestMaker(settings: settings.request, settings.authorization, settings.apiKey)
        self.reader = RecordReader(settings.records)
        self.messages = AnswerMessages(secrets: settings.secrets)
        self.partition = partition
        self.timer = PollTimer(settings.timing)
        self.backoff = Backoff(settings.policy, interval: settings.timing.interval)
        self.offset = stored.isEmpty ? settings.initialOffset : stored
        guard settings.pagination.kind != .none, self.offset[PageChain.nextName] != nil else { return }
        let chain = PageChain(settings.pagination, offset: self.offset)
        self.chain = chain
        self.offset = chain.base
    }

    /// When the next request is due.
    var due: Int64 { self.plannedFor ?? .min }

    /// Whether there are records left of the last answer, so that the next poll asks nobody.
    var isReading: Bool { self.reading != nil }

    /// Sets the time of the next request, if it isn't set yet.
    func plan(now: Int64) throws(ConnectError) {
        guard self.plannedFor == nil else { return }
        if self.reading != nil { return self.plannedFor = now }
        self.seenTime = try OffsetText.time(of: self.offset)
        if let wait = self.wait.take() {
            if self.chain == nil { _ = self.timer.wait(self.seenTime, now: now) }
            self.plannedFor = now + wait
        } else {
            self.plannedFor = now + (self.chain == nil ? self.timer.wait(self.seenTime, now: now) : 0)
        }
    }

    /// Asks, and appends what is new.
    func poll(into batch: SourceBatch, now: () -> Int64) async throws {
        self.plannedFor = nil
        if let reading { return self.append(reading, to: batch, now: now()) }
        var request = try self.maker.make(self.offset, now: now())
        if self.settings.pagination.kind != .none {
            let chain = self.chain ?? PageChain(self.settings.pagination, offset: self.offset)
            self.chain = chain
            request = chain.request(request)
        }
        let isFirstPage = self.chain?.current == nil
        if self.settings.isConditional, isFirstPage { self.validators.add(to: &request) }
        let answer: HTTPAnswer
        do throws(HTTPClientError) {
            answer = try await self.exchange(&request, now: now())
        } catch {
            if error.code == .cancelled || error.code == .closed { throw CancellationError() }
            var message = self.messages.masked(error.description, request)
            if error.code == .tls, message.contains("issuer") || message.contains("self-signed") {
                message += "; \(HTTPKeys.truststore.name) names certificates to trust"
            }
            throw error.isRetriable ? self.later(message, retryAfter: nil) : ConnectError(.connect, message)
        }
        guard try self.isToBeRead(answer, request, now: now()) else { return }
        self.backoff.succeeded()
        do throws(ConnectError) {
            try self.read(answer, request, into: batch, now: now())
        } catch {
            throw ConnectError(
                error.kind, self.messages.masked(error.message, request),
                cause: self.messages.about(answer, request, error))
        }
    }
}

/// Asking.
extension HTTPEndpoint {
    /// Sends the request; once more after 408, after 503 if the server says so, and after 401 with a new token.
    private func exchange(
        _ request: inout HTTPRequest, now: Int64
    ) async throws(HTTPClientError) -> HTTPAnswer {
        if let tokens { request.authorization = .bearer(try await tokens.token(self.client, now: now)) }
        let answer = try await self.client.send(request)
        if answer.status == 401, let tokens {
            tokens.forget()
            request.authorization = .bearer(try await tokens.token(self.client, now: now))
            return try await self.client.send(request)
        }
        let retryAfter = answer.fields["Retry-After"]
        let isRepeated = answer.status == 408 && (retryAfter ?? "0") == "0" || answer.status == 503 && retryAfter == "0"
        return isRepeated ? try await self.client.send(request) : answer
    }

    /// Trying again later, or the end.
    private func later(_ message: String, retryAfter: Int64?) -> ConnectError {
        guard let wait = self.backoff.failed(retryAfter: retryAfter) else {
            return ConnectError(.connect, "\(message) (given up after \(self.backoff.failures) failures in a row)")
        }
        self.wait = wait
        return ConnectError(.retriable, "\(message) (asking again in \(wait) ms)")
    }

    /// Whether an answer has records; throws if it ends the task or is to be asked for again.
    private func isToBeRead(
        _ answer: HTTPAnswer, _ request: HTTPRequest, now: Int64
    ) throws(ConnectError) -> Bool {
        if answer.status == 407, self.settings.client.proxy == nil {
            throw self.later("\(request.method) \(self.messages.url(request)): 407 without a proxy", retryAfter: nil)
        }
        if answer.status == 304, self.settings.isConditional {
            self.backoff.succeeded()
            self.chain = nil
            return false
        }
        switch self.settings.policy.verdict(answer.status) {
        case .process:
            if self.settings.isConditional, self.chain?.current == nil { self.validators.take(answer, request) }
            // Nothing is no document. HEAD never has more than nothing, and still is to give a record.
            if !AnswerMessages.isBlank(answer.body) || request.method == "HEAD" { return true }
            self.backoff.succeeded()
            self.chain = nil
            return false
        case .skip:
            self.backoff.succeeded()
            self.chain = nil
            if let wait = RetryAfter.milliseconds(answer.fields["Retry-After"], now: now) {
                self.wait = PollTimer.bounded(min(wait, self.settings.policy.retryAfterLimit))
            }
            // Of a redirect that isn't followed it is of interest where it leads.
            let location = answer.fields["Location"].map { [" to " + WebURL.masked(String($0.prefix(500)))] } ?? []
            let message = self.messages.masked("\(answer.status)" + location.joined(), request)
            Self.log.warn(
                "Answer is skipped because of its status", ["status": message, "url": self.messages.url(request)])
            return false
        case .retry:
            throw self.later(
                self.messages.about(answer, request).description,
                retryAfter: RetryAfter.milliseconds(answer.fields["Retry-After"], now: now))
        case .fail:
            if self.chain?.isResumed == true, Self.meansGone(answer.status) {
                self.chain = nil
                Self.log.warn(
                    "The page to go on with isn't there any more; all pages are read again",
                    ["status": answer.status, "url": self.messages.url(request)])
                return false
            }
            throw ConnectError(
                .other("java.lang.IllegalStateException"),
                "Policy failed for response code: \(answer.status), body: "
                    + self.messages.excerpt(answer.body, request),
                cause: self.messages.about(answer, request))
        }
    }
}

/// Reading.
extension HTTPEndpoint {
    /// Whether a status says that there is nothing behind a URL or a cursor: they are forgotten after a while.
    private static func meansGone(_ status: Int) -> Bool {
        (400..<500).contains(status) && ![401, 403, 407, 408, 429].contains(status)
    }

    private func read(
        _ answer: HTTPAnswer, _ request: HTTPRequest, into batch: SourceBatch, now: Int64
    ) throws(ConnectError) {
        let isEmpty = AnswerMessages.isBlank(answer.body)
        self.book.beginAnswer()
        let total = try self.reader.parse(
            isEmpty
                ? Bytes(utf8: "\"\"")
                : self.settings.format.json(
                    answer.body, type: answer.fields["Content-Type"], limit: self.settings.client.bodyLimit))
        if !isEmpty { try self.settings.format.check(answer.body, documents: self.reader.rootCount) }
        // Whatever is wrong with the next page is to be known before records of this one go out.
        let next = try self.chain?.following(
            answer, total,
            self.settings.pagination.isNamedInBody ? self.reader.nextPage(at: self.settings.pagination.next) : nil)
        Self.log.debug("Answer was read", ["records": total, "url": self.messages.url(request)])
        self.append(Reading(answer: answer, next: next), to: batch, now: now)
    }

    /// Appends records of an answer, up to a limit; what is left is for the next poll.
    private func append(_ reading: Reading, to batch: SourceBatch, now: Int64) {
        var reading = reading
        var hasPassedSeen = self.chain?.hasPassedSeen ?? reading.hasPassedSeen
        let (_, last, isDone) = self.reader.append(
            to: batch, self.bind(batch), seen: (self.offset, self.seenTime ?? 0), &hasPassedSeen, now: now,
            limit: Self.sliceLimit)
        reading.hasPassedSeen = hasPassedSeen
        self.chain?.hasPassedSeen = hasPassedSeen
        reading.last = last ?? reading.last
        self.reading = isDone ? nil : reading
        if var chain = self.chain {
            let page = chain.resume(at: chain.current)
            guard isDone else { return self.book.use(start: page, end: page, last: -1) }
            let (offset, isLast) = chain.finish(
                reading.answer, next: reading.next,
                last: reading.last.map { (self.reader.offset(at: $0), self.reader.time(at: $0) ?? now) })
            self.book.use(start: page, end: offset, last: last ?? -1)
            if isLast {
                (self.chain, self.offset) = (nil, offset)
            } else {
                if chain.mustRest { self.wait = self.timer.wait(self.seenTime, now: now) }
                self.chain = chain
            }
        } else {
            self.book.use(self.reader)
            if isDone, let last = reading.last { self.offset = self.reader.offset(at: last) }
        }
    }

    private func bind(_ batch: SourceBatch) -> RecordBinding {
        let (book, answer) = (self.book, self.book.answer)
        batch.offsetOfToken = { book.position(Int($0), in: answer) }
        if let binding, binding.batch === batch { return binding.numbers }
        let numbers = RecordBinding(
            batch, topic: self.settings.topic, self.settings.records.mapper, partition: self.partition)
        self.binding = (batch, numbers)
        return numbers
    }
}

/// Makes the offsets of the records of the last answer.
final class OffsetBook {
    private enum Mode {
        case none
        case records(RecordReader)
        /// A page of several: the last record is where the next page begins, all before it where this one does.
        case page(start: [String: String], end: [String: String], last: Int)
    }

    private var mode = Mode.none
    /// Counts the answers: nothing is known any more of the records of earlier ones.
    private(set) var answer = 0

    /// What is read next is another answer.
    func beginAnswer() { self.answer += 1 }

    func use(_ reader: RecordReader) { self.mode = .records(reader) }

    func use(start: [String: String], end: [String: String], last: Int) {
        self.mode = .page(start: start, end: end, last: last)
    }

    func position(_ index: Int, in answer: Int) -> SourcePosition? {
        guard answer == self.answer else { return nil }
        return switch self.mode {
        case .none: nil
        case .records(let reader): OffsetText.position(reader.offset(at: index))
        case .page(let start, let end, let last): OffsetText.position(index == last ? end : start)
        }
    }
}

/// What a server said about the version of its answer, to ask whether there is another one.
struct Validators {
    private var tag: String?
    private var date: String?
    /// The request that was answered: of another one they say nothing.
    private var url: WebURL?
    private var body: Bytes?

    mutating func take(_ answer: HTTPAnswer, _ request: HTTPRequest) {
        self.tag = Self.usable(answer.fields["ETag"])
        self.date = Self.usable(answer.fields["Last-Modified"])
        (self.url, self.body) = (request.url, request.body)
    }

    /// What can be sent back: nothing that isn't one line of ASCII, nor without bounds.
    private static func usable(_ value: String?) -> String? {
        value.flatMap { $0.utf8.count <= 4096 && $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? $0 : nil }
    }

    func add(to request: inout HTTPRequest) {
        guard request.url == self.url, request.body == self.body else { return }
        if let tag, !request.fields.contains("If-None-Match") { request.fields.append("If-None-Match", tag) }
        if let date, !request.fields.contains("If-Modified-Since") {
            request.fields.append("If-Modified-Since", date)
        }
    }
}
