import ConnectAPI
import HTTPClient
import JavaLang

/// Finds values that can be read but can't work, by themselves or together.
enum HTTPCombinations {
    static func problems(_ reader: inout HTTPSettingsReader) -> [HTTPProblem] {
        self.timing(&reader) + self.pages(&reader) + self.identity(&reader) + self.urls(&reader)
            + self.records(&reader)
    }

    private static func timing(_ reader: inout HTTPSettingsReader) -> [HTTPProblem] {
        var problems: [HTTPProblem] = []
        for key in [HTTPKeys.interval, HTTPKeys.catchup, HTTPKeys.oldInterval, HTTPKeys.oldCatchup] {
            if let value = reader.value(key), value < 0 {
                problems.append(HTTPProblem(key.name, "it is below 0", hint: "0 means no wait"))
            }
        }
        let (first, limit) = (reader.value(HTTPKeys.retryBackoff), reader.value(HTTPKeys.retryBackoffLimit))
        if let first, let limit, first > limit {
            let key = HTTPKeys.retryBackoff.name
            problems.append(HTTPProblem(key, "it is above \(HTTPKeys.retryBackoffLimit.name), which is \(limit)"))
        }
        return problems
    }

    private static func pages(_ reader: inout HTTPSettingsReader) -> [HTTPProblem] {
        var problems: [HTTPProblem] = []
        let kind = Pagination.Kind(rawValue: reader.text(HTTPKeys.pageType))
        if kind == Pagination.Kind.none {
            for key in HTTPKeys.pagination
            where reader.isSet(key.definition.name) && key.definition.name != "http.pagination.type" {
                problems.append(
                    HTTPProblem(
                        key.definition.name, "there are no pages",
                        hint: "set \(HTTPKeys.pageType.name) to next-url, link-header, cursor, page or offset"))
            }
            return problems
        }
        let size = reader.value(HTTPKeys.pageSize) ?? 0
        if !reader.text(HTTPKeys.pageSizeParam).isEmpty, size == 0 {
            problems.append(
                HTTPProblem(
                    HTTPKeys.pageSizeParam.name, "there is no size to ask for", hint: "set \(HTTPKeys.pageSize.name)"))
        }
        if let start = reader.value(HTTPKeys.pageStart), start < -1 {
            problems.append(HTTPProblem(HTTPKeys.pageStart.name, "it is below 0"))
        }
        if kind == .nextURL || kind == .cursor, JSONPointer(reader.text(HTTPKeys.nextPointer))?.isRoot == true {
            problems.append(
                HTTPProblem(
                    HTTPKeys.nextPointer.name, "the whole answer names no next page",
                    hint: "it leads to the next page in the answer, as in /links/next"))
        }
        if kind == .page || kind == .offset, let name = reader.nonEmptyText(HTTPKeys.pageParam),
            name == reader.text(HTTPKeys.pageSizeParam)
        {
            problems.append(
                HTTPProblem(HTTPKeys.pageSizeParam.name, "\(HTTPKeys.pageParam.name) is the same parameter"))
        }
        return problems
    }

    private static func identity(_ reader: inout HTTPSettingsReader) -> [HTTPProblem] {
        var problems: [HTTPProblem] = []
        let type = reader.text(HTTPKeys.authType).uppercased()
        let isBasic = reader.value(HTTPKeys.auth)?.name == HTTPClasses.basicAuth
        if isBasic || type == "BASIC" || type == "DIGEST", reader.text(HTTPKeys.authUser).isEmpty,
            reader.value(HTTPKeys.authPassword)?.isEmpty ?? true
        {
            problems.append(
                HTTPProblem(HTTPKeys.authUser.name, "there is neither a user nor a password", hint: "set both"))
        }
        if type == "APIKEY" {
            let name = reader.text(HTTPKeys.apiKeyName)
            if name.isEmpty || name.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == 0x3A }) {
                problems.append(
                    HTTPProblem(HTTPKeys.apiKeyName.name, "it can't be a header's or parameter's name"))
            }
        }
        for key in [HTTPKeys.token, HTTPKeys.apiKeyValue] {
            let secret = PairText.trimmed(reader.value(key)?.reveal() ?? "")
            if secret.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) {
                problems.append(HTTPProblem(key.name, "it has characters that can't be sent in a header"))
            }
        }
        return problems
    }

    private static func urls(_ reader: inout HTTPSettingsReader) -> [HTTPProblem] {
        let name = HTTPKeys.urls.name
        var problems: [HTTPProblem] = []
        var known: Set<Substring> = []
        for url in reader.text(HTTPKeys.urls).split(whereSeparator: \.isWhitespace) where !known.insert(url).inserted {
            problems.append(HTTPProblem(name, "\(WebURL.masked(String(url))) is there twice"))
        }
        return problems
    }

    private static func records(_ reader: inout HTTPSettingsReader) -> [HTTPProblem] {
        var problems: [HTTPProblem] = []
        let parsers = [HTTPKeys.timestampParser, HTTPKeys.timestampDelegate].map { reader.value($0)?.name }
        let usesRegex =
            parsers[0] == HTTPClasses.regexTimestamp
            || parsers[0] == HTTPClasses.epochMillisOr && parsers[1] == HTTPClasses.regexTimestamp
        do throws(JavaRegexError) {
            let regex = try JavaRegex(reader.text(HTTPKeys.timestampRegex))
            if regex.groupCount == 0, usesRegex || reader.isSet(HTTPKeys.timestampRegex.name) {
                problems.append(
                    HTTPProblem(
                        HTTPKeys.timestampRegex.name, "it has no group",
                        hint: "put the part that is the timestamp into parentheses"))
            }
        } catch {
            problems.append(HTTPProblem(HTTPKeys.timestampRegex.name, error.description))
        }
        let separator = reader.text(HTTPKeys.csvSeparator)
        if separator != "tab", separator.utf8.count != 1 {
            problems.append(HTTPProblem(HTTPKeys.csvSeparator.name, "it is neither one character nor tab"))
        }
        let names = (try? PairText.split(reader.text(HTTPKeys.offsetPointer), at: ",", "="))?.map(\.name) ?? []
        if let name = names.first(where: { $0 == PageChain.nextName || $0.hasPrefix(PageChain.newestPrefix) }) {
            problems.append(HTTPProblem(HTTPKeys.offsetPointer.name, "\(name) is a name of the connector's own"))
        }
        let topic = reader.values[HTTPKeys.topic.name].flatMap { $0 } ?? ""
        let hasTransforms = !((reader.values["transforms"] ?? nil) ?? "").isEmpty
        let isTopic =
            !topic.isEmpty && topic.utf8.count <= 249 && topic != "." && topic != ".."
            && topic.utf8.allSatisfy {
                ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2E || $0 == 0x5F
                    || $0 == 0x2D
            }
        if reader.isSet(HTTPKeys.topic.name), !isTopic, !hasTransforms {
            problems.append(
                HTTPProblem(
                    HTTPKeys.topic.name, "it can't be a topic's name",
                    hint: "letters, digits, dots, dashes and underscores can, up to 249"))
        }
        return problems
    }
}
