import Glibc

/// A file in a folder of its own, which goes with it.
final class TemporaryFile {
    let path: String
    private let folder: String

    init() {
        var template = Array("/tmp/sluice-file-XXXXXX".utf8CString)
        _ = mkdtemp(&template)
        self.folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.path = self.folder + "/input.txt"
    }

    deinit {
        unlink(self.path)
        unlink(self.path + ".1")
        rmdir(self.folder)
    }

    func append(_ text: String) { self.append(Array(text.utf8)) }

    func append(_ bytes: [UInt8]) {
        guard let file = fopen(self.path, "a") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    func truncate() { Glibc.truncate(self.path, 0) }
    func rotate() { rename(self.path, self.path + ".1") }
}
