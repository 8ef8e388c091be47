import ConnectAPI
import HTTPClient

/// Makes the first request that a task would make, without sending it.
struct HTTPRehearsal {
    private(set) var problems: [HTTPProblem] = []

    init(_ settings: HTTPSourceSettings, _ configuration: ConfigValues) {
        do throws(ConnectError) {
            _ = try OffsetText.time(of: settings.initialOffset)
        } catch {
            self.problems.append(
                HTTPProblem(
                    name: HTTPKeys.initialOffset.name, error: error,
                    hint: "a timestamp is written like 2020-01-31T12:00:00Z"))
        }
        let context = TemplateContext(
            offset: settings.initialOffset, exposesProperties: settings.request.exposesProperties,
            now: InstantText.now)
        if settings.urls.isEmpty {
            self.check(url: settings.request.url, HTTPKeys.url.name, context)
        } else {
            for url in settings.urls {
                var reader = HTTPSettingsReader(configuration)
                let factory = reader.className(HTTPKeys.templateFactory)
                let template = reader.template(
                    HTTPKeys.urls.name, url, isVerbatim: factory == HTTPClasses.noTemplates)
                self.problems += reader.problems
                if let template { self.check(url: template, HTTPKeys.urls.name, context) }
            }
        }
        if let text = self.render(settings.request.params, HTTPKeys.params.name, context) {
            self.check(HTTPKeys.params.name, hint: RequestMaker.Hint.params.description) {
                () throws(ConnectError) in _ = try PairText.split(text, at: "&", "=")
            }
        }
        if let text = self.render(settings.request.headers, HTTPKeys.headers.name, context) {
            self.check(HTTPKeys.headers.name, hint: RequestMaker.Hint.headers.description) { () throws(ConnectError) in
                for (name, value) in try PairText.headers(text) { try RequestMaker.check(name, value) }
            }
        }
        if settings.request.method.hasBody { _ = self.render(settings.request.body, HTTPKeys.body.name, context) }
        self.checkLater(settings)
    }

    /// Looks for properties that only the first offset has: the next one is made of a record.
    private mutating func checkLater(_ settings: HTTPSourceSettings) {
        var names = settings.records.offset.map(\.name) + ["key"]
        if settings.records.timestamp != nil { names.append("timestamp") }
        var offset: [String: String] = [:]
        for name in names {
            offset[name] = settings.initialOffset[name] ?? (name == "timestamp" ? "2020-01-31T12:00:00Z" : "1")
        }
        let context = TemplateContext(
            offset: offset, exposesProperties: settings.request.exposesProperties, now: InstantText.now)
        let request = settings.request
        let templates = [
            (HTTPKeys.url.name, request.url), (HTTPKeys.params.name, request.params),
            (HTTPKeys.headers.name, request.headers), (HTTPKeys.body.name, request.body),
        ]
        for (name, template) in templates {
            do throws(TemplateError) {
                _ = try template.render(context)
            } catch {
                guard error.kind == .missing else { continue }
                self.problems.append(
                    HTTPProblem(
                        name, "\(error)",
                        hint: "\(HTTPKeys.initialOffset.name) counts until the first record is written, then only what"
                            + " \(HTTPKeys.offsetPointer.name) takes from records"))
            }
        }
    }

    private mutating func check(_ name: String, hint: String, _ body: () throws(ConnectError) -> Void) {
        do throws(ConnectError) {
            try body()
        } catch {
            self.problems.append(HTTPProblem(name: name, error: error, hint: hint))
        }
    }

    private mutating func check(url template: Template, _ name: String, _ context: TemplateContext) {
        guard let text = self.render(template, name, context) else { return }
        if WebURL.hasUser(text) {
            self.problems.append(
                HTTPProblem(
                    name, "user and password in a URL aren't sent",
                    hint: "set \(HTTPKeys.authType.name) to Basic, and \(HTTPKeys.authUser.name)"))
        }
        guard WebURL(text) == nil else { return }
        self.problems.append(
            HTTPProblem(
                name, "\(WebURL.masked(text)) is no absolute http or https URL", hint: "it is like https://host/path"))
    }

    private mutating func render(_ template: Template, _ name: String, _ context: TemplateContext) -> String? {
        do throws(TemplateError) {
            return try template.render(context)
        } catch {
            let hint =
                error.kind == .missing
                ? "\(HTTPKeys.initialOffset.name) can have it, and ${offset.name!'text'} says what to take without it"
                : nil
            self.problems.append(HTTPProblem(name, "\(error)", hint: hint))
            return nil
        }
    }
}
