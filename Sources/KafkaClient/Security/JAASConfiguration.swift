package import Log

/// The one login module in `sasl.jaas.config`: its class, and options by name. Read by the rules of Java's
/// StreamTokenizer, so that what works there works here, and what doesn't, doesn't.
package struct JAASConfiguration: Sendable {
    package let module: String
    private let options: [String: Secret]

    package subscript(option: String) -> Secret? { self.options[option] }

    /// Of its options, in no order.
    package var names: [String] { Array(self.options.keys) }

    /// Whether an option is `true`, in any case.
    package func isOn(_ option: String) -> Bool { self.options[option]?.revealed.lowercased() == "true" }

    /// - Throws: What is wrong, in words that repeat nothing of the text: it holds a password.
    package init(_ text: Secret) throws(Complaint) {
        var tokens = Tokenizer(text.revealed)
        guard case .word(let module) = try tokens.next() else { throw Complaint("a login module's class comes first") }
        (self.module, self.options) = try Self.entry(module, &tokens)
        guard try tokens.next() == .end else {
            throw Complaint("there must be one login module, and nothing behind it")
        }
    }

    /// Reads one section of a JAAS file, `Name { module flag options; };`, as `java.security.auth.login.config` names one.
    package init(file text: Secret, section: String) throws(Complaint) {
        var tokens = Tokenizer(text.revealed)
        while true {
            switch try tokens.next() {
            case .end: throw Complaint("there is no section \(section) in it")
            case .word(let name):
                guard try tokens.next() == .symbol("{") else {
                    throw Complaint("a section's name has no '{' behind it")
                }
                let entries = try Self.entries(&tokens)
                guard try tokens.next() == .symbol(";") else { throw Complaint("a section must end with '};'") }
                guard name == section else { continue }
                guard let only = entries.first, entries.count == 1 else {
                    throw Complaint("there must be one login module in section \(section)")
                }
                (self.module, self.options) = only
                return
            case .symbol, .number: throw Complaint("sections begin with a name: NAME { … };")
            }
        }
    }

    private typealias Entry = (module: String, options: [String: Secret])

    /// Login modules up to the end of their section.
    private static func entries(_ tokens: inout Tokenizer) throws(Complaint) -> [Entry] {
        var entries: [Entry] = []
        while true {
            switch try tokens.next() {
            case .symbol("}"): return entries
            case .word(let module): entries.append(try Self.entry(module, &tokens))
            case .end, .symbol, .number: throw Complaint("a section holds login modules, and ends with '};'")
            }
        }
    }

    /// Flag and options of a login module, with the semicolon behind them.
    private static func entry(_ module: String, _ tokens: inout Tokenizer) throws(Complaint) -> Entry {
        guard case .word(let flag) = try tokens.next() else {
            throw Complaint("a control flag such as 'required' must follow the login module's class")
        }
        guard ["required", "requisite", "sufficient", "optional"].contains(flag.lowercased()) else {
            throw Complaint("the control flag must be required, requisite, sufficient or optional")
        }
        var options: [String: Secret] = [:]
        while true {
            switch try tokens.next() {
            case .symbol(";"):
                guard !Self.forbidden.contains(module) else {
                    throw Complaint("the login module \(module) is not allowed")
                }
                return (module, options)
            case .end: throw Complaint("it must end with a semicolon")
            case .word(let name):
                guard try tokens.next() == .symbol("=") else {
                    throw Complaint("an option's name has no '=' behind it")
                }
                guard case .word(let value) = try tokens.next() else {
                    throw Complaint(
                        "an option's value is missing, or must be in quotes: only letters, digits, '_', "
                            + "'-', '.' and '$' may stand without, and no digit first")
                }
                options[name] = Secret(value)
            case .symbol, .number:
                throw Complaint("options are name=\"value\" pairs with blanks between them, and no commas")
            }
        }
    }

    package struct Complaint: Error, Hashable, CustomStringConvertible {
        package let description: String

        package init(_ description: String) { self.description = description }
    }

    private static let forbidden: Set<String> = [
        "com.sun.security.auth.module.JndiLoginModule", "com.sun.security.auth.module.LdapLoginModule",
        "com.ibm.security.auth.module.LdapLoginModule", "org.eclipse.jetty.jaas.spi.LdapLoginModule",
    ]
}

