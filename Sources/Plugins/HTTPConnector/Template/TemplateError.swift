/// A template that can't be read or carried out, with the place.
struct TemplateError: Error, Sendable, CustomStringConvertible {
    enum Kind: Sendable {
        case syntax, rendering, missing
        /// What FreeMarker has and we haven't.
        case unsupported
    }

    let kind: Kind
    let message: String
    let place: TemplatePlace

    init(_ kind: Kind, _ message: String, at place: TemplatePlace) {
        self.kind = kind
        self.message = message
        self.place = place
    }

    var description: String { "\(self.message) (line \(self.place.line), column \(self.place.column))" }
}

/// Where in a template something stands; both count from 1.
struct TemplatePlace: Sendable, Equatable {
    var line = 1
    var column = 1
}
