package import KafkaClient
import Log

/// The JAAS file that `-Djava.security.auth.login.config` in the Java options names.
package enum LoginFile {
    /// Its section for Kafka's clients.
    ///
    /// - Parameter path: Of the file; a `file:` URL is one as well.
    package static func read(_ path: String) throws(StartFailure) -> JAASConfiguration {
        var name = Substring(path.hasPrefix("file:") ? path.dropFirst(5) : Substring(path))
        while name.hasPrefix("//") { name = name.dropFirst() }
        let place = "java.security.auth.login.config names \(name)"
        let bytes: [UInt8]
        do throws(SmallFile.Problem) {
            bytes = try SmallFile.read(String(name), limit: JavaProperties.sizeLimit)
        } catch {
            throw StartFailure(.environment, "\(place), which can't be read: \(error.message)")
        }
        do throws(JAASConfiguration.Complaint) {
            return try JAASConfiguration(file: Secret(String(decoding: bytes, as: UTF8.self)), section: "KafkaClient")
        } catch {
            throw StartFailure(.environment, "\(place): \(error)")
        }
    }
}
