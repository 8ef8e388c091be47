import ConnectRuntime
import Glibc
import Transport

/// A container's health check: asks the worker on this machine, as the images' own check does.
struct HealthCheckCommand: Command {
    let name = "healthcheck"
    let usage = "sluice healthcheck [URL]"
    let summary = "exit with 0 if the worker's REST API answers with 200 here, else with 1"
    let argumentCount = 0...1
    private static let seconds = 8

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        let url = invocation.arguments.first ?? Self.defaultURL(Environment.all)
        guard let target = Target(url) else { return self.fail("'\(url)' is no http or https URL with a port") }
        guard let status = Self.status(of: target) else { return self.fail("\(url) doesn't answer") }
        // An https listener may ask for a certificate that a check doesn't have: that it listens must do.
        if target.isSecure || status == 200 { return 0 }
        return self.fail("\(url) answers with \(status)")
    }

    private static func defaultURL(_ environment: [String: String]) -> String {
        let listeners = environment["CONNECT_LISTENERS"] ?? ""
        let first = listeners.split(separator: ",").first.map(String.init) ?? ""
        return first.isEmpty ? "http://localhost:8083" : first
    }

    struct Target {
        let isSecure: Bool
        let host: String
        let port: String
        let path: String

        init?(_ url: String) {
            let text = url.drop { $0.isWhitespace }
            guard let scheme = ["http://", "https://"].first(where: text.lowercased().hasPrefix) else { return nil }
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" && !$0.isWhitespace }
            let path = rest.dropFirst(authority.count).prefix { !$0.isWhitespace }
            guard let colon = authority.lastIndex(of: ":"),
                let port = UInt16(authority[authority.index(after: colon)...])
            else { return nil }
            var host = authority[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            let isAny = host.isEmpty || host == "0.0.0.0" || host == "::"
            self.isSecure = scheme == "https://"
            self.host = isAny ? "localhost" : String(host)
            self.port = "\(port)"
            self.path = path.isEmpty || path == "/" ? "/connectors" : String(path)
        }
    }

    /// The status of the answer; 0 for an https listener that takes a connection.
    private static func status(of target: Target) -> Int? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target.host, target.port, &hints, &found) == 0 else { return nil }
        defer { freeaddrinfo(found) }
        var next = found
        while let entry = next {
            if let status = Self.status(of: target, at: entry.pointee) { return status }
            next = entry.pointee.ai_next
        }
        return nil
    }

    private static func status(of target: Target, at address: addrinfo) -> Int? {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: Self.seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else { return nil }
        if target.isSecure { return 0 }
        let request = "GET \(target.path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        guard send(descriptor, request, request.utf8.count, 0) == request.utf8.count else { return nil }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &answer, answer.count, 0)
        guard count > 12 else { return nil }
        let words = String(decoding: answer[..<count], as: UTF8.self).split(separator: " ", maxSplits: 2)
        return words.count > 1 && words[0].hasPrefix("HTTP/1.") ? Int(words[1]) : nil
    }
}
