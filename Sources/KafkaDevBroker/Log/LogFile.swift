import Bytes
import Glibc

/// A file operation that failed, in words.
struct LogFileError: Error, CustomStringConvertible {
    let operation: String
    let path: String
    let number: Int32

    init(_ operation: String, _ path: String) {
        self.operation = operation
        self.path = path
        self.number = errno
    }

    var description: String { "\(self.operation) \(self.path): \(String(cString: strerror(self.number)))" }
}

/// One file of a log: append, read from a place, cut. Written bytes are in the kernel's hands when ``append`` returns,
/// so they outlive a killed process (not a power cut: that is for a real cluster).
final class LogFile {
    /// Changes when a file is renamed into another's place.
    var path: String
    private let descriptor: Int32
    private(set) var size: Int

    /// Opens or creates the file.
    init(_ path: String) throws(LogFileError) {
        self.path = path
        self.descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard self.descriptor >= 0 else { throw LogFileError("opening", path) }
        let end = lseek(self.descriptor, 0, SEEK_END)
        guard end >= 0 else {
            let error = LogFileError("measuring", path)
            close(self.descriptor)
            throw error
        }
        self.size = Int(end)
    }

    deinit { close(self.descriptor) }

    /// Appends pieces back to back. After an error the file is cut back to what it was.
    func append(_ pieces: [Bytes]) throws(LogFileError) {
        let before = self.size
        for piece in pieces {
            do {
                try self.write(piece)
            } catch {
                try? self.truncate(to: before)
                throw error
            }
        }
    }

    private func write(_ piece: Bytes) throws(LogFileError) {
        var done = 0
        while done < piece.count {
            let written = piece.withUnsafeBytes { bytes in
                pwrite(self.descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(self.size))
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw LogFileError("writing", self.path) }
            done += written
            self.size += written
        }
    }

    /// Up to `count` bytes from `position`; fewer at the end of the file.
    func read(at position: Int, count: Int) throws(LogFileError) -> Bytes {
        let wanted = max(0, min(count, self.size - position))
        guard wanted > 0 else { return Bytes() }
        var writer = BytesWriter(capacity: wanted)
        var failed = false
        writer.withSpace(wanted) { (space: UnsafeMutablePointer<UInt8>) -> Int in
            var done = 0
            while done < wanted {
                let got = pread(self.descriptor, space + done, wanted - done, off_t(position + done))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    failed = got < 0
                    break
                }
                done += got
            }
            return done
        }
        if failed { throw LogFileError("reading", self.path) }
        return writer.finish()
    }

    func truncate(to size: Int) throws(LogFileError) {
        guard ftruncate(self.descriptor, off_t(size)) == 0 else { throw LogFileError("cutting", self.path) }
        self.size = size
    }

    func synchronize() throws(LogFileError) {
        guard fsync(self.descriptor) == 0 else { throw LogFileError("flushing", self.path) }
    }

    func remove() { unlink(self.path) }
}

/// The few folder operations that the broker's data needs, without Foundation.
enum Folder {
    static func create(_ path: String) throws(LogFileError) {
        var built = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            built += built.isEmpty || built == "/" ? String(part) : "/" + part
            guard mkdir(built, 0o755) == 0 || errno == EEXIST else { throw LogFileError("creating", built) }
        }
    }

    /// Names in the folder, sorted, without `.` and `..`.
    static func list(_ path: String) throws(LogFileError) -> [String] {
        guard let folder = opendir(path) else { throw LogFileError("listing", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a folder of files; folders inside of it stay, and it with them.
    static func remove(_ path: String) {
        for name in (try? Self.list(path)) ?? [] { unlink(path + "/" + name) }
        rmdir(path)
    }

    /// Puts `bytes` in place of the file at `path`, whole or not at all, even if the process is killed meanwhile.
    static func replace(_ path: String, with bytes: Bytes) throws(LogFileError) {
        let fresh = path + ".new"
        unlink(fresh)
        let file = try LogFile(fresh)
        try file.append([bytes])
        try file.synchronize()
        try Self.rename(fresh, to: path)
    }

    static func removeFile(_ path: String) { unlink(path) }

    static func rename(_ from: String, to: String) throws(LogFileError) {
        guard Glibc.rename(from, to) == 0 else { throw LogFileError("renaming", from) }
    }

    /// The whole file, or nil if there is none.
    static func read(_ path: String) throws(LogFileError) -> Bytes? {
        guard access(path, F_OK) == 0 else { return nil }
        let file = try LogFile(path)
        return try file.read(at: 0, count: file.size)
    }
}
