import Bytes
import CCurl
import Log
import Transport

/// One exchange as libcurl sees it: an easy handle with its options, and what came back so far. Lives on its loop.
final class CurlTransfer {
    let handle: UnsafeMutableRawPointer
    private let loop: EventLoop
    private let settings: HTTPClientSettings
    private var list: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    private var body = BytesWriter(capacity: 16_384)
    private var fields = HTTPFields()
    private var headerBytes = 0
    private var messages = 0
    /// Bytes of the body as they came.
    private var bodyBytes = 0
    private var decoding: ContentDecoding?
    /// Why we don't take any more of the answer.
    private var refusal: (code: HTTPClientError.Code, reason: String)?

    private static let headerLimit = 1 << 20
    /// Most answers to one request: those of a proxy and a server that ask who we are, and some more.
    private static let messageLimit = 8

    private var isConnected = false
    private var lastSign = ContinuousClock.now
    private var silence: LoopTimer?
    private let done: (CurlTransfer.Outcome) -> Void

    enum Outcome {
        case answer(status: Int, HTTPFields, Bytes)
        case failure(HTTPClientError.Code, String)
    }

    /// - Parameter done: Called once, unless the transfer is dropped before.
    init?(
        _ request: HTTPRequest, _ settings: HTTPClientSettings, on loop: EventLoop, _ done: @escaping (Outcome) -> Void
    ) {
        guard let handle = shims_curl_easy_init() else { return nil }
        self.handle = handle
        self.loop = loop
        self.settings = settings
        self.done = done
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        self.setBasics()
        self.setCallbacks()
        self.setTLS()
        self.setProxy()
        self.set(request)
    }

    deinit {
        shims_curl_easy_cleanup(self.handle)
        shims_curl_slist_free_all(self.list)
        self.errorText.deallocate()
    }

    /// Takes what libcurl says about the end and tells it.
    func end(_ code: CURLcode) {
        self.silence = nil
        if code == CURLE_OK {
            var status = 0
            shims_curl_get_long(self.handle, CURLINFO_RESPONSE_CODE, &status)
            if self.bodyBytes > 0, self.decoding?.isComplete == false {
                let encoding = self.fields.all("Content-Encoding").joined(separator: ", ")
                return self.done(.failure(.malformedAnswer, "the answer's \(encoding) data is cut off"))
            }
            var body = BytesWriter(capacity: 0)
            swap(&body, &self.body)
            return self.done(.answer(status: status, self.fields, body.finish()))
        }
        let (kind, detail) = self.explain(code)
        self.done(.failure(kind, detail))
    }
}

/// Options.
extension CurlTransfer {
    private func set(_ option: CURLoption, _ value: Int) { shims_curl_set_long(self.handle, option, value) }
    private func set(_ option: CURLoption, _ value: String) { shims_curl_set_text(self.handle, option, value) }
    private func set(blob option: CURLoption, _ text: String) {
        var text = text
        text.withUTF8 { bytes in _ = shims_curl_set_blob(self.handle, option, bytes.baseAddress, bytes.count) }
    }

    private func setBasics() {
        self.set(CURLOPT_NOSIGNAL, 1)
        self.set(CURLOPT_QUICK_EXIT, 1)  // an end doesn't wait for a thread that looks up a name
        self.set(CURLOPT_PROTOCOLS_STR, "http,https")
        self.set(CURLOPT_FOLLOWLOCATION, 0)
        self.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        self.set(CURLOPT_HTTP09_ALLOWED, 0)
        self.set(CURLOPT_PATH_AS_IS, 1)
        self.set(CURLOPT_BUFFERSIZE, 262_144)
        self.set(CURLOPT_TCP_NODELAY, 1)
        self.set(CURLOPT_USERAGENT, self.settings.userAgent)
        let day = Duration.seconds(86_400)
        let connect = self.settings.connectTimeout
        self.set(CURLOPT_CONNECTTIMEOUT_MS, (connect > .zero ? min(connect, day) : day).wholeMilliseconds)
        let total = self.settings.totalTimeout
        if total > .zero { self.set(CURLOPT_TIMEOUT_MS, min(total, day).wholeMilliseconds) }
        let idle = min(self.settings.idleTime, day).wholeMilliseconds / 1000
        self.set(CURLOPT_MAXAGE_CONN, max(idle, 1))
        if self.settings.idleConnections == 0 { self.set(CURLOPT_FORBID_REUSE, 1) }
    }

