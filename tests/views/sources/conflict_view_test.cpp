// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/publish_device.h"
#include "model/items/conflict_facts.h"
#include "model/ports/session_store.h"
#include "tests/app/clipping.h"
#include "tests/app/nameless.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/sources/conflict_view.h"

#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// Each fact on a line; those that differ with a sign.
QStringList lines(const ConflictSides &sides)
{
    QStringList texts;
    for (const ConflictFact &fact : sides.facts)
        texts << (fact.isDifferent ? u"\u2260 "_s : QString()) % fact.name % u": "_s % fact.here %
                     u" | "_s % fact.there;
    return texts;
}

/// A session that both sides have in versions of their own.
OutboxItem sessionConflict(const Session &here)
{
    OutboxItem item;
    item.id = OutboxItemId(7);
    item.key = {OutboxKind::Session, here.id.value(), 0};
    item.name = here.name.value_or(here.uid);
    item.session = here.uid;
    item.state = OutboxState::Attention;
    item.reason = AttentionReason::Conflict;
    RemoteImage theirs;
    const Timestamp first = at(u"2026-11-20T08:00:00Z"_s);
    const Timestamp last = at(u"2026-11-20T09:30:00Z"_s);
    theirs.fields = {
        {u"name"_s, u"Morning run"_s},
        {u"devices"_s, QJsonArray{u"truck-9"_s, u"truck-7"_s}},
        {u"files"_s,
         QJsonObject{{u"fl_1"_s, QJsonArray{qint64{first.posixNs()}, qint64{last.posixNs()}}}}},
        {u"metadata"_s, QJsonObject{{u"tidemark_tags"_s, QJsonObject{{u"env"_s, u"test"_s}}},
                                    {u"tidemark_note"_s, u"wet road"_s},
                                    {u"firmware"_s, u"4.2"_s}}},
        {kWholeField, true}};
    noteRemoteChange(theirs, u"ann@fleet.example"_s, at(u"2026-11-20T10:15:00Z"_s));
    item.theirs = theirs;
    return item;
}

Session morningRun(SourceBench &bench)
{
    NewSession session;
    session.name = u"Morning run"_s;
    session.start = at(u"2026-11-20T08:00:00Z"_s);
    session.end = at(u"2026-11-20T09:00:00Z"_s);
    session.devices = {u"truck-7"_s};
    session.tags.insert(u"env"_s, u"prod"_s);
    session.note = u"wet road"_s;
    session.description = u"Depot to harbour and back, empty on the way out"_s;
    session.metadata = {{u"firmware"_s, u"4.2"_s}};
    return await(bench.ports.sessions->createSession(session)).value().session;
}

} // namespace