extension JAASConfiguration {
    private enum Token: Equatable {
        case word(String)
        /// Something that Java reads as a number, which is no text to it.
        case number
        case symbol(Unicode.Scalar)
        case end
    }

    private struct Tokenizer {
        private let text: [Unicode.Scalar]
        private var place = 0

        init(_ text: String) { self.text = Array(text.unicodeScalars) }

        private var current: Unicode.Scalar? { self.place < self.text.count ? self.text[self.place] : nil }

        mutating func next() throws(Complaint) -> Token {
            self.skipBlanks()
            guard let first = self.current else { return .end }
            switch first {
            case "\"", "'": return .word(try self.quoted(first))
            case "0"..."9", ".", "-":
                self.skipWord()
                return .number
            case _ where Self.isWord(first):
                let start = self.place
                self.skipWord()
                var word = String.UnicodeScalarView()
                word.append(contentsOf: self.text[start..<self.place])
                return .word(String(word))
            default:
                self.place += 1
                return .symbol(first)
            }
        }

        private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case "a"..."z", "A"..."Z", "_", "$": true
            default: scalar.value >= 0xa0
            }
        }

        private mutating func skipWord() {
            while let scalar = self.current {
                switch scalar {
                case "0"..."9", ".", "-": self.place += 1
                case _ where Self.isWord(scalar): self.place += 1
                default: return
                }
            }
        }

        /// Blanks and comments; a slash begins one up to the end of the line.
        private mutating func skipBlanks() {
            while let scalar = self.current {
                if scalar.value <= 0x20 {
                    self.place += 1
                } else if scalar == "/" {
                    self.skipComment()
                } else {
                    return
                }
            }
        }

        private mutating func skipComment() {
            if self.place + 1 < self.text.count, self.text[self.place + 1] == "*" {
                self.place += 2
                while self.place < self.text.count {
                    self.place += 1
                    if self.text[self.place - 1] == "*", self.current == "/" { break }
                }
                self.place = min(self.place + 1, self.text.count)
            } else {
                while let scalar = self.current, scalar != "\n", scalar != "\r" { self.place += 1 }
            }
        }

        private mutating func quoted(_ quote: Unicode.Scalar) throws(Complaint) -> String {
            self.place += 1
            var result = String.UnicodeScalarView()
            while let scalar = self.current {
                self.place += 1
                switch scalar {
                case quote: return String(result)
                case "\n", "\r": return String(result)  // as in Java, the line's end ends the text
                case "\\": result.append(self.escaped())
                default: result.append(scalar)
                }
            }
            throw Complaint("a quoted text has no end")
        }

        private mutating func escaped() -> Unicode.Scalar {
            guard let scalar = self.current else { return "\\" }
            self.place += 1
            switch scalar {
            case "n": return "\n"
            case "t": return "\t"
            case "r": return "\r"
            case "b": return "\u{8}"
            case "f": return "\u{c}"
            case "a": return "\u{7}"
            case "v": return "\u{b}"
            case "0"..."7": return self.octal(scalar)
            default: return scalar
            }
        }

        /// Up to three digits, the first of them at most 3 then.
        private mutating func octal(_ first: Unicode.Scalar) -> Unicode.Scalar {
            var value = first.value - 48
            for _ in 0..<(first <= "3" ? 2 : 1) {
                guard let digit = self.current, "0"..."7" ~= digit else { break }
                value = value * 8 + digit.value - 48
                self.place += 1
            }
            return Unicode.Scalar(UInt8(truncatingIfNeeded: value))
        }
    }
}
