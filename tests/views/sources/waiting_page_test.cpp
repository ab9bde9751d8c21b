// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/outbox_table_model.h"
#include "tests/support/held_ports.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/sources/conflict_view.h"
#include "views/sources/sources_dialog.h"
#include "views/sources/waiting_page.h"
#include "views/tables/data_table.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What waits to be sent, and what a person does about it, by keys and mouse alone.
class WaitingPageTest final : public QObject
{
    Q_OBJECT

    struct Page
    {
        explicit Page(SourceBench &bench)
            : Page(bench.parts())
        {}
        explicit Page(const SourceParts &parts)
            : dialog(parts)
        {
            showWindow(dialog, dialog.size());
            dialog.showTab(SourcesDialog::Tab::Outbox);
        }
        [[nodiscard]] DataTable &table() { return *dialog.outbox().table(); }
        [[nodiscard]] QStringList rows()
        {
            QStringList texts;
            for (int row = 0; row < table().model()->rowCount(); ++row)
                texts << cell(row, 0) % u' ' % cell(row, 1) % u": "_s % cell(row, 5);
            return texts;
        }
        [[nodiscard]] QString cell(int row, int column)
        {
            return table().model()->index(row, column).data().toString();
        }
        void click(const QString &button)
        {
            auto *found = shown<QAbstractButton>(dialog, button);
            QVERIFY2(found && found->isEnabled(), qPrintable(button));
            QTest::mouseClick(found, Qt::LeftButton);
        }
        /// Selects the row of the record of that metric by the mouse.
        void select(const QString &metric)
        {
            for (int row = 0; row < table().model()->rowCount(); ++row) {
                if (cell(row, 1) != metric || cell(row, 0) != u"Record"_s)
                    continue;
                const QRect at = table().visualRect(table().model()->index(row, 1));
                QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, at.center());
                return;
            }
            QFAIL(qPrintable(metric));
        }
        [[nodiscard]] bool says(const QString &part)
        {
            for (const QLabel *label : dialog.findChildren<QLabel *>())
                if (label->isVisible() && label->text().contains(part))
                    return true;
            return false;
        }

