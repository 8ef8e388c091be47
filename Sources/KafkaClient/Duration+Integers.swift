extension Duration {
    /// Rounded down; what doesn't fit becomes the longest or shortest that does.
    var milliseconds: Int64 { self.whole(perSecond: 1000) }

    /// Rounded down; what doesn't fit becomes the longest or shortest that does.
    var nanoseconds: Int64 { self.whole(perSecond: 1_000_000_000) }

    private func whole(perSecond: Int64) -> Int64 {
        let (seconds, attoseconds) = self.components
        let (whole, isTooMuch) = seconds.multipliedReportingOverflow(by: perSecond)
        if isTooMuch { return seconds < 0 ? .min : .max }
        return saturatingSum(whole, attoseconds / (1_000_000_000_000_000_000 / perSecond))
    }
}
