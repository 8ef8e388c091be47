package import KafkaClient
import Log

/// The JAAS file that `-Djava.security.auth.login.config` in the Java options names.
package enum LoginFile {
    /// Lets its section for Kafka's clients count where there is no `sasl.jaas.config`. What is wrong with it is told to
    /// those who need it: it may be there for the REST API alone.
    package static func useForClients(_ path: String) {
        do throws(StartFailure) {
            SASLSettings.setLogin(fromFile: .success(try Self.read(path, section: "KafkaClient")))
        } catch {
            SASLSettings.setLogin(fromFile: .failure(.init(error.description)))
        }
    }

    /// One section of it.
    ///
    /// - Parameters:
    ///   - path: Of the file; a `file:` URL is one as well.
    ///   - code: With which the worker ends if it can't be read.
    package static func read(
        _ path: String, section: String, code: StartFailure.Code = .environment
    ) throws(StartFailure) -> JAASConfiguration {
        var name = Substring(path.hasPrefix("file:") ? path.dropFirst(5) : Substring(path))
        while name.hasPrefix("//") { name = name.dropFirst() }
        let place = "java.security.auth.login.config names \(name)"
        let bytes: [UInt8]
        do throws(SmallFile.Problem) {
            bytes = try SmallFile.read(String(name), limit: JavaProperties.sizeLimit)
        } catch {
            throw StartFailure(code, "\(place), which can't be read: \(error.message)")
        }
        do throws(JAASConfiguration.Complaint) {
            return try JAASConfiguration(file: Secret(String(decoding: bytes, as: UTF8.self)), section: section)
        } catch {
            throw StartFailure(code, "\(place): \(error)")
        }
    }
}
