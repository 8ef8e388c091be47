extension Quickstart {
    static let payrollEmployee = Quickstart(
        "payroll_employee", file: "payroll_employee.avro", keyField: "employee_id",
        schema: #"""
            {
              "type": "record", "name": "payroll_employee", "namespace": "payroll",
              "fields": [
                {"name": "employee_id", "type": "int"},
                {"name": "first_name", "type": "string"},
                {"name": "last_name", "type": "string"},
                {"name": "age", "type": "int"},
                {"name": "ssn", "type": "string"},
                {"name": "hourly_rate", "type": "int"},
                {"name": "gender", "type": "string"},
                {"name": "email", "type": "string"}
              ],
              "arg.properties": {"options": \#(MadeUpRows.employees)}
            }
            """#)

    static let payrollEmployeeLocation = Quickstart(
        "payroll_employee_location", file: "payroll_employee_location.avro", keyField: "employee_id",
        schema: #"""
            {
              "type": "record", "name": "payroll_employee_location", "namespace": "payroll",
              "fields": [
                {
                  "name": "employee_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 1100}}}
                },
                {"name": "lab", "type": {"type": "string", "arg.properties": {"regex": "lab-\\d{1}"}}},
                {
                  "name": "department_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 10}}}
                },
                {
                  "name": "arrival_date",
                  "type": {"type": "int", "logicalType": "date", "arg.properties": {"range": {"min": 18000, "max": \#
            19000}}}
                }
              ]
            }
            """#)

    static let payrollBonus = Quickstart(
        "payroll_bonus", file: "payroll_bonus.avro", keyField: "employee_id",
        schema: #"""
            {
              "type": "record", "name": "payroll_bonus", "namespace": "payroll",
              "fields": [
                {
                  "name": "employee_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 1100}}}
                },
                {"name": "bonus", "type": {"type": "int", "arg.properties": {"range": {"min": 10, "max": 50}}}},
                {
                  "name": "ts",
                  "type": {
                    "type": "long", "logicalType": "timestamp-millis",
                    "arg.properties": {"range": {"min": 1609459200000, "max": 1640995199000}}
                  }
                }
              ]
            }
            """#)
}
