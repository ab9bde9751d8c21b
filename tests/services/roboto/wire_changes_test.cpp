// SPDX-License-Identifier: GPL-3.0-or-later
// What changesets make of metadata, labels and custom fields (roboto-api 3.2).
#include "services/roboto/wire/changesets.h"
#include "services/roboto/wire/limits.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class WireChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void appliesFields_data();
    void appliesFields();
    void refusesFields_data();
    void refusesFields();
    void keepsTheDepthLimit();
    void appliesTags();
    void replacesAll();
    void appliesCustomFields();
};

void WireChangesTest::appliesFields_data()
{
    QTest::addColumn<QJsonObject>("before");
    QTest::addColumn<QJsonObject>("put");
    QTest::addColumn<QStringList>("removed");
    QTest::addColumn<QJsonObject>("after");
    const auto row = [](const char *name, const char *before, const char *put,
                        const QStringList &removed, const char *after) {
        QTest::newRow(name) << object(before) << object(put) << removed << object(after);
    };
    row("nothing", R"({"a":1})", "{}", {}, R"({"a":1})");
    row("add and overwrite", R"({"a":1})", R"({"a":2,"b":{"c":3}})", {}, R"({"a":2,"b":{"c":3}})");
    row("dots create", "{}", R"({"a.b.c":1})", {}, R"({"a":{"b":{"c":1}}})");
    row("dots go in", R"({"a":{"x":1}})", R"({"a.b":2})", {}, R"({"a":{"x":1,"b":2}})");
    row("put null", R"({"a":1})", R"({"a":null})", {}, R"({"a":null})");
    row("list by index", R"({"a":[{"x":1},2]})", R"({"a.0.x":5})", {}, R"({"a":[{"x":5},2]})");
    row("insert in a list", R"({"a":[1,2]})", R"({"a.1":9})", {}, R"({"a":[1,9,2]})");
    row("insert behind a list", R"({"a":[1]})", R"({"a.7":9})", {}, R"({"a":[1,9]})");
    row("remove", R"({"a":1,"b":2})", "{}", {u"a"_s}, R"({"b":2})");
    row("remove what is not there", R"({"a":1})", "{}", {u"b"_s, u"a.b"_s, u"x.y.z"_s},
        R"({"a":1})");
    row("parents that empty", R"({"a":{"b":{"c":1}},"d":1})", "{}", {u"a.b.c"_s}, R"({"d":1})");
    row("parents that do not", R"({"a":{"b":{"c":1},"x":2}})", "{}", {u"a.b.c"_s},
        R"({"a":{"x":2}})");
    row("out of a list", R"({"a":[1,2,3]})", "{}", {u"a.1"_s}, R"({"a":[1,3]})");
    row("a list that empties", R"({"a":[1]})", "{}", {u"a.0"_s}, "{}");
    row("index beyond", R"({"a":[1]})", "{}", {u"a.5"_s, u"a.x"_s}, R"({"a":[1]})");
    // As in the SDK, an empty parent goes only when all steps to it are there.
    row("a parent that was empty", R"({"b":{"a":{}},"c":1})", "{}", {u"b.a.x"_s}, R"({"c":1})");
    row("a way that ends early", R"({"b":{"a":{}}})", "{}", {u"b.a.b.x"_s}, R"({"b":{"a":{}}})");
    row("through a number", R"({"a":{"x":1}})", "{}", {u"a.x.y"_s, u"a.x.y.z"_s},
        R"({"a":{"x":1}})");
    row("puts before removals", R"({"a":1})", R"({"b":2,"c":3})", {u"b"_s}, R"({"a":1,"c":3})");
    row("empty name", "{}", R"({"":1})", {}, R"({"":1})");
}

void WireChangesTest::appliesFields()
{
    QFETCH(const QJsonObject, before);
    QFETCH(const QJsonObject, put);
    QFETCH(const QStringList, removed);
    QFETCH(const QJsonObject, after);
    MetadataChangeset changes;
    changes.putFields = put;
    changes.removeFields = removed;
    const auto result = appliedFields(changes, before);
    QVERIFY(result);
    QCOMPARE(*result, after);
}

