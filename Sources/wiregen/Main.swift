import Glibc

/// Writes the messages of Kafka's protocol as Swift: one file an API, into Sources/KafkaWire/Generated.
///
///     swift run wiregen            write the files
///     swift run wiregen --check    compare them with what is there; exit with 1 if they differ
@main
struct Main {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let folder = arguments.first { !$0.hasPrefix("-") } ?? "Sources/KafkaWire/Generated"
        let problems = allAPIs.flatMap(problems(of:))
        guard problems.isEmpty else { return fail(problems) }

        var files = allAPIs.map { (name: "\($0.swiftName).swift", text: MessageWriter(api: $0).file()) }
        files.append((name: "Catalogue.swift", text: catalogueFile(allAPIs)))
        if arguments.contains("--check") {
            check(files, in: folder)
        } else {
            for file in files where read("\(folder)/\(file.name)") != file.text {
                guard write(file.text, to: "\(folder)/\(file.name)") else {
                    return fail(["can't write \(folder)/\(file.name); run wiregen at the top of the repository"])
                }
                print("wrote \(file.name)")
            }
            for name in strangers(in: folder, besides: files.map { $0.name }) { unlink("\(folder)/\(name)") }
        }
    }

    private static func check(_ files: [(name: String, text: String)], in folder: String) {
        var differences: [String] = []
        for file in files {
            switch read("\(folder)/\(file.name)") {
            case nil: differences.append("\(file.name) is missing")
            case file.text?: break
            default: differences.append("\(file.name) differs from its definition")
            }
        }
        for name in strangers(in: folder, besides: files.map { $0.name }) {
            differences.append("\(name) has no definition")
        }
        if !differences.isEmpty { fail(differences + ["run `swift run wiregen` and commit what it writes"]) }
    }

    private static func fail(_ messages: [String]) {
        for message in messages { print("wiregen: \(message)") }
        exit(1)
    }
}

/// Files in `folder` that are not among `names`.
private func strangers(in folder: String, besides names: [String]) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name.hasSuffix(".swift"), !names.contains(name) { found.append(name) }
    }
    return found.sorted()
}

private func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

private func write(_ text: String, to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let written = fwrite(text, 1, text.utf8.count, file)
    return fclose(file) == 0 && written == text.utf8.count
}
