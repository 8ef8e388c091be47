import Glibc
import Transport

/// Files that are read whole, such as secrets. Reading may block: never on an event loop or in the herder's task.
enum SmallFile {
    /// Why a file can't be read, in words that name the mend.
    struct Problem: Error {
        let message: String
    }

    static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Problem(message: FileProblem.words(path, errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Problem(message: FileProblem.words(path, errno)) }
            if count == 0 { return bytes }
            bytes += block[..<count]
            guard bytes.count <= limit else { throw Problem(message: "it is longer than \(limit) bytes") }
        }
    }

    /// `S_IFREG`, `S_IFDIR` and so on, of what a link points to; nil if there is nothing.
    static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
