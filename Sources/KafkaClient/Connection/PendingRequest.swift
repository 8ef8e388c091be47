import Bytes
import Transport

/// A request that waits for its answer: what it takes to read the answer, and to whom it goes.
protocol PendingRequest: AnyObject {
    /// Called once, by the connection, with the answer's frame or why there is none. The frame is to be let go of at once;
    /// who wants to keep parts of it takes ``Bytes/kept``.
    func take(_ answer: Result<Bytes, KafkaError>, from connection: isolated KafkaConnection)
}

/// Hands an answer to a function, for it to keep.
final class AnswerHandler: PendingRequest {
    private let handle: (isolated KafkaConnection, Result<Bytes, KafkaError>) -> Void

    init(_ handle: @escaping (isolated KafkaConnection, Result<Bytes, KafkaError>) -> Void) { self.handle = handle }

    func take(_ answer: Result<Bytes, KafkaError>, from connection: isolated KafkaConnection) {
        self.handle(connection, answer.map(\.kept))
    }
}
