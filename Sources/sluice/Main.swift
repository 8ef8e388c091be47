import Glibc
import Log
import Transport

/// `sluice`, the command line. `main` is synchronous: it starts a loop, runs the command as a task and waits.
@main
struct Main {
    static func main() {
        SignalStream.ignoreBrokenPipes()
        Memory.prepare()
        do throws(UsageError) {
            let invocation = try Invocation(Array(CommandLine.arguments.dropFirst()))
            exit(Self.run(invocation))
        } catch {
            StandardError.write("sluice: \(error.message)\nTry 'sluice help'.\n")
            exit(2)
        }
    }

    private static func run(_ invocation: Invocation) -> Int32 {
        let loop = EventLoop(name: "main")
        loop.start()
        let outcome = Locked<Int32?>(nil)
        let done = Latch()
        Task(executorPreference: loop) {
            let code = await invocation.command.run(invocation, on: loop)
            outcome.withLock { $0 = code }
            done.open()
        }
        done.wait()
        loop.stop()
        return outcome.withLock { $0 } ?? 1
    }
}
