// SPDX-License-Identifier: GPL-3.0-or-later
// The smaller parts of the window's program: settings, session, lock, launch, sample data.
#include "app/launch.h"
#include "app/sample_rows.h"
#include "app/settings.h"
#include "app/store_lock.h"
#include "app/window/message_center.h"
#include "app/window/session_keeper.h"
#include "app/window/workspace.h"
#include "app/window_session.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <set>

using namespace Qt::StringLiterals;
using namespace tidemark;

class PartsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void settingsComeBackAsTheyWereWritten()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a.conf"_s);
        Settings settings;
        settings.themeMode = theme::Mode::Dark;
        settings.zoneId = u"Europe/Berlin"_s;
        settings.weekStart = Qt::Sunday;
        settings.timeStyle = {true, TimeStyle::DateOrder::YearMonthDay};
        settings.byteStyle = ByteStyle::Si;
        settings.recentStores = {u"/a"_s, u"/b"_s};
        settings.recentRanges = {u"{\"kind\":\"all\"}"_s};
        settings.lastStore = u"/a"_s;
        settings.showsEntryHint = false;
        settings.userNames = {{u"7b031fd4"_s, u"Anna"_s}};
        {
            QSettings file(path, QSettings::IniFormat);
            writeSettings(file, settings);
        }
        const QSettings file(path, QSettings::IniFormat);
        QCOMPARE(readSettings(file), settings);
    }

    void settingsOfNonsenseAreTheDefaults()
    {
        QTemporaryDir folder;
        QSettings file(folder.filePath(u"a.conf"_s), QSettings::IniFormat);
        file.setValue(u"theme"_s, u"glow"_s);
        file.setValue(u"week_start"_s, 12);
        QCOMPARE(readSettings(file), Settings());
        file.setValue(u"version"_s, Settings::kVersion + 1);
        file.setValue(u"theme"_s, u"dark"_s);
        QCOMPARE(readSettings(file), Settings());
    }

    void newestEntryComesFirstAndOnlyOnce()
    {
        QStringList list{u"a"_s, u"b"_s, u"c"_s};
        putFirst(list, u"b"_s, 3);
        QCOMPARE(list, (QStringList{u"b"_s, u"a"_s, u"c"_s}));
        putFirst(list, u"d"_s, 3);
        QCOMPARE(list, (QStringList{u"d"_s, u"b"_s, u"a"_s}));
    }

    void sessionComesBackAsItWas()
    {
        WindowSession session;
        session.geometry = "geo";
        session.docks = "docks";
        session.entry = "half";
        session.currentTab = 1;
        session.range = u"{\"from\":\"now-6h\",\"kind\":\"relative\",\"to\":\"now\"}"_s;
        session.period = Period::Weekly;
        session.function = AggregateFunction::Sum;
        session.filter.devices = IdFilter::nullOnly();
        session.filter.sessions = QStringList{};
        session.filter.tags = {{u"a"_s, u"b"_s}};
        session.selectedMetrics = {u"x"_s};
        session.tabs = {{QString(), emptyDashboard(u"One"_s), true},
                        {u"/two.json"_s, emptyDashboard(u"Two"_s), false}};
        const WindowSession back = sessionFromText(toText(session));
        QCOMPARE(toText(back), toText(session));
        QCOMPARE(back.filter, session.filter);
        QCOMPARE(back.tabs.at(1).dashboard.title, u"Two"_s);
        QVERIFY(back.tabs.at(0).isModified);
    }

    void sessionOfNonsenseIsEmpty_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut off") << QByteArray("{\"version\":1,\"tabs\":[{");
        QTest::newRow("other version") << QByteArray("{\"version\":99,\"current_tab\":3}");
        QTest::newRow("wrong types") << QByteArray(R"({"version":1,"tabs":7,"current_tab":"x"})");
    }
    void sessionOfNonsenseIsEmpty()
    {
        QFETCH(QByteArray, text);
        const WindowSession session = sessionFromText(text);
        QVERIFY(session.tabs.empty());
        QCOMPARE(session.currentTab, 0);
    }

    void sessionIsWrittenAndReadInTheBackground()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"sub/session.json"_s);
        WindowSession session;
        session.range = u"kept"_s;
        QVERIFY(test::await(writeSession(path, session)).has_value());
        QCOMPARE(test::await(readSession(path)).value().range, u"kept"_s);
        QCOMPARE(test::await(readSession(folder.filePath(u"none.json"_s))).value().range,
                 QString());
    }

    void secondStartOnAStoreIsHandedOver()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a.tidemark"_s);
        const auto outcomeOf = [](StoreLock &lock, const QString &store) {
            QSignalSpy decided(&lock, &StoreLock::decided);
            lock.acquire(store);
            return decided.wait(20'000) ? decided[0][0].value<StoreLock::Outcome>()
                                        : StoreLock::Outcome::Unavailable;
        };
        StoreLock first;
        QSignalSpy activated(&first, &StoreLock::activationRequested);
        QCOMPARE(outcomeOf(first, path), StoreLock::Outcome::Held);
        StoreLock second;
        QCOMPARE(outcomeOf(second, path), StoreLock::Outcome::HandedOver);
        QCOMPARE(activated.size(), 1);
        // Another store is another matter, and a released one is free again.
        StoreLock other;
        QCOMPARE(outcomeOf(other, folder.filePath(u"b.tidemark"_s)), StoreLock::Outcome::Held);
        first.release();
        StoreLock again;
        QCOMPARE(outcomeOf(again, path), StoreLock::Outcome::Held);
        // A lock that was let go of before it was decided is not held by anyone.
        StoreLock hasty;
        hasty.acquire(folder.filePath(u"c.tidemark"_s));
        hasty.release();
        QThreadPool::globalInstance()->waitForDone();
        StoreLock patient;
        QCOMPARE(outcomeOf(patient, folder.filePath(u"c.tidemark"_s)), StoreLock::Outcome::Held);
    }

    void lastSessionOfEachStoreIsWrittenAlsoWhenTheKeeperIsGone()
    {
        QTemporaryDir folder;
        const QString first = folder.filePath(u"first.json"_s);
        const QString second = folder.filePath(u"second.json"_s);
        WindowSession session;
        {
            SessionKeeper keeper([&session] { return session; });
            for (int i = 0; i <= 50; ++i) { // most of them while one is being written
                session.range = u"first %1"_s.arg(i);
                keeper.setPath(first);
                keeper.saveNow();
                session.range = u"second %1"_s.arg(i);
                keeper.setPath(second);
                keeper.saveNow();
            }
        }
        QThreadPool::globalInstance()->waitForDone();
        QCOMPARE(test::await(readSession(first)).value().range, u"first 50"_s);
        QCOMPARE(test::await(readSession(second)).value().range, u"second 50"_s);
    }

    void readsTheArgumentsOfALaunch_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("store");
        const auto kind = [](Launch::Kind value) { return static_cast<int>(value); };
        QTest::newRow("nothing") << QStringList() << kind(Launch::Kind::Window) << QString();
        QTest::newRow("a file") << QStringList{u"a.tidemark"_s} << kind(Launch::Kind::Window)
                                << u"a.tidemark"_s;
        QTest::newRow("an option")
            << QStringList{u"--store"_s, u"b"_s} << kind(Launch::Kind::Window) << u"b"_s;
        QTest::newRow("render") << QStringList{u"render"_s, u"--out"_s,    u"dir"_s,
                                               u"--size"_s, u"1024x640"_s, u"--dark"_s}
                                << kind(Launch::Kind::Render) << QString();
        QTest::newRow("safe mode")
            << QStringList{u"--safe-mode"_s, u"a"_s} << kind(Launch::Kind::Window) << u"a"_s;
        QTest::newRow("add without a value")
            << QStringList{u"add"_s} << kind(Launch::Kind::QuickEntry) << QString();
        QTest::newRow("add to a store") << QStringList{u"add"_s, u"--store"_s, u"a"_s}
                                        << kind(Launch::Kind::QuickEntry) << u"a"_s;
        QTest::newRow("help of render")
            << QStringList{u"render"_s, u"--help"_s} << kind(Launch::Kind::Help) << QString();
        QTest::newRow("render to nowhere")
            << QStringList{u"render"_s} << kind(Launch::Kind::Usage) << QString();
        QTest::newRow("bad size") << QStringList{u"render"_s, u"--out"_s, u"d"_s, u"--size"_s,
                                                 u"big"_s}
                                  << kind(Launch::Kind::Usage) << QString();
        QTest::newRow("a size below the window's")
            << QStringList{u"render"_s, u"--out"_s, u"d"_s, u"--size"_s, u"400x900"_s}
            << kind(Launch::Kind::Usage) << QString();
        QTest::newRow("the least size")
            << QStringList{u"render"_s, u"--out"_s, u"d"_s, u"--size"_s, u"720x480"_s}
            << kind(Launch::Kind::Render) << QString();
        QTest::newRow("unknown option")
            << QStringList{u"--sparkle"_s} << kind(Launch::Kind::Usage) << QString();
    }
    void readsTheArgumentsOfALaunch()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, kind);
        QFETCH(QString, store);
        const Launch launch = parseLaunch(QStringList{u"tidemark"_s} + arguments);
        QCOMPARE(static_cast<int>(launch.kind), kind);
        QCOMPARE(launch.storePath, store);
        QCOMPARE(launch.problem.isEmpty(), launch.kind != Launch::Kind::Usage);
    }

    void sampleDataIsTheSameForTheSameSeedAndDay()
    {
        const Timestamp now = test::at(u"2026-11-20T12:00:00Z"_s);
        const auto all = [&](std::uint64_t seed) {
            SampleRows rows(now, seed);
            std::vector<ImportRow> made;
            bool more = true;
            while (more)
                more = rows.next(made).value();
            return made;
        };
        const std::vector<ImportRow> first = all(SampleRows::kSeed);
        const std::vector<ImportRow> again = all(SampleRows::kSeed);
        QCOMPARE(first.size(), again.size());
        std::set<QString> metrics;
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(first[i].value, again[i].value);
            QVERIFY(first[i].start.has_value() && *first[i].start < now);
            QVERIFY(*first[i].end >= *first[i].start);
            metrics.insert(first[i].metric);
        }
        QCOMPARE(metrics.size(), SampleRows::definitions().size());
        QVERIFY(first.front().value != all(SampleRows::kSeed + 1).front().value);
    }

    void sameMessageAgainIsCounted()
    {
        MessageCenter messages;
        QSignalSpy posted(&messages, &MessageCenter::posted);
        for (int i = 0; i < 12; ++i)
            messages.post({Message::Kind::Bad, u"The disk is full."_s});
        QCOMPARE(posted.size(), 12);
        QCOMPARE(messages.messages().size(), 1);
        QVERIFY(shownText(messages.messages().first()).contains(u"12 times"_s));
        messages.post({Message::Kind::Good, u"Saved."_s});
        QCOMPARE(messages.messages().size(), 2);
        QCOMPARE(messages.messages().first().text, u"Saved."_s);
    }

    void periodSuitsTheExtent_data()
    {
        QTest::addColumn<int>("days");
        QTest::addColumn<Period>("period");
        QTest::newRow("a day") << 1 << Period::Daily;
        QTest::newRow("three months") << 92 << Period::Daily;
        QTest::newRow("a year") << 365 << Period::Weekly;
        QTest::newRow("five years") << 1826 << Period::Monthly;
        QTest::newRow("a century") << 36525 << Period::Yearly;
    }
    void periodSuitsTheExtent()
    {
        QFETCH(int, days);
        QTEST(periodFor({Timestamp(0), Timestamp(days * kNsPerDay)}), "period");
    }
};

TIDEMARK_TEST(PartsTest)
#include "parts_test.moc"
