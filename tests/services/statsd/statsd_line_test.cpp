// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_line.h"
#include "tests/support/test_registry.h"

#include <QLocale>
#include <QTest>

#include <string>
#include <vector>

using namespace tidemark::statsd;

namespace {

/// The line in the order of its parts, so that a failure reads as a difference.
std::string shown(std::string_view text)
{
    const auto line = parseStatsdLine(text);
    if (!line)
        return "fault " + std::to_string(static_cast<int>(line.error()));
    constexpr const char *kTypes[] = {"c", "g", "ms", "h", "d", "s"};
    std::string out(line->name);
    out += ' ';
    out += kTypes[static_cast<std::size_t>(line->type)];
    if (line->type == StatsdType::Set)
        out += " member=" + std::string(line->member);
    else
        forEachValue(*line, [&](StatsdNumber number) {
            out += number.hasSign ? " change=" : " ";
            out +=
                QByteArray::number(number.value, 'g', QLocale::FloatingPointShortest).toStdString();
        });
    if (line->rate != 1)
        out += " @" +
               QByteArray::number(line->rate, 'g', QLocale::FloatingPointShortest).toStdString();
    const std::pair<const char *, std::string_view> texts[] = {{" #", line->tags},
                                                               {" c=", line->container},
                                                               {" e=", line->externalData},
                                                               {" card=", line->cardinality}};
    for (const auto &[label, value] : texts) {
        if (!value.empty())
            out += label + std::string(value);
    }
    if (line->at_s)
        out += " T" + std::to_string(*line->at_s);
    return out;
}

std::string faultOf(StatsdFault fault)
{
    return "fault " + std::to_string(static_cast<int>(fault));
}

} // namespace

class StatsdLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void limitsOfANameAreExact();
    void textsLieWithinTheLine();
};

void StatsdLineTest::reads_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *line, const char *expected) {
        QTest::newRow(name) << QByteArray(line) << QByteArray(expected);
    };
    row("counter", "page.views:1|c", "page.views c 1");
    row("gauge", "fuel.level:0.5|g", "fuel.level g 0.5");
    row("sampled histogram", "song.length:240|h|@0.5", "song.length h 240 @0.5");
    row("tags", "users.online:1|c|@0.5|#country:china", "users.online c 1 @0.5 #country:china");
    row("several values", "api.time:12.5:13:20|d|#env:prod", "api.time d 12.5 13 20 #env:prod");
    row("time", "queue.depth:17|g|#host:a|T1656581400", "queue.depth g 17 #host:a T1656581400");
    row("timer", "t:12.500000|ms", "t ms 12.5");
    row("set", "users:u-17|s", "users s member=u-17");
    row("a set takes no list", "users:a:b|s", "users s member=a:b");
    row("raised", "g:+4|g", "g g change=4");
    row("lowered", "g:-10.5|g", "g g change=-10.5");
    row("negative counter", "c:-1|c", "c c change=-1");
    row("changes in a row", "g:5:-2|g", "g g 5 change=-2");
    row("exponent", "x:1.5e-3|h", "x h 0.0015");
    row("no digit before the point", "x:.5|g", "x g 0.5");
    row("too small for a double is zero", "x:1e-400|g", "x g 0");
    row("all sections", "a:1|c|@0.1|#k:v,l|c:ci-1|e:it-false|card:low|T10",
        "a c 1 @0.1 #k:v,l c=ci-1 e=it-false card=low T10");
    row("sections in another order", "a:1|c|T10|card:low|#k:v|@0.1",
        "a c 1 @0.1 #k:v card=low T10");
    row("unknown sections", "a:1|c|x:y|?|#k:v|new", "a c 1 #k:v");
    row("empty sections", "a:1|c||#k:v|", "a c 1 #k:v");
    row("carriage return", "a:1|c\r", "a c 1");
    row("name of UTF-8", "größe:1|g", "größe g 1");
    row("spaces around a name", " a b :1|c", "a b c 1");
    row("event-like name", "_event:1|c", "_event c 1");
    row("check-like name", "_sc:1|c", "_sc c 1");
    row("the last second", "a:1|g|T9223372036", "a g 1 T9223372036");
    row("the least rate", "a:1|c|@0.000001", "a c 1 @1e-06");
}

void StatsdLineTest::reads()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(shown(line.toStdString())), expected);
}

