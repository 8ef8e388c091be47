package import Bytes
package import ConnectAPI
import JSON

/// Values as the `toString` methods of their Java classes print them.
package enum JavaToString {
    /// Appends the text of `cell`. Byte strings, of which Java prints an address, are written as Base64.
    package static func append(_ cell: Cell, in arena: ValueArena, to output: inout BytesWriter) {
        switch cell.kind {
        case .null: output.append(utf8: "null")
        case .boolean: output.append(utf8: cell.boolean ? "true" : "false")
        case .int8, .int16, .int32, .int64: output.append(decimal: cell.integer)
        case .float32: output.append(java: cell.float32)
        case .float64: output.append(java: cell.float64)
        case .string: arena.withBytes(of: cell) { output.append($0) }
        case .bytes: output.append(utf8: arena.withBytes(of: cell) { JSONBase64.encode(Bytes($0)) })
        case .decimal, .bigInteger: output.append(utf8: self.decimal(cell, in: arena).description)
        case .date: output.append(utf8: CivilDate(milliseconds: cell.integer).javaText)
        case .array:
            self.append(Int(cell.count), "[", "]", to: &output) { place, output in
                self.append(arena[cell.firstMember + place], in: arena, to: &output)
            }
        case .map:
            self.append(Int(cell.count), "{", "}", to: &output) { place, output in
                self.append(arena[cell.firstMember + place * 2], in: arena, to: &output)
                output.append(UInt8(ascii: "="))
                self.append(arena[cell.firstMember + place * 2 + 1], in: arena, to: &output)
            }
        case .struct: self.appendStruct(cell, in: arena, to: &output)
        }
    }

    package static func decimal(_ cell: Cell, in arena: ValueArena) -> Decimal {
        Decimal(unscaled: arena.withBytes(of: cell) { Bytes($0) }, scale: cell.scale)
    }

    private static func append(
        _ count: Int, _ open: String, _ close: String, to output: inout BytesWriter,
        _ member: (Int, inout BytesWriter) -> Void
    ) {
        output.append(utf8: open)
        for place in 0..<count {
            if place > 0 { output.append(utf8: ", ") }
            member(place, &output)
        }
        output.append(utf8: close)
    }

    /// Fields that are null are left out, defaults aren't filled in.
    private static func appendStruct(_ cell: Cell, in arena: ValueArena, to output: inout BytesWriter) {
        output.append(utf8: "Struct{")
        var isFirst = true
        let fields = arena.schemas[cell.schemaIndex].fields
        for place in 0..<min(Int(cell.count), fields.count) {
            let member = arena[cell.firstMember + place]
            if member.isNull { continue }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output.append(utf8: fields[place].name)
            output.append(UInt8(ascii: "="))
            self.append(member, in: arena, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}
