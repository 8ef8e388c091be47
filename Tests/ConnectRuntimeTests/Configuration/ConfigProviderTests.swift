import ConnectAPI
import Glibc
import Log
import Testing
import Transport

@testable import ConnectRuntime

/// Files for one test, gone afterwards.
final class ProviderFiles: Sendable {
    let folder: String
    private let written = Locked<Set<String>>([])

    init() {
        self.folder = "/tmp/sluice-providers-\(UInt64.random(in: .min ... .max))"
        mkdir(self.folder, 0o700)
    }

    deinit {
        for file in self.written.withLock({ $0 }) { unlink(file) }
        rmdir(self.folder)
    }

    func write(_ name: String, _ text: String) -> String {
        let path = "\(self.folder)/\(name)"
        guard let file = fopen(path, "w") else { return path }
        fputs(text, file)
        fclose(file)
        self.written.withLock { _ = $0.insert(path) }
        return path
    }

    func remove(_ name: String) { unlink("\(self.folder)/\(name)") }
}

@Suite struct ConfigProviderTests {
    private let files = ProviderFiles()

    private static let classes = "org.apache.kafka.common.config.provider."

    static func properties(_ more: [String: String] = [:]) -> [String: String] {
        [
            "config.providers": "file, dir,env", "config.providers.file.class": classes + "FileConfigProvider",
            "config.providers.dir.class": classes + "DirectoryConfigProvider",
            "config.providers.env.class": classes + "EnvVarConfigProvider",
        ].merging(more) { $1 }
    }

    private func resolve(_ value: String?, _ more: [String: String] = [:]) throws -> String? {
        let resolved = try ConfigProviders(Self.properties(more)).resolve(["k": value])
        return resolved.values["k"] ?? nil
    }

    @Test("References are cut at the first two colons, and end at the first brace")
    func references() {
        func keys(_ text: String) -> [[String]] {
            ConfigVariables.parts(text).compactMap { part in
                guard case .reference(let found, _) = part else { return nil }
                return [found.provider, found.path, found.key]
            }
        }
        #expect(keys("${file:/a/b:key}") == [["file", "/a/b", "key"]])
        #expect(keys("${env:KEY}") == [["env", "", "KEY"]])
        #expect(keys("${env::KEY}") == [["env", "", "KEY"]])
        #expect(keys("${file:c:/a:b}") == [["file", "c", "/a:b"]])
        #expect(keys("x${a:b}y$${c:d:e}z") == [["a", "", "b"], ["c", "d", "e"]])
        #expect(keys("${a${b:c}") == [["a${b", "", "c"]])
        #expect(keys("$") == [] && keys("${") == [] && keys("${a:b") == [] && keys("${ab} ${}") == [])
        #expect(keys("${nothing} ${a:b}") == [["a", "", "b"]])
    }