    private func setProxy() {
        guard let proxy = self.settings.proxy else { return self.set(CURLOPT_PROXY, "") }
        self.set(CURLOPT_PROXY, proxy.host.contains(":") ? "[\(proxy.host)]" : proxy.host)
        self.set(CURLOPT_PROXYPORT, proxy.port)
        self.set(CURLOPT_PROXYTYPE, 0)
        self.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        guard let user = proxy.user else { return }
        self.set(CURLOPT_PROXYAUTH, Int(SHIMS_CURL_AUTH_BASIC_DIGEST))
        self.set(CURLOPT_PROXYUSERNAME, user)
        self.set(CURLOPT_PROXYPASSWORD, proxy.password?.revealed ?? "")
    }

    private func setTLS() {
        let tls = self.settings.tls
        self.set(CURLOPT_SSL_VERIFYPEER, 1)
        self.set(CURLOPT_SSL_VERIFYHOST, tls.verifiesHost ? 2 : 0)
        if case .anchors(let anchors) = tls.trust {
            self.set(blob: CURLOPT_CAINFO_BLOB, anchors.map { PEM.text("CERTIFICATE", $0) }.joined())
        }
        if let identity = tls.identity {
            self.set(CURLOPT_SSLCERTTYPE, "PEM")
            self.set(blob: CURLOPT_SSLCERT_BLOB, identity.chain.map { PEM.text("CERTIFICATE", $0) }.joined())
            self.set(CURLOPT_SSLKEYTYPE, "PEM")
            self.set(blob: CURLOPT_SSLKEY_BLOB, PEM.text("PRIVATE KEY", identity.key))
        }
        let lowest = tls.versions.lowerBound == .v13 ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2
        let highest = tls.versions.upperBound == .v13 ? CURL_SSLVERSION_MAX_TLSv1_3 : CURL_SSLVERSION_MAX_TLSv1_2
        self.set(CURLOPT_SSLVERSION, Int(lowest) | Int(highest))
    }

    private func set(_ request: HTTPRequest) {
        self.set(CURLOPT_URL, request.url.description)
        switch (request.method, request.body) {
        case ("HEAD", nil): self.set(CURLOPT_NOBODY, 1)
        case ("GET", nil): self.set(CURLOPT_HTTPGET, 1)
        case (let method, let body):
            if let body {
                body.withUnsafeBytes { bytes in
                    // Without a byte to point at, libcurl would read the body from standard input.
                    _ = "".withCString { shims_curl_set_body(self.handle, bytes.baseAddress ?? .init($0), bytes.count) }
                }
            }
            self.set(CURLOPT_CUSTOMREQUEST, method)
        }
        for field in request.fields.fields where !HTTPFields.areEqual(field.name, "Content-Length") {
            self.append(field.value.isEmpty ? field.name + ";" : "\(field.name): \(field.value)")
        }
        // What libcurl would add by itself.
        if request.body != nil {
            if !request.fields.contains("Content-Type") { self.append("Content-Type:") }
            if !request.fields.contains("Expect") { self.append("Expect:") }
        }
        if !request.fields.contains("Accept") { self.append("Accept:") }
        if !request.fields.contains("Accept-Encoding") { self.append("Accept-Encoding: " + ContentDecoding.offered) }
        switch request.authorization {
        case .none: break
        case .basic(let user, let password):
            self.append("Authorization: Basic " + Base64.encode(Self.latin1("\(user):\(password.revealed)")))
        case .bearer(let token): self.append("Authorization: Bearer \(token.revealed)")
        case .digest(let user, let password):
            self.set(CURLOPT_HTTPAUTH, 2)
            self.set(CURLOPT_USERNAME, user)
            self.set(CURLOPT_PASSWORD, password.revealed)
        }
        shims_curl_set_list(self.handle, CURLOPT_HTTPHEADER, self.list)
    }

    private func append(_ line: String) {
        if let list = shims_curl_slist_append(self.list, line) { self.list = list }
    }

    static func latin1(_ text: String) -> [UInt8] {
        text.utf16.filter { $0 & 0xFC00 != 0xDC00 }.map { $0 < 0x100 ? UInt8($0) : UInt8(ascii: "?") }
    }
}

