import Log
import Testing

@testable import ConnectRuntime

@Suite struct ProcessEnvironmentTests {
    @Test(
        "The agent's port is found as the agent finds it",
        arguments: [
            ("-javaagent:/opt/jmx_prometheus_javaagent.jar=8079:/opt/config.yaml", nil, 8079, "/opt/config.yaml"),
            ("-javaagent:jmx_prometheus_javaagent-0.20.0.jar=localhost:9404:c", "localhost", 9404, "c"),
            ("-javaagent:jmx_prometheus_javaagent.jar=10.0.0.7:1:a:b", "10.0.0.7", 1, "a:b"),
            ("-javaagent:jmx_prometheus_javaagent.jar=[::1]:8079:c", "::1", 8079, "c"),
        ] as [(String, String?, Int, String)])
    func agent(option: String, host: String?, port: Int, rules: String) {
        let options = JavaOptions("-Xms1g \(option) -Dx=y")
        #expect(options.metricsAgent == .init(host: host, port: port, rules: rules))
        #expect(options.ignored == ["-Xms1g", "-Dx=y"])
    }

    @Test(
        "Agents that make no sense are named",
        arguments: [
            "-javaagent:jmx_prometheus_javaagent.jar", "-javaagent:jmx_prometheus_javaagent.jar=8079",
            "-javaagent:jmx_prometheus_javaagent.jar=99999:c", "-javaagent:jmx_prometheus_javaagent.jar=[::1:8079:c",
            "-javaagent:jmx_prometheus_javaagent.jar=a b:1:c",
        ])
    func badAgent(option: String) {
        let environment = ProcessEnvironment(["KAFKA_OPTS": option])
        #expect(environment.metricsAgent == nil)
        #expect(environment.notices.contains { $0.isWarning && $0.variable == "KAFKA_OPTS" })
    }

    @Test(
        "Heap sizes have units",
        arguments: [("512m", 512 << 20), ("2G", 2 << 30), ("1048576", 1_048_576), ("7k", 7168)])
    func heap(text: String, bytes: Int) {
        #expect(ProcessEnvironment(["KAFKA_HEAP_OPTS": "-Xms1m -Xmx\(text)"]).heapLimit == bytes)
    }

    @Test("A heap size that is none is ignored", arguments: ["-Xmx", "-Xmxg", "-Xmx-1g", "-Xmx99999999999999999999g"])
    func badHeap(option: String) {
        #expect(ProcessEnvironment(["KAFKA_HEAP_OPTS": option]).heapLimit == nil)
    }

    @Test("One line explains each variable, without values that may be secret") func notices() {
        let environment = ProcessEnvironment([
            "KAFKA_HEAP_OPTS": "-Xms512M -Xmx2G", "KAFKA_JMX_PORT": "9999", "CLASSPATH": "/x", "KAFKA_OPTS": "",
            "JAVA_TOOL_OPTIONS": "-Djavax.net.ssl.keyStorePassword=hunter2 '-Da b=c'",
        ])
        #expect(
            environment.notices.map(\.variable) == [
                "JAVA_TOOL_OPTIONS", "KAFKA_HEAP_OPTS", "KAFKA_JMX_PORT", "CLASSPATH",
            ])
        #expect(!environment.notices.contains { $0.text.contains("hunter2") })
        #expect(environment.notices[0].text == "ignored without a JVM: -Djavax.net.ssl.keyStorePassword -Da b")
        #expect(environment.notices[1].text.contains("1024 MiB"))
    }

    @Test("Log levels come from the images' variables") func levels() {
        let environment = ProcessEnvironment([
            "CONNECT_LOG4J_ROOT_LOGLEVEL": " warn ",
            "CONNECT_LOG4J_LOGGERS": "org.apache.kafka.connect=DEBUG, org.reflections=ERROR ,bad,x=LOUD",
        ])
        #expect(environment.rootLevel == .warn)
        #expect(environment.levels == ["org.apache.kafka.connect": .debug, "org.reflections": .error])
        #expect(
            environment.notices.map(\.text) == [
                "'bad' is not LOGGER=LEVEL: ignored", "'x=LOUD' is not LOGGER=LEVEL: ignored",
            ])
    }

    @Test("A REST port that isn't 8083 moves only health checks, and that is said") func restPort() {
        #expect(ProcessEnvironment(["CONNECT_REST_PORT": "8083"]).notices.isEmpty)
        #expect(ProcessEnvironment(["CONNECT_REST_PORT": "28083", "CONNECT_LISTENERS": "http://:1"]).notices.isEmpty)
        #expect(ProcessEnvironment(["CONNECT_REST_PORT": "28083"]).notices.count == 1)
    }

    @Test("Producers get less once the budget is given away, and it comes back") func budget() {
        let budget = MemoryBudget(40 << 20)
        #expect(budget.reserve(32 << 20, for: "a-0") == 32 << 20)
        #expect(budget.reserve(32 << 20, for: "a-1") == 8 << 20)
        #expect(budget.reserve(32 << 20, for: "a-2") == MemoryBudget.least)
        #expect(budget.reserve(1 << 20, for: "a-3") == 1 << 20)
        for bytes in [32 << 20, 8 << 20, MemoryBudget.least, 1 << 20] { budget.release(bytes) }
        #expect(budget.reserve(40 << 20, for: "b-0") == 40 << 20)
        #expect(MemoryBudget(nil).reserve(.max, for: "c-0") == .max)
    }
}
