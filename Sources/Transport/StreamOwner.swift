/// An actor that owns a stream and lives on the stream's loop. Its methods are called on the loop, and never inside a
/// call that it makes itself.
package protocol StreamOwner: LoopActor {
    /// More bytes wait. Take what can be used; what is left is kept, and this is called again when more has come.
    func streamIsReadable()

    /// Has ``streamIsReadable()`` called; the caller is on the loop. Where each call counts, an actor writes this out for
    /// itself as it stands below: for a type that is known it is a plain call.
    nonisolated func noticeReadable()

    /// ``ByteStream/queuedBytes`` fell to the low-water mark after it had been above.
    func streamIsWritable()

    /// The peer sends nothing more. Called once, after the last ``streamIsReadable()``, or at once while reading is
    /// paused.
    ///
    /// - Returns: Whether to keep the stream for writing; otherwise it closes, as it does by default.
    func streamPeerDidEnd() -> Bool

    /// The stream has closed: by the peer, an error, or ``ByteStream/closeAfterWriting(lingering:)``. Called once, and
    /// not after the owner's own ``ByteStream/close()``.
    ///
    /// - Parameter error: Why; nil if both sides ended in order.
    func streamDidClose(_ error: TransportError?)
}

extension StreamOwner {
    package func streamIsWritable() {}
    package func streamPeerDidEnd() -> Bool { false }
    package nonisolated func noticeReadable() { self.assumeOnLoop(()) { owner, _ in owner.streamIsReadable() } }
}