/// What comes back.
extension CurlTransfer {
    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        shims_curl_set_pointer(self.handle, CURLOPT_ERRORBUFFER, self.errorText)
        shims_curl_set_data(self.handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let context, let data else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(body: UnsafeRawBufferPointer(start: data, count: size * count))
        }
        shims_curl_set_pointer(self.handle, CURLOPT_WRITEDATA, context)
        shims_curl_set_data(self.handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            guard let context, let data else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(header: UnsafeRawBufferPointer(start: data, count: size * count))
        }
        shims_curl_set_pointer(self.handle, CURLOPT_HEADERDATA, context)
        shims_curl_set_ready(self.handle) { context, _, _, _, _ in
            if let context { Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().awaitSigns() }
            return 0
        }
        shims_curl_set_pointer(self.handle, CURLOPT_PREREQDATA, context)
    }

    private func take(body bytes: UnsafeRawBufferPointer) -> Int {
        self.lastSign = .now
        let isFirst = self.bodyBytes == 0
        self.bodyBytes += bytes.count
        do throws(ContentDecoding.Unknown) {
            if isFirst { self.decoding = try ContentDecoding(self.fields.all("Content-Encoding")) }
        } catch {
            return self.refuse(
                .unreadableAnswer, "nobody here reads the answer's content encoding \(error.name.prefix(100))")
        }
        guard let decoding else { return self.keep(bytes) ? bytes.count : 0 }
        // Compressed bytes that stand for nothing count too.
        guard self.bodyBytes <= self.settings.bodyLimit else { return self.refuseSize() }
        do throws(ContentDecoding.Failure) {
            try decoding.decode(bytes) { (decoded) throws(ContentDecoding.Failure) in
                if !self.keep(decoded) { throw .stopped }
            }
            return bytes.count
        } catch {
            guard case .damaged(let reason) = error else { return 0 }
            let encoding = self.fields.all("Content-Encoding").joined(separator: ", ")
            return self.refuse(.malformedAnswer, "the answer's \(encoding) data is damaged: \(reason)")
        }
    }

    /// - Returns: Whether there is room for more of the body.
    private func keep(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard self.body.count + bytes.count <= self.settings.bodyLimit else {
            _ = self.refuseSize()
            return false
        }
        self.body.append(bytes)
        return true
    }

    private func refuseSize() -> Int {
        self.refuse(.bodyTooLarge, "the answer is larger than \(self.settings.bodyLimit) bytes")
    }

    /// - Returns: What ends the transfer.
    private func refuse(_ code: HTTPClientError.Code, _ reason: String) -> Int {
        self.refusal = (code, reason)
        return 0
    }

    private func take(header bytes: UnsafeRawBufferPointer) -> Int {
        self.lastSign = .now
        self.headerBytes += bytes.count
        guard self.headerBytes <= Self.headerLimit else {
            return self.refuse(.malformedAnswer, "the answer's header is larger than \(Self.headerLimit) bytes")
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {  // another message: that before was provisional, or asked for a password
            // A server can go on asking for another one for ever.
            self.messages += line.utf8.dropFirst(9).first == UInt8(ascii: "1") ? 0 : 1
            guard self.messages <= Self.messageLimit else {
                return self.refuse(.malformedAnswer, "the server asks for the password again and again")
            }
            self.fields = HTTPFields()
            self.body.removeAll()
            (self.bodyBytes, self.decoding) = (0, nil)
        } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let (name, value) = (line.utf8[..<colon], line.utf8[colon...].dropFirst())
            self.fields.append(Self.trimmed(name), Self.trimmed(value))
        }
        return bytes.count
    }

    private static func trimmed(_ part: Substring.UTF8View) -> String {
        String(decoding: Array(part)[...].trimmed, as: UTF8.self)
    }

    /// The request goes out: from now on silence counts.
    private func awaitSigns() {
        self.lastSign = .now
        self.isConnected = true
        guard self.silence == nil, self.settings.readTimeout > .zero else { return }
        let timer = LoopTimer(on: self.loop) { [weak self] in self?.checkSigns() }
        self.silence = timer
        timer.schedule(after: self.settings.readTimeout)
    }

    private func checkSigns() {
        let left = self.settings.readTimeout - self.lastSign.duration(to: .now)
        if left > .zero {
            self.silence?.schedule(after: left)
        } else {
            self.silence = nil
            self.done(.failure(.readTimedOut, "no answer within \(self.settings.readTimeout.wholeMilliseconds) ms"))
        }
    }
}

/// Failures.
extension CurlTransfer {
    private func explain(_ code: CURLcode) -> (HTTPClientError.Code, String) {
        if let refusal { return refusal }
        // What it says about lines of a header that don't fit its buffers.
        if code == CURLE_OUT_OF_MEMORY, self.isConnected {
            return (.malformedAnswer, "a line of the answer's header is too long")
        }
        var text = String(cString: self.errorText)
        if text.isEmpty { text = String(cString: shims_curl_easy_strerror(code)) }
        let kind: HTTPClientError.Code
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: kind = .nameNotFound
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: kind = .proxy
        case CURLE_COULDNT_CONNECT: kind = .connectionFailed
        case CURLE_OPERATION_TIMEDOUT: kind = self.isConnected ? .timedOut : .connectTimedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: kind = .tls
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER: kind = .settings
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: kind = .connectionLost
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_WRITE_ERROR,
            CURLE_HTTP2:
            kind = .malformedAnswer
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: kind = .invalidRequest
        default: kind = .other
        }
        return (kind, text)
    }
}

extension Duration {
    /// Rounded up; 1 at least.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = self.components
        return max(Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000), 1)
    }
}
