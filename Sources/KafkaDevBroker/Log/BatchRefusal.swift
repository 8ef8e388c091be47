import KafkaWire

/// Why a batch was not appended: the code for the producer and a sentence for its user.
struct BatchRefusal: Error, Equatable {
    let code: ErrorCode
    let message: String

    init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
