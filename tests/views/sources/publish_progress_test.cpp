// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/held_ports.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_dialog_bench.h"
#include "views/sources/publish_dialog.h"
#include "views/sources/publish_watch.h"

#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What is told of a publishing while a large outbox is read (S4).
class PublishProgressTest final : public QObject
{
    Q_OBJECT

    /// Values that were there before the source, so that only publishing queues them.
    struct Publishing
    {
        Publishing()
        {
            const Record first = bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 1);
            bench.addValue(u"speed"_s, u"2026-11-20T09:00:00Z"_s, 2);
            selection.metrics = {first.key.metric};
            fleet = bench.addSource(u"Fleet"_s);
            parts = bench.parts();
            parts.ports.outbox = &outbox;
        }

        SourceBench bench;
        HeldOutbox outbox{*bench.ports.outbox};
        SourceParts parts;
        Selection selection;
        Source fleet;
    };

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void nothingIsSavedBeforeTheOutboxWasRead()
    {
        Publishing p;
        PublishDialog dialog(p.parts, p.selection);
        showWindow(dialog, dialog.size());
        QTRY_VERIFY(shown<QPushButton>(dialog, u"Publish 2 record(s)"_s));
        QTRY_VERIFY(shown<QPushButton>(dialog, u"Publish 2 record(s)"_s)->isEnabled());
        p.outbox.pages.isHolding = true;
        QTest::mouseClick(shown<QPushButton>(dialog, u"Publish 2 record(s)"_s), Qt::LeftButton);
        QTRY_COMPARE(p.outbox.pages.asked, 1);
        p.bench.links.setDelivery(p.fleet.id, DeliveryState::Sending);
        QVERIFY(says(dialog, u"Queued 2 record(s)."_s));
        QVERIFY(!says(dialog, u"saved"_s));
        p.outbox.pages.isHolding = false;
        p.outbox.pages.letOne();
        QTRY_VERIFY(says(dialog, u"0 of 2 saved, 0 failed, 2 waiting."_s));
        QVERIFY(!says(dialog, u"Queued"_s));
    }

    // Where the outbox changes faster than it is read, each reading is told of all the same.
    void aReadingThatWasBegunIsTold()
    {
        Publishing p;
        const auto queued =
            await(p.parts.ports.outbox->enqueue(p.fleet.id, p.selection, PublishDevice()));
        QVERIFY(queued.has_value());
        PublishWatch watch(p.parts, p.fleet.id, *queued);
        QSignalSpy changed(&watch, &PublishWatch::changed);
        p.outbox.pages.isHolding = true;
        watch.start();
        QTRY_COMPARE(p.outbox.pages.asked, 1);
        watch.refresh();
        watch.refresh();
        p.outbox.pages.letOne();
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(watch.isRead());
        QCOMPARE(watch.waiting(), 2);
        QTRY_COMPARE(p.outbox.pages.asked, 2); // what changed meanwhile is read once, after it
        p.outbox.pages.letOne();
        QTRY_COMPARE(changed.size(), 2);
        QCOMPARE(p.outbox.pages.asked, 2);
    }
};

TIDEMARK_TEST(PublishProgressTest)
#include "publish_progress_test.moc"
