import Log
import Testing

@testable import ConnectRuntime

/// `rest.extension.classes`: what asks for passwords must not be passed over.
@Suite struct RESTExtensionsTests {
    private func configuration(_ extensions: String) throws -> WorkerConfiguration {
        var environment = StartFailureTests.good
        environment["CONNECT_REST_EXTENSION_CLASSES"] = extensions
        return try WorkerConfigurationSource.environment(environment).load()
    }

    private func problem(
        _ file: String?, _ extensions: String = RESTExtensions.basicAuthentication
    ) throws -> String {
        let configuration = try self.configuration(extensions)
        let failure = #expect(throws: StartFailure.self) {
            try RESTExtensions.users(configuration, loginFile: file)
        }
        #expect(failure?.code == .configuration)
        return failure?.description ?? ""
    }

    @Test("Users come from the file that the login file names") func users() throws {
        let files = ProviderFiles()
        let users = files.write("users.properties", "admin=s3cret\nother=a\\:b\n")
        let module = "org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule"
        let login = files.write("jaas.conf", "KafkaConnect {\n \(module) required file=\"\(users)\";\n};\n")
        let found = try RESTExtensions.users(
            self.configuration(RESTExtensions.basicAuthentication), loginFile: "file:\(login)")
        #expect(found?.mapValues(\.revealed) == ["admin": "s3cret", "other": "a:b"])
        #expect(try RESTExtensions.users(self.configuration(""), loginFile: nil) == nil)
    }

    @Test("What is missing or isn't there is named, and the API is not opened") func problems() throws {
        #expect(try self.problem(nil, "com.example.Mine").contains("com.example.Mine could not be found"))
        #expect(try self.problem(nil).contains("java.security.auth.login.config"))
        #expect(try self.problem("/no/such/file").contains("No such file"))
        let files = ProviderFiles()
        let other = files.write("a.conf", "KafkaConnect { com.example.LDAP required; };")
        #expect(try self.problem(other).contains("com.example.LDAP can't be loaded"))
        let module = "org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule"
        let bare = files.write("b.conf", "KafkaConnect { \(module) required; };")
        #expect(try self.problem(bare).contains("Property Credentials file must be specified"))
        let gone = files.write("c.conf", "KafkaConnect { \(module) required file=\"/no/users\"; };")
        #expect(try self.problem(gone).contains("Error loading Property Credentials file /no/users: No such file"))
    }
}
