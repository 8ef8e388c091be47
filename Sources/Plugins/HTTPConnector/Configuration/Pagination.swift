import ConnectAPI

/// How a service hands out answers in pages.
struct Pagination: Sendable {
    enum Kind: String, Sendable {
        case none
        case nextURL = "next-url"
        case linkHeader = "link-header"
        case cursor, page, offset
    }

    var kind = Kind.none
    var next = JSONPointer.root
    var param = ""
    var start = 0
    var size = 0
    var sizeParam = ""
    var limit = 10_000
    /// Whether a page may be on another server than the one before it.
    var isOnOtherServers = true

    /// Whether answers say in their body what comes next.
    var isNamedInBody: Bool { self.kind == .nextURL || self.kind == .cursor }

    init() {}

    init(_ reader: inout HTTPSettingsReader) {
        let words = ["none", "next-url", "link-header", "cursor", "page", "offset"]
        self.kind = Kind(rawValue: reader.oneOf(HTTPKeys.pageType, words)) ?? .none
        self.next = reader.pointer(HTTPKeys.nextPointer.name, reader.text(HTTPKeys.nextPointer))
        let param = reader.text(HTTPKeys.pageParam)
        self.param = param.isEmpty ? self.kind.rawValue : param
        let start = reader.value(HTTPKeys.pageStart) ?? -1
        self.start = start < 0 ? (self.kind == .page ? 1 : 0) : start
        self.size = reader.value(HTTPKeys.pageSize) ?? 0
        self.sizeParam = reader.text(HTTPKeys.pageSizeParam)
        self.limit = reader.value(HTTPKeys.pageLimit) ?? 10_000
        self.isOnOtherServers = reader.text(HTTPKeys.redirects) == "always"
        if self.kind == .offset, self.size == 0 {
            let message = "\(HTTPKeys.pageSize.name) must be set for pages by offset"
            reader.note(HTTPKeys.pageSize.name, ConnectError(.config, message))
        }
    }
}