    @Test("A file's property takes the place of its reference, also within other text") func file() throws {
        let path = self.files.write("secrets.properties", "password=hunter-2-a\nuser = \\u00e4dmin\n")
        #expect(try self.resolve("${file:\(path):password}") == "hunter-2-a")
        #expect(
            try self.resolve("u=${file:\(path):user};p=${file:\(path):password}!") == "u=ädmin;p=hunter-2-a!")
        #expect(try self.resolve(nil) == nil)
    }

    @Test("What a provider gives is not looked at again") func onePass() throws {
        let path = self.files.write("nested.properties", "a=${env:PATH}\n")
        #expect(try self.resolve("${file:\(path):a}") == "${env:PATH}")
    }

    @Test("Unknown providers and keys stay as they are") func unknown() throws {
        let path = self.files.write("some.properties", "a=1\n")
        for text in ["${vault:x:y}", "${file:\(path):b}", "${dir:\(self.files.folder):nothing}", "${env:NO_SUCH_VAR}"] {
            #expect(try self.resolve(text) == text)
        }
        #expect(try ConfigProviders([:]).resolve(["k": "${file:/nowhere:b}"]).values == ["k": "${file:/nowhere:b}"])
    }

    @Test("A file that can't be read is an error with its path and the reason") func unreadable() {
        let error = #expect(throws: ConfigError.self) { try self.resolve("${file:/nowhere/x:b}") }
        #expect(
            error?.description
                == "Could not read properties from file /nowhere/x: No such file or directory")
    }

    @Test("A folder's file gives all that is in it") func folder() throws {
        _ = self.files.write("token", "line 1\nline 2\n")
        #expect(try self.resolve("${dir:\(self.files.folder):token}") == "line 1\nline 2\n")
        #expect(try self.resolve("${dir:\(self.files.folder):../passwd}") == "${dir:\(self.files.folder):../passwd}")
    }

    @Test("Variables of the environment have no path and may be limited") func environment() throws {
        setenv("SLUICE_TEST_SECRET", "from-the-environment", 1)
        #expect(try self.resolve("${env:SLUICE_TEST_SECRET}") == "from-the-environment")
        #expect(throws: ConfigError.self) { try self.resolve("${env:path:SLUICE_TEST_SECRET}") }
        let limited = ["config.providers.env.param.allowlist.pattern": "SLUICE_[A-Z]+"]
        #expect(try self.resolve("${env:SLUICE_TEST_SECRET}", limited) == "${env:SLUICE_TEST_SECRET}")
        #expect(throws: ConfigError.self) {
            try self.resolve("x", ["config.providers.env.param.allowlist.pattern": "["])
        }
    }

    @Test("Only allowed paths are read, and nobody climbs out of them") func allowedPaths() throws {
        let path = self.files.write("allowed.properties", "a=inside\n")
        let key = "config.providers.file.param.allowed.paths"
        #expect(try self.resolve("${file:\(path):a}", [key: self.files.folder]) == "inside")
        for outside in ["/etc/passwd", "\(self.files.folder)/../../etc/passwd", "relative", "\(self.files.folder)x/y"] {
            #expect(try self.resolve("${file:\(outside):a}", [key: self.files.folder]) == "${file:\(outside):a}")
        }
        #expect(throws: ConfigError("Path etc is not absolute")) { try self.resolve("x", [key: "etc"]) }
        #expect(throws: ConfigError("Path /no/such does not exist")) { try self.resolve("x", [key: "/no/such"]) }
    }

    @Test("A provider without its class, or of an unknown one, is an error that names the key") func classes() {
        for properties in [
            ["config.providers": "file"],
            ["config.providers": "file", "config.providers.file.class": "com.example.VaultConfigProvider"],
        ] {
            let error = #expect(throws: ConfigError.self) { try ConfigProviders(properties) }
            #expect(error?.description.contains("config.providers.file.class") == true)
        }
    }

    @Test("Stored tasks have the connector's references, not the values") func unresolved() {
        let connector: ConfigValues = ["password": "${file:/a:b}", "url": "plain", "gone": "${env:X}"]
        let task: ConfigValues = ["password": "secret", "url": "plain", "own": "1"]
        #expect(
            ConfigProviders.unresolved(task, as: connector)
                == ["password": "${file:/a:b}", "url": "plain", "own": "1"])
    }

    @Test("A worker's own configuration is resolved, except plugin.path") func worker() throws {
        let path = self.files.write("worker.properties", "password=worker-password\ngroup=team\n")
        var properties = WorkerConfigurationTests.minimum.merging(Self.properties()) { $1 }
        properties["group.id"] = "${file:\(path):group}"
        properties["producer.ssl.truststore.password"] = "${file:\(path):password}"
        properties["plugin.path"] = "${file:\(path):group}"
        let worker = try WorkerConfiguration(properties)
        #expect(worker.groupID == "team")
        #expect(worker.properties["producer.ssl.truststore.password"] == "worker-password")
        #expect(worker[WorkerKeys.pluginPath] == ["${file:\(path):group}"])
    }

    @Test("Values of providers are hidden wherever they turn up; short ones can't be") func hidden() {
        let redactions = Redactions()
        redactions.hide("s3cr3t-value\n")
        redactions.hide("s3cr3t")
        redactions.hide("abc")
        redactions.hide("true")
        #expect(redactions.clean("a s3cr3t-value, s3cr3t; abc true") == "a [hidden], [hidden]; abc true")
        #expect(redactions.clean("nothing") == "nothing")
    }
}
