import CShims
import Glibc
import Transport

/// Families about the process: those that a JVM with the agent has too, with this process's own figures, so that
/// dashboards made for it show something, and something true.
package final class ProcessMetrics: MetricsSource {
    private let version: String
    private let commit: String
    private let maxHeap: Double
    private let started: Double
    /// The most threads that a scrape has seen.
    private let peakThreads = Locked(0.0)

    /// - Parameters:
    ///   - maxHeap: Bytes that the process is meant to stay under; nil: the control group's limit, if there is one.
    package init(version: String, commit: String, maxHeap: Int? = nil) {
        self.version = version
        self.commit = commit
        self.maxHeap = (maxHeap ?? MemoryLimit.ofControlGroup).map(Double.init) ?? -1
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        self.started = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    package func collect(into snapshot: inout MetricsSnapshot) {
        let begin = MetricsClock.nanoseconds
        let process = ProcFiles()
        self.addMemory(process, to: &snapshot)
        self.addThreads(process, to: &snapshot)
        snapshot.add(
            Self.process, .none,
            [
                process.cpuSeconds, process.startSeconds, process.openDescriptors, process.maxDescriptors,
                process.virtualBytes, process.residentBytes,
            ])
        snapshot.add(
            Self.info, MetricLabels([("runtime", "swift"), ("vendor", "sluice"), ("version", self.version)]), [1])
        snapshot.add(Self.exporter, MetricLabels([("version", self.version), ("name", "sluice")]), [1])
        snapshot.add(Self.build, MetricLabels([("version", self.version), ("commit", self.commit)]), [1])
        let seconds = Double(MetricsClock.nanoseconds - begin) / 1e9
        snapshot.add(Self.scrape, .none, [seconds, 0, 0, 0, self.started, 0, self.started])
    }

    private func addMemory(_ process: ProcFiles, to snapshot: inout MetricsSnapshot) {
        let heap = shims_heap()
        let (used, held) = (Double(heap.in_use), Double(heap.held))
        let nonheap = max(process.residentBytes - held, 0)
        snapshot.add(Self.memory, MetricLabels([("area", "heap")]), [used, held, self.maxHeap, 0])
        snapshot.add(Self.memory, MetricLabels([("area", "nonheap")]), [nonheap, nonheap, -1, 0])
        for pool in ["G1 Eden Space", "G1 Survivor Space", "G1 Old Gen", "Metaspace"] {
            let labels = MetricLabels([("pool", pool)])
            let isAll = pool == "G1 Old Gen"
            snapshot.add(Self.pools, labels, [isAll ? used : 0, isAll ? held : 0, isAll ? self.maxHeap : -1, 0])
        }
        snapshot.add(Self.finalization, .none, [0])
        for collector in ["G1 Young Generation", "G1 Old Generation", "G1 Concurrent GC"] {
            snapshot.add(Self.collections, MetricLabels([("gc", collector)]), [0, 0])
        }
    }

    private func addThreads(_ process: ProcFiles, to snapshot: inout MetricsSnapshot) {
        let peak = self.peakThreads.withLock { peak in
            peak = max(peak, process.threads)
            return peak
        }
        snapshot.add(Self.threads, .none, [process.threads, 0, peak, 0, 0, peak])
    }
}

extension ProcessMetrics {
    private static let process = MetricGroup([
        MetricColumn("process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds."),
        MetricColumn("process_start_time_seconds", .gauge, "Start time of the process since unix epoch in seconds."),
        MetricColumn("process_open_fds", .gauge, "Number of open file descriptors."),
        MetricColumn("process_max_fds", .gauge, "Maximum number of open file descriptors."),
        MetricColumn("process_virtual_memory_bytes", .gauge, "Virtual memory size in bytes."),
        MetricColumn("process_resident_memory_bytes", .gauge, "Resident memory size in bytes."),
    ])

    private static let native = "This is no JVM: "

    private static let memory = MetricGroup([
        MetricColumn(
            "jvm_memory_bytes_used", .gauge,
            native + "heap is what is allocated and not freed, nonheap all else in memory, such as code and stacks."),
        MetricColumn(
            "jvm_memory_bytes_committed", .gauge, native + "heap is what the allocator holds, used or not."),
        MetricColumn(
            "jvm_memory_bytes_max", .gauge,
            native + "heap is -Xmx of KAFKA_HEAP_OPTS, else the control group's limit; -1: none."),
        MetricColumn("jvm_memory_bytes_init", .gauge, native + "always 0."),
    ])

    private static let pools = MetricGroup([
        MetricColumn(
            "jvm_memory_pool_bytes_used", .gauge,
            native + "there are no pools; all of the heap is shown as G1 Old Gen."),
        MetricColumn("jvm_memory_pool_bytes_committed", .gauge, native + "what the allocator holds, as G1 Old Gen."),
        MetricColumn("jvm_memory_pool_bytes_max", .gauge, native + "as jvm_memory_bytes_max; -1: none."),
        MetricColumn("jvm_memory_pool_bytes_init", .gauge, native + "always 0."),
    ])

    private static let finalization = MetricGroup([
        MetricColumn("jvm_memory_objects_pending_finalization", .gauge, native + "always 0.")
    ])

    private static let collections = MetricGroup([
        .summary("jvm_gc_collection_seconds", "_count", native + "memory is freed at once, so nothing is collected."),
        .summary("jvm_gc_collection_seconds", "_sum", native + "memory is freed at once, so nothing is collected."),
    ])

    private static let threads = MetricGroup([
        MetricColumn("jvm_threads_current", .gauge, native + "threads of the process."),
        MetricColumn("jvm_threads_daemon", .gauge, native + "always 0."),
        MetricColumn("jvm_threads_peak", .gauge, native + "the most threads that a scrape has seen."),
        MetricColumn("jvm_threads_deadlocked", .gauge, native + "always 0."),
        MetricColumn("jvm_threads_deadlocked_monitor", .gauge, native + "always 0."),
        MetricColumn("jvm_threads_started_total", .counter, native + "the most threads that a scrape has seen."),
    ])

    private static let info = MetricGroup([MetricColumn("jvm_info", .info, native + "it is Sluice.")])

    private static let exporter = MetricGroup([
        MetricColumn("jmx_exporter_build_info", .gauge, "What serves this page in place of the JMX exporter.")
    ])

    private static let build = MetricGroup([
        MetricColumn("sluice_build_info", .gauge, "Version and commit of the running worker; always 1.")
    ])

    private static let scrape = MetricGroup([
        MetricColumn("jmx_scrape_duration_seconds", .gauge, "Time this JMX scrape took, in seconds."),
        MetricColumn("jmx_scrape_error", .gauge, "Non-zero if this scrape failed."),
        MetricColumn("jmx_scrape_cached_beans", .gauge, "Number of beans with their matching rule cached."),
        MetricColumn("jmx_config_reload_success_total", .counter, "Number of times configuration was reloaded."),
        .created("jmx_config_reload_success", "Number of times configuration was reloaded."),
        MetricColumn(
            "jmx_config_reload_failure_total", .counter, "Number of times configuration could not be reloaded."),
        .created("jmx_config_reload_failure", "Number of times configuration could not be reloaded."),
    ])
}
