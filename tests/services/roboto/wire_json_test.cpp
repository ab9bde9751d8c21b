// SPDX-License-Identifier: GPL-3.0-or-later
// What is JSON, what is not, and the limits (S8; roboto-api 6, rows 19, 60 and 66).
#include "services/json/json_document.h"
#include "services/json/json_writer.h"
#include "services/roboto/wire/json_tree.h"
#include "services/roboto/wire/limits.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

Result<JsonDocument> parse(const QByteArray &text)
{
    return JsonDocument::parse(text, kRequestMaxBytes);
}

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

QString refusalOf(const QByteArray &text)
{
    const auto document = parse(text);
    return document ? u"accepted"_s : document.error().detail;
}

} // namespace

class WireJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void refusesWhatIsNotJson_data();
    void refusesWhatIsNotJson();
    void refusesEveryBeginningOfABody();
    void refusesDamageBehindWhatIsRead();
    void takesTheLastOfEqualMembers();
    void aContainerHasNoTextAndATextNoElements();
    void readsTextsInEveryForm();
    void keepsItsLimits();
    void readsHugeInputsWithoutHarm();
    void writesTextThatReadsBack();
    void keepsFreeFormValues();
    void refusesFreeFormIntegersThatWouldChange();
};

void WireJsonTest::refusesWhatIsNotJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &text, const QString &detail) {
        QTest::newRow(name) << text << detail;
    };
    row("empty", "", u"json.syntax"_s);
    row("blank", "  \n", u"json.syntax"_s);
    row("word", "null", u"json.syntax"_s);
    row("number", "12", u"json.syntax"_s);
    row("text", "\"a\"", u"json.syntax"_s);
    row("byte order mark", "\xef\xbb\xbf{}", u"json.syntax"_s);
    row("two values", "{} {}", u"json.syntax"_s);
    row("closing bracket behind", "{}}", u"json.syntax"_s);
    row("word behind", "[1] x", u"json.syntax"_s);
    row("open object", R"({"a":1)", u"json.syntax"_s);
    row("wrong bracket", R"({"a":[1})", u"json.syntax"_s);
    row("open inner object", R"({"a":{"b":1})", u"json.syntax"_s);
    row("comma at the end", "[1,]", u"json.syntax"_s);
    row("comma in an object", R"({"a":1,})", u"json.syntax"_s);
    row("no colon", R"({"a" 1})", u"json.syntax"_s);
    row("number as name", "{1:1}", u"json.syntax"_s);
    row("comment", "[1 /* one */]", u"json.syntax"_s);
    row("apostrophes", "['a']", u"json.syntax"_s);
    row("NaN", R"({"value":NaN})", u"json.number"_s);
    row("-Infinity", R"({"value":-Infinity})", u"json.number"_s);
    row("1e999", R"({"value":1e999})", u"json.number"_s);
    row("plus", "[+1]", u"json.number"_s);
    row("leading zero", "[01]", u"json.number"_s);
    row("bare point", "[1.]", u"json.number"_s);
    row("no whole part", "[.5]", u"json.number"_s);
    row("bare exponent", "[1e]", u"json.number"_s);
    row("hexadecimal", "[0x10]", u"json.number"_s);
    row("comma as decimal", R"({"value":1,5})", u"json.syntax"_s);
    row("upper case word", "[True]", u"json.syntax"_s);
    row("word with a tail", "[trueish]", u"json.syntax"_s);
    row("word cut short", "[nul]", u"json.syntax"_s);
    row("broken UTF-8", "[\"\xff\"]", u"json.utf8"_s);
    row("overlong UTF-8", "[\"\xc0\x80\"]", u"json.utf8"_s);
    row("surrogate as UTF-8", "[\"\xed\xa0\x80\"]", u"json.utf8"_s);
    row("high surrogate alone", R"(["\ud800"])", u"json.utf8"_s);
    row("low surrogate alone", R"(["\udc00"])", u"json.utf8"_s);
    row("surrogates reversed", R"(["\udc00\ud800"])", u"json.utf8"_s);
    row("half in a name", R"({"\ud800":1})", u"json.utf8"_s);
    row("unknown escape", R"(["\x41"])", u"json.utf8"_s);
    row("line end in a text", "[\"a\nb\"]", u"json.syntax"_s);
    row("open text", "[\"a]", u"json.syntax"_s);
}

