import KafkaClient
package import Log

/// Extensions of the REST API: `rest.extension.classes`. One of them is there; others would be Java.
package enum RESTExtensions {
    package static let basicAuthentication =
        "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension"
    private static let module = "org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule"

    /// Who may use the API, with their passwords; nil: nobody is asked.
    ///
    /// - Parameter loginFile: Of `-Djava.security.auth.login.config`, whose section `KafkaConnect` names the users' file.
    /// - Throws: For an extension that there isn't: without it the API would be open to more people than was meant.
    package static func users(
        _ configuration: WorkerConfiguration, loginFile: String?
    ) throws(StartFailure) -> [String: Secret]? {
        let names = configuration[WorkerKeys.restExtensions].filter { !$0.isEmpty }
        guard !names.isEmpty else { return nil }
        if let other = names.first(where: { $0 != Self.basicAuthentication }) {
            throw StartFailure(
                .configuration,
                "Invalid value \(other) for configuration rest.extension.classes: Class \(other) could not be found; there is "
                    + "\(Self.basicAuthentication). Leave it out, and let a proxy in front of the worker do what it did"
            )
        }
        guard let loginFile else {
            throw StartFailure(
                .configuration,
                "rest.extension.classes asks for passwords: name a JAAS file with a section KafkaConnect in KAFKA_OPTS, "
                    + "-Djava.security.auth.login.config=FILE")
        }
        let login = try LoginFile.read(loginFile, section: "KafkaConnect", code: .configuration)
        guard login.module == Self.module else {
            throw StartFailure(
                .configuration,
                "section KafkaConnect of \(loginFile): the login module \(login.module) can't be loaded; "
                    + "there is \(Self.module)")
        }
        guard let path = login["file"]?.revealed, !path.isEmpty else {
            throw StartFailure(
                .configuration,
                "section KafkaConnect of \(loginFile): Property Credentials file must be specified: file=\"PATH\"")
        }
        return try Self.users(in: path)
    }

    private static func users(in path: String) throws(StartFailure) -> [String: Secret] {
        let problem = "Error loading Property Credentials file \(path)"
        let bytes: [UInt8]
        do throws(SmallFile.Problem) {
            bytes = try SmallFile.read(path, limit: JavaProperties.sizeLimit)
        } catch {
            throw StartFailure(.configuration, "\(problem): \(error.message)")
        }
        do {
            return try JavaProperties(bytes).dictionary.mapValues { Secret($0) }
        } catch {
            throw StartFailure(.configuration, "\(problem): it is no properties file")
        }
    }
}