void WireChangesTest::refusesFields_data()
{
    QTest::addColumn<QJsonObject>("before");
    QTest::addColumn<QString>("name");
    QTest::newRow("text is no object") << object(R"({"a":"x"})") << u"a.b"_s;
    QTest::newRow("null is no object") << object(R"({"a":null})") << u"a.b"_s;
    QTest::newRow("deep number") << object(R"({"a":{"b":5}})") << u"a.b.c"_s;
    QTest::newRow("word as index") << object(R"({"a":[1]})") << u"a.x"_s;
    QTest::newRow("negative index") << object(R"({"a":[1]})") << u"a.-1"_s;
    QTest::newRow("index of no entry") << object(R"({"a":[{}]})") << u"a.1.x"_s;
}

void WireChangesTest::refusesFields()
{
    QFETCH(const QJsonObject, before);
    QFETCH(const QString, name);
    MetadataChangeset changes;
    changes.putFields = QJsonObject{{name, 1}};
    const auto result = appliedFields(changes, before);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
}

void WireChangesTest::keepsTheDepthLimit()
{
    const auto dotted = [](int steps) { return QStringList(steps, u"a"_s).join(u'.'); };
    MetadataChangeset changes;
    changes.putFields = QJsonObject{{dotted(kMetadataMaxDepth), 1}};
    QVERIFY(appliedFields(changes, {}));
    changes.putFields = QJsonObject{{dotted(kMetadataMaxDepth), QJsonObject()}};
    const auto tooDeep = appliedFields(changes, {});
    QVERIFY(tooDeep.error().message.contains(u"60"));
    changes.putFields = QJsonObject{{dotted(1'000'000), 1}};
    QVERIFY(!appliedFields(changes, {}));
    changes.putFields = {};
    changes.removeFields = {dotted(1'000'000)};
    QVERIFY(!appliedFields(changes, {}));
}

void WireChangesTest::appliesTags()
{
    MetadataChangeset changes;
    changes.putTags = {u"b"_s, u"d"_s, u"d"_s};
    changes.removeTags = {u"a"_s, u"x"_s};
    QCOMPARE(appliedTags(changes, {u"c"_s, u"b"_s, u"a"_s}), (QStringList{u"c"_s, u"b"_s, u"d"_s}));
    changes.removeTags = {u"d"_s};
    QCOMPARE(appliedTags(changes, {}), QStringList{u"b"_s});
    QCOMPARE(appliedTags({}, {u"a"_s, u"a"_s}), (QStringList{u"a"_s, u"a"_s}));
}

void WireChangesTest::replacesAll()
{
    MetadataChangeset changes;
    changes.replaceAll = true;
    QVERIFY(!changes.isEmpty());
    changes.putFields = QJsonObject{{u"a.b"_s, 1}};
    changes.removeFields = {u"a.b"_s};
    QCOMPARE(appliedFields(changes, object(R"({"x":1})")).value(), changes.putFields);
    QCOMPARE(appliedTags(changes, {u"a"_s}), QStringList());
    changes.putTags = {u"n"_s};
    QCOMPARE(appliedTags(changes, {u"a"_s}), QStringList{u"n"_s});
    QVERIFY(MetadataChangeset().isEmpty());
}

void WireChangesTest::appliesCustomFields()
{
    CustomFieldChangeset changes;
    QVERIFY(changes.isEmpty());
    changes.setFields = QJsonObject{{u"site.name"_s, u"north"_s}};
    changes.clearFields = {u"crew"_s, u"new"_s};
    QCOMPARE(appliedCustomFields(changes, object(R"({"crew":4,"kept":1})")),
             object(R"({"site.name":"north","crew":null,"new":null,"kept":1})"));
}

TIDEMARK_TEST(WireChangesTest)
#include "wire_changes_test.moc"
