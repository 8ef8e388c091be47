import Glibc
import Log
import Transport

/// A file with a bearer token; read for each connection, so that it can be renewed.
struct TokenFile: BearerTokenSource {
    let path: String

    func token() async throws(KafkaError) -> Secret {
        let complaint = "the token file of sasl.oauthbearer.token.endpoint.url, \(self.path), can't be read"
        func failure(_ words: String) -> KafkaError {
            KafkaError(.authenticationFailed, "reading a token", detail: "\(complaint): \(words)")
        }
        let descriptor = open(self.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(FileProblem.words(self.path, errno)) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: BearerToken.sizeLimit)
        let count = read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw failure(FileProblem.words(self.path, errno)) }
        guard count > 0, count < buffer.count else { throw failure("it is empty, or too long for a token") }
        let text = String(decoding: buffer[..<count], as: UTF8.self).filter { !$0.isWhitespace }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw failure("there is no token in it")
        }
        return Secret(text)
    }
}
