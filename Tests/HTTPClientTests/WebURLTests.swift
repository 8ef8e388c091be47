import Testing

@testable import HTTPClient

@Suite struct WebURLTests {
    @Test(
        "A URL is read as OkHttp reads it",
        arguments: [
            (" HTTP://Host:80/a ", "http://host/a"), ("https://h:443", "https://h/"),
            ("http://h:8080?x", "http://h:8080/?x"),
            ("http://u:p@h/", "http://h/"), ("http://h/a/../b/./c//d", "http://h/b/c//d"),
            ("http://h/..", "http://h/"), ("http://h/a/%2E%2e/b", "http://h/b"),
            ("http://h/a b{}|^\"<>[]é", "http://h/a%20b%7B%7D%7C%5E%22%3C%3E[]%C3%A9"),
            ("http://h/?q=a b{}|^[]'\"<>é#f", "http://h/?q=a%20b{}|^[]%27%22%3C%3E%C3%A9"),
            ("http://h/%41%zz+", "http://h/%41%zz+"), ("http:h/x", "http://h/x"),
            ("http://[::1]:99/", "http://[::1]:99/"),
            ("http:\\\\h\\x", "http://h/x"),
        ])
    func reading(text: String, expected: String) { #expect(WebURL(text)?.description == expected) }

    @Test(
        "What is no URL is none",
        arguments: [
            "", "h/x", "localhost:80/x", "ftp://h/", "http://", "http:///", "http://h:0/", "http://h:65536/",
            "http://h:8x/", "http://a b/", "http://[::1/", "//h/x", "http://%00/",
        ])
    func refusing(text: String) { #expect(WebURL(text) == nil) }

    @Test(
        "References lead where RFC 3986 says",
        arguments: [
            ("d", "http://h/a/b/d"), ("/d", "http://h/d"), ("../d", "http://h/a/d"), ("?y", "http://h/a/b/c?y"),
            ("//g:1/x", "http://g:1/x"), ("https://g/", "https://g/"), ("", "http://h/a/b/c?x"),
            ("#z", "http://h/a/b/c?x"),
            ("./", "http://h/a/b/"), ("..", "http://h/a/"), ("../../../d", "http://h/d"),
            ("d?a:b", "http://h/a/b/d?a:b"),
        ])
    func resolving(reference: String, expected: String) {
        #expect(WebURL("http://h/a/b/c?x")?.resolve(reference)?.description == expected)
    }

    @Test("Query parameters keep what is encoded and encode the rest")
    func parameters() throws {
        var url = try #require(WebURL("http://h/p?x=1"))
        url.append(query: "a", "x y+\"'<>#=%41%zz[]{}|^\\~,;:@!$()*/é")
        #expect(url.query == "x=1&a=x%20y+%22%27%3C%3E%23%3D%41%zz[]{}|^\\~,;:@!$()*/%C3%A9")
        url.set(query: "x", "2")
        url.set(query: "a", "")
        #expect(url.query == "x=2&a=")
    }

    @Test(
        "Any text is shown without what is secret in it",
        arguments: [
            ("http://me:pw@h/x?a=1&token=t", "http://[hidden]@h/x?a=1&token=[hidden]"), ("no url", "no url"),
            ("/x?api_key=1", "/x?api_key=[hidden]"), ("http://h/a@b", "http://h/a@b"), ("://@?", "://[hidden]@?"),
        ])
    func maskingTexts(text: String, expected: String) {
        #expect(WebURL.masked(text) == expected)
        #expect(WebURL.hasUser(text) == expected.contains("@h/x") || text == "://@?")
    }

    @Test("Secrets in a query aren't shown")
    func masking() {
        let url = WebURL("http://h/p?access_token=a&id=1&X-Amz-Signature=b&key=c&flag&sig=")
        #expect(
            url?.masked
                == "http://h/p?access_token=[hidden]&id=1&X-Amz-Signature=[hidden]&key=[hidden]&flag&sig=[hidden]")
    }
}