        SourcesDialog dialog;
    };

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void listsWhatWaitsWithLiveCounts()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        Page page(bench);
        QTRY_VERIFY(page.says(u"Nothing waits: Fleet shows all that was published."_s));
        QAbstractItemModelTester tester(page.table().model(),
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        bench.addValue(u"speed"_s, u"2026-11-20T08:00:00Z"_s, 1.5);
        QTRY_COMPARE(page.rows().size(), 3);
        QCOMPARE(page.rows()
                     .filter(QRegularExpression(u"^(Metric speed|Session ss_.*|Record speed)"
                                                ": Waiting$"_s))
                     .size(),
                 3);
        QTRY_VERIFY(shown<QToolButton>(page.dialog, u"All 3"_s));
        bench.refuse(fleet.id, u"speed"_s, AttentionReason::Refused, u"The value is too large."_s);
        QTRY_VERIFY(shown<QToolButton>(page.dialog, u"Needs attention 1"_s));
        page.click(u"Needs attention 1"_s);
        QTRY_COMPARE(page.rows(), QStringList{u"Record speed: Refused"_s});
        QCOMPARE(page.cell(0, 6), u"The value is too large."_s);
        QCOMPARE(page.cell(0, 3), u"1.5"_s);
        page.click(u"Waiting 2"_s);
        QTRY_COMPARE(page.rows().size(), 2);
        page.click(u"Send now"_s);
        QCOMPARE(bench.links.sent, std::vector{fleet.id});
        bench.settle(fleet.id);
        QTRY_VERIFY(page.says(u"Nothing waits."_s));
        page.click(u"Show all"_s);
        QTRY_COMPARE(page.rows().size(), 1);
    }

    void refusedItemsAreRetriedEditedAndDiscarded()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        bench.addValue(u"b"_s, u"2026-11-20T08:00:00Z"_s, 2);
        for (const QString &metric : {u"a"_s, u"b"_s})
            bench.refuse(fleet.id, metric, AttentionReason::Refused, u"It is too large."_s);
        Page page(bench);
        QTRY_COMPARE(page.rows().size(), 6);
        page.select(u"a"_s);
        page.click(u"Retry"_s);
        QTRY_VERIFY(page.rows().contains(u"Record a: Waiting"_s));
        page.select(u"b"_s);
        QVERIFY(page.says(u"It is too large."_s));
        const auto labels = page.dialog.findChildren<QLabel *>(); // H5: what is read out
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->accessibleName().endsWith(u": It is too large."_s);
        }));
        page.click(u"Edit…"_s);
        QTRY_VERIFY(isDialogReady());
        QTest::keyClicks(QApplication::focusWidget(), u"x"_s);
        auto *save =
            shown<QPushButton>(*QApplication::activeModalWidget(), u"Save and send again"_s);
        QVERIFY(!save->isEnabled());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"0.25"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QTRY_VERIFY(page.rows().contains(u"Record b: Waiting"_s));
        const auto pages = await(bench.ports.outbox->page(fleet.id, {}, {}, 100));
        QVERIFY(std::any_of(pages->items.begin(), pages->items.end(),
                            [](const OutboxItem &item) { return item.value == 0.25; }));
        page.select(u"b"_s);
        page.click(u"Discard…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        auto *question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        QVERIFY(question->informativeText().contains(u"Fleet is left as it is"_s));
        for (QAbstractButton *button : question->buttons())
            if (button->text() == u"Discard 1 item(s)"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(page.rows().size(), 5);
    }

    // R4: both versions are shown, and none goes silently.
    void conflictsShowBothVersionsAndAPersonChooses()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        bench.addValue(u"b"_s, u"2026-11-20T08:00:00Z"_s, 2);
        RemoteImage theirs;
        theirs.value = 7.5;
        theirs.device = u"rig-2"_s;
        for (const QString &metric : {u"a"_s, u"b"_s})
            bench.refuse(fleet.id, metric, AttentionReason::Conflict, u"Changed there too."_s,
                         theirs);
        Page page(bench);
        QTRY_COMPARE(page.rows().size(), 6);
        page.select(u"a"_s);
        QVERIFY(page.says(u"Here"_s));
        QVERIFY(page.says(u"At Fleet"_s));
        QVERIFY(page.says(u"7.5"_s));
        QVERIFY(page.says(u"rig-2"_s));
        QVERIFY(page.says(u"nothing is lost until then"_s));
        page.click(u"Take theirs"_s);
        QTRY_VERIFY(!page.rows().contains(u"Record a: Changed on both sides"_s));
        const auto value = [&bench](const QString &metric) {
            const Definition found = await(bench.ports.catalog->find(metric)).value();
            Selection selection;
            selection.metrics = {found.id};
            return await(bench.ports.records->page(selection, SortOrder::Ascending, {}, 10))
                ->records.front()
                .value;
        };
        QCOMPARE(value(u"a"_s), 7.5);
        page.select(u"b"_s);
        page.click(u"Keep mine"_s);
        QTRY_VERIFY(page.rows().contains(u"Record b: Waiting"_s));
        QCOMPARE(value(u"b"_s), 2.0);
    }

    // R4: a second click does not decide the next conflict, which nobody has seen.
    void aChoiceIsOfTheConflictThatWasShown()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        bench.addValue(u"b"_s, u"2026-11-20T08:00:00Z"_s, 2);
        RemoteImage theirs;
        theirs.value = 7.5;
        for (const QString &metric : {u"a"_s, u"b"_s})
            bench.refuse(fleet.id, metric, AttentionReason::Conflict, u"Changed there too."_s,
                         theirs);
        HeldOutbox outbox(*bench.ports.outbox);
        SourceParts parts = bench.parts();
        parts.ports.outbox = &outbox;
        Page page(parts);
        page.dialog.outbox().showAttention();
        QTRY_COMPARE(page.rows().size(), 2);
        page.select(u"a"_s);
        outbox.kept.isHolding = true;
        auto *keep = shown<QPushButton>(page.dialog, u"Keep mine"_s);
        QVERIFY(keep);
        keep->setFocus();
        QTRY_COMPARE(QApplication::focusWidget(), keep);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(outbox.kept.asked, 1);
        for (const QString &text : {u"Keep mine"_s, u"Take theirs"_s})
            QVERIFY(!shown<QPushButton>(page.dialog, text)->isEnabled());
        QCOMPARE(QApplication::focusWidget(), &page.table());
        outbox.kept.letOne();
        const QStringList left{u"Record b: Changed on both sides"_s};
        QTRY_COMPARE(page.rows(), left);
        QVERIFY(page.table().selectedRows().isEmpty());
        QVERIFY(!shown<QPushButton>(page.dialog, u"Keep mine"_s));
        QCOMPARE(QApplication::focusWidget(), &page.table());
        QSignalSpy loaded(qobject_cast<OutboxTableModel *>(page.table().model()),
                          &OutboxTableModel::loaded);
        page.dialog.outbox().setSource(fleet.id); // it is read again
        QTRY_VERIFY(!loaded.isEmpty());
        QVERIFY(page.table().selectedRows().isEmpty());
        page.select(u"b"_s);
        QTRY_VERIFY(shown<QPushButton>(page.dialog, u"Keep mine"_s));
        QTRY_VERIFY(shown<QPushButton>(page.dialog, u"Keep mine"_s)->isEnabled());
        QCOMPARE(outbox.kept.asked, 1);
        // Another list begins with its first row selected.
        page.click(u"All 6"_s);
        QTRY_COMPARE(page.rows().size(), 6);
        QCOMPARE(page.table().selectedRows(), QList<int>{0});
    }

    // R4: a mixed selection leaves the conflict as it is.
    void retryingSeveralLeavesConflicts()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        bench.addValue(u"b"_s, u"2026-11-20T08:00:00Z"_s, 2);
        RemoteImage theirs;
        theirs.value = 7.5;
        bench.refuse(fleet.id, u"a"_s, AttentionReason::Conflict, u"Changed there too."_s, theirs);
        bench.refuse(fleet.id, u"b"_s, AttentionReason::Refused, u"It is too large."_s);
        Page page(bench);
        QTRY_COMPARE(page.rows().size(), 6);
        page.table().selectAll();
        page.click(u"Retry"_s);
        QTRY_VERIFY(page.rows().contains(u"Record b: Waiting"_s));
        QVERIFY(page.rows().contains(u"Record a: Changed on both sides"_s));
    }

    // As *Send now* does: what keeps the source from sending may have been mended.
    void retryingAsksThePausedSourceAgain()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        bench.refuse(fleet.id, u"a"_s, AttentionReason::Refused, u"It is too large."_s);
        bench.links.setDelivery(
            fleet.id, DeliveryState::Paused,
            Error{ErrorCode::PermissionDenied, u"The keyring stayed locked."_s, {}});
        Page page(bench);
        QTRY_COMPARE(page.rows().size(), 3);
        page.select(u"a"_s);
        QVERIFY(bench.links.sent.empty());
        page.click(u"Retry"_s);
        QTRY_COMPARE(bench.links.sent, std::vector{fleet.id});
        QTRY_VERIFY(page.rows().contains(u"Record a: Waiting"_s));
    }

    // R4: both versions can be read where nothing can be chosen, and it says why.
    void conflictsOfAReadOnlyStoreAreShown()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        RemoteImage theirs;
        theirs.value = 7.5;
        bench.refuse(fleet.id, u"a"_s, AttentionReason::Conflict, u"Changed there too."_s, theirs);
        const QString why = u"This store can be read, but not changed."_s;
        Page page(bench);
        page.dialog.setReadOnly(why);
        QTRY_COMPARE(page.rows().size(), 3);
        page.select(u"a"_s);
        QVERIFY(page.says(u"At Fleet"_s));
        QVERIFY(page.says(u"7.5"_s));
        QVERIFY(page.says(why));
        for (const QString &text : {u"Keep mine"_s, u"Take theirs"_s}) {
            const auto *choice = shown<QPushButton>(page.dialog, text);
            QVERIFY2(choice && !choice->isEnabled(), qPrintable(text));
            QCOMPARE(choice->accessibleDescription(), why);
        }
        page.dialog.setReadOnly({});
        QVERIFY(!page.says(why));
        QVERIFY(shown<QPushButton>(page.dialog, u"Keep mine"_s)->isEnabled());
    }

    // P4: work that cannot be undone there says so, and is not offered once more.
    void whatIsFinalSaysSo()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        bench.refuse(fleet.id, u"a"_s, AttentionReason::Final, u"Fleet keeps what it was sent."_s);
        Page page(bench);
        QTRY_COMPARE(page.rows().size(), 3);
        page.select(u"a"_s);
        QVERIFY(page.says(u"This cannot be undone there."_s));
        QVERIFY(!shown<QPushButton>(page.dialog, u"Retry"_s)->isEnabled());
        QVERIFY(!shown<QPushButton>(page.dialog, u"Edit…"_s)->isEnabled());
        page.click(u"Discard…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        auto *question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        const QString said = u"stays at Fleet: that cannot be undone there."_s;
        QVERIFY(question->informativeText().contains(said));
        QTest::keyClick(question, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QCOMPARE(page.rows().size(), 3);
        // What never arrived is only left out.
        for (int row = 0; row < page.rows().size(); ++row) {
            if (page.cell(row, 0) == u"Metric"_s)
                page.table().selectRows(row, row);
        }
        page.click(u"Discard…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        QVERIFY(!question->informativeText().contains(said));
        QTest::keyClick(question, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    void copiesTheListWithReasons()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        bench.refuse(fleet.id, u"a"_s, AttentionReason::Refused, u"It is too large."_s);
        Page page(bench);
        QTRY_COMPARE(page.rows().size(), 3);
        page.click(u"Copy list"_s);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 5); // titles, three rows, and the end
        QVERIFY(lines.first().startsWith(u"Kind\tName\tSession\tValue"_s));
        QVERIFY(lines.at(3).contains(u"It is too large."_s));
    }

    void saysWhyNothingGoesOut()
    {
        SourceBench bench;
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        Page page(bench);
        bench.links.setDelivery(
            fleet.id, DeliveryState::Paused,
            Error{ErrorCode::PermissionDenied, u"The token was refused."_s, {}});
        QTRY_VERIFY(page.says(u"Paused: The token was refused."_s));
        bench.links.setDelivery(fleet.id, DeliveryState::Waiting);
        QVERIFY(!page.says(u"Paused"_s));
    }

    void severalSourcesAreChosenFrom()
    {
        SourceBench bench;
        bench.addSource(u"Archive"_s, PublishLevel::Off);
        bench.addSource(u"Fleet"_s);
        bench.addValue(u"a"_s, u"2026-11-20T08:00:00Z"_s, 1);
        Page page(bench);
        auto *sources = shown<QComboBox>(page.dialog, u"Source"_s);
        QVERIFY(sources);
        QTRY_VERIFY(page.says(u"Nothing waits: Archive"_s));
        sources->setFocus();
        QTest::keyClick(sources, Qt::Key_Down);
        QTRY_COMPARE(page.rows().size(), 3);
    }
};

TIDEMARK_TEST(WaitingPageTest)
#include "waiting_page_test.moc"
