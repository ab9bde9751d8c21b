// SPDX-License-Identifier: GPL-3.0-or-later
// What changesets make of metadata, labels and custom fields, and how large they may be (roboto-api
// 3.2; S8).
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/changesets.h"
#include "services/roboto/wire/devices.h"
#include "services/roboto/wire/limits.h"
#include "services/roboto/wire/sessions.h"
#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

#include <time.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

/// That many members `prefix`0000000 to ….
QJsonObject members(const QString &prefix, int count)
{
    QJsonObject object;
    for (int i = 0; i < count; ++i)
        object.insert(prefix + u"%1"_s.arg(i, 7, 10, QChar(u'0')), i);
    return object;
}

/// An update whose changeset has that member.
QByteArray updateWith(const QString &changeset, const QString &member, const QJsonValue &value)
{
    const QJsonObject body{{changeset, QJsonObject{{member, value}}}};
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

template <class Request>
QString refusalOf(const QByteArray &body)
{
    const Result<Request> request = readRequest<Request>(body);
    return request ? u"accepted"_s : request.error().message;
}

/// What this thread has worked so far, whatever else the machine does.
double worked_ms()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// The time of the quickest of some runs.
template <class Work>
double quickest_ms(const Work &work)
{
    double least_ms = 1e9;
    for (int i = 0; i < 5; ++i) {
        const double begin_ms = worked_ms();
        work();
        least_ms = std::min(least_ms, worked_ms() - begin_ms);
    }
    return least_ms;
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
    void equalsChangesOneByOne();
    void changesLongListsAnywhere();
    void takesTimeByTheNumberOfFields();
    void refusesTooManyFields();
    void refusesWhatTheStoreCannotKeep();
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

// Many changes at once are what each of them does, also where they meet on the way.
void WireChangesTest::equalsChangesOneByOne()
{
    const QJsonObject before = object(R"({"a":{"x":[1,{"y":2}],"z":{"w":3}},"b":[{"c":1}]})");
    MetadataChangeset all;
    all.putFields =
        object(R"({"a.n":{"m":1},"a.n.k":2,"a.x.0":0,"a.x.2.y":5,"b.0.c":9,"d.e.f":4})");
    all.removeFields = {u"a.z.w"_s, u"a.n.m"_s, u"b.0.c"_s, u"a.x.1"_s, u"d.e.g"_s, u"d.e"_s};
    QJsonObject each = before;
    for (auto put = all.putFields.begin(); put != all.putFields.end(); ++put) {
        MetadataChangeset one;
        one.putFields = QJsonObject{{put.key(), put.value()}};
        each = appliedFields(one, each).value();
    }
    for (const QString &name : all.removeFields) {
        MetadataChangeset one;
        one.removeFields = {name};
        each = appliedFields(one, each).value();
    }
    QCOMPARE(appliedFields(all, before).value(), each);
    QCOMPARE(each, object(R"({"a":{"n":{"k":2},"x":[0,{"y":5}]}})"));
}

void WireChangesTest::changesLongListsAnywhere()
{
    tidemark::test::RandomNumbers random("WireChangesTest");
    QJsonArray expected;
    for (int i = 0; i < 3'000; ++i)
        expected.append(i);
    const QJsonObject before{{u"l"_s, expected}};
    MetadataChangeset changes;
    for (int i = 0; i < 2'000; ++i)
        changes.putFields.insert(u"l.%1"_s.arg(random.integer(0, 5'999)), -i);
    for (auto put = changes.putFields.begin(); put != changes.putFields.end(); ++put) {
        const qsizetype index = put.key().sliced(2).toLongLong();
        expected.insert(std::min(index, expected.size()), put.value());
    }
    while (expected.size() > 500) {
        const auto index = qsizetype{random.integer(0, 4'999)};
        changes.removeFields.append(u"l.%1"_s.arg(index));
        if (index < expected.size())
            expected.removeAt(index);
        if (expected.size() % 1'000 == 0)
            QCOMPARE(appliedFields(changes, before).value()[u"l"].toArray(), expected);
    }
    changes.removeFields.append(QStringList(500, u"l.0"_s));
    QCOMPARE(appliedFields(changes, before).value(), QJsonObject());
}

// Copying what is there for each change made sixteen times the fields take 256 times the time.
void WireChangesTest::takesTimeByTheNumberOfFields()
{
    const auto timeOf = [](int count) {
        const QJsonObject before = members(u"b"_s, count);
        MetadataChangeset changes;
        changes.putFields = members(u"a"_s, count / 2);
        changes.removeFields = before.keys().first(count / 2);
        CustomFieldChangeset fields;
        fields.setFields = changes.putFields;
        QJsonObject after;
        QJsonObject custom;
        const double time_ms = quickest_ms([&] {
            after = appliedFields(changes, before).value();
            custom = appliedCustomFields(fields, before);
        });
        return after.size() == count && custom.size() == count + count / 2 ? time_ms : 0.0;
    };
    const double few_ms = timeOf(1'000);
    const double many_ms = timeOf(16'000);
    qInfo("1,000 fields: %.2f ms, 16,000: %.2f ms", few_ms, many_ms);
    QVERIFY(few_ms > 0);
    QVERIFY(many_ms > 0);
    QVERIFY(many_ms < 100 * few_ms);
}

void WireChangesTest::refusesTooManyFields()
{
    const QString metadata = u"metadata_changeset"_s;
    const QString custom = u"custom_fields_changeset"_s;
    const QJsonObject most = members(QString(), kChangesetMaxFields);
    const QJsonObject more = members(QString(), kChangesetMaxFields + 1);
    const auto verdict = [](const QByteArray &body) {
        return refusalOf<UpdateSessionRequest>(body);
    };
    QCOMPARE(verdict(updateWith(metadata, u"put_fields"_s, most)), u"accepted"_s);
    QCOMPARE(verdict(updateWith(custom, u"set_fields"_s, most)), u"accepted"_s);
    QVERIFY(verdict(updateWith(metadata, u"put_fields"_s, more)).contains(u"10000"));
    QVERIFY(verdict(updateWith(custom, u"set_fields"_s, more)).contains(u"10000"));
    // What replaces everything leads nowhere.
    const QJsonObject replacing{{u"put_fields"_s, more}, {u"replace_all"_s, true}};
    const QByteArray body = QJsonDocument(QJsonObject{{metadata, replacing}}).toJson();
    QCOMPARE(verdict(body), u"accepted"_s);
}

// Refused before the store is asked, and not a byte below what the store keeps.
void WireChangesTest::refusesWhatTheStoreCannotKeep()
{
    const auto sized = [](std::size_t size_bytes) { // {"k":"xx…"}
        return QJsonObject{{u"k"_s, QString(static_cast<qsizetype>(size_bytes) - 8, u'x')}};
    };
    const QJsonObject most = sized(kFreeFormMaxBytes);
    const QJsonObject more = sized(kFreeFormMaxBytes + 1);
    for (const auto &[changeset, member] : {std::pair(u"metadata_changeset"_s, u"put_fields"_s),
                                            {u"custom_fields_changeset"_s, u"set_fields"_s}}) {
        QCOMPARE(refusalOf<UpdateSessionRequest>(updateWith(changeset, member, most)),
                 u"accepted"_s);
        for (const QByteArray &body : {updateWith(changeset, member, more),
                                       updateWith(changeset, member, members(u"k"_s, 100'000))}) {
            QVERIFY(refusalOf<UpdateSessionRequest>(body).contains(u"256 KiB"));
            QVERIFY(refusalOf<UpdateDeviceRequest>(body).contains(u"256 KiB"));
        }
    }
    const auto created = [](const QJsonObject &metadata) {
        return refusalOf<CreateSessionRequest>(
            QJsonDocument(QJsonObject{{u"metadata"_s, metadata}}).toJson());
    };
    QCOMPARE(created(most), u"accepted"_s);
    QVERIFY(created(more).contains(u"256 KiB"));
    // Numbers are counted as short as they can be, whatever was sent.
    const QByteArray longNumbers =
        R"({"metadata":{"n":[)" + QByteArray("1.0000000000,").repeated(30'000) + "1]}}";
    QCOMPARE(refusalOf<CreateSessionRequest>(longNumbers), u"accepted"_s);
}

TIDEMARK_TEST(WireChangesTest)
#include "wire_changes_test.moc"
