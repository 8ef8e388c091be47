import Glibc

@testable import KafkaDevBroker

/// A folder of its own for one test, removed afterwards with what is in it.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let path = "\(base)/devbroker-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    try Folder.create(path)
    defer { removeTree(path) }
    return try await body(path)
}

private func removeTree(_ path: String) {
    for name in (try? Folder.list(path)) ?? [] {
        if unlink(path + "/" + name) != 0 { removeTree(path + "/" + name) }
    }
    rmdir(path)
}
