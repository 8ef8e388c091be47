import Glibc

/// What Linux tells about this process. Zeros where it doesn't.
struct ProcFiles {
    var cpuSeconds = 0.0
    /// Since 1970.
    var startSeconds = 0.0
    var virtualBytes = 0.0
    var residentBytes = 0.0
    var threads = 0.0
    var openDescriptors = 0.0
    var maxDescriptors = 0.0

    init() {
        self.readStat()
        self.openDescriptors = Double(Self.countOpenDescriptors())
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            self.maxDescriptors = limit.rlim_cur == .max ? .infinity : Double(limit.rlim_cur)
        }
    }

    private mutating func readStat() {
        // the name in brackets may hold blanks and brackets: what counts begins behind the last one
        guard let text = Self.read("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 21 else { return }
        func field(_ number: Int) -> Double { Double(fields[number - 3]) ?? 0 }
        let ticks = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        self.cpuSeconds = (field(14) + field(15)) / ticks
        self.threads = field(20)
        self.startSeconds = Self.bootSeconds + field(22) / ticks
        self.virtualBytes = field(23)
        self.residentBytes = field(24) * Double(max(sysconf(Int32(_SC_PAGESIZE)), 1))
    }

    /// When the machine was started.
    private static let bootSeconds: Double = {
        let line = Self.read("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".utf8.count)) } ?? 0
    }()

    private static func countOpenDescriptors() -> Int {
        var facts = stat()
        if stat("/proc/self/fd", &facts) == 0, facts.st_size > 0 { return facts.st_size }  // since Linux 6.2
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = -3  // `.`, `..` and the one that reads
        while readdir(folder) != nil { count += 1 }
        return max(count, 0)
    }

    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

/// How much memory this process may take.
package enum MemoryLimit {
    /// The control group's limit; nil if there is none.
    package static var ofControlGroup: Int? {
        for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
            guard let text = ProcFiles.read(path) else { continue }
            guard let limit = Int(text.prefix { $0.isNumber }), limit < 1 << 60 else { return nil }
            return limit
        }
        return nil
    }
}
