// SPDX-License-Identifier: GPL-3.0-or-later
// A store is published to a server of ours, and fetched from there into a third store: whatever was
// entered, changed, removed and undone meanwhile, every field comes back.
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/app/commands/source_command_case.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr int kSessions = 30;
constexpr int kRounds = 4;

QString timeText(const std::optional<Timestamp> &time)
{
    return time ? QString::number(time->posixNs()) : u"none"_s;
}

QJsonObject objectOf(const TagMap &tags)
{
    QJsonObject object;
    for (auto tag = tags.constBegin(); tag != tags.constEnd(); ++tag)
        object.insert(tag.key(), tag.value());
    return object;
}

/// All that is said of a session, and its values, in one text.
QString textOf(const Session &session, const std::vector<Record> &records)
{
    QJsonObject values;
    for (const Record &record : records)
        values.insert(record.metricName,
                      QJsonArray{record.value, record.device.value_or(u"none"_s)});
    const QJsonObject all{{u"start"_s, timeText(session.start)},
                          {u"end"_s, timeText(session.end)},
                          {u"devices"_s, QJsonArray::fromStringList(session.devices)},
                          {u"tags"_s, objectOf(session.tags)},
                          {u"note"_s, session.note},
                          {u"description"_s, session.description.value_or(u"none"_s)},
                          {u"metadata"_s, session.metadata},
                          {u"labels"_s, QJsonArray::fromStringList(session.labels)},
                          {u"fields"_s, session.customFields},
                          {u"values"_s, values}};
    return session.name.value_or(QString()) + u": "_s +
           QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact));
}

std::uint32_t testSeed()
{
    bool isGiven = false;
    const uint seed = qEnvironmentVariable("TIDEMARK_TEST_SEED").toUInt(&isGiven);
    return isGiven ? seed : std::random_device()();
}

} // namespace

class RoundTripTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldComesBack();

private:
    [[nodiscard]] std::size_t below(std::size_t count) { return m_random() % count; }
    [[nodiscard]] bool isChosen() { return below(2) == 0; }
    [[nodiscard]] QString anyText();
    [[nodiscard]] QJsonObject anyObject();
    [[nodiscard]] NewSession anySession();
    void addSession(const DataPorts &ports);
    void addValue(const DataPorts &ports, const QString &session);
    void changeSession(const DataPorts &ports, const Session &session);
    void describe(const DataPorts &ports);
    void act(const DataPorts &ports);
    /// Sessions that are no entries, by name; then what is said of the metrics.
    [[nodiscard]] static QStringList contentOf(const QString &store);

    std::mt19937 m_random;
    int m_made = 0;
};

