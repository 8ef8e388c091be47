import ConnectAPI
import ConnectRuntime
import Glibc
import HTTPConnector
import Transport

/// Writes the reference pages that come from the code.
struct DocsCommand: Command {
    let name = "docs"
    let summary = "write the generated reference pages into docs/"
    let options = [
        CommandOption("check", nil, "change nothing, and fail if a page is not what the code says"),
        CommandOption("output", "FOLDER", "where to write (docs)"),
    ]

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        let folder = invocation["output"] ?? "docs"
        var stale: [String] = []
        for (name, text) in Self.pages {
            let path = "\(folder)/\(name)"
            if File.read(path).map({ String(decoding: $0, as: UTF8.self) }) == text { continue }
            stale.append(path)
            guard !invocation.has("check") else { continue }
            guard File.write(Array(text.utf8), to: path) else {
                return self.fail("can't write \(path): \(String(cString: strerror(errno)))")
            }
        }
        guard invocation.has("check") else { return 0 }
        guard stale.isEmpty else {
            return self.fail("not what the code says: \(stale.joined(separator: ", ")). Run 'make docs'.")
        }
        return 0
    }

    private static var pages: [(name: String, text: String)] {
        [
            ("configuration.md", ConfigurationReference.markdown()), ("connectors.md", Self.connectors),
            ("transforms.md", TransformsPage.text(Plugins.all)),
        ]
    }

    /// One section for each connector and converter, from its definition.
    private static var connectors: String {
        var text = """
            # Connectors and converters

            <!-- Written by `sluice docs`; edit the plugins' definitions instead. -->

            Every key of the plugins that `sluice` is built with. A plugin is named by its class, by the last part of it, or by that
            part without its ending. Transforms and predicates are on [a page of their own](transforms.md).


            """
        let plugins = Plugins.all
        let sections: [(String, [any Plugin.Type])] = [
            ("Source connectors", plugins.sourceConnectors), ("Sink connectors", plugins.sinkConnectors),
            ("Converters", plugins.converters), ("Header converters", plugins.headerConverters),
        ]
        for (title, types) in sections where !types.isEmpty {
            text += "## \(title)\n\n"
            for type in types { text += Self.definition(type).markdown(title: "`\(type.className)`", level: 3) + "\n" }
        }
        return text
    }

    /// The HTTP source shows a part of its keys only, as the original; its task reads all.
    private static func definition(_ type: any Plugin.Type) -> ConfigDefinition {
        type.configuration.names.first == httpSourceDefinition.names.first ? httpSourceDefinition : type.configuration
    }
}

/// Whole files, for commands; not for what must not block.
enum File {
    static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&block, 1, block.count, file)
            guard count > 0 else { return ferror(file) == 0 ? bytes : nil }
            bytes += block[..<count]
        }
    }

    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        guard let file = fopen(path, "wb") else { return false }
        let count = fwrite(bytes, 1, bytes.count, file)
        return fclose(file) == 0 && count == bytes.count
    }
}
