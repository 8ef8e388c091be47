import Glibc

/// What the system says about a file, with the mend.
package enum FileProblem {
    /// What `errno` means for a file. If we may not read it: whose it is and who we are.
    package static func words(_ path: String, _ code: Int32) -> String {
        let text = TransportError(errno: code, "").cause ?? "error \(code)"
        guard code == EACCES || code == EPERM else { return text }
        var status = stat()
        guard stat(path, &status) == 0 else {
            return "\(text): a folder of its path is closed to uid \(geteuid()); chmod a+x it"
        }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        return
            "\(text): it belongs to uid \(status.st_uid), gid \(status.st_gid) with mode \(mode), and the worker runs "
            + "as uid \(geteuid()), gid \(getegid()); chmod a+r or chown it"
    }
}
