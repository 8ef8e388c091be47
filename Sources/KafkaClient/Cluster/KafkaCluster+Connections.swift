import KafkaWire
import Log
import Transport

extension KafkaCluster {
    /// A connection to whom a request is for; makes one if there is none.
    ///
    /// - Throws: `connectionFailed` when an attempt fails, or what the look-up of leader or coordinator throws.
    package func connection(
        to target: BrokerTarget, lane: ConnectionLane = .main
    ) async throws(KafkaError) -> KafkaConnection {
        switch target {
        case .any: return try await self.anyConnection(lane: lane)
        case .broker(let id): return try await self.connection(toBroker: id, lane: lane)
        case .controller:
            let controller = try await self.freshMetadata().controllerID
            // a cluster without a controller at the moment, or brokers that don't tell: any of them knows more
            if controller < 0 { return try await self.anyConnection(lane: lane) }
            return try await self.connection(toBroker: controller, lane: lane)
        case .group, .transaction:
            return try await self.connection(toBroker: self.coordinator(of: target), lane: lane)
        case .leader(let partition):
            return try await self.connection(toBroker: self.leader(of: partition).leader, lane: lane)
        }
    }

    private func connection(toBroker id: Int32, lane: ConnectionLane) async throws(KafkaError) -> KafkaConnection {
        var broker = self.snapshot.brokers[id]
        if broker == nil { broker = try await self.refreshMetadata().brokers[id] }
        guard let broker else {
            // It has just come back, or is about to lose its partitions: callers are to look at newer metadata and try
            // again, which BROKER_NOT_AVAILABLE doesn't tell them.
            throw KafkaError(
                .broker(.leaderNotAvailable), "looking for broker \(id)",
                detail: "It isn't among the cluster's brokers.")
        }
        return try await self.connection(LinkKey(node: .broker(id), lane: lane), broker.endpoint)
    }

    /// A connection to some broker: one that is open, else one that may be tried now, else the one to wait for least.
    /// When all brokers that we know of have failed, the bootstrap servers are tried as well.
    func anyConnection(lane: ConnectionLane) async throws(KafkaError) -> KafkaConnection {
        try self.checkOpen()
        let candidates = self.candidates(lane: lane)
        for (key, endpoint) in candidates where self.openConnection(key) != nil {
            return try await self.connection(key, endpoint)
        }
        // a pause that is over is no reason to prefer a broker: the one that has failed least comes first
        let now = ContinuousClock.now
        func rank(_ key: LinkKey) -> (ContinuousClock.Instant, Int) {
            let link = self.links[key]?.link
            return (max(link?.notBefore ?? now, now), link?.failures ?? 0)
        }
        let soonest = candidates.min { rank($0.0) < rank($1.0) }
        guard let (key, endpoint) = soonest else { throw KafkaError(.connectionFailed, "looking for a broker") }
        return try await self.connection(key, endpoint)
    }

    /// In random order, so that clients spread over the brokers.
    private func candidates(lane: ConnectionLane) -> [(LinkKey, Endpoint)] {
        var candidates = self.snapshot.brokers.values.map {
            (LinkKey(node: .broker($0.id), lane: lane), $0.endpoint)
        }
        let allHaveFailed = candidates.allSatisfy { (self.links[$0.0]?.link.failures ?? 0) > 0 }
        if allHaveFailed {
            candidates += self.configuration.bootstrapServers.enumerated().map {
                (LinkKey(node: .bootstrap($0.offset), lane: lane), $0.element)
            }
        }
        return candidates.shuffled()
    }

    private func openConnection(_ key: LinkKey) -> KafkaConnection? {
        guard let connection = self.links[key]?.link.connection, connection.assumeIsolated({ $0.isOpen }) else {
            return nil
        }
        return connection
    }

    private func connection(_ key: LinkKey, _ endpoint: Endpoint) async throws(KafkaError) -> KafkaConnection {
        while true {
            try self.checkOpen()
            if let known = self.links[key], known.endpoint != endpoint {  // the broker has moved
                self.links[key] = nil
                await known.link.connection?.close()
            }
            var state = self.links[key] ?? LinkState(endpoint: endpoint)
            if state.link.connection != nil, self.openConnection(key) == nil {
                state.link.lose(self.configuration.reconnectBackoff)
            }
            let action = state.link.want(at: .now)
            self.links[key] = state
            switch action {
            case .use(let connection): return connection
            case .join(let promise): return try await promise.wait()
            case .wait(let instant): try await self.pause(ContinuousClock.now.duration(to: instant))
            case .connect:
                let promise = Promise<KafkaConnection>("connecting to \(endpoint)")
                self.links[key]?.link.begin(promise, at: .now)
                self.links[key]?.task = Task { await self.connect(key, endpoint, promise) }
                return try await promise.wait()
            }
        }
    }

    /// The client's configuration, with who counts what this connection does.
    private func configuration(for key: LinkKey) -> ClientConfiguration {
        var configuration = self.configuration
        if let meter = key.lane.meter { configuration.meter = meter }
        configuration.node =
            switch key.node {
            case .broker(let id): "node-\(id)"
            case .bootstrap(let place): "node--\(place + 1)"
            }
        return configuration
    }

    private func connect(_ key: LinkKey, _ endpoint: Endpoint, _ promise: Promise<KafkaConnection>) async {
        let failures = self.links[key]?.link.failures ?? 0
        let timeout = self.configuration.connectionSetupTimeout.delay(after: failures)
        let result: Result<KafkaConnection, KafkaError>
        do throws(KafkaError) {
            result = .success(
                try await KafkaConnection.connect(
                    to: endpoint, self.configuration(for: key), timeout: timeout, on: self.loop))
        } catch {
            result = .failure(error)
        }
        guard let attempt = self.links[key]?.link.attempt, attempt === promise else {  // closed meanwhile
            if case .success(let connection) = result { await connection.close() }
            return promise.fulfil(.failure(self.closedError))
        }
        self.links[key]?.task = nil  // a task that has ended keeps its memory as long as somebody has it
        switch result {
        case .success(let connection):
            self.links[key]?.link.succeed(connection, at: .now)
            Self.log.debug("Connected", ["broker": "\(endpoint)"])
        case .failure(let error):
            self.links[key]?.link.fail(at: .now, self.configuration.reconnectBackoff)
            // it is tried again every second: ever more seldom, so that an outage is seen and fills no disk
            let isWorthALine = failures & (failures + 1) == 0 || failures % 64 == 0
            let level: LogLevel = isWorthALine && error.code != .cancelled ? .warn : .debug
            Self.log.log(
                level, "Connection to a broker could not be made",
                ["broker": "\(endpoint)", "client": self.configuration.clientID], error: error)
        }
        promise.fulfil(result)
    }
}
