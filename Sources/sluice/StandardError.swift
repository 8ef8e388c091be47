import Glibc

/// Words to the person at the terminal, on standard error.
enum StandardError {
    static func write(_ text: String) { Self.write(text, to: STDERR_FILENO) }
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno != EINTR { return }  // nobody reads any more
                if count > 0 { rest = rest.dropFirst(count) }
            }
        }
    }
}

/// Words to whoever reads our output.
enum StandardOutput {
    static func write(_ text: String) { StandardError.write(text, to: STDOUT_FILENO) }
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
