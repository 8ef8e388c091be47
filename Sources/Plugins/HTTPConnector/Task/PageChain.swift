import ConnectAPI
import HTTPClient
import Log

/// A walk through the pages of one answer: which page comes next, and what is known once all were read.
///
/// Requests of all pages are made from the offset at the walk's beginning. While it lasts, records carry that offset, the
/// page to go on with and the newest record so far, so that a crash in the middle repeats a page and loses none. So does a
/// walk whose last page has no record that could carry its end: that page is asked for again.
struct PageChain {
    /// The name in a stored offset under which the next page is kept.
    static let nextName = "page.next"
    /// What stands before the names of the newest record's offset there.
    static let newestPrefix = "page.newest."

    let pagination: Pagination
    /// The offset at the beginning.
    let base: [String: String]
    /// The page to ask for: a URL, or the parameter's value; nil: the first one.
    private(set) var current: String?
    private(set) var pages = 0
    /// Whether the walk began before the task did, and no page was read since.
    private(set) var isResumed: Bool
    /// Whether the record that was read last before the walk was met again.
    var hasPassedSeen = false
    /// The offset of the newest record so far.
    private var newest: (offset: [String: String], time: Int64)?
    /// Hashes of the pages that were asked for.
    private var known: Set<Int> = []

    /// Pages that are kept in mind, to find out that they go round in a circle.
    private static let knownLimit = 100_000
    private static let log = Logger("com.github.castorm.kafka.connect.http.HttpSourceTask")

    /// - Parameter offset: As it was stored: in the middle of a walk, perhaps.
    init(_ pagination: Pagination, offset: [String: String]) {
        self.pagination = pagination
        var base = offset
        self.current = base.removeValue(forKey: Self.nextName)
        self.isResumed = self.current != nil
        var newest: [String: String] = [:]
        for (name, value) in offset where name.hasPrefix(Self.newestPrefix) {
            base[name] = nil
            newest[String(name.dropFirst(Self.newestPrefix.count))] = value
        }
        self.base = base
        guard !newest.isEmpty else { return }
        self.newest = (newest, (try? OffsetText.time(of: newest)) ?? .min)
    }

    /// The request for the page, made of the one for the first.
    func request(_ first: HTTPRequest) -> HTTPRequest {
        var request = first
        switch self.pagination.kind {
        case .none: return first
        case .nextURL, .linkHeader:
            guard let current, let url = WebURL(current) else { break }
            if !url.hasSameOrigin(as: first.url) {  // another server gets no credentials
                request.removeCredentials()
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
    ///   - next: The page that comes next, as ``following(_:_:_:)`` gives it.
    ///   - last: The offset of its newest record, and that record's timestamp.
    /// - Returns: The offset when the page is done: that of the next page, or the one of the whole walk.
    mutating func finish(
        _ answer: HTTPAnswer, next: String?, last: (offset: [String: String], time: Int64)?
    ) -> (offset: [String: String], isLast: Bool) {
        self.pages += 1
        self.isResumed = false
        if let last, last.time >= self.newest?.time ?? .min { self.newest = last }
        // A page that names itself as the next one is the last.
        guard let next, next != self.current, next != answer.url.description else {
            return (self.newest?.offset ?? self.base, true)
        }
        if self.known.count >= Self.knownLimit { self.known = [] }
        self.known.insert(self.current.hashValue)
        if self.known.contains(Optional(next).hashValue) {
            Self.log.warn(
                "Pages go round in a circle; the walk ends", ["page": WebURL.masked(next), "pages": self.pages])
            return (self.newest?.offset ?? self.base, true)
        }
        self.current = next
        return (self.resume(at: next), false)
    }

    /// Whether so many pages were read that the others are to wait for the interval.
    var mustRest: Bool { self.pages % max(self.pagination.limit, 1) == 0 }

    /// The offset from which the walk goes on with a page.
    func resume(at page: String?) -> [String: String] {
        guard let page else { return self.base }
        var offset = self.base
        offset[Self.nextName] = page
        for (name, value) in self.newest?.offset ?? [:] { offset[Self.newestPrefix + name] = value }
        return offset
    }

    /// The page behind an answer; nil if it is the last one.
    ///
    /// - Parameter next: What the answer says about it, for kinds where it does.
    /// - Throws: If it names something that can't be asked.
    func following(_ answer: HTTPAnswer, _ total: Int, _ next: String?) throws(ConnectError) -> String? {
        switch self.pagination.kind {
        case .none: return nil
        case .cursor: return next
        case .nextURL: return try self.page(next, of: answer)
        case .linkHeader: return try self.page(LinkHeader.next(answer.fields.all("Link")), of: answer)
        case .page, .offset:
            guard total > 0, total >= self.pagination.size else { return nil }
            let number = self.current.flatMap { Int($0) } ?? self.pagination.start
            let step = self.pagination.kind == .page ? 1 : self.pagination.size
            return "\(number.addingReportingOverflow(step).partialValue)"
        }
    }

    private func page(_ reference: String?, of answer: HTTPAnswer) throws(ConnectError) -> String? {
        guard let reference else { return nil }
        let shown = WebURL.masked(String(reference.prefix(500)))
        guard let url = answer.url.resolve(reference) else {
            throw ConnectError(.data, "The next page is \"\(shown)\", which is no http or https URL")
        }
        guard self.pagination.isOnOtherServers || url.hasSameOrigin(as: answer.url) else {
            let key = HTTPKeys.redirects.name
            throw ConnectError(
                .data, "The next page is \"\(shown)\" on another server; only \(key)=always lets it be asked for")
        }
        return url.description
    }
}
