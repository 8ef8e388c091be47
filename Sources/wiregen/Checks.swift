/// What is wrong with a definition, apart from what the compiler would find.
func problems(of api: API) -> [String] {
    problems(in: api.request, of: api, path: api.name + "Request")
        + problems(in: api.response, of: api, path: api.name + "Response")
}

private func problems(in fields: [Field], of api: API, path: String) -> [String] {
    var problems: [String] = []
    var names: Set<String> = []
    var tags: Set<UInt32> = []
    for field in fields {
        let place = "\(path).\(field.name)"
        if !names.insert(field.name).inserted { problems.append("\(place): defined twice") }
        if !field.versions.overlaps(api.versions) { problems.append("\(place): in none of the versions") }
        if let tag = field.tag {
            if !tags.insert(tag).inserted { problems.append("\(place): tag \(tag) used twice") }
            if field.versions.lowerBound < api.flexibleFrom ?? .max {
                problems.append("\(place): tagged in a version that isn't flexible")
            }
        }
        if !field.documentation.hasSuffix("."), !field.documentation.hasSuffix("?") {
            problems.append("\(place): the documentation is no sentence")
        }
        if let structure = field.kind.definedStructure {
            problems += wiregen.problems(in: structure.fields, of: api, path: place)
        }
    }
    if tags.sorted() != Array(0..<UInt32(tags.count)) {
        problems.append("\(path): tags are not 0, 1, 2 …")
    }
    return problems
}
