import Testing

@testable import HTTPConnector

@Suite struct TemplateTests {
    private static let context = TemplateContext(
        offset: [
            "timestamp": "2020-05-08T07:55:44.123Z", "key": "A&B c/é", "id": "42", "e": "", "n": "3.14159",
            "x": "abc def",
        ], exposesProperties: true, zone: .utc, now: 1_588_924_600_000)

    private func render(_ text: String) throws -> String { try Template(text).render(Self.context) }

    @Test(
        "Interpolations give what FreeMarker gives",
        arguments: [
            ("template", "template"), ("${offset.key}", "A&B c/é"), ("${offset['key']}", "A&B c/é"),
            ("${key}", "A&B c/é"),
            ("${offset.timestamp?datetime.iso?long}", "1588924544123"),
            ("${(offset.timestamp?datetime.iso?long/1000)?floor}", "1588924544"),
            ("${offset.timestamp?datetime.iso?long/1000}", "1588924544.123"),
            ("${offset.timestamp?datetime.iso?string['yyyy/MM/dd HH:mm']}", "2020/05/08 07:55"),
            ("${offset.timestamp?datetime.iso?string('EEE, d MMM yy hh:mm a X')}", "Fri, 8 May 20 07:55 AM Z"),
            ("${offset.timestamp?datetime.iso?iso_utc}", "2020-05-08T07:55:44Z"),
            ("${offset.timestamp?datetime.iso?iso('Europe/Paris')}", "2020-05-08T09:55:44+02:00"),
            ("${offset.timestamp[0..9]}", "2020-05-08"), ("${offset.timestamp?substring(0,10)}", "2020-05-08"),
            ("${offset.timestamp?replace('Z','')}", "2020-05-08T07:55:44.123"),
            ("${offset.missing!'none'}${(offset.a.b)!'deep'}${offset.missing!}", "nonedeep"),
            ("<#if offset.x??>a<#else>b</#if><#if offset.y??>a<#elseif id == '42'>c</#if>", "ac"),
            ("${offset.key?url('UTF-8')} ${offset.key?url_path('UTF-8')}", "A%26B%20c%2F%C3%A9 A%26B%20c/%C3%A9"),
            ("${offset.id?number + 1}", "43"), ("${.now?long}", "1588924600000"),
            ("<#assign x=1>${x}<#list 1..3 as i>${i},</#list><#-- no -->", "11,2,3,"),
            ("a=$x{y}${'$'}5 }${id}{", "a=$x{y}$5 }42{"),
            ("${1/3} ${2/3} ${7/2} ${-7 % 3} ${10 * 0.5}", "0.333333333333 0.666666666667 3.5 -1 5"),
            ("${1234567.5?string['#,##0.00']} ${0.5?string.percent} #{id?number; m2}", "1,234,567.50 50% 42.00"),
            ("${(1 < 2)?c} ${(1 gt 2)?then('y','n')} ${('b' == 'a' || true && !false)?string('j','k')}", "true n j"),
            ("<#macro m a b='d'>${a}${b}<#nested/></#macro><@m a='x'>!</@m><@m 'y' 'z'/>", "xd!yz"),
            ("<#function f n><#if n lte 1><#return 1></#if><#return n * f(n - 1)></#function>${f(5)}", "120"),
            ("<#list ['a','b'] as s>${s?index}${s}<#sep>, </#list>", "0a, 1b"),
            ("<#list {'k': 1, 'l': 2} as k, v>${k}=${v};</#list>", "k=1;l=2;"),
            ("<#list [3,1,2]?sort?filter(v -> v gt 1)?map(v -> v * 2) as v>${v} </#list>", "4 6 "),
            ("<#attempt>${nope}<#recover>saved</#attempt>", "saved"),
            ("${'a1b2'?replace('[0-9]', '<$0>', 'r')}", "a<1>b<2>"),
            ("<#switch id><#case '1'>a<#break><#case '42'>b<#case '3'>c<#break><#default>d</#switch>", "bc"),
            ("<#if true>\n  x\n</#if>\ny", "  x\ny"), ("${\"i=${id}\"}", "i=42"), ("${r'${raw}'}", "${raw}"),
            ("<#noparse>${x}<#if></#noparse>", "${x}<#if>"), ("${x?word_list?join('.')?upper_case}", "ABC.DEF"),
            ("${'2020-01-31 10:20'?datetime('yyyy-MM-dd HH:mm')?long}", "1580466000000"),
            ("<#setting datetime_format='yyyy'>${timestamp?datetime.iso}", "2020"),
            ("<#list ['a','b'] as s>${s_index}${s}<#if s_has_next>,</#if></#list>", "0a,1b"),
            ("<#setting url_escaping_charset='UTF-8'>${'a b'?url}", "a%20b"),
            ("${timestamp?datetime.iso?string.iso_m}", "2020-05-08T07:55Z"),
            ("${timestamp?datetime.iso?string['iso s nz']}", "2020-05-08T07:55:44"),
            ("${timestamp?datetime.iso?string.iso_ms_u}", "2020-05-08T07:55:44.123Z"),
            ("${'2020-05-08T07:55:44Z'?datetime.iso?string['iso ms']}", "2020-05-08T07:55:44.000Z"),
            ("${timestamp?date('yyyy-MM-dd')?string('dd.MM.yyyy')}", "08.05.2020"),
            ("<#setting time_zone='GMT'>${timestamp?datetime.iso?string('HH:mm:ss zzz')}", "07:55:44 GMT"),
            ("${timestamp?datetime.iso?string('HH:mm z')}", "07:55 UTC"),
            ("${'2024-01-18T15:22:51.495794932Z'?datetime.iso?long}", "1705591371495"),
        ])
    func rendering(template: String, expected: String) throws { #expect(try self.render(template) == expected) }

    @Test(
        "What can't be read says so with its place",
        arguments: [
            ("${offset.id", 1, 1, "Unclosed"), ("a\n${x?nope}", 2, 5, "Unknown built-in: \"nope\""),
            ("<#if true>x", 1, 11, "</#if> is missing"), ("<#frob>", 1, 7, "Unknown directive: #frob"),
            ("x<#visit y>", 1, 9, "#visit isn't supported"), ("${x?api}", 1, 5, "?api isn't supported"),
            ("${'a}", 1, 3, "Unclosed text"), ("${a b}", 1, 5, "was expecting }"),
            ("</#if>", 1, 7, "Unexpected end tag"),
            ("${.nope}", 1, 4, "Unknown special variable"), ("<#else>", 1, 7, "outside"),
            ("${}", 1, 3, "was expecting a name"),
        ])
    func syntax(template: String, line: Int, column: Int, words: String) {
        #expect {
            try Template(template)
        } throws: { error in
            guard let error = error as? TemplateError else { return false }
            let kind: TemplateError.Kind = words.contains("supported") ? .unsupported : .syntax
            return error.kind == kind && error.place == TemplatePlace(line: line, column: column)
                && error.message.contains(words)
        }
    }

