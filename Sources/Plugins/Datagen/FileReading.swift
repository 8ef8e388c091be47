import Bytes
import Glibc

/// Reads small files whole.
enum FileReading {
    enum Outcome {
        case bytes(Bytes)
        /// There is none, or it is a folder.
        case missing
        /// It is larger than the limit, or reading it failed.
        case unreadable
    }

    static func read(_ path: String, limit: Int) -> Outcome {
        guard !path.utf8.contains(0) else { return .missing }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .missing }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .unreadable }
        let type = status.st_mode & S_IFMT
        if type == S_IFDIR { return .missing }
        guard type == S_IFREG, status.st_size <= limit else { return .unreadable }
        var writer = BytesWriter(capacity: Int(status.st_size) + 1)
        while true {
            var count = 0
            writer.withSpace(64 * 1024) { (space: UnsafeMutablePointer<UInt8>) -> Int in
                count = Glibc.read(descriptor, space, 64 * 1024)
                return max(count, 0)
            }
            if count < 0 { return .unreadable }
            if count == 0 { return .bytes(writer.finish()) }
            if writer.count > limit { return .unreadable }
        }
    }
}
