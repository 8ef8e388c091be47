import Bytes
import KafkaWire
import Log
import Metrics

/// Saying who we are, when a connection is made and again before its session ends (KIP-368).
extension KafkaConnection {
    struct Authentication {
        /// When the next request has to wait for another round, by ``MetricsClock``.
        var due = Int64.max
        /// Another round is under way.
        var isRunning = false
        /// Requests that come meanwhile: they must not get a number before the round's own requests.
        var waiting: [() -> Void] = []
        /// How often the broker has accepted us.
        var rounds = 0
    }

    /// How often the broker has accepted us, for tests.
    package var authenticationRounds: Int { self.authentication.rounds }

    /// The first round; nobody else uses the connection yet.
    func authenticate(_ sasl: SASLSettings) async throws(KafkaError) {
        let token: Secret?
        do throws(KafkaError) {
            token = try await sasl.token()
        } catch {
            self.meter?.authenticated(false)
            throw error
        }
        let failure: KafkaError? = await withCheckedContinuation { caller in
            self.chooseMechanism(sasl, token) { caller.resume(returning: $0) }
        }
        self.meter?.authenticated(failure == nil)
        if let failure { throw failure }
    }

    /// Whether a request has to wait. Begins another round when the time has come: idle connections need none.
    func mustWaitForAuthentication() -> Bool {
        if self.authentication.isRunning { return true }
        guard self.authentication.due != .max, self.authentication.due <= MetricsClock.nanoseconds, self.isOpen,
            let sasl = self.configuration.security.sasl
        else { return false }
        self.authentication.due = .max
        self.authentication.isRunning = true
        if case .tokens = sasl.credentials {
            Task { await self.authenticateAgain(sasl) }  // requests wait; `end` releases them, and the round then fails
        } else {
            self.authenticateAgain(sasl, nil)
        }
        return true
    }

    private func authenticateAgain(_ sasl: SASLSettings) async {
        do throws(KafkaError) {
            self.authenticateAgain(sasl, try await sasl.token())
        } catch {
            self.meter?.authenticatedAgain(false, since: .now)
            self.end(error)
        }
    }

    private func authenticateAgain(_ sasl: SASLSettings, _ token: Secret?) {
        let start = ContinuousClock.now
        self.chooseMechanism(sasl, token) { failure in
            self.meter?.authenticatedAgain(failure == nil, since: start)
            if let failure { self.end(failure) } else { self.releaseWaiting() }
        }
    }

    /// Lets requests go that waited; when the connection has ended they fail by themselves.
    func releaseWaiting() {
        self.authentication.isRunning = false
        let waiting = self.authentication.waiting
        self.authentication.waiting = []
        for send in waiting { send() }
    }

    // MARK: - One round

    private func chooseMechanism(_ sasl: SASLSettings, _ token: Secret?, _ done: @escaping (KafkaError?) -> Void) {
        let operation = "authenticating to \(self.endpoint) by \(sasl.mechanism.name)"
        self.sendAtOnce(SaslHandshakeRequest(mechanism: sasl.mechanism.name), version: 1) { answer in
            switch answer {
            case .failure(let error): done(error.rephrased(operation))
            case .success(let response) where response.errorCode == .none:
                self.beginTokens(sasl, token, operation, done)
            case .success(let response): done(Self.refusal(response, sasl.mechanism, operation))
            }
        }
    }

    private static func refusal(
        _ response: SaslHandshakeResponse, _ mechanism: SASLMechanism, _ operation: String
    ) -> KafkaError {
        let detail: String? =
            switch response.errorCode {
            case .unsupportedSaslMechanism:
                "the broker doesn't offer \(mechanism.name); set sasl.mechanism to one of: "
                    + response.mechanisms.joined(separator: ", ")
            case .illegalSaslState:
                "this listener takes no SASL: check security.protocol and the port in bootstrap.servers"
            default: nil
            }
        guard let detail else { return KafkaError(.broker(response.errorCode), operation) }
        return KafkaError(.authenticationFailed, operation, detail: detail)
    }

    private func beginTokens(
        _ sasl: SASLSettings, _ token: Secret?, _ operation: String, _ done: @escaping (KafkaError?) -> Void
    ) {
        do throws(SASLComplaint) {
            var client = sasl.newClient(token)
            let first = try client.begin()
            self.exchange(first, client, operation, done)
        } catch {
            done(KafkaError(.authenticationFailed, operation, detail: "\(error)"))
        }
    }

    private func exchange(
        _ token: [UInt8], _ client: any SASLClient, _ operation: String, _ done: @escaping (KafkaError?) -> Void
    ) {
        // version 0 would tell the broker that we can't authenticate again
        guard let version = self.versions.highest(of: .saslAuthenticate, within: 0...2) else {
            return done(
                KafkaError(
                    .unsupportedVersion, operation, detail: "the broker is older than Kafka 1.0 or takes no SASL here"))
        }
        let request = SaslAuthenticateRequest(authBytes: Bytes(token))
        self.sendAtOnce(request, version: version) { answer in
            switch answer {
            case .failure(let error): done(error.rephrased(operation))
            case .success(let response):
                self.take(response, client, operation, done)
            }
        }
    }

    private func take(
        _ response: SaslAuthenticateResponse, _ client: any SASLClient, _ operation: String,
        _ done: @escaping (KafkaError?) -> Void
    ) {
        guard response.errorCode == .none else {
            let words = response.errorMessage ?? response.errorCode.message
            let mend =
                client is OAuthBearerClient
                ? "check what issuer, audience and claims of a token the broker wants"
                : "check username and password in sasl.jaas.config, and sasl.mechanism"
            return done(KafkaError(.authenticationFailed, operation, detail: "\(words): \(mend)"))
        }
        var client = client
        do throws(SASLComplaint) {
            switch try client.receive(response.authBytes.array) {
            case .send(let token): self.exchange(token, client, operation, done)
            case .done:
                self.noteAccepted(sessionLifetime: response.sessionLifetime)
                done(nil)
            }
        } catch {
            done(KafkaError(.authenticationFailed, operation, detail: "\(error)"))
        }
    }

    private func noteAccepted(sessionLifetime: Int64) {
        self.authentication.rounds += 1
        guard sessionLifetime > 0 else { return self.authentication.due = .max }
        // as Java does: at random, so that a worker's clients don't come all at once
        let part = Double.random(in: 0.85...0.95)
        let pause = Double(min(sessionLifetime, 1 << 40)) * 1e6 * part
        self.authentication.due = MetricsClock.nanoseconds + Int64(pause)
    }

    /// Sends a request past those that wait. `completion` is called once, on the loop.
    private func sendAtOnce<Request: KafkaRequest>(
        _ request: Request, version: Int16,
        _ completion: @escaping (Result<Request.Response, KafkaError>) -> Void
    ) {
        let failure: KafkaError
        do throws(WireError) {
            let frame = try request.frame(
                version: version, correlationID: self.queue.nextID, clientID: self.configuration.clientID)
            nonisolated(unsafe) let completion = completion  // this connection calls it
            let pending = AnswerHandler { completion($0.decoded($1, Request.self, version)) }
            let now = MetricsClock.nanoseconds
            let deadline = saturatingSum(now, self.requestTimeout)
            guard case .fail(_, let error) = self.queue.send(pending, deadline: deadline) else {
                self.write(Few(frame), at: now)
                return self.watch(deadline)
            }
            failure = error
        } catch {
            failure = KafkaError(error, self.phrase(Request.apiKey, version))
        }
        completion(.failure(failure))
    }
}
