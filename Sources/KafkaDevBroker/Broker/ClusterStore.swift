import Bytes
import Glibc
import KafkaWire

/// The file that says which topics a data folder holds, and the lock that keeps a second process out.
final class ClusterStore {
    private static let file = "cluster.meta"
    private static let title = "sluice-dev-broker 1"

    let folder: String
    private let lock: Int32

    /// Takes the folder, which is made if it is missing.
    init(folder: String) throws(DevClusterError) {
        self.folder = folder
        do {
            try Folder.create(folder)
        } catch {
            throw DevClusterError(.storage, "\(error)")
        }
        self.lock = open(folder + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard self.lock >= 0, flock(self.lock, LOCK_EX | LOCK_NB) == 0 else {
            // all properties are set, so `deinit` runs and closes the file: a second close here would hit whoever has
            // got the number meanwhile
            throw DevClusterError(
                .storage, "The data folder \(folder) can't be locked; another broker may be using it.")
        }
    }

    deinit { if self.lock >= 0 { close(self.lock) } }

    /// Where a partition's segments are; the same names as Kafka's.
    func logFolder(_ topic: String, _ partition: Int32) -> String { "\(self.folder)/\(topic)-\(partition)" }

    /// A topic that was deleted shortly before a crash may have left its segments; a new one must not find them.
    func removeLeftovers(_ topic: String, _ partition: Int32) { Folder.remove(self.logFolder(topic, partition)) }

    // MARK: - Writing

    func save(_ core: ClusterCore) throws(DevClusterError) {
        var text = "\(Self.title)\ncluster \(core.clusterID)\nproducers \(core.producerIDLimit)\n"
        for topic in core.topics.values.sorted(by: { $0.name < $1.name }) {
            text += "topic \(topic.name) \(topic.id) \(topic.isInternal ? 1 : 0)\n"
            for partition in topic.partitions {
                let replicas = partition.replicas.map { "\($0)" }.joined(separator: ",")
                text += "partition \(partition.leaderEpoch) \(replicas)\n"
            }
            for (name, value) in topic.configuration.sorted(by: { $0.key < $1.key }) {
                text += "config \(name) \(Self.escape(value))\n"
            }
        }
        do {
            try Folder.replace(self.folder + "/" + Self.file, with: Bytes(utf8: text))
        } catch {
            throw DevClusterError(.storage, "\(error)")
        }
    }

    private static func escape(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "%": text += "%25"
            case "\n": text += "%0A"
            case "\r": text += "%0D"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func unescape(_ value: Substring) -> String {
        var text = ""
        var rest = value
        while let mark = rest.firstIndex(of: "%") {
            text += rest[..<mark]
            rest = rest[mark...]
            switch rest.prefix(3) {
            case "%25": text += "%"
            case "%0A": text += "\n"
            case "%0D": text += "\r"
            default: text += rest.prefix(3)
            }
            rest = rest.dropFirst(3)
        }
        return text + rest
    }

    // MARK: - Reading

    /// What the file says about one topic.
    struct SavedTopic {
        var name: String
        var id: TopicID
        var isInternal: Bool
        var partitions: [(epoch: Int32, replicas: [Int32])] = []
        var configuration: [String: String] = [:]
    }

    struct Saved {
        var clusterID: String?
        var producerIDLimit: Int64 = 0
        var topics: [SavedTopic] = []
    }

    /// The folder's content; empty for a new folder.
    func load() throws(DevClusterError) -> Saved {
        var saved = Saved()
        let text: String
        do {
            guard let bytes = try Folder.read(self.folder + "/" + Self.file) else { return saved }
            text = String(decoding: bytes)
        } catch {
            throw DevClusterError(.storage, "\(error)")
        }
        let lines = text.split(separator: "\n")
        guard lines.first.map({ $0 == Self.title }) == true else {
            throw DevClusterError(.storage, "\(self.folder)/\(Self.file) is of another version or damaged.")
        }
        for line in lines.dropFirst() { Self.read(line, into: &saved) }
        return saved
    }

    private static func read(_ line: Substring, into saved: inout Saved) {
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count >= 2 else { return }
        let last = saved.topics.count - 1
        switch words[0] {
        case "cluster": saved.clusterID = String(words[1])
        case "producers": saved.producerIDLimit = Int64(words[1]) ?? 0
        case "topic":
            guard words.count >= 4, let id = TopicID(String(words[2])) else { return }
            saved.topics.append(SavedTopic(name: String(words[1]), id: id, isInternal: words[3] == "1"))
        case "partition":
            guard last >= 0, words.count >= 3, let epoch = Int32(words[1]) else { return }
            let replicas = words[2].split(separator: ",").compactMap { Int32($0) }
            saved.topics[last].partitions.append((epoch, replicas))
        case "config":
            guard last >= 0 else { return }
            let value = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            saved.topics[last].configuration[String(words[1])] = value.count > 2 ? Self.unescape(value[2]) : ""
        default: break
        }
    }
}
