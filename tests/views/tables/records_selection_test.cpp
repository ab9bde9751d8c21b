// SPDX-License-Identifier: GPL-3.0-or-later
// Many records at once: what is told of the selected ones, and the form that changes them (E13).
#include "model/ports/session_store.h"
#include "tests/support/heartbeat.h"
#include "tests/support/test_registry.h"
#include "tests/views/tables/records_tab.h"
#include "views/tables/edit_records_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

#include <algorithm>
#include <limits>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using Column = RecordTableModel::Column;

class RecordsSelectionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void tellsTheStatisticsOfSelectedRows()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        tab.selectValues(0, 2);
        const QString line = tab.told.last().first().toString();
        QVERIFY2(
            line.contains(u"sum 51\u00a0km · mean 17\u00a0km · min 16\u00a0km · max 18\u00a0km"_s),
            qPrintable(line));
    }

    void publishesJustTheSelectedRecords() // R2
    {
        PanelBench bench;
        std::vector<MetricId> metrics;
        for (const QString &name : {u"speed"_s, u"load"_s})
            metrics.push_back(bench.addMetric(name).id);
        std::vector<RecordKey> diagonal;
        for (const QString &uid : {u"run-1"_s, u"run-2"_s}) {
            NewSession session;
            session.uid = uid;
            session.start = session.end = at(u"2026-11-15T09:00:00Z"_s);
            QVERIFY(await(bench.ports.sessions->createSession(session)).has_value());
            for (const QString &name : {u"speed"_s, u"load"_s}) {
                ValueEntry entry;
                entry.metric = name;
                entry.value = 1;
                entry.sessionUid = uid;
                const auto saved = await(bench.ports.records->enter(entry));
                QVERIFY(saved && saved->saved);
                if ((name == u"speed"_s) == (uid == u"run-1"_s))
                    diagonal.push_back(saved->saved->key);
            }
        }
        bench.showNovember();
        bench.context.setSelectedMetrics(metrics);
        RecordsTab tab(bench);
        QTRY_COMPARE(tab.model.recordCount(), 4);
        QVERIFY(tab.widget.records()->publishSelection().only.empty()); // all that are shown
        for (const RecordKey &key : diagonal)
            tab.table->selectionModel()->select(
                tab.record(tab.model.rowOf(key).value(), Column::Value),
                QItemSelectionModel::Select);
        std::vector<RecordKey> published = tab.widget.records()->publishSelection().only;
        std::sort(published.begin(), published.end());
        std::sort(diagonal.begin(), diagonal.end());
        QVERIFY(published == diagonal);
    }

    void changesAllSelectedRecordsAtOnce()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        tab.selectValues(0, 3);
        tab.widget.records()->editSelected();
        auto *dialog = tab.widget.findChild<EditRecordsDialog *>();
        QVERIFY(dialog != nullptr);
        for (auto *box : dialog->findChildren<QCheckBox *>())
            if (box->text().startsWith(u"Multiply"_s) || box->text().startsWith(u"Shift"_s) ||
                box->text() == u"Set tags"_s)
                box->setChecked(true);
        for (auto *edit : dialog->findChildren<QLineEdit *>()) {
            if (edit->accessibleName().startsWith(u"Multiply"_s))
                edit->setText(u"1000"_s);
            if (edit->accessibleName().startsWith(u"Shift"_s))
                edit->setText(u"-2h"_s);
            if (edit->accessibleName() == u"Set tags"_s)
                edit->setText(u"env=test"_s);
        }
        savePicture(*dialog, u"panel_edit_records"_s);
        click(*dialog, u"Change 4"_s);
        QTRY_COMPARE(tab.model.record(0)->value, 18'000.0);
        QTRY_COMPARE(tab.changed.count(), 1);
        const Record &record = *tab.model.record(0);
        QCOMPARE(record.sessionEnd, std::optional(at(u"2026-11-18T06:00:00Z"_s)));
        QCOMPARE(record.tags, (TagMap{{u"env"_s, u"test"_s}}));
    }

    void statisticsFollowChangedValues()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        tab.selectValues(0, 1);
        QVERIFY(tab.told.last().first().toString().contains(u"sum 35\u00a0km"_s));
        tab.set(0, Column::Value, u"28"_s);
        QTRY_VERIFY2(tab.told.last().first().toString().contains(u"sum 45\u00a0km"_s),
                     qPrintable(tab.told.last().first().toString()));
    }

    void setsDeviceNoteAndSessionOfAllSelected()
    {
        PanelBench bench;
        fill(bench);
        NewSession wanted;
        wanted.name = u"run"_s;
        wanted.start = wanted.end = at(u"2026-11-15T09:00:00Z"_s);
        QVERIFY(await(bench.ports.sessions->createSession(wanted)).has_value());
        RecordsTab tab(bench);
        QTRY_COMPARE(tab.model.recordCount(), 4);
        const auto edit = [&tab](int first, int last, const QMap<QString, QString> &lines) {
            tab.selectValues(first, last);
            tab.widget.records()->editSelected();
            auto *dialog = tab.widget.findChild<EditRecordsDialog *>();
            for (auto *box : dialog->findChildren<QCheckBox *>())
                box->setChecked(lines.contains(box->text()));
            for (auto *line : dialog->findChildren<QLineEdit *>())
                if (lines.contains(line->accessibleName()))
                    line->setText(lines.value(line->accessibleName()));
            for (auto *combo : dialog->findChildren<QComboBox *>()) {
                if (!lines.contains(combo->accessibleName()))
                    continue;
                const QString text = lines.value(combo->accessibleName());
                if (combo->isEditable())
                    combo->setCurrentText(text);
                else
                    QTRY_VERIFY(combo->findText(text) >= 0);
            }
            click(*dialog, u"Change "_s);
            QTRY_VERIFY(tab.widget.findChild<EditRecordsDialog *>() == nullptr);
        };
        edit(0, 1, {{u"Set device"_s, u"rig-1"_s}, {u"Set note"_s, u"checked"_s}});
        QTRY_COMPARE(tab.model.record(1)->device, std::optional(u"rig-1"_s));
        QCOMPARE(tab.model.record(0)->note, u"checked"_s);
        QCOMPARE(tab.model.record(1)->note, u"checked"_s);
        QVERIFY(!tab.model.record(2)->device);
        edit(3, 3, {{u"Move to session"_s, u"run"_s}});
        QTRY_COMPARE(tab.model.record(3)->sessionName, std::optional(u"run"_s));
        QCOMPARE(tab.model.record(3)->sessionEnd, wanted.end);
        // A second value of the metric has no room there: only replacing is offered.
        edit(2, 2, {{u"Move to session"_s, u"run"_s}});
        QTRY_VERIFY(button(tab.widget, u"Replace"_s) != nullptr);
        QVERIFY(button(tab.widget, u"Keep both"_s) == nullptr);
        click(tab.widget, u"Replace"_s);
        QTRY_COMPARE(tab.model.recordCount(), 3);
        QTRY_COMPARE(tab.model.record(2)->value, 16.0);
    }

    void aVeryLargeSelectionLeavesTheWindowResponsive() // P1
    {
        constexpr int kRecords = 200'000;
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        bench.addMany(u"m"_s, u"2026-11-15T00:00:00Z"_s, kRecords, Timedelta(kNsPerSecond));
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        RecordsTab tab(bench);
        QTRY_VERIFY(tab.model.recordCount() > 0);
        tab.model.loadAll();
        QTRY_COMPARE_WITH_TIMEOUT(tab.model.recordCount(), kRecords, 60'000);
        QCoreApplication::processEvents(); // what the loading left to be done
        tab.told.clear();
        Heartbeat heart;
        tab.table->selectAll();
        QTRY_VERIFY(!tab.told.isEmpty());
        const qint64 stall_ms = heart.longestStall_ms();
        QVERIFY2(stall_ms <= Heartbeat::kLimit_ms, qPrintable(u"%1 ms"_s.arg(stall_ms)));
        const QString line = tab.told.last().first().toString();
        QVERIFY2(line.startsWith(u"200000 record"_s), qPrintable(line));
        QVERIFY2(line.contains(u"sum 20,000,100,000"_s), qPrintable(line));
    }

    void aKeystrokeCostsTheSameForManyRecords() // E13, P1
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        std::vector<Record> records(100'000);
        for (std::size_t i = 0; i < records.size(); ++i) {
            records[i].key = {metric.id, {}};
            records[i].isEntry = true;
            records[i].sessionEnd = at(u"2026-11-15T00:00:00Z"_s);
            records[i].value = static_cast<double>(i);
        }
        records[77'000].value = -1e300;
        EditRecordsDialog dialog(records, bench.ports, bench.formatter);
        showWindow(dialog, {500, 400});
        const auto line = [&dialog](const QString &name) {
            for (auto *box : dialog.findChildren<QCheckBox *>())
                if (box->text() == name)
                    box->setChecked(true);
            for (auto *edit : dialog.findChildren<QLineEdit *>())
                if (edit->accessibleName() == name)
                    return edit;
            return static_cast<QLineEdit *>(nullptr);
        };
        QLineEdit *note = line(u"Set note"_s);
        QLineEdit *shift = line(u"Shift time by"_s);
        QLineEdit *factor = line(u"Multiply value by"_s);
        QTest::keyClicks(shift, u"-2h"_s);
        QTest::keyClicks(factor, u"2"_s);
        QCoreApplication::processEvents();
        qint64 stall_ms = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 3; ++round) { // one may be held up
            note->clear();
            QCoreApplication::processEvents();
            Heartbeat heart;
            QTest::keyClicks(note, u"checked by hand after the run"_s);
            stall_ms = std::min(stall_ms, heart.longestStall_ms());
        }
        QVERIFY2(stall_ms <= 50, qPrintable(u"%1 ms for 29 keys"_s.arg(stall_ms)));
        QVERIFY(button(dialog, u"Change 100"_s)->isEnabled());
        const std::vector<RecordEdit> edits = dialog.edits();
        QCOMPARE(edits.size(), records.size());
        QCOMPARE(edits.back().value, std::optional(199'998.0));
        QCOMPARE(edits.back().at, std::optional(at(u"2026-11-14T22:00:00Z"_s)));
        QCOMPARE(edits.back().note, std::optional(note->text()));
        // One record among them that cannot take it is enough to refuse.
        factor->setText(u"1e10"_s);
        QVERIFY(!button(dialog, u"Change 100"_s)->isEnabled());
        factor->setText(u"2"_s);
        shift->setText(u"-300y"_s);
        QVERIFY(!button(dialog, u"Change 100"_s)->isEnabled());
        QVERIFY(dialog.edits().empty());
    }
};

TIDEMARK_TEST(RecordsSelectionTest)
#include "records_selection_test.moc"
