import Log
import Testing

@testable import KafkaClient

@Suite struct JAASTests {
    private func options(_ rest: String) throws -> JAASConfiguration {
        try JAASConfiguration(Secret("org.apache.kafka.common.security.plain.PlainLoginModule required \(rest)"))
    }

    @Test(
        "What Java reads, we read in the same way",
        arguments: [
            (#"username="u" password="p";"#, "u", "p"),
            (#"username='u' password='p"q';"#, "u", #"p"q"#),
            (#"username="u" password="a\"b\\c\n\101";"#, "u", "a\"b\\c\nA"),
            (#"username = "u" password= "p" ;"#, "u", "p"),
            (#"username="u" /* c */ password="p"; // tail"#, "u", "p"),
            ("username=u.v-w_x$y password=p;", "u.v-w_x$y", "p"),
            ("username=\"u\"\n  password=\"p\";\n", "u", "p"),
            (#"username="ü" password=é1;"#, "ü", "é1"),
            (#"username="u" password="\0774";"#, "u", "?4"),
        ])
    func accepted(text: String, username: String, password: String) throws {
        let jaas = try self.options(text)
        #expect(jaas["username"]?.revealed == username)
        #expect(jaas["password"]?.revealed == password)
    }

    @Test(
        "What Java refuses, we refuse",
        arguments: [
            #"username="u" password="p""#, #"username="u",password="p";"#, "password=-5x;", "password=.x;",
            "password=123abc;", "username=u@h password=p;", "password=a/b;", #"username="u";  other required;"#,
            "password=;", #"password "p";"#, #"password="p"#,
        ])
    func refused(text: String) {
        #expect(throws: JAASConfiguration.Complaint.self) { try self.options(text) }
    }

    @Test("The module, its flag and forbidden modules are looked at")
    func modules() throws {
        #expect(try self.options("tokenauth=TRUE;").isOn("tokenauth"))
        #expect(try JAASConfiguration(Secret("a.B REQUISITE;")).module == "a.B")
        for text in ["", "a.B", "a.B perhaps;", "com.sun.security.auth.module.JndiLoginModule required;"] {
            #expect(throws: JAASConfiguration.Complaint.self) { try JAASConfiguration(Secret(text)) }
        }
    }

    @Test("A file's section is found among others, comments and all")
    func file() throws {
        let text = #"""
            // brokers
            KafkaServer { a.S required username="s" password="p"; b.S optional; };
            KafkaClient {
              org.apache.kafka.common.security.plain.PlainLoginModule required
              username="me"  /* mine */ password="s3cret";
            };
            """#
        let login = try JAASConfiguration(file: Secret(text), section: "KafkaClient")
        #expect(login.module == "org.apache.kafka.common.security.plain.PlainLoginModule")
        #expect(login["username"]?.revealed == "me")
        #expect(login["password"]?.revealed == "s3cret")
        for (broken, words) in [
            (text, "one login module in section KafkaServer"), ("", "no section"), ("KafkaServer a.B", "'{'"),
            ("KafkaServer { a.B required x=y; }", "'};'"), ("KafkaServer { a.B required x=y }", "no commas"),
            ("KafkaServer {};", "one login module"), ("KafkaServer { a.B required x=1s3cret; };", "quotes"),
            ("{ }", "begin with a name"), ("KafkaServer { ; };", "login modules"),
        ] {
            do throws(JAASConfiguration.Complaint) {
                _ = try JAASConfiguration(file: Secret(broken), section: "KafkaServer")
                Issue.record("it was read: \(broken)")
            } catch {
                #expect(error.description.contains(words), "\(error)")
                #expect(!error.description.contains("s3cret"))
            }
        }
    }

    @Test("No complaint repeats what may be a password")
    func complaintsAreDiscreet() {
        for text in [#"password="hunter2""#, "password=7hunter2;", "password=hunter2,b=c;", "password=hunter2/x;"] {
            do throws(JAASConfiguration.Complaint) {
                _ = try self.parse(text)
                Issue.record("it was read")
            } catch {
                #expect(!error.description.contains("hunter2"))
            }
        }
    }

    private func parse(_ text: String) throws(JAASConfiguration.Complaint) -> JAASConfiguration {
        try JAASConfiguration(Secret("a.B required \(text)"))
    }
}
