extension Quickstart {
    static let clickstreamCodes = Quickstart(
        "clickstream_codes", file: "clickstream_codes_schema.avro", keyField: "code",
        schema: #"""
            {
              "type": "record", "name": "codes", "namespace": "clickstream",
              "fields": [{"name": "code", "type": "int"}, {"name": "definition", "type": "string"}],
              "arg.properties": {
                "options": [
                  {"code": 200, "definition": "Successful"}, {"code": 302, "definition": "Redirect"},
                  {"code": 404, "definition": "Page not found"}, {"code": 405, "definition": "Method not allowed"},
                  {"code": 406, "definition": "Not acceptable"},
                  {"code": 407, "definition": "Proxy authentication required"}
                ]
              }
            }
            """#)

    static let clickstream = Quickstart(
        "clickstream", file: "clickstream_schema.avro", keyField: "ip",
        schema: #"""
            {
              "type": "record", "name": "events", "namespace": "clickstream",
              "fields": [
                {
                  "name": "ip",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "111.152.45.45", "111.203.236.146", "111.168.57.122", "111.249.79.93", "111.168.57.122",
                        "111.90.225.227", "111.173.165.103", "111.145.8.144", "111.245.174.248", "111.245.174.111",
                        "222.152.45.45", "222.203.236.146", "222.168.57.122", "222.249.79.93", "222.168.57.122",
                        "222.90.225.227", "222.173.165.103", "222.145.8.144", "222.245.174.248", "222.245.174.222",
                        "122.152.45.245", "122.203.236.246", "122.168.57.222", "122.249.79.233", "122.168.57.222",
                        "122.90.225.227", "122.173.165.203", "122.145.8.244", "122.245.174.248", "122.245.174.122",
                        "233.152.245.45", "233.203.236.146", "233.168.257.122", "233.249.279.93", "233.168.257.122",
                        "233.90.225.227", "233.173.215.103", "233.145.28.144", "233.245.174.248", "233.245.174.233"
                      ]
                    },
                    "session": true
                  }
                },
                {
                  "name": "userid",
                  "type": {
                    "type": "int", "arg.properties": {"range": {"min": -1, "max": 40}},
                    "session-sibling-int-hash": true
                  }
                },
                {"name": "remote_user", "type": {"type": "string", "arg.properties": {"options": ["-"]}}},
                {
                  "name": "time",
                  "type": {
                    "type": "string", "arg.properties": {"iteration": {"start": 1, "step": 10}},
                    "format_as_time": "dd/MMM/yyyy:HH:mm:ss Z"
                  }
                },
                {
                  "name": "_time",
                  "type": {
                    "type": "long", "arg.properties": {"iteration": {"start": 1, "step": 10}},
                    "format_as_time": "unix_long"
                  }
                },
                {
                  "name": "request",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "GET /index.html HTTP/1.1", "GET /site/user_status.html HTTP/1.1",
                        "GET /site/login.html HTTP/1.1", "GET /site/user_status.html HTTP/1.1",
                        "GET /images/track.png HTTP/1.1", "GET /images/logo-small.png HTTP/1.1"
                      ]
                    }
                  }
                },
                {
                  "name": "status",
                  "type": {"type": "string", "arg.properties": {"options": ["200", "302", "404", "405", "406", "407"]}}
                },
                {
                  "name": "bytes",
                  "type": {
                    "type": "string",
                    "arg.properties": {"options": ["278", "1289", "2048", "4096", "4006", "4196", "14096"]}
                  }
                },
                {"name": "referrer", "type": {"type": "string", "arg.properties": {"options": ["-"]}}},
                {
                  "name": "agent",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \#
            Chrome/59.0.3071.115 Safari/537.36"
                      ]
                    }
                  }
                }
              ]
            }
            """#)

    static let clickstreamUsers = Quickstart(
        "clickstream_users", file: "clickstream_users_schema.avro", keyField: "user_id",
        schema: #"""
            {
              "type": "record", "name": "users", "namespace": "clickstream",
              "fields": [
                {"name": "user_id", "type": {"type": "int", "arg.properties": {"iteration": {"start": 1}}}},
                {
                  "name": "username",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "akatz1022", "bobk_43", "alison_99", "k_robertz_88", "Ferd88", "Reeva43", "Antonio_0966",
                        "ArlyneW8ter", "DimitriSchenz88", "Oriana_70", "AbdelKable_86", "Roberto_123",
                        "AlanGreta_GG66", "Nathan_126", "AndySims_345324", "GlenAlan_23344", "LukeWaters_23",
                        "BenSteins_235"
                      ]
                    }
                  }
                },
                {
                  "name": "registered_at",
                  "type": {"type": "long", "arg.properties": {"range": {"min": 1407645330000, "max": 1502339792000}}}
                },
                {
                  "name": "first_name",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "Elwyn", "Curran", "Hanson", "Woodrow", "Ferd", "Reeva", "Antonio", "Arlyne", "Dimitri",
                        "Oriana", "Abdel", "Greta"
                      ]
                    }
                  }
                },
                {
                  "name": "last_name",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "Vanyard", "Vears", "Garrity", "Trice", "Tomini", "Jushcke", "De Banke", "Pask", "Rockhill",
                        "Romagosa", "Adicot", "Lalonde"
                      ]
                    }
                  }
                },
                {
                  "name": "city",
                  "type": {
                    "type": "string",
                    "arg.properties": {"options": ["Palo Alto", "San Francisco", "Raleigh", "London", "Frankfurt", \#
            "New York"]}
                  }
                },
                {
                  "name": "level",
                  "type": {"type": "string", "arg.properties": {"options": ["Gold", "Silver", "Platinum"]}}
                }
              ]
            }
            """#)
}