void WireJsonTest::refusesWhatIsNotJson()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, detail);
    const auto document = parse(text);
    QVERIFY(!document);
    QCOMPARE(document.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(document.error().detail, detail);
    QVERIFY(!document.error().message.isEmpty());
}

void WireJsonTest::refusesEveryBeginningOfABody()
{
    const QByteArray body = R"({"a":[1,-2.5e3,{"b":"x\u00e4","c":null}],"d":true,"e":{}})";
    QVERIFY(parse(body));
    for (qsizetype length = 0; length < body.size(); ++length)
        QVERIFY2(!parse(body.first(length)), body.first(length).constData());
}

void WireJsonTest::refusesDamageBehindWhatIsRead()
{
    QCOMPARE(refusalOf(R"({"name":"cpu","unknown":[1 2]})"), u"json.syntax"_s);
    QCOMPARE(refusalOf(R"({"name":"cpu","unknown":{"deep":[{"x":nul}]}})"), u"json.syntax"_s);
    QCOMPARE(refusalOf(R"({"name":"cpu"},)"), u"json.syntax"_s);
}

void WireJsonTest::takesTheLastOfEqualMembers()
{
    const auto document = parse(R"({"a":1,"b":2,"a":{"a":3},"b":4})");
    QVERIFY(document);
    QVERIFY(document->root().member("a")->is(JsonKind::Object));
    QCOMPARE(document->root().member("b")->text(), std::string_view("4"));
    QVERIFY(!document->root().member("c"));
    QCOMPARE(jsonObjectOf(document->root()).value(),
             (QJsonObject{{u"a"_s, QJsonObject{{u"a"_s, 3}}}, {u"b"_s, 4}}));
}

void WireJsonTest::aContainerHasNoTextAndATextNoElements()
{
    const auto document = parse(R"([[1,2],{"a":1},"ab",12])");
    QVERIFY(document);
    std::vector<std::string_view> texts;
    std::vector<std::size_t> sizes;
    for (const JsonValue each : JsonElements(document->root())) {
        texts.push_back(each.text());
        sizes.push_back(each.size());
    }
    QCOMPARE(texts, (std::vector<std::string_view>{"", "", "ab", "12"}));
    QCOMPARE(sizes, (std::vector<std::size_t>{2, 1, 0, 0}));
}

void WireJsonTest::readsTextsInEveryForm()
{
    const auto document =
        parse(R"(["\"\\\/\b\f\n\r\t","\u00e9\u4f60","\ud83d\ude00","é😀",""," a "])");
    QVERIFY(document);
    QStringList texts;
    for (const JsonValue element : JsonElements(document->root()))
        texts.append(QString::fromStdString(std::string(element.text())));
    QCOMPARE(texts, (QStringList{u"\"\\/\b\f\n\r\t"_s, u"\u00e9\u4f60"_s, u"\U0001F600"_s,
                                 u"\u00e9\U0001F600"_s, u""_s, u" a "_s}));
}

void WireJsonTest::keepsItsLimits()
{
    QVERIFY(parse(nested(kJsonMaxDepth)));
    QCOMPARE(refusalOf(nested(kJsonMaxDepth + 1)), u"json.depth"_s);
    QVERIFY(parse(nested(kJsonMaxDepth + 1)).error().message.contains(u"64"));

    QVERIFY(JsonDocument::parse("[1]", 3));
    const auto tooLong = JsonDocument::parse("[12]", 3);
    QCOMPARE(tooLong.error().detail, u"json.size"_s);
    QVERIFY(tooLong.error().message.contains(u"3 bytes"));

    QByteArray values = "[0";
    for (std::size_t i = 2; i < kJsonMaxValues; ++i)
        values += ",0";
    QVERIFY(parse(values + ']'));
    QCOMPARE(refusalOf(values + ",0]"), u"json.values"_s);
    QVERIFY(parse(values + ",0]").error().message.contains(u"2000000"));
}

