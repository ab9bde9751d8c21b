// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command.h"
#include "app/pages/export_options_editor.h"
#include "model/items/aggregate_table_model.h"
#include "model/items/item_roles.h"
#include "model/items/record_table_model.h"
#include "model/items/sample_table_model.h"
#include "model/items/session_table_model.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/time/time_format.h"
#include "tests/app/export_fixture.h"
#include "tests/support/test_registry.h"
#include "views/charts/chart_canvas.h"
#include "views/tables/aggregates_page.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/samples_page.h"
#include "views/tables/sessions_page.h"
#include "views/tables/table_dock.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::box;
using test::column;
using test::contentOf;
using test::ExportFixture;

class ExportPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void thePresetSaysThatItWasChanged() // X4
    {
        ExportFixture f;
        QVERIFY(f.fill(2));
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog);
        const QComboBox *preset = box(*dialog, u"Preset"_s);
        QComboBox *delimiter = box(*dialog, u"Delimiter"_s);
        QVERIFY(preset && delimiter);
        const QString name = preset->currentText();
        const int before = delimiter->currentIndex();
        delimiter->setCurrentIndex(delimiter->findText(u"Tab"_s));
        QCOMPARE(preset->currentText(), QString(name % u", changed"_s));
        delimiter->setCurrentIndex(before);
        QCOMPARE(preset->currentText(), name);
        delimiter->setCurrentIndex(delimiter->findText(u"Tab"_s));
        dialog->setPreset(ExportPreset::Machine);
        QCOMPARE(preset->currentText(), presetLabel(ExportPreset::Machine));
        QVERIFY(preset->findText(name) >= 0);
        dialog->reject();
    }

    void exportEqualsTheShownTable_data()
    {
        QTest::addColumn<bool>("hidesEmpty");
        QTest::addColumn<int>("sortedBy");
        QTest::newRow("as it opens") << false << -1;
        QTest::newRow("without empty periods") << true << -1;
        QTest::newRow("by time") << false << int(AggregateTableModel::Column::Period);
        QTest::newRow("by value") << true << int(AggregateTableModel::Column::Value);
    }
    void exportEqualsTheShownTable()
    {
        QFETCH(const bool, hidesEmpty);
        QFETCH(const int, sortedBy);
        ExportFixture f;
        QVERIFY(f.fill());
        f.window->context().setFunction(AggregateFunction::Max);
        f.window->context().setWindow({test::at(u"2026-11-05T00:00:00Z"_s), // three days of nothing
                                       test::at(u"2026-11-20T00:00:00Z"_s)});
        f.window->context().setZone(Zone::fromId(u"Europe/Berlin"_s).value());
        f.table().setCurrentTab(TableTab::Aggregates);
        DataTable &table = *f.table().aggregates()->table();
        QTRY_COMPARE(f.table().aggregates()->model()->filledBucketCount(), 12);
        for (auto *check : f.table().aggregates()->findChildren<QCheckBox *>())
            check->setChecked(hidesEmpty);
        table.sortByColumn(sortedBy, Qt::AscendingOrder);
        QStringList begins;
        QStringList values;
        QStringList changes;
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            const auto cell = [&](AggregateTableModel::Column column) {
                return table.model()->index(row, int(column));
            };
            const qint64 begin =
                cell(AggregateTableModel::Column::Period).data(roleOf(ItemRole::Time)).toLongLong();
            begins << isoTime(Timestamp(begin), f.window->context().calendar().zone);
            values << cell(AggregateTableModel::Column::Value)
                          .data(roleOf(ItemRole::Value))
                          .toString();
            changes << cell(AggregateTableModel::Column::Change)
                           .data(roleOf(ItemRole::Value))
                           .toString();
        }
        QVERIFY(!begins.isEmpty());
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog);
        const QByteArray csv = f.exported(dialog, u"out.csv"_s);
        QCOMPARE(column(csv, u"period_start"_s), begins);
        QCOMPARE(column(csv, u"max"_s), values);
        QCOMPARE(column(csv, u"change"_s), changes);
        QVERIFY2(csv.startsWith("metric,unit,period_start,period_end,zone,count,max,min,sum,change,"
                                "change_ratio\r\n"),
                 csv.left(200).constData());
    }

    void exportEqualsTheShownSamples()
    {
        ExportFixture f;
        QVERIFY(f.open());
        const DataPorts ports = f.window->workspace()->ports();
        const auto metric = test::await(ports.catalog->create({u"load"_s}));
        const std::int64_t first = test::at(u"2026-11-10T00:00:00Z"_s).posixNs();
        for (const TagMap &tags : {TagMap{}, TagMap{{u"host"_s, u"a"_s}}}) {
            const auto series = test::await(ports.series->open({metric->definition.id, tags}));
            SampleBatch batch{series->id, {}, {}};
            for (int i = 0; i < 2'500; ++i) { // more than a page of the table
                batch.times.push_back(first + i * 1'000'000'001LL);
                batch.values.push_back(tags.isEmpty() ? i : -i);
            }
            QVERIFY(test::await(ports.series->append({batch})));
        }
        f.table().setCurrentTab(TableTab::Samples);
        f.window->context().setSelectedMetrics({metric->definition.id});
        f.window->context().setWindow({Timestamp(first), Timestamp(first + kNsPerDay)});
        const SampleTableModel &model = *f.table().samples()->model();
        QTRY_COMPARE(model.total(), std::optional<std::int64_t>(2'500));
        // Of the series without tags alone, though the other one has all of its tags, too.
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog);
        const QStringList values = column(f.exported(dialog, u"out.csv"_s), u"value"_s);
        QCOMPARE(values.size(), 2'500);
        for (int i = 0; i < 2'500; ++i)
            QCOMPARE(values[i], QString::number(i));
    }

    void exportEqualsTheShownRecords()
    {
        ExportFixture f;
        QVERIFY(f.fill());
        f.table().setCurrentTab(TableTab::Records);
        f.window->context().setSelectedSpan(
            TimeWindow{test::at(u"2026-11-10T00:00:00Z"_s), test::at(u"2026-11-14T00:00:00Z"_s)});
        RecordTableModel &model = *f.table().records()->model();
        QTRY_COMPARE(model.recordCount(), 4);
        QStringList values;
        for (int row = 0; row < model.recordCount(); ++row)
            values << QString::number(model.record(row)->value);
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog);
        QCOMPARE(column(f.exported(dialog, u"out.csv"_s), u"value"_s), values);
    }

    void exportEqualsTheShownSessions()
    {
        ExportFixture f;
        QVERIFY(f.fill());
        for (const QString &name : {u"run one"_s, u"run two"_s, u"walk"_s}) {
            NewSession session;
            session.name = name;
            session.start = test::at(u"2026-01-01T00:00:00Z"_s); // outside of the range in view
            QVERIFY(test::await(f.window->workspace()->ports().sessions->createSession(session)));
        }
        f.table().setCurrentTab(TableTab::Sessions);
        f.table().sessions()->findChild<QLineEdit *>()->setText(u"run"_s);
        SessionTableModel &model = *f.table().sessions()->model();
        QTRY_COMPARE(model.rowCount(), 2);
        QStringList uids;
        for (int row = 0; row < model.rowCount(); ++row)
            uids << model.summary(row)->session.uid;
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog);
        QCOMPARE(column(f.exported(dialog, u"out.csv"_s), u"session"_s), uids);
    }

    void selectedRowsAndSpanAreScopes()
    {
        ExportFixture f;
        QVERIFY(f.fill());
        f.table().setCurrentTab(TableTab::Records);
        RecordTableModel &model = *f.table().records()->model();
        QTRY_COMPARE(model.recordCount(), 12);
        f.table().records()->table()->selectRows(2, 3);
        f.window->context().setSelectedSpan({});
        const QStringList wanted{QString::number(model.record(2)->value),
                                 QString::number(model.record(3)->value)};
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Its selected rows"_s));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->estimateText().startsWith(u"2 row"_s), 20'000);
        QVERIFY(!box(*dialog, u"Content"_s)->isEnabled());
        QCOMPARE(column(f.exported(dialog, u"rows.csv"_s), u"value"_s), wanted);
        QTRY_VERIFY(f.window->findChild<ExportDialog *>() == nullptr);

        f.window->context().setSelectedSpan(
            TimeWindow{test::at(u"2026-11-10T00:00:00Z"_s), test::at(u"2026-11-13T00:00:00Z"_s)});
        dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Selected metrics, selected span"_s));
        dialog->setContent(ExportContent::Records);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->estimateText().startsWith(u"3 row"_s), 20'000);
        dialog->reject();
    }

    void panelsKeepTheirPeriodAndFunction()
    {
        ExportFixture f;
        QVERIFY(f.fill());
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        PanelCard *panel = f.view()->panels().front();
        PanelSpec spec = panel->spec();
        spec.period = Period::Weekly;
        spec.function = AggregateFunction::Max;
        panel->setSpec(spec);
        QTRY_VERIFY(!panel->metrics().empty());
        for (const ExportScope &scope : exportScopes(*f.window)) {
            if (scope.label != u"Dashboard, visible range"_s)
                continue;
            const ExportRequest request =
                requestOf(scope, ExportContent::Aggregates, f.window->context(), {});
            QCOMPARE(request.aggregates.front().period, Period::Weekly);
            QCOMPARE(request.functions.front(), AggregateFunction::Max);
            return;
        }
        QFAIL("the dashboard is no scope");
    }

    void exportDialogWritesWhatTheCommandWrites_data()
    {
        QTest::addColumn<ExportContent>("content");
        QTest::addColumn<ExportPreset>("preset");
        for (const ExportContent content : {ExportContent::Aggregates, ExportContent::Records,
                                            ExportContent::Sessions, ExportContent::Definitions})
            for (const ExportPreset preset : {ExportPreset::Standard, ExportPreset::Machine})
                QTest::addRow("%s, %s", qPrintable(exportContentKey(content)),
                              qPrintable(presetKey(preset)))
                    << content << preset;
    }
    void exportDialogWritesWhatTheCommandWrites()
    {
        QFETCH(const ExportContent, content);
        QFETCH(const ExportPreset, preset);
        ExportFixture f;
        QVERIFY(f.fill());
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Everything, all times"_s));
        dialog->setContent(content);
        dialog->setPreset(preset);
        const QByteArray written = f.exported(dialog, u"window.csv"_s);
        QVERIFY(written.count('\n') > 1);
        QStringList command{u"tidemark"_s, u"export"_s, exportContentKey(content)};
        if (content == ExportContent::Aggregates)
            command << u"speed"_s << u"--period"_s << u"daily"_s;
        command << u"--store"_s << f.path() << u"--preset"_s << presetKey(preset) << u"--quiet"_s
                << u"--output"_s << f.path(u"command.csv"_s);
        QCOMPARE(commands::runCommand(command), 0);
        QCOMPARE(written, contentOf(f.path(u"command.csv"_s)));
    }

    void presetSetsTheOptionsAndShowsWhatIsWritten()
    {
        ExportOptionsEditor editor{Zone()};
        editor.setPreset(ExportPreset::ExcelComma);
        QCOMPARE(editor.options().dialect.decimal, ',');
        QCOMPARE(editor.options().dialect.delimiter, ';');
        QVERIFY(editor.options().dialect.hasByteOrderMark);
        editor.setPreset(ExportPreset::Standard);
        QComboBox *decimal = box(editor, u"Decimal sign"_s);
        QComboBox *delimiter = box(editor, u"Delimiter"_s);
        decimal->setCurrentIndex(decimal->findData(int{','}));
        QCOMPARE(delimiter->currentText(), u"Semicolon"_s);
        QCOMPARE(editor.options().dialect.delimiter, ';');
        delimiter->setCurrentIndex(delimiter->findData(int{','}));
        QCOMPARE(delimiter->currentText(), u"Semicolon"_s); // a comma cannot be both
        delimiter->setCurrentIndex(delimiter->findData(int{'\t'}));
        QCOMPARE(editor.options().dialect.delimiter, '\t');
    }

    void machineSaysThatTheGuardIsOff()
    {
        ExportOptionsEditor editor{Zone()};
        editor.show();
        const auto isNoted = [&editor] {
            for (auto *label : editor.findChildren<QLabel *>())
                if (label->text().startsWith(u"The guard against formulas is off"_s))
                    return label->isVisible();
            return false;
        };
        QVERIFY(!isNoted());
        editor.setPreset(ExportPreset::Machine);
        QVERIFY(!editor.options().formulaGuard);
        QCOMPARE(editor.options().timeForm, TimeForm::IsoUtc);
        QVERIFY(isNoted());
        editor.setPreset(ExportPreset::Tab);
        QVERIFY(!isNoted());
    }

    void tableSelectionIsDrawnInTheChart()
    {
        ExportFixture f;
        QVERIFY(f.fill());
        f.table().setCurrentTab(TableTab::Aggregates);
        DataTable &table = *f.table().aggregates()->table();
        QTRY_COMPARE(f.table().aggregates()->model()->filledBucketCount(), 12);
        QTRY_VERIFY(f.view() && f.view()->findChild<charts::ChartCanvas *>() != nullptr);
        QTRY_COMPARE(f.view()->panels().front()->state(), PanelCard::State::Data);
        auto *canvas = f.view()->findChild<charts::ChartCanvas *>();
        const QImage before = canvas->grab().toImage();
        table.scrollToTop();
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(table.model()->index(0, 0)).center());
        QVERIFY(f.window->context().selectedSpan());
        QTRY_VERIFY(canvas->grab().toImage() != before);
        f.window->context().setSelectedSpan({});
        QTRY_VERIFY(canvas->grab().toImage() == before);
    }
};

TIDEMARK_TEST(ExportPageTest)
#include "export_page_test.moc"
