import Bytes
import Metrics
import Testing

@Suite struct MetricsTextTests {
    private func text(_ format: MetricsFormat, names: Set<String> = [], _ fill: (inout MetricsSnapshot) -> Void)
        -> String
    {
        var snapshot = MetricsSnapshot(now: 0)
        fill(&snapshot)
        return String(decoding: MetricsText(snapshot, format, names: names).bytes)
    }

    @Test func `Both formats say the same in their own ways`() {
        let group = MetricGroup([MetricColumn("a_total", .unknown, "with \"quotes\", \\ and\nline")])
        let fill: (inout MetricsSnapshot) -> Void = { snapshot in
            snapshot.add(group, MetricLabels([("x", "1"), ("y", "q\"\\\nz")]), [1.5])
        }
        #expect(
            self.text(.text, fill) == """
                # HELP a_total with "quotes", \\\\ and\\nline
                # TYPE a_total untyped
                a_total{x="1",y="q\\"\\\\\\nz",} 1.5

                """)
        #expect(
            self.text(.openMetrics, fill) == """
                # TYPE a_total unknown
                # HELP a_total with \\"quotes\\", \\\\ and\\nline
                a_total{x="1",y="q\\"\\\\\\nz"} 1.5
                # EOF

                """)
    }

    @Test func `Counters, info and summaries have the names that each format wants`() {
        let group = MetricGroup([
            MetricColumn("c_total", .counter, "c"), .created("c", "c"), MetricColumn("i_info", .info, "i"),
            .summary("s", "_count", "s"), .summary("s", "_sum", "s"),
        ])
        let fill: (inout MetricsSnapshot) -> Void = { $0.add(group, .none, [3, 100, 1, 2, 0.5]) }
        #expect(
            self.text(.text, fill) == """
                # HELP c_created c
                # TYPE c_created gauge
                c_created 100.0
                # HELP c_total c
                # TYPE c_total counter
                c_total 3.0
                # HELP i_info i
                # TYPE i_info gauge
                i_info 1.0
                # HELP s s
                # TYPE s summary
                s_count 2.0
                s_sum 0.5

                """)
        #expect(
            self.text(.openMetrics, fill) == """
                # TYPE c counter
                # HELP c c
                c_total 3.0
                c_created 100.0
                # TYPE i info
                # HELP i i
                i_info 1.0
                # TYPE s summary
                # HELP s s
                s_count 2.0
                s_sum 0.5
                # EOF

                """)
    }

    @Test(arguments: [
        (0.0, "0.0"), (-1, "-1.0"), (123_456_789, "123456789.0"), (0.25, "0.25"), (-0.001, "-0.001"),
        (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (1e15, "1000000000000000.0"), (1e17, "1e+17"),
        (2e300, "2e+300"),
        (999_999_999_999_999, "999999999999999.0"),
    ])
    func `Numbers are written so that Prometheus reads them`(number: Double, expected: String) {
        let group = MetricGroup([MetricColumn("n", .gauge, "n")])
        #expect(self.text(.text) { $0.add(group, .none, [number]) }.hasSuffix("\nn \(expected)\n"))
    }

    @Test func `A family that several groups have appears once`() {
        let one = MetricGroup([MetricColumn("f", .gauge, "f")])
        let other = MetricGroup([MetricColumn("f", .gauge, "f"), MetricColumn("g", .gauge, "g")])
        let text = self.text(.text) { snapshot in
            snapshot.add(one, MetricLabels([("a", "1")]), [1])
            snapshot.add(other, MetricLabels([("b", "1")]), [2, 3])
        }
        #expect(text.contains("# TYPE f gauge\nf{a=\"1\",} 1.0\nf{b=\"1\",} 2.0\n# HELP g"))
    }

    @Test func `Of two series with the same name and labels the first one stays`() {
        let group = MetricGroup([MetricColumn("f", .gauge, "f")])
        let text = self.text(.text) { snapshot in
            snapshot.add(group, MetricLabels([("a", "1")]), [1])
            snapshot.add(group, MetricLabels([("a", "1")]), [2])
        }
        #expect(text.hasSuffix("gauge\nf{a=\"1\",} 1.0\n"))
    }

    @Test func `Only what was asked for is shown`() {
        let group = MetricGroup([
            MetricColumn("f", .gauge, "f"), MetricColumn("g", .gauge, "g"), MetricColumn("c_total", .counter, "c"),
        ])
        #expect(self.text(.text, names: ["g"]) { $0.add(group, .none, [1, 2, 3]) }.hasSuffix("gauge\ng 2.0\n"))
        #expect(
            self.text(.openMetrics, names: ["c_total"]) { $0.add(group, .none, [1, 2, 3]) }.contains("c_total 3.0"))
        #expect(self.text(.text, names: ["x"]) { $0.add(group, .none, [1, 2, 3]) } == "")
    }

    @Test func `A long page comes in pieces that make up the whole`() {
        var snapshot = MetricsSnapshot(now: 0)
        for family in 0..<20 {
            let group = MetricGroup([MetricColumn("family_\(family)", .gauge, "f")])
            for row in 0..<100 { snapshot.add(group, MetricLabels([("row", "\(row)")]), [Double(row)]) }
        }
        var text = MetricsText(snapshot, .openMetrics)
        let whole = String(decoding: text.bytes)
        #expect(text.count == 2000)
        var pieces: [String] = []
        while let piece = text.nextPiece(length: 4096) { pieces.append(String(decoding: piece)) }
        #expect(pieces.count > 5)
        #expect(pieces.joined() == whole)
    }

    @Test(arguments: [1, 300, 65_536])
    func `A page can be cut anywhere between two rows`(length: Int) {
        let one = MetricGroup([
            .summary("s", "_count", "s"), .summary("s", "_sum", "s"), MetricColumn("g", .gauge, "g"),
        ])
        let other = MetricGroup([MetricColumn("g", .gauge, "g")])
        var snapshot = MetricsSnapshot(now: 0)
        for row in 0..<20 { snapshot.add(one, [("a", "\(row)")], [Double(row), 0.5, 2]) }
        snapshot.add(other, .none, [7])
        var text = MetricsText(snapshot, .text)
        var whole = ""
        while let piece = text.nextPiece(length: length) { whole += String(decoding: piece) }
        var expected = "# HELP g g\n# TYPE g gauge\n"
        for row in 0..<20 { expected += "g{a=\"\(row)\",} 2.0\n" }
        expected += "g 7.0\n# HELP s s\n# TYPE s summary\n"
        for row in 0..<20 { expected += "s_count{a=\"\(row)\",} \(row).0\ns_sum{a=\"\(row)\",} 0.5\n" }
        #expect(whole == expected)
    }

    @Test func `Labels are the same whether they were made before or on the way`() {
        let group = MetricGroup([MetricColumn("f", .gauge, "f")])
        let labels = [("a", "1"), ("none", ""), ("b", "x\"\\\ny"), ("c", "3")]
        let made = self.text(.text) { $0.add(group, MetricLabels(labels), [1]) }
        #expect(self.text(.text) { $0.add(group, labels, [1]) } == made)
        let first = MetricLabels([labels[0]])
        #expect(self.text(.text) { $0.add(group, [labels[2], labels[3]], after: first, [1]) } == made)
        #expect(made.hasSuffix("f{a=\"1\",b=\"x\\\"\\\\\\ny\",c=\"3\",} 1.0\n"))
    }

    @Test func `Of many rows each is shown once, the first one`() {
        let group = MetricGroup([MetricColumn("f", .gauge, "f")])
        let text = self.text(.text) { snapshot in
            for round in 0..<3 {
                for row in 0..<500 { snapshot.add(group, [("row", "\(row)")], [Double(round)]) }
                snapshot.add(group, .none, [Double(round)])
            }
        }
        let lines = text.split(separator: "\n").dropFirst(2)
        #expect(lines.count == 501)
        #expect(Set(lines).count == 501)
        #expect(lines.allSatisfy { $0.hasSuffix(" 0.0") })
    }

    @Test(arguments: [
        (nil, MetricsFormat.text), ("*/*", .text), ("text/plain;version=0.0.4", .text),
        ("application/openmetrics-text; version=1.0.0,text/plain;q=0.5", .openMetrics),
        ("text/plain, application/openmetrics-text", .openMetrics), ("application/openmetrics-texts", .text),
    ])
    func `The format is what Accept names`(accept: String?, format: MetricsFormat) {
        #expect(MetricsFormat(accept: accept) == format)
    }
}