void StatsdLineTest::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("fault");
    const auto row = [](const char *name, QByteArray line, StatsdFault fault) {
        QTest::newRow(name) << std::move(line) << static_cast<int>(fault);
    };
    row("no name", ":1|c", StatsdFault::BadName);
    row("only spaces", "  :1|c", StatsdFault::BadName);
    row("control character", "a\x01:1|c", StatsdFault::BadName);
    row("NUL", QByteArray("a\0b:1|c", 7), StatsdFault::BadName);
    row("not UTF-8", "a\xff:1|c", StatsdFault::BadName);
    row("a word", "hello", StatsdFault::NoValue);
    row("no value", "a:|c", StatsdFault::NoValue);
    row("an empty value of several", "a:1::2|c", StatsdFault::NoValue);
    row("an empty value at the end", "a:1:|c", StatsdFault::NoValue);
    row("word as value", "a:one|c", StatsdFault::BadValue);
    row("half a number", "a:1x|c", StatsdFault::BadValue);
    row("decimal comma", "a:1,5|g", StatsdFault::BadValue);
    row("hexadecimal", "a:0x10|g", StatsdFault::BadValue);
    row("two signs", "a:+-1|g", StatsdFault::BadValue);
    row("sign alone", "a:-|g", StatsdFault::BadValue);
    row("point alone", "a:.|g", StatsdFault::BadValue);
    row("space before", "a: 1|g", StatsdFault::BadValue);
    row("the second value", "a:1:two|d", StatsdFault::BadValue);
    row("not a number", "a:nan|g", StatsdFault::NotFinite);
    row("NaN in capitals", "a:NaN|g", StatsdFault::NotFinite);
    row("infinite", "a:inf|g", StatsdFault::NotFinite);
    row("minus infinity", "a:-Infinity|g", StatsdFault::NotFinite);
    row("too large for a double", "a:1e400|g", StatsdFault::NotFinite);
    row("no type", "a:1", StatsdFault::UnknownType);
    row("empty type", "a:1|", StatsdFault::UnknownType);
    row("unknown type", "a:1|m", StatsdFault::UnknownType);
    row("capital", "a:1|C", StatsdFault::UnknownType);
    row("rate of nothing", "a:1|c|@", StatsdFault::BadRate);
    row("rate zero", "a:1|c|@0", StatsdFault::BadRate);
    row("rate above one", "a:1|c|@1.5", StatsdFault::BadRate);
    row("rate below zero", "a:1|c|@-0.5", StatsdFault::BadRate);
    row("rate below the least", "a:1|c|@0.0000009", StatsdFault::BadRate);
    row("rate is no number", "a:1|c|@nan", StatsdFault::BadRate);
    row("tags that are not UTF-8", "a:1|c|#k:\xc3", StatsdFault::BadTags);
    row("tags with a control character", "a:1|c|#k:\t", StatsdFault::BadTags);
    row("time of nothing", "a:1|c|T", StatsdFault::BadTime);
    row("time before 1970", "a:1|c|T-1", StatsdFault::BadTime);
    row("time with a fraction", "a:1|c|T1.5", StatsdFault::BadTime);
    row("time after 2262", "a:1|c|T9223372037", StatsdFault::BadTime);
    row("time beyond int64", "a:1|c|T99999999999999999999", StatsdFault::BadTime);
    row("event", "_e{5,4}:title|text", StatsdFault::Event);
    row("service check", "_sc|db|0", StatsdFault::ServiceCheck);
}

void StatsdLineTest::refuses()
{
    QFETCH(QByteArray, line);
    QFETCH(int, fault);
    const auto read = parseStatsdLine(line.toStdString());
    QVERIFY2(!read, shown(line.toStdString()).c_str());
    QCOMPARE(static_cast<int>(read.error()), fault);
}

void StatsdLineTest::limitsOfANameAreExact()
{
    const std::string longest(StatsdLine::kLongestName, 'a');
    QCOMPARE(shown(longest + ":1|c"), longest + " c 1");
    QCOMPARE(shown(longest + "a:1|c"), faultOf(StatsdFault::BadName));
}

void StatsdLineTest::textsLieWithinTheLine()
{
    const std::string text = "name:1:2|d|#k:v|c:box";
    const auto line = parseStatsdLine(text);
    QVERIFY(line);
    for (const std::string_view part : {line->name, line->more, line->tags, line->container}) {
        QVERIFY(part.data() >= text.data());
        QVERIFY(part.data() + part.size() <= text.data() + text.size());
    }
}

TIDEMARK_TEST(StatsdLineTest)
#include "statsd_line_test.moc"
