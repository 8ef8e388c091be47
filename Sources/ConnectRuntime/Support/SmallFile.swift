import Glibc

/// Files that are read whole, such as secrets. Reading may block: never on an event loop or in the herder's task.
enum SmallFile {
    /// Why a file can't be read, in words that name the mend.
    struct Problem: Error {
        let message: String
    }

    static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Problem(message: Self.problem(path, errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Problem(message: Self.problem(path, errno)) }
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

    /// What `errno` means for a file. If we may not read it: whose it is and who we are.
    static func problem(_ path: String, _ code: Int32) -> String {
        let text = String(cString: strerror(code))
        guard code == EACCES || code == EPERM else { return text }
        var status = stat()
        guard stat(path, &status) == 0 else {
            return "\(text): a folder of its path is closed to uid \(geteuid()); chmod a+x it"
        }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        return
            "\(text): it belongs to uid \(status.st_uid), gid \(status.st_gid) with mode \(mode), and the worker runs "
            + "as uid \(geteuid()), gid \(getegid()); chmod a+r or chown it"
    }
}
