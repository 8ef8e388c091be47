package import Bytes
package import ConnectAPI
import JSON

/// Writes a header's value as text, by the rules of Kafka Connect's `Values.convertToString`.
package enum HeaderText {
    /// - Parameter isEmbedded: Inside of an array, map or struct texts are quoted.
    package static func append(_ cell: Cell, in arena: ValueArena, isEmbedded: Bool, to output: inout BytesWriter) {
        switch cell.kind {
        case .string:
            if isEmbedded {
                self.appendQuoted(arena.text(of: cell), to: &output)
            } else {
                arena.withBytes(of: cell) { output.append($0) }
            }
        case .bytes:
            let text = arena.withBytes(of: cell) { JSONBase64.encode(Bytes($0)) }
            output.append(utf8: isEmbedded ? "\"\(text)\"" : text)
        case .date: output.append(utf8: self.text(date: cell.integer))
        case .array:
            for place in 0..<Int(cell.count) {
                output.append(UInt8(ascii: place == 0 ? "[" : ","))
                self.append(arena[cell.firstMember + place], in: arena, isEmbedded: true, to: &output)
            }
            output.append(utf8: cell.count == 0 ? "[]" : "]")
        case .map:
            for place in 0..<Int(cell.count) {
                output.append(UInt8(ascii: place == 0 ? "{" : ","))
                self.append(arena[cell.firstMember + place * 2], in: arena, isEmbedded: true, to: &output)
                output.append(UInt8(ascii: ":"))
                self.append(arena[cell.firstMember + place * 2 + 1], in: arena, isEmbedded: true, to: &output)
            }
            output.append(utf8: cell.count == 0 ? "{}" : "}")
        case .struct: self.appendStruct(cell, in: arena, to: &output)
        default: JavaToString.append(cell, in: arena, to: &output)
        }
    }

    /// A field that is null shows its default.
    private static func appendStruct(_ cell: Cell, in arena: ValueArena, to output: inout BytesWriter) {
        let fields = arena.schemas[cell.schemaIndex].fields
        let count = min(Int(cell.count), fields.count)
        for place in 0..<count {
            output.append(UInt8(ascii: place == 0 ? "{" : ","))
            self.appendQuoted(fields[place].name, to: &output)
            output.append(UInt8(ascii: ":"))
            let member = arena[cell.firstMember + place]
            if member.isNull, let value = fields[place].schema.defaultValue {
                let other = ValueArena()
                self.append(other.cell(value), in: other, isEmbedded: true, to: &output)
            } else {
                self.append(member, in: arena, isEmbedded: true, to: &output)
            }
        }
        output.append(utf8: count == 0 ? "{}" : "}")
    }

    private static func appendQuoted(_ text: String, to output: inout BytesWriter) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { output.append(UInt8(ascii: "\\")) }
            output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
    }

    /// What is before the end of 1970-01-01 is a time, a whole day a date, all else a timestamp.
    package static func text(date milliseconds: Int64) -> String {
        let date = CivilDate(milliseconds: milliseconds)
        if milliseconds < CivilDate.millisecondsOfDay { return date.timeText }
        if milliseconds % CivilDate.millisecondsOfDay == 0 { return date.dateText }
        return "\(date.dateText)T\(date.timeText)"
    }
}