QString RoundTripTest::anyText()
{
    static const QStringList kTexts{u"a"_s,          u"Ünïcode ☃ 🎉"_s,          u"two\nlines"_s,
                                    u"\"quoted\""_s, u"  spaces  in between"_s, u"0"_s,
                                    u"null"_s};
    return kTexts.at(static_cast<qsizetype>(below(static_cast<std::size_t>(kTexts.size())))) +
           QString::number(below(1'000));
}

QJsonObject RoundTripTest::anyObject()
{
    QJsonObject object;
    for (std::size_t i = below(4); i > 0; --i) {
        switch (below(5)) {
        case 0:
            object.insert(u"text.with.dots"_s, anyText());
            break;
        case 1:
            object.insert(u"number"_s, static_cast<double>(below(1'000'000)) / 8);
            break;
        case 2:
            object.insert(u"list"_s, QJsonArray{1, u"two"_s, QJsonArray{3}});
            break;
        case 3:
            object.insert(u"deep"_s, QJsonObject{{u"er"_s, QJsonObject{{u"than"_s, true}}}});
            break;
        default:
            object.insert(u"large"_s, QJsonValue(qint64{9'007'199'254'740'993}));
        }
    }
    return object;
}

NewSession RoundTripTest::anySession()
{
    NewSession session;
    session.name = u"session %1"_s.arg(m_made++);
    if (isChosen()) {
        session.start =
            Timestamp(1'700'000'000'000'000'001 + static_cast<std::int64_t>(m_random()));
        session.end = *session.start + Timedelta(static_cast<std::int64_t>(m_random()));
    }
    for (const QString &device : {u"dev 1"_s, u"gerät/2"_s}) {
        if (isChosen())
            session.devices.append(device);
    }
    if (isChosen())
        session.tags = {{u"host"_s, anyText().simplified()}};
    if (isChosen())
        session.note = anyText().trimmed();
    if (isChosen())
        session.description = anyText().trimmed();
    if (isChosen())
        session.labels = {u"one"_s, u"label-%1"_s.arg(below(5))};
    session.metadata = anyObject();
    session.customFields = anyObject();
    return session;
}

void RoundTripTest::addSession(const DataPorts &ports)
{
    const auto made = answer(ports.sessions->createSession(anySession()));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    for (std::size_t i = below(3); i > 0; --i)
        addValue(ports, made->session.uid);
}

void RoundTripTest::addValue(const DataPorts &ports, const QString &session)
{
    ValueEntry entry;
    entry.metric = u"m%1"_s.arg(below(6));
    entry.value = static_cast<double>(m_random()) / 7;
    entry.sessionUid = session;
    if (isChosen())
        entry.device = u"dev 1"_s;
    entry.duplicates = DuplicatePolicy::Replace;
    const auto entered = answer(ports.records->enter(entry));
    QVERIFY2(entered && entered->saved, entered ? "" : qPrintable(entered.error().message));
}

void RoundTripTest::describe(const DataPorts &ports)
{
    const auto all = answer(ports.catalog->definitions());
    QVERIFY(all && !all->empty());
    DefinitionChange change;
    change.description = isChosen() ? std::optional(anyText().trimmed()) : std::optional<QString>();
    QVERIFY(answer(ports.catalog->update((*all)[below(all->size())].id, change)));
}

void RoundTripTest::changeSession(const DataPorts &ports, const Session &session)
{
    SessionChange change;
    switch (below(6)) {
    case 0:
        change.description = std::optional<QString>();
        break;
    case 1:
        change.note = anyText().trimmed();
        break;
    case 2:
        change.metadata = anyObject();
        break;
    case 3:
        change.labels = isChosen() ? QStringList() : QStringList{u"new"_s};
        break;
    case 4:
        change.customFields = anyObject();
        break;
    default:
        change.tags = TagMap{{u"rack"_s, u"7"_s}};
    }
    QVERIFY(answer(ports.sessions->updateSession(session.id, change)));
}

void RoundTripTest::act(const DataPorts &ports)
{
    const auto page = answer(ports.sessions->sessions({}, {}, 1'000));
    QVERIFY(page && !page->sessions.empty());
    const Session session = page->sessions[below(page->sessions.size())].session;
    switch (below(8)) {
    case 0:
        addSession(ports);
        break;
    case 7:
        describe(ports);
        break;
    case 1:
        QVERIFY(
            answer(ports.sessions->attachDevice(session.uid, u"dev 3"_s, DevicePolicy::Create)));
        break;
    case 2:
        QVERIFY(answer(ports.sessions->removeSessions({session.id})));
        break;
    case 3: {
        const auto removed = answer(ports.sessions->removeSessions({session.id}));
        QVERIFY(removed && answer(ports.journal->undo(*removed)));
        break;
    }
    case 4:
        addValue(ports, session.uid);
        break;
    default:
        changeSession(ports, session);
    }
}

QStringList RoundTripTest::contentOf(const QString &path)
{
    const auto store = openStore(path);
    if (!store)
        return {store.error().message};
    const DataPorts ports = (*store)->ports();
    QStringList content;
    const auto page = answer(ports.sessions->sessions({}, {}, 10'000));
    if (!page)
        return {page.error().message};
    for (const SessionSummary &found : page->sessions)
        content.append(
            textOf(found.session, answer(ports.sessions->recordsOf(found.session.id)).value()));
    const auto definitions = answer(ports.catalog->definitions());
    if (!definitions)
        return {definitions.error().message};
    for (const Definition &definition : *definitions)
        content.append(definition.name + u" says "_s +
                       definition.description.value_or(u"nothing"_s));
    content.sort();
    return content;
}

void RoundTripTest::everyFieldComesBack()
{
    const std::uint32_t seed = testSeed();
    qInfo("TIDEMARK_TEST_SEED=%u", seed);
    m_random.seed(seed);
    addFar({u"--level"_s, u"detailed"_s});
    setEnvironmentToken();
    {
        const auto near = openStore(m_store);
        QVERIFY(near);
        for (int i = 0; i < kSessions; ++i)
            addSession((*near)->ports());
    }
    const QString third = path(u"third.tidemark"_s);
    const auto added = runTidemark(
        {u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, m_served->url(), u"--store"_s, third});
    QVERIFY2(added.exitCode == 0, added.err.constData());
    for (int round = 0; round < kRounds; ++round) {
        const auto sent = run({u"publish"_s, u"far"_s, u"--all"_s});
        QVERIFY2(sent.exitCode == 0, sent.err.constData());
        // A device that is attached is not noted in the session: only a full fetch sees it.
        const auto fetched = runTidemark({u"fetch"_s, u"far"_s, u"--full"_s, u"--store"_s, third});
        QVERIFY2(fetched.exitCode == 0, fetched.err.constData());
        const QStringList here = contentOf(m_store);
        QVERIFY(here.size() >= kSessions / 2);
        const QStringList there = contentOf(third);
        for (qsizetype i = 0; i < std::min(here.size(), there.size()); ++i)
            QVERIFY2(there.at(i) == here.at(i),
                     qPrintable(there.at(i) + u"\n    is here\n"_s + here.at(i)));
        QCOMPARE(there.size(), here.size());
        const auto near = openStore(m_store);
        QVERIFY(near);
        for (int i = 0; i < 20; ++i)
            act((*near)->ports());
    }
}

TIDEMARK_TEST(RoundTripTest)
#include "round_trip_test.moc"
