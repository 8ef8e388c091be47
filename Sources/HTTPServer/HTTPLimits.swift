/// What one client may take of the server's memory and time.
package struct HTTPLimits: Sendable {
    /// Bytes of the request line and all headers.
    package var head = 16 * 1024
    package var requestLine = 8 * 1024
    package var headerCount = 100
    /// Bytes of a body after chunks are joined.
    package var body = 10 * 1024 * 1024
    package var connections = 1024
    /// From the accept or the last answer until the whole of the next head is there.
    package var headTime = Duration.seconds(30)
    /// From the head until the whole body is there.
    package var bodyTime = Duration.seconds(60)
    /// For a client to take what was sent.
    package var writeTime = Duration.seconds(60)
    /// After an early error: how long the rest of the request is read and dropped, so that the client sees the
    /// answer rather than a reset.
    package var lingerTime = Duration.seconds(2)

    package init() {}
}
