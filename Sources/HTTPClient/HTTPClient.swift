import Bytes
import Log
package import Transport

/// Sends HTTP requests from an event loop, over connections that it keeps for a while.
///
/// ```swift
/// let client = HTTPClient(settings, on: loop)
/// let answer = try await client.send(.form(url, [("grant_type", "client_credentials")], authorization: .basic(…)))
/// await client.close()
/// ```
///
/// Certificates and keys belong to the client, so their connections are never used for somebody else. Close it before
/// its loop stops.
package actor HTTPClient: LoopActor {
    package nonisolated let loop: EventLoop
    private let settings: HTTPClientSettings
    private var curl: CurlLoop?
    private var waiters: [UInt64: Waiter] = [:]
    private var nextID: UInt64 = 0

    private typealias Outcome = Result<HTTPAnswer, HTTPClientError>

    private struct Waiter {
        let transfer: CurlTransfer
        let request: HTTPRequest
        let caller: CheckedContinuation<Outcome, Never>
    }

    package init(_ settings: HTTPClientSettings, on loop: EventLoop) {
        self.loop = loop
        self.settings = settings
    }

    /// The loop of clients that have no loop of their own, such as those of connectors; runs as long as the process.
    package static let sharedLoop: EventLoop = {
        let loop = EventLoop(name: "http-client")
        loop.start()
        return loop
    }()

    /// Asks, and follows redirects as far as the settings allow; an answer that may not be followed is the answer.
    ///
    /// - Throws: If there is no answer. An answer of any status is one.
    package func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPAnswer {
        try Self.check(request)
        var request = request
        var left = self.settings.redirectLimit
        while true {
            let answer = try await self.exchange(request).get()
            guard let next = self.redirect(request, answer) else { return answer }
            guard left > 0 else {
                throw HTTPClientError(
                    .tooManyRedirects, request, "redirected more than \(self.settings.redirectLimit) times")
            }
            left -= 1
            request = next
        }
    }

    /// Ends all connections; who waits for an answer is told.
    package func close() {
        for id in self.waiters.keys { self.finish(id, .failure(.closed, "the client was closed")) }
        self.curl?.close()
        self.curl = nil
    }

    isolated deinit { self.curl?.close() }

    private func exchange(_ request: HTTPRequest) async -> Outcome {
        let id = self.nextID
        self.nextID += 1
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in self.start(id, request, caller) }
        } onCancel: {
            self.loop.onLoop { self.assumeIsolated { $0.finish(id, .failure(.cancelled, "cancelled")) } }
        }
    }

    private func start(_ id: UInt64, _ request: HTTPRequest, _ caller: CheckedContinuation<Outcome, Never>) {
        let curl: CurlLoop
        do throws(CurlMissing) {
            if let made = self.curl { curl = made } else { curl = try CurlLoop(on: self.loop, self.settings) }
        } catch {
            return caller.resume(returning: .failure(HTTPClientError(.settings, request, error.reason)))
        }
        self.curl = curl
        let transfer = CurlTransfer(request, self.settings, on: self.loop) { [weak self] outcome in
            self?.assumeIsolated { $0.finish(id, outcome) }
        }
        guard let transfer else {
            let error = HTTPClientError(.other, request, "no memory for another transfer")
            return caller.resume(returning: .failure(error))
        }
        self.waiters[id] = Waiter(transfer: transfer, request: request, caller: caller)
        curl.start(transfer)
        // A cancellation before this line may have come before there was anything to end.
        if Task.isCancelled { self.finish(id, .failure(.cancelled, "cancelled")) }
    }

    /// Resumes the caller; of "done", "cancelled" and "timed out" only the first finds it.
    private func finish(_ id: UInt64, _ outcome: CurlTransfer.Outcome) {
        guard let waiter = self.waiters.removeValue(forKey: id) else { return }
        self.curl?.remove(waiter.transfer)
        switch outcome {
        case .answer(let status, let fields, let body):
            waiter.caller.resume(
                returning: .success(HTTPAnswer(status: status, fields: fields, body: body, url: waiter.request.url)))
        case .failure(let code, let detail):
            waiter.caller.resume(returning: .failure(HTTPClientError(code, waiter.request, detail)))
        }
    }
}

/// What a request may be, and where it leads.
extension HTTPClient {
    /// What libcurl would take for more lines than one.
    private static func check(_ request: HTTPRequest) throws(HTTPClientError) {
        for field in request.fields.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }) else {
                throw HTTPClientError(.invalidRequest, request, "\"\(field.name)\" can't be a header's name")
            }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw HTTPClientError(
                    .invalidRequest, request, "the value of header \(field.name) has a control character")
            }
        }
        guard !request.method.isEmpty, request.method.utf8.allSatisfy({ $0.isLetter }) else {
            throw HTTPClientError(.invalidRequest, request, "not a method")
        }
        let isSafe =
            switch request.authorization {
            case .none: true
            case .bearer(let token): token.revealed.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            case .basic, .digest: true
            }
        guard isSafe else {
            throw HTTPClientError(.invalidRequest, request, "the token has characters that can't be sent")
        }
    }

    private func redirect(_ request: HTTPRequest, _ answer: HTTPAnswer) -> HTTPRequest? {
        guard [300, 301, 302, 303, 307, 308].contains(answer.status), self.settings.redirects != .never,
            let location = answer.fields["Location"], let url = request.url.resolve(location)
        else { return nil }
        var next = request
        next.url = url
        if !url.hasSameOrigin(as: request.url) {
            guard self.settings.redirects == .always, !(request.hasPrivateBody && answer.status >= 307) else {
                return nil
            }
            next.removeCredentials()
        }
        if answer.status < 307, request.method != "GET", request.method != "HEAD" {
            next.method = "GET"
            next.body = nil
            for name in ["Content-Type", "Content-Length", "Transfer-Encoding"] { next.fields.remove(name) }
        }
        return next
    }
}
