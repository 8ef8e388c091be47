package import Bytes

extension ByteStream {
    /// What waits, without taking it. Shares storage: let go of it before the next read, or that needs a new block.
    package var available: Bytes { self.input.bytes }

    /// How many bytes wait.
    package var availableCount: Int { self.input.count }

    /// Takes `count` of the bytes that wait. Traps if there are fewer.
    package func consume(_ count: Int) {
        self.input.consume(count)
        self.inputShrank()
    }

    /// Takes `count` bytes if that many wait. A small piece is copied, a large one shares storage.
    package func read(_ count: Int) -> Bytes? {
        guard count >= 0, self.input.count >= count else { return nil }
        let piece = self.input.slice(0..<count).kept
        self.consume(count)
        return piece
    }

    /// Takes the next frame if it is complete, and if not, has the rest read before the owner is called again.
    ///
    /// - Parameter limit: The longest frame accepted, without its length field.
    /// - Returns: The frame behind its four-byte big-endian length; nil if some of it is missing. A small frame is
    ///   copied, a large one shares storage.
    /// - Throws: `frameTooLarge` if the length is negative or above `limit`: nothing after it can be trusted.
    package func readFrame(limit: Int) throws(TransportError) -> Bytes? { try self.readSharedFrame(limit: limit)?.kept }

    /// The same, but a small frame shares storage, too: for who lets go of it within the callback, or keeps ``Bytes/kept``.
    package func readSharedFrame(limit: Int) throws(TransportError) -> Bytes? {
        guard let length = self.input.leadingInt32.map(Int.init) else {
            self.wanted = 4
            return nil
        }
        guard length >= 0, length <= limit else {
            throw TransportError(
                .frameTooLarge, "reading a frame from \(self.peer)", cause: "length \(length), limit \(limit)")
        }
        guard self.input.count >= 4 + length else {
            self.wanted = 4 + length
            return nil
        }
        let frame = self.input.slice(4..<4 + length)
        self.wanted = 0
        self.consume(4 + length)
        return frame
    }

    /// Stops reading: the peer is slowed down once the system's buffers are full. Its leaving is still noticed.
    package func pauseReading() {
        self.isPaused = true
        self.updateReading()
    }

    /// Reads again.
    package func resumeReading() {
        self.isPaused = false
        self.updateReading()
    }

    private func inputShrank() {
        if !self.isInCallback, !self.isReading { self.updateReading() }
    }

    /// Reads until there is nothing more, sixteen rounds at most: others on the loop want their turn.
    func readInput() {
        self.input.borrow(&self.loop.spareBlock)
        if case .lingering = self.state { return self.dropInput() }
        for _ in 0..<16 {
            guard self.isReading, !self.isPaused, self.input.count < max(self.inputLimit, self.wanted) else { return }
            let (result, isFull) = self.input.fill(total: self.wanted) { self.conduit.read(into: $0) }
            switch result {
            case .moved:
                if self.input.count >= self.wanted { self.deliver() }
                guard isFull, self.isReading else { return }
            case .blocked:
                if self.conduit.readNeedsOutput { self.awaitWritable() }
                return
            case .ended: return self.noticeEnd()
            case .failed(let failure):
                self.failure = failure.error("reading from \(self.peer)")
                return
            }
        }
    }

    private func deliver() {
        self.wanted = 0
        self.owner?.noticeReadable()
    }

    /// The peer sends nothing more: tells the owner once, and closes unless it still wants to write.
    func noticeEnd() {
        guard !self.peerHasEnded else { return }
        self.peerHasEnded = true
        if case .lingering = self.state { return self.end(nil) }
        guard let owner = self.owner else { return self.end(nil) }
        let keepsWriting = owner.assumeIsolated { $0.streamPeerDidEnd() }
        if case .draining = self.state { return }  // the owner's last words are still to go
        if !keepsWriting { self.end(nil) }
    }

    private func dropInput() {
        for _ in 0..<16 {
            let (result, _) = self.input.fill(total: 0) { self.conduit.read(into: $0) }
            self.input.removeAll()
            switch result {
            case .moved: continue
            case .blocked: return
            case .ended, .failed: return self.end(nil)
            }
        }
    }
}
