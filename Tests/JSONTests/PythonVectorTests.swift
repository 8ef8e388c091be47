import Bytes
import Glibc
import JSON
import Testing

/// Made-up documents, whole and damaged, with what Python's json module makes of them: nothing, or the text that
/// Jackson would write for the same value.
@Suite struct PythonVectorTests {
    private static let vectors: [(document: Bytes, text: String?)] = {
        let path = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let file = fopen("/\(path)/Golden/json-python.jsonl", "r") else { return [] }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var vectors: [(Bytes, String?)] = []
        while getline(&line, &capacity, file) > 0, let line {
            guard let value = try? JSONValue.parse(String(cString: line)),
                let document = value["json"]?.stringValue.flatMap({ JSONBase64.decode($0) })
            else { continue }
            vectors.append((document, value["text"]?.stringValue))
        }
        return vectors
    }()

    @Test("Python and we accept the same documents and understand the same")
    func sameVerdict() {
        #expect(Self.vectors.count == 2300)
        for (document, text) in Self.vectors {
            let read = try? JSONValue.parse(document)
            #expect(read?.text == text, "\(String(decoding: document))")
        }
    }
}
