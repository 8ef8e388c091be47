extension Quickstart {
    static let gamingGames = Quickstart(
        "gaming_games", file: "gaming_games.avro", keyField: "id",
        schema: #"""
            {
              "type": "record", "name": "gaming_games", "namespace": "gaming",
              "fields": [
                {"name": "id", "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 5000}}}},
                {
                  "name": "room_name",
                  "type": {
                    "type": "string",
                    "arg.properties": {
                      "options": [
                        "Arcade -- Rookie", "Arcade -- Skilled", "Arcade -- Expert", "Survival -- Rookie",
                        "Survival -- Skilled", "Survival -- Expert", "Classic -- Rookie", "Classic -- Skilled",
                        "Classic -- Expert"
                      ]
                    }
                  }
                },
                {
                  "name": "created_date",
                  "type": {
                    "type": "long", "logicalType": "timestamp-millis",
                    "arg.properties": {"iteration": {"start": 1609459200000, "step": 100000}}
                  }
                }
              ]
            }
            """#)

    static let gamingPlayers = Quickstart(
        "gaming_players", file: "gaming_players.avro", keyField: "player_id",
        schema: #"""
            {
              "type": "record", "name": "gaming_players", "namespace": "gaming",
              "fields": [
                {"name": "player_id", "type": "int"},
                {"name": "player_name", "type": "string"},
                {"name": "ip", "type": "string"}
              ],
              "arg.properties": {"options": \#(MadeUpRows.players)}
            }
            """#)

    static let gamingPlayerActivity = Quickstart(
        "gaming_player_activity", file: "gaming_player_activity.avro", keyField: "player_id",
        schema: #"""
            {
              "type": "record", "name": "gaming_player_activity", "namespace": "gaming",
              "fields": [
                {
                  "name": "player_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1001, "max": 1101}}}
                },
                {
                  "name": "game_room_id",
                  "type": {"type": "int", "arg.properties": {"range": {"min": 1000, "max": 5000}}}
                },
                {"name": "points", "type": {"type": "int", "arg.properties": {"range": {"min": 10, "max": 500}}}},
                {
                  "name": "coordinates",
                  "type": {"type": "string", "arg.properties": {"regex": "\\[[0-9][0-9],[0-9][0-9]\\]"}}
                }
              ]
            }
            """#)
}
