import HTTPClient

/// A walk through the pages of one answer: which page comes next, and what is known once all were read.
///
/// Requests of all pages are made from the offset at the walk's beginning. While it lasts, records carry that offset and
/// the page to go on with, so that a crash in the middle repeats a page and loses none.
struct PageChain {
    /// The name in a stored offset under which the next page is kept.
    static let nextName = "page.next"

    let pagination: Pagination
    /// The offset at the beginning.
    let base: [String: String]
    /// The page to ask for: a URL, or the parameter's value; nil: the first one.
    private(set) var current: String?
    private(set) var pages = 0
    /// Whether the record that was read last before the walk was met again.
    var hasPassedSeen = false
    /// The offset of the newest record so far.
    private var newest: (offset: [String: String], time: Int64)?

    /// - Parameter offset: As it was stored: in the middle of a walk, perhaps.
    init(_ pagination: Pagination, offset: [String: String]) {
        self.pagination = pagination
        var base = offset
        self.current = base.removeValue(forKey: Self.nextName)
        self.base = base
    }

    /// The request for the page, made of the one for the first.
    func request(_ first: HTTPRequest) -> HTTPRequest {
        var request = first
        switch self.pagination.kind {
        case .none: return first
        case .nextURL, .linkHeader:
            guard let current, let url = WebURL(current) else { break }
            if !url.hasSameOrigin(as: first.url) {  // another server gets no credentials
                request.authorization = .none
                request.fields.remove("Authorization")
                for name in first.privateFields { request.fields.remove(name) }
            }
            request.url = url
        case .cursor:
            if let current { request.url.set(query: self.pagination.param, WebURL.encodeForForm(current)) }
        case .page, .offset:
            request.url.set(query: self.pagination.param, current ?? "\(self.pagination.start)")
        }
        let isWhole = self.current != nil && (self.pagination.kind == .nextURL || self.pagination.kind == .linkHeader)
        if !self.pagination.sizeParam.isEmpty, self.pagination.size > 0, !isWhole {
            request.url.set(query: self.pagination.sizeParam, "\(self.pagination.size)")
        }
        return request
    }

    /// Takes note of a page.
    ///
    /// - Parameters:
    ///   - next: What the page says about the next one, for kinds where it does.
    ///   - last: The offset of its newest record, and that record's timestamp.
    /// - Returns: The offset when the page is done: that of the next page, or the one of the whole walk.
    mutating func finish(
        _ answer: HTTPAnswer, total: Int, next: String?, last: (offset: [String: String], time: Int64)?
    ) -> (offset: [String: String], isLast: Bool) {
        self.pages += 1
        if let last, last.time >= self.newest?.time ?? .min { self.newest = last }
        let following = self.following(answer, total, next)
        // A page that names itself as the next one is the last.
        guard let following, following != self.current, following != answer.url.description else {
            return (self.newest?.offset ?? self.base, true)
        }
        self.current = following
        return (self.resume(at: following), false)
    }

    /// Whether so many pages were read that the others are to wait for the interval.
    var mustRest: Bool { self.pages % max(self.pagination.limit, 1) == 0 }

    /// The offset from which the walk goes on with a page.
    func resume(at page: String?) -> [String: String] {
        guard let page else { return self.base }
        return self.base.merging([Self.nextName: page]) { $1 }
    }

    private func following(_ answer: HTTPAnswer, _ total: Int, _ next: String?) -> String? {
        switch self.pagination.kind {
        case .none: return nil
        case .cursor: return next.flatMap { $0.isEmpty ? nil : $0 }
        case .nextURL: return next.flatMap { $0.isEmpty ? nil : answer.url.resolve($0)?.description }
        case .linkHeader:
            return LinkHeader.next(answer.fields.all("Link")).flatMap { answer.url.resolve($0)?.description }
        case .page, .offset:
            guard total > 0, total >= self.pagination.size else { return nil }
            let number = self.current.flatMap { Int($0) } ?? self.pagination.start
            return "\(number + (self.pagination.kind == .page ? 1 : self.pagination.size))"
        }
    }
}

/// `Link` headers (RFC 8288).
enum LinkHeader {
    /// The target of the first link whose relation is `next`.
    static func next(_ values: [String]) -> String? {
        for value in values {
            var rest = value[...]
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let target = rest[rest.index(after: open)..<close]
                rest = rest[rest.index(after: close)...]
                let parameters = rest.prefix { $0 != "<" }
                rest = rest.dropFirst(parameters.count)
                for parameter in parameters.split(whereSeparator: { $0 == ";" || $0 == "," }) {
                    let parts = parameter.split(separator: "=", maxSplits: 1).map { PairText.trimmed($0) }
                    guard parts.count == 2, parts[0].lowercased() == "rel" else { continue }
                    let relations = parts[1].filter { $0 != "\"" }.split(separator: " ")
                    if relations.contains(where: { $0.lowercased() == "next" }) { return String(target) }
                }
            }
        }
        return nil
    }
}
