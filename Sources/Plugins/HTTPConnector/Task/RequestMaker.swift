import Bytes
import ConnectAPI
import HTTPClient
import Log

/// Makes requests of templates and the current offset.
struct RequestMaker {
    let settings: HTTPSourceSettings.Request
    private let authorization: HTTPRequest.Authorization
    private let apiKey: HTTPConnectionSettings.APIKey?

    init(
        settings: HTTPSourceSettings.Request, _ authorization: HTTPRequest.Authorization,
        _ apiKey: HTTPConnectionSettings.APIKey?
    ) {
        self.settings = settings
        self.authorization = authorization
        self.apiKey = apiKey
    }

    /// - Throws: What the original throws; the message names the template.
    func make(_ offset: [String: String], now: Int64) throws(ConnectError) -> HTTPRequest {
        let context = TemplateContext(offset: offset, exposesProperties: self.settings.exposesProperties, now: now)
        let urlText = try Self.render(self.settings.url, HTTPKeys.url.name, context)
        guard var url = WebURL(urlText) else {
            throw ConnectError(
                .other("java.lang.IllegalStateException"), "Illegal url: \(WebURL.masked(urlText))",
                cause: Hint(description: "\(HTTPKeys.url.name) must be like https://host/path"))
        }
        let params = try Self.render(self.settings.params, HTTPKeys.params.name, context)
        let pairs = try Self.explained(Hint.params) { () throws(ConnectError) in
            try PairText.split(params, at: "&", "=")
        }
        for (name, value) in pairs { url.append(query: name, value) }
        let headers = try Self.render(self.settings.headers, HTTPKeys.headers.name, context)
        var fields = HTTPFields()
        try Self.explained(Hint.headers) { () throws(ConnectError) in
            for (name, value) in try PairText.headers(headers) {
                try Self.check(name, value)
                fields.append(name, value)
            }
        }
        if case .none = self.authorization {} else { fields.remove("Authorization") }
        var privateFields: [String] = []
        if let apiKey, apiKey.isInQuery {
            url.set(query: apiKey.name, WebURL.encodeForForm(apiKey.value.revealed))
        } else if let apiKey {
            try Self.check(apiKey.name, apiKey.value.revealed)
            fields.set(apiKey.name, apiKey.value.revealed)
            privateFields = [apiKey.name]
        }
        let body = try Self.render(self.settings.body, HTTPKeys.body.name, context)
        return HTTPRequest(
            self.settings.method.rawValue, url, fields: fields,
            body: self.settings.method.hasBody ? Bytes(utf8: body) : nil, authorization: self.authorization,
            privateFields: privateFields)
    }

    /// What to write instead, as the cause of an error in the original's words.
    struct Hint: Error, CustomStringConvertible {
        let description: String

        /// What an offset has, and why it may be less than it was.
        static func missing(_ offset: [String: String]) -> Hint {
            let names = offset.keys.sorted().joined(separator: ", ")
            return Hint(
                description: "The offset has \(names.isEmpty ? "nothing in it" : names): until the first record is"
                    + " written it is \(HTTPKeys.initialOffset.name), then what \(HTTPKeys.offsetPointer.name) takes"
                    + " from the last record")
        }

        static let params = Hint(
            description: "In \(HTTPKeys.params.name) pairs are written name=value, with & between")
        static let headers = Hint(
            description: "In \(HTTPKeys.headers.name) headers are written Name: value, with commas between and a"
                + " backslash before commas in them")
    }

    private static func explained<Result>(
        _ hint: Hint, _ body: () throws(ConnectError) -> Result
    ) throws(ConnectError) -> Result {
        do throws(ConnectError) {
            return try body()
        } catch {
            throw ConnectError(error.kind, error.message, cause: hint)
        }
    }

    private static func render(
        _ template: Template, _ name: String, _ context: TemplateContext
    ) throws(ConnectError) -> String {
        do throws(TemplateError) {
            return try template.render(context)
        } catch {
            throw ConnectError(
                .other("FreeMarker template error"),
                "\(error.message) (in \(name), line \(error.place.line), column"
                    + " \(error.place.column))", cause: error.kind == .missing ? Hint.missing(context.offset) : nil)
        }
    }

    /// Headers that can't be sent, in the original's words.
    static func check(_ name: String, _ value: String) throws(ConnectError) {
        func refuse(_ message: String) -> ConnectError {
            ConnectError(.other("java.lang.IllegalArgumentException"), message)
        }
        guard !name.isEmpty else { throw refuse("name is empty") }
        for (place, unit) in name.utf16.enumerated() where unit <= 0x20 || unit >= 0x7F {
            throw refuse("Unexpected char 0x\(Self.hex(unit)) at \(place) in header name: \(name)")
        }
        for (place, unit) in value.utf16.enumerated() where unit < 0x20 && unit != 9 || unit >= 0x7F {
            let shown = WebURL.isSecret(name) ? "" : ": \(value)"
            throw refuse("Unexpected char 0x\(Self.hex(unit)) at \(place) in \(name) value\(shown)")
        }
    }

    private static func hex(_ unit: UInt16) -> String {
        let text = String(unit, radix: 16)
        return text.count < 2 ? "0" + text : text
    }
}
