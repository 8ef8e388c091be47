import CLibevent

/// Tells when a socket that another library owns can be read or written. Lives on its loop: make, use and drop it there;
/// dropping it ends the watch, also inside of its own action.
package final class SocketWatch {
    private let action: (_ isReadable: Bool, _ isWritable: Bool) -> Void
    private var event: OpaquePointer?

    /// - Parameter action: Called again and again while the socket is ready.
    package init(
        _ descriptor: Int32, on loop: EventLoop, reads: Bool, writes: Bool,
        _ action: @escaping (_ isReadable: Bool, _ isWritable: Bool) -> Void
    ) {
        self.action = action
        let events = (reads ? EV_READ : 0) | (writes ? EV_WRITE : 0) | EV_PERSIST
        self.event = event_new(
            loop.base, descriptor, Int16(events),
            { _, events, context in
                guard let context else { return }
                let watch = Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue()
                withExtendedLifetime(watch) {
                    watch.action(Int32(events) & EV_READ != 0, Int32(events) & EV_WRITE != 0)
                }
            }, Unmanaged.passUnretained(self).toOpaque())
        event_add(self.event, nil)
    }

    deinit { event_free(self.event) }
}
