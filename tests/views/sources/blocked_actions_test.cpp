// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_dialog_bench.h"
#include "views/sources/sources_dialog.h"
#include "views/sources/sources_page.h"

#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What cannot be done with sources now is off, and says why.
class BlockedActionsTest final : public QObject
{
    Q_OBJECT

    /// Three items of a value that wait for a source.
    struct Waiting
    {
        Waiting()
        {
            fleet = bench.addSource(u"Fleet"_s);
            bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 3);
            [&] { QTRY_COMPARE(count(), 3); }();
        }
        [[nodiscard]] std::int64_t count() const
        {
            return bench.board.find(fleet.id)->delivery.counts.waiting;
        }

        SourceBench bench;
        Source fleet;
    };

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void nothingIsSentWherePublishingIsOff_data()
    {
        QTest::addColumn<int>("tab");
        QTest::newRow("sources") << static_cast<int>(SourcesDialog::Tab::Sources);
        QTest::newRow("what waits") << static_cast<int>(SourcesDialog::Tab::Outbox);
    }
    void nothingIsSentWherePublishingIsOff()
    {
        QFETCH(const int, tab);
        Waiting w;
        SourcesDialog dialog(w.bench.parts());
        showWindow(dialog, dialog.size());
        dialog.showTab(static_cast<SourcesDialog::Tab>(tab));
        const auto *send = shown<QPushButton>(dialog, u"Send now"_s);
        QVERIFY(send);
        QTRY_VERIFY(send->isEnabled());
        QVERIFY(send->toolTip().startsWith(u"Sends what waits"_s));
        SourceChange off;
        off.level = PublishLevel::Off;
        QVERIFY(await(w.bench.ports.sources->update(w.fleet.id, off)));
        QTRY_VERIFY(!send->isEnabled());
        QCOMPARE(send->toolTip(), u"Publishing is off"_s);
        QCOMPARE(w.count(), 3);
    }

    void nothingIsSentFromAReadOnlyStore()
    {
        Waiting w;
        SourcesDialog dialog(w.bench.parts());
        showWindow(dialog, dialog.size());
        dialog.showTab(SourcesDialog::Tab::Outbox);
        const auto *send = shown<QPushButton>(dialog, u"Send now"_s);
        QVERIFY(send);
        QTRY_VERIFY(send->isEnabled());
        const QString why = u"This store can be read, but not changed."_s;
        dialog.setReadOnly(why);
        QVERIFY(!send->isEnabled());
        QCOMPARE(send->toolTip(), why);
    }

    void noSourceIsAddedToAReadOnlyStore()
    {
        SourceBench bench;
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        const auto offers = [&dialog] {
            int count = 0;
            for (const QPushButton *button : dialog.findChildren<QPushButton *>()) {
                if (button->isVisible() && button->isEnabled() &&
                    button->text().remove(u'&') == u"Add source…"_s)
                    ++count;
            }
            return count;
        };
        QTRY_COMPARE(offers(), 2); // above the list, and in its place
        const QString why = u"This store can be read, but not changed."_s;
        dialog.setReadOnly(why);
        QTRY_COMPARE(offers(), 0);
        QVERIFY(says(dialog, why));
        dialog.sources().addSource(); // whoever asks
        QVERIFY(!dialog.findChild<SourceDialog *>());
    }
};

TIDEMARK_TEST(BlockedActionsTest)
#include "blocked_actions_test.moc"
