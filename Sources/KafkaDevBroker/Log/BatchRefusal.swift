import KafkaWire

/// Why a batch was not appended: the code for the producer and a sentence for its user.
struct BatchRefusal: Error, Equatable {
    let code: ErrorCode
    let message: String

    init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message.shortened
    }
}

extension String {
    /// The text, cut off where it gets too long for a message: it may quote what a client sent.
    var shortened: String {
        self.utf8.count <= 1000 ? self : String(decoding: self.utf8.prefix(990), as: UTF8.self) + " …"
    }
}
