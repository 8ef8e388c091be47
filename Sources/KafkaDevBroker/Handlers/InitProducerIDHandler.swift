import KafkaWire
import Log

extension APIHandler {
    static let initProducerID = APIHandler(InitProducerIDRequest.self) { core, request, reply in
        var response = InitProducerIDResponse()
        if request.transactionalID != nil {
            response.errorCode = .unsupportedVersion  // no transactions yet
        } else if let id = core.takeProducerID() {
            response.producerID = id
        } else {
            response.errorCode = .kafkaStorageError
        }
        reply.send(response)
    }
}

extension ClusterCore {
    /// How many ids are reserved in the data folder at once.
    private static let producerIDBlock: Int64 = 1000

    /// A producer id that was never given before, not even before a restart; nil if the disk refuses.
    fileprivate func takeProducerID() -> Int64? {
        if self.nextProducerID >= self.producerIDLimit {
            self.producerIDLimit = self.nextProducerID + Self.producerIDBlock
            do {
                try self.save()
            } catch {
                self.logger.error("Reserving producer ids failed", error: error)
                return nil
            }
        }
        defer { self.nextProducerID += 1 }
        return self.nextProducerID
    }
}
