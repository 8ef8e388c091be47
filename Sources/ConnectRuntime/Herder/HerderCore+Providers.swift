import ConnectAPI
import Log
import Transport

/// Values from config providers that hold only for a time.
extension HerderCore {
    /// Looks at the values again when their time is over, and restarts the connector or task if they are others by then,
    /// unless its connector has `config.action.reload=none`.
    ///
    /// - Parameters:
    ///   - written: The configuration with its references.
    ///   - resolved: What the piece has taken up.
    func watch(_ piece: PieceID, _ written: ConfigValues, _ resolved: ResolvedConfiguration) {
        guard let time = resolved.timeToLive, let running = self.pieces[piece], !self.isStopping else { return }
        let connector = self.configs.snapshot.connectors[piece.connector]
        let reload = connector?["config.action.reload"]?.trimmingBlanks.lowercased()
        guard reload != "none" else { return }
        self.later(time) { core in
            guard core.pieces[piece] === running, core.isWanted(piece) else { return }
            core.look(piece, running, written, resolved)
        }
    }

    /// Reads the values on a plugins' thread, since a file system may hang.
    private func look(
        _ piece: PieceID, _ running: any RunningPiece, _ written: ConfigValues, _ resolved: ResolvedConfiguration
    ) {
        let (services, post) = (self.services, self.post)
        services.background.start(on: services.threads.slot("config-provider")) {
            let outcome = Result { try services.resolve(written) }
            post { core in
                guard core.pieces[piece] === running else { return }
                switch outcome {
                case .success(let now) where now.values != resolved.values:
                    Self.log.info(
                        "Values from a config provider have changed: restarting", ["name": piece.description])
                    core.restart(piece)
                case .success: core.watch(piece, written, resolved)
                case .failure(let error):
                    Self.log.warn(
                        "Values from a config provider can't be read; what runs goes on with those it has",
                        ["name": piece.description], error: error)
                    core.watch(piece, written, resolved)
                }
            }
        }
    }
}

extension ConfigurationReport {
    /// The same with references where the values of providers would be seen.
    func hiding(_ resolved: ConfigValues, _ written: ConfigValues) -> Self {
        if resolved == written { return self }
        var report = self
        for index in report.entries.indices {
            let name = report.entries[index].report.name
            if case .password = report.entries[index].report.value { continue }  // hidden anyway
            if let text = written[name] ?? nil, text != resolved[name] ?? nil {
                report.entries[index].report.value = .string(text)
            }
            report.entries[index].report.errors = report.entries[index].report.errors.map(Redactions.shared.clean)
        }
        return report
    }
}