void WireJsonTest::readsHugeInputsWithoutHarm()
{
    QCOMPARE(refusalOf(nested(100'000)), u"json.depth"_s);
    QCOMPARE(refusalOf(QByteArray(1'000'000, '[')), u"json.depth"_s);

    QByteArray equal = "{";
    QByteArray distinct = "{";
    for (int i = 0; i < 900'000; ++i) {
        equal += R"("k":0,)";
        distinct += "\"k" + QByteArray::number(i) + "\":0,";
    }
    const auto same = parse(equal + R"("k":7})");
    QVERIFY(same);
    QCOMPARE(same->root().member("k")->text(), std::string_view("7"));
    const auto different = parse(distinct + R"("k":7})");
    QVERIFY(different);
    QCOMPARE(jsonObjectOf(different->root()).value().size(), 900'001);

    const auto text = parse("[\"" + QByteArray(10'000'000, 'x') + "\"]");
    QVERIFY(text);
    QCOMPARE((*JsonElements(text->root()).begin()).text().size(), std::size_t{10'000'000});
    const auto number = parse("[" + QByteArray(1'000'000, '0').prepend("0.") + "]");
    QVERIFY(number);
    QCOMPARE(refusalOf("[" + QByteArray(1'000'000, '9') + "]"), u"json.number"_s);
}

void WireJsonTest::writesTextThatReadsBack()
{
    QString all;
    for (char32_t c = 1; c < 0x300; ++c)
        all += QChar(static_cast<char16_t>(c));
    all += u"\u4f60\ufffd\uffff\U0001F600\U0010FFFF\"\\/"_s;
    JsonWriter out;
    out.beginList();
    out.text(all);
    out.endList();
    QCOMPARE(QJsonDocument::fromJson(out.buffer()).array().at(0).toString(), all);
    const auto document = parse(out.buffer());
    QVERIFY(document);
    QCOMPARE(QString::fromStdString(std::string((*JsonElements(document->root()).begin()).text())),
             all);

    JsonWriter half;
    half.beginList();
    half.text(QString(QChar(0xd800)).append(u'x'));
    half.endList();
    QCOMPARE(half.buffer(), QByteArray("[\"\xef\xbf\xbdx\"]"));
}

void WireJsonTest::keepsFreeFormValues()
{
    const QByteArray text =
        R"({"a":9223372036854775807,"b":-9223372036854775808,"c":9007199254740993,"d":0.1,)"
        R"("e":5e-324,"f":[null,true,false,"x",{}],"g":{"h.i":1e+300}})";
    const auto document = parse(text);
    QVERIFY(document);
    const auto object = jsonObjectOf(document->root());
    QVERIFY(object);
    QCOMPARE(object->value(u"a").toInteger(), std::numeric_limits<qint64>::max());
    QCOMPARE(object->value(u"c").toInteger(), 9007199254740993);
    JsonWriter out;
    out.json(*object);
    QCOMPARE(out.buffer(), text);
    // Integral doubles of 2^53 and more stay doubles.
    const QJsonObject doubles{{u"a"_s, 1e18}, {u"b"_s, 1e20}, {u"c"_s, 1e22}, {u"d"_s, -0.5}};
    JsonWriter large;
    large.json(doubles);
    QCOMPARE(large.buffer(), QByteArray(R"({"a":1000000000000000000.0,"b":100000000000000000000.0,)"
                                        R"("c":1e+22,"d":-0.5})"));
    QCOMPARE(jsonObjectOf(parse(large.buffer())->root()).value(), doubles);
    QCOMPARE(depthOf(*object), 3);
    QCOMPARE(depthOf(QJsonObject{}), 1);
    QCOMPARE(depthOf(QJsonValue(1)), 0);
}

void WireJsonTest::refusesFreeFormIntegersThatWouldChange()
{
    const auto treeOf = [](const QByteArray &text) {
        const auto document = parse(text);
        return jsonObjectOf(document->root());
    };
    QCOMPARE(treeOf(R"({"a":18446744073709551615})").error().detail, u"json.range"_s);
    QCOMPARE(treeOf(R"({"a":18446744073709551616})").value().value(u"a").toDouble(),
             18446744073709551616.0); // a power of two
    QCOMPARE(treeOf(R"({"a":"x\u0000"})").error().detail, u"json.nul"_s);
    QCOMPARE(treeOf(R"({"\u0000":1})").error().detail, u"json.nul"_s);
    const QByteArray deep = R"({"a":)" + nested(kMetadataMaxDepth) + '}';
    QCOMPARE(treeOf(deep).error().detail, u"json.depth"_s);
    QVERIFY(treeOf(R"({"a":)" + nested(kMetadataMaxDepth - 1) + '}'));
}

TIDEMARK_TEST(WireJsonTest)
#include "wire_json_test.moc"
