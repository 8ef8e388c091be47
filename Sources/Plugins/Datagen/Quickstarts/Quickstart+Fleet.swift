extension Quickstart {
    static let fleetMgmtDescription = Quickstart(
        "fleet_mgmt_description", file: "fleet_mgmt_description.avro", keyField: "vehicle_id",
        schema: #"""
            {
              "type": "record", "name": "fleet_mgmt_description", "namespace": "fleet_mgmt",
              "fields": [
                {
                  "name": "vehicle_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 9999}}}
                },
                {
                  "name": "driver_name",
                  "type": {"type": "string", "arg.properties": {"options": \#(ValuePools.json(ValuePools.people))}}
                },
                {
                  "name": "license_plate",
                  "type": {"type": "string", "arg.properties": {"regex": "[A-Z]{2}\\d{6}[A-Z]"}}
                }
              ]
            }
            """#)

    static let fleetMgmtLocation = Quickstart(
        "fleet_mgmt_location", file: "fleet_mgmt_location.avro", keyField: "vehicle_id",
        schema: #"""
            {
              "type": "record", "name": "fleet_mgmt_location", "namespace": "fleet_mgmt",
              "fields": [
                {
                  "name": "vehicle_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 9999}}}
                },
                {
                  "name": "location",
                  "type": {
                    "type": "record", "name": "location",
                    "fields": [{"name": "latitude", "type": "double"}, {"name": "longitude", "type": "double"}]
                  }
                },
                {
                  "name": "ts",
                  "type": {
                    "type": "long", "logicalType": "timestamp-millis",
                    "arg.properties": {"iteration": {"start": 1609459200000, "step": 100000}}
                  }
                }
              ]
            }
            """#)

    static let fleetMgmtSensors = Quickstart(
        "fleet_mgmt_sensors", file: "fleet_mgmt_sensors.avro", keyField: "vehicle_id",
        schema: #"""
            {
              "type": "record", "name": "fleet_mgmt_sensors", "namespace": "fleet_mgmt",
              "fields": [
                {
                  "name": "vehicle_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 9999}}}
                },
                {
                  "name": "engine_temperature",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 150, "max": 250}}}
                },
                {
                  "name": "average_rpm",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1800, "max": 5000}}}
                }
              ]
            }
            """#)
}
