import CCurl
import Transport

/// Drives libcurl's transfers on an event loop: watches its sockets, keeps its timer, and says when a transfer is done.
///
/// Lives on its loop. libcurl's callbacks come from inside of calls of ours, on the same thread; they only take note.
final class CurlLoop {
    private let loop: EventLoop
    private var multi: UnsafeMutableRawPointer?
    private var watches: [Int32: SocketWatch] = [:]
    private var timer: LoopTimer?
    private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]

    /// - Throws: ``CurlMissing`` if libcurl can't be loaded.
    init(on loop: EventLoop, _ settings: HTTPClientSettings) throws(CurlMissing) {
        if let failure = shims_curl_load() { throw CurlMissing(reason: String(cString: failure)) }
        self.loop = loop
        self.multi = shims_curl_multi_init()
        guard let multi = self.multi else { return }
        self.timer = LoopTimer(on: loop) { [weak self] in self?.act(CURL_SOCKET_TIMEOUT, 0) }
        let context = Unmanaged.passUnretained(self).toOpaque()
        shims_curl_multi_set_socket(multi, Self.onSocket, context)
        shims_curl_multi_set_timer(multi, Self.onTimer, context)
        shims_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(settings.idleConnections, 0))
        shims_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHost)
    }

    deinit { self.close() }

    /// Begins a transfer; its end is told to the transfer itself.
    func start(_ transfer: CurlTransfer) {
        guard let multi, shims_curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
            return transfer.end(CURLE_FAILED_INIT)
        }
        self.transfers[transfer.handle] = transfer
    }

    /// Takes a transfer out; it is not told.
    func remove(_ transfer: CurlTransfer) {
        guard let multi, self.transfers.removeValue(forKey: transfer.handle) != nil else { return }
        shims_curl_multi_remove_handle(multi, transfer.handle)
    }

    /// Ends all connections. Transfers must be gone.
    func close() {
        guard let multi else { return }
        for handle in self.transfers.keys { shims_curl_multi_remove_handle(multi, handle) }
        self.transfers = [:]
        self.multi = nil
        shims_curl_multi_cleanup(multi)  // still calls back, to end the watches
        self.timer = nil
        self.watches = [:]
    }

    private func act(_ socket: curl_socket_t, _ events: Int32) {
        guard let multi else { return }
        var running: Int32 = 0
        shims_curl_multi_socket_action(multi, socket, events, &running)
        var left: Int32 = 0
        while let message = shims_curl_multi_info_read(multi, &left) {
            var handle: UnsafeMutableRawPointer?
            var result = CURLE_OK
            guard shims_curl_message(message, &handle, &result) != 0, let handle else { continue }
            guard let transfer = self.transfers[handle] else { continue }
            self.remove(transfer)
            transfer.end(result)
        }
    }

    private static let onSocket: shims_curl_socket = { _, socket, what, context, _ in
        guard let context else { return 0 }
        let loop = Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue()
        loop.watch(socket, what)
        return 0
    }

    private static let onTimer: shims_curl_timer = { _, milliseconds, context in
        guard let context else { return 0 }
        let loop = Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue()
        if milliseconds < 0 {
            loop.timer?.cancel()
        } else {
            loop.timer?.schedule(after: .milliseconds(milliseconds))
        }
        return 0
    }

    private func watch(_ socket: curl_socket_t, _ what: Int32) {
        self.watches[socket] = nil
        guard what != CURL_POLL_REMOVE else { return }
        self.watches[socket] = SocketWatch(
            socket, on: self.loop, reads: what & CURL_POLL_IN != 0, writes: what & CURL_POLL_OUT != 0
        ) { [weak self] isReadable, isWritable in
            self?.act(socket, (isReadable ? CURL_CSELECT_IN : 0) | (isWritable ? CURL_CSELECT_OUT : 0))
        }
    }
}

/// libcurl can't be had on this machine.
struct CurlMissing: Error {
    let reason: String
}
