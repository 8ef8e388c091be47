import Glibc
import Testing
import Transport

/// A real Kafka broker and real Java workers, for the suites whose names end in Interop. Gone with the process at the
/// latest.
final class RealConnect: Sendable {
    static let home = getenv("KAFKA_HOME").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    static let isThere = RealConnect.home != nil
    static let comment: Comment = "needs Apache Kafka with the Java worker: KAFKA_HOME isn't set"

    struct Failure: Error {
        let command: String
        let code: Int32
    }

    let bootstrap: String
    let directory: String
    let restPort: Int
    private let home: String
    private static let folders = Locked<[String]>([])

    init() throws(Failure) {
        guard let home = Self.home else { throw Failure(command: "KAFKA_HOME", code: 0) }
        self.home = home
        self.directory = "/tmp/sluice-connect-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let stop = "'\(home)/kafka' down '\(self.directory)' >/dev/null 2>&1"
        Self.folders.withLock { folders in
            if folders.isEmpty { atexit { RealConnect.stopAll() } }
            folders.append(stop)
        }
        var failure: Failure?
        for _ in 0..<3 {  // somebody else may have one of the ports
            let port = Self.randomPort()
            do throws(Failure) {
                try Self.run("'\(home)/kafka' up '\(self.directory)' --port \(port)")
                self.bootstrap = "127.0.0.1:\(port)"
                self.restPort = port + 20
                return
            } catch {
                failure = error
                _ = try? Self.run("'\(home)/kafka' down '\(self.directory)'")
            }
        }
        throw failure ?? Failure(command: "up", code: 0)
    }

    /// A broker takes ports up to 500 above; what the system gives to connections begins at 32,768.
    private static func randomPort() -> Int { 20_000 + Int.random(in: 0..<240) * 50 }

    func stop() { _ = try? self.run("down '\(self.directory)'") }

    /// `start`, `stop` or `kill` the Java worker.
    func java(_ action: String) throws(Failure) {
        let port = action == "start" ? " --rest \(self.restPort) --set offset.flush.interval.ms=500" : ""
        try self.run("connect '\(self.directory)' 1 \(action)\(port)")
    }

    /// Runs `body` with a broker that is stopped afterwards.
    static func run<Result>(_ body: (RealConnect) async throws -> Result) async throws -> Result {
        let real = try RealConnect()
        defer { real.stop() }
        return try await body(real)
    }

    private func run(_ arguments: String) throws(Failure) { try Self.run("'\(self.home)/kafka' \(arguments)") }

    private static func run(_ command: String) throws(Failure) {
        let command = "\(command) >/dev/null 2>&1"
        let code = system(command)
        if code != 0 { throw Failure(command: command, code: code) }
    }

    private static func stopAll() {
        for command in Self.folders.withLock({ $0 }) { system(command) }
    }
}

/// A file of numbered lines that grows.
struct LineFile {
    let path: String
    private(set) var count = 0

    init(_ name: String) { self.path = "/tmp/sluice-lines-\(getpid())-\(name)-\(UInt32.random(in: 0 ... .max))" }

    mutating func append(_ lines: Int) {
        guard let file = fopen(self.path, "a") else {
            Issue.record("no file \(self.path)")
            return
        }
        for number in self.count..<self.count + lines { fputs("line \(number)\n", file) }
        fclose(file)
        self.count += lines
    }

    func remove() { unlink(self.path) }

    /// What a topic must hold of the file.
    var lines: [String] { (0..<self.count).map { "line \($0)" } }
}