/// What a person sees of both versions of something.
class ConflictViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aSessionShowsAllThatDiffersFirst()
    {
        SourceBench bench;
        const Session here = morningRun(bench);
        const ConflictSides sides =
            conflictSides(sessionConflict(here), {{}, here, {}}, bench.formatter);
        QCOMPARE(lines(sides),
                 QStringList({u"\u2260 Description: Depot to harbour and back, empty on the way "
                              "out | \u2014"_s,
                              u"\u2260 Time: 2026-11-20 08:00:00 UTC to 2026-11-20 09:00:00 UTC | "
                              "2026-11-20 08:00:00 UTC to 2026-11-20 09:30:00 UTC"_s,
                              u"\u2260 Devices: truck-7 | truck-7, truck-9"_s,
                              u"\u2260 Tags: env=prod | env=test"_s,
                              u"Name: Morning run | Morning run"_s, u"Note: wet road | wet road"_s,
                              u"Metadata: {\"firmware\":\"4.2\"} | {\"firmware\":\"4.2\"}"_s,
                              u"Changed by: tester | ann@fleet.example"_s,
                              u"Changed: 2026-11-20 12:00:00 UTC | 2026-11-20 10:15:00 UTC"_s}));
    }

    // What a source was not asked for is not shown as gone.
    void aSessionThatWasReadInPartShowsThatPart()
    {
        SourceBench bench;
        const Session here = morningRun(bench);
        OutboxItem item = sessionConflict(here);
        item.theirs->fields = {{u"name"_s, u"Evening run"_s},
                               {u"description"_s, *here.description}};
        QCOMPARE(lines(conflictSides(item, {{}, here, {}}, bench.formatter)),
                 QStringList({u"\u2260 Name: Morning run | Evening run"_s,
                              u"Description: %1 | %1"_s.arg(*here.description),
                              u"Changed by: tester | \u2014"_s,
                              u"Changed: 2026-11-20 12:00:00 UTC | \u2014"_s}));
    }

    void aRecordShowsUnitDeviceAndWhoChangedIt()
    {
        SourceBench bench;
        bench.addMetric(u"speed"_s, u"km/h"_s);
        Record here = bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 31.8);
        here.unit = u"km/h"_s;
        OutboxItem item;
        item.key.kind = OutboxKind::Record;
        item.value = 31.8;
        item.theirs = RemoteImage{29.4, u"truck-7"_s, {}};
        noteRemoteChange(*item.theirs, u"ann@fleet.example"_s, at(u"2026-11-20T10:15:00Z"_s));
        const ConflictSides sides = conflictSides(item, {here, {}, {}}, bench.formatter);
        QCOMPARE(lines(sides).first(3),
                 QStringList({u"\u2260 Value: 31.8\u00A0km/h | 29.4\u00A0km/h"_s,
                              u"\u2260 Device: \u2014 | truck-7"_s,
                              u"Changed by: tester | ann@fleet.example"_s}));
        // As it would be sent, whichever device it has here.
        item.said = publishedImage(PublishDevice::given(u"lab"_s), 31.8, {});
        QCOMPARE(lines(conflictSides(item, {here, {}, {}}, bench.formatter)).at(1),
                 u"\u2260 Device: lab | truck-7"_s);
        item.said = publishedImage(PublishDevice::inferred(), 31.8, {});
        QVERIFY(lines(conflictSides(item, {here, {}, {}}, bench.formatter))
                    .at(1)
                    .contains(u"inferred from the session"_s));
        QVERIFY2(sides.about.contains(u"2026-11-20 08:00:00 UTC"_s), qPrintable(sides.about));
        QVERIFY2(sides.about.contains(here.sessionUid), qPrintable(sides.about));
    }

    void aRemovalSaysOnWhichSide()
    {
        SourceBench bench;
        OutboxItem item;
        item.key.kind = OutboxKind::Definition;
        item.name = u"speed"_s;
        item.theirs = RemoteImage{{}, {}, {{kGoneField, true}}};
        Definition here;
        here.name = u"speed"_s;
        here.description = u"over ground"_s;
        here.modifiedBy = u"tester"_s;
        here.modified = bench.clock.now();
        QCOMPARE(
            lines(conflictSides(item, {{}, {}, here}, bench.formatter)).first(3),
            QStringList({u"\u2260 State: changed | removed"_s, u"\u2260 Name: speed | \u2014"_s,
                         u"\u2260 Description: over ground | \u2014"_s}));
    }

    void whoChangedItIsNoPartOfTheVersion()
    {
        RemoteImage image;
        image.fields = {{u"name"_s, u"a"_s}};
        const QJsonObject plain = image.fields;
        noteRemoteChange(image, {}, {});
        QCOMPARE(image.fields, plain);
        QVERIFY(!remoteChangeOf(image).at);
        noteRemoteChange(image, u"ann"_s, Timestamp(12));
        QCOMPARE(remoteChangeOf(image).by, u"ann"_s);
        QCOMPARE(remoteChangeOf(image).at, std::optional(Timestamp(12)));
        QCOMPARE(withoutRemoteChange(image.fields), plain);
    }

    void looks_data()
    {
        QTest::addColumn<theme::Mode>("mode");
        QTest::newRow("light") << theme::Mode::Light;
        QTest::newRow("dark") << theme::Mode::Dark;
    }
    // The whole of it can be read by mouse and keyboard, and the choice is always in sight.
    void looks()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        const Session here = morningRun(bench);
        ConflictView view(bench.ports, bench.formatter);
        showWindow(view, QSize(936, 300));
        view.showConflict(sessionConflict(here), u"Fleet"_s);
        const auto says = [&view](const QString &text) {
            for (const QLabel *label : view.findChildren<QLabel *>())
                if (label->isVisible() && label->text() == text)
                    return true;
            return false;
        };
        QTRY_VERIFY(says(u"env=prod"_s));
        QVERIFY(says(u"4 difference(s)"_s));
        QVERIFY(says(u"At Fleet"_s));
        QVERIFY(says(u"\u2260"_s));
        QTest::qWait(30); // one more turn of the event loop, for the layouts
        savePicture(view, u"conflict_session_"_s % QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(clippedControl(view), QString());
        QCOMPARE(nameless(&view), QStringList());
        QSignalSpy mine(&view, &ConflictView::keepMineRequested);
        QSignalSpy theirs(&view, &ConflictView::takeTheirsRequested);
        QTest::mouseClick(shown<QPushButton>(view, u"Keep mine"_s), Qt::LeftButton);
        auto *take = shown<QPushButton>(view, u"Take theirs"_s);
        take->setFocus();
        QTest::keyClick(take, Qt::Key_Space);
        QCOMPARE(mine.size(), 1);
        QCOMPARE(theirs.size(), 1);
        QVERIFY(QKeySequence::mnemonic(take->text()) !=
                QKeySequence::mnemonic(shown<QPushButton>(view, u"Keep mine"_s)->text()));
    }
};

TIDEMARK_TEST(ConflictViewTest)
#include "conflict_view_test.moc"
