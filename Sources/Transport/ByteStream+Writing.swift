package import Bytes

extension ByteStream {
    /// How many bytes wait for the peer to take them.
    package var queuedBytes: Int { self.output.count }

    /// Sends `bytes` after everything queued before; keeps their storage until they are sent. What is written to a
    /// stream that has closed is lost: the owner hears of the close anyway.
    package func write(_ bytes: Bytes) {
        guard self.isOpen else { return }
        self.output.append(bytes)
        self.flushUnlessInCallback()
    }

    /// Sends all `pieces`, in one system call if the peer takes them.
    package func write(_ pieces: [Bytes]) {
        guard self.isOpen else { return }
        for piece in pieces { self.output.append(piece) }
        self.flushUnlessInCallback()
    }

    private func flushUnlessInCallback() {
        if self.isInCallback {
            if self.output.count > self.lowWaterMark { self.owesWritable = true }
        } else if !self.isAwaitingWrite, self.failure == nil {
            self.flush()
            if self.failure != nil { self.activateWriteEvent() }  // the owner hears of it, but not inside its own call
        } else if self.output.count > self.lowWaterMark {
            self.owesWritable = true
        }
    }

    /// Writes what is queued until the socket takes no more.
    func flush() {
        guard !self.isAwaitingWrite else { return }
        while !self.output.isEmpty {
            switch self.conduit.write(&self.output) {
            case .moved: continue
            case .blocked, .ended:
                if self.output.count > self.lowWaterMark { self.owesWritable = true }
                return self.awaitWritable()
            case .failed(let failure):
                self.failure = failure.error("writing to \(self.peer)")
                return
            }
        }
    }
}