    @Test(
        "What can't be carried out is an error and no trap",
        arguments: [
            "${nope}", "${offset.nope}", "${offset.a.b}", "${true}", "${id?c}", "${x[99]}", "${x[2..0]}", "${x[0..99]}",
            "${'x' * 2}", "${1/0}", "${5 % 0}", "<#include 'x'>", "${'yesterday'?datetime.iso}",
            "${timestamp?datetime}",
            "${timestamp?time.iso}", "<#list 1..100000000 as i>x</#list>", "<#macro m><@m/></#macro><@m/>",
            "<#function f n><#return f(n)></#function>${f(1)}", "${'(('?matches('((')}", "${x?chunk(1)}",
            "${999999999999999999999999999999 * 99999999999999999999}", "${x?substring(5,1)}", "<#stop 'no'>",
            "<#list 1..1000 as i><#list 1..1000 as j><#list 1..1000 as k>x</#list></#list></#list>", "${id?url}",
            "<#assign x='ab'><#list 1..60 as i><#assign x=x+x></#list>", "${[1,2]?chunk(-9223372036854775808)}",
            "<#assign x=[1]><#list 1..60 as i><#assign x=x+x></#list>",
            "<#assign x='a'?left_pad(9999,'a')>${x?replace('a',x)}",
            "<#assign x='a'?left_pad(9999,'a')>${x?replace('a',x,'r')}",
            "<#assign x='a'?left_pad(9999,'a')>${(1..9999)?join(x)}",
            "<#assign x='a'?left_pad(9999,'a')><#list 1..999 as i>${'${x}${x}${x}${x}${x}${x}${x}${x}'}</#list>",
            "${9223372036854775807 % -1 / 0}", "${'a'?left_pad(99999999999)}", "<@x/>", "${[1,2]?chunk(0)}",
        ])
    func failing(template: String) throws {
        let parsed = try Template(template)
        #expect(throws: TemplateError.self) { try parsed.render(Self.context) }
    }

    @Test("Deep nesting is an error and no trap")
    func depth() {
        for text in ["(", "[", "!", "-", "${\"", "<#if true>", "x?upper_case(", "{'a':"] {
            let template = "${" + String(repeating: text, count: 5000)
            #expect(throws: TemplateError.self) { try Template(template) }
        }
        #expect(throws: TemplateError.self) { try Template(String(repeating: "<#if true>", count: 5000)) }
    }

    @Test("Only what the factory allows is visible, and nothing is replaced in plain text")
    func factories() throws {
        var context = Self.context
        context.exposesProperties = false
        #expect(try Template("${offset.id}").render(context) == "42")
        #expect(throws: TemplateError.self) { try Template("${id}").render(context) }
        #expect(try Template("${id}", isVerbatim: true).render(context) == "${id}")
    }
}
