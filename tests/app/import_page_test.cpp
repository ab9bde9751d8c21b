// SPDX-License-Identifier: GPL-3.0-or-later
// The import page by itself: what it shows, what can be changed, when Import is possible.
#include "app/pages/import_preview_table.h"
#include "app/pages/import_recipe_bar.h"
#include "tests/app/import_fixture.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemDelegate>
#include <QCompleter>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::ImportFixture;
using Column = ImportMetricsTable::Column;

namespace {

constexpr int kPatience_ms = 20'000;

} // namespace

class ImportPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void showsAFileBeforeAnythingIsStored()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        QSignalSpy requested(page.get(), &ImportPage::importRequested);
        page->open(f.write("time,metric,value,unit\n"
                           "2026-03-01T10:00:00Z,speed,12.5,km/h\n"
                           "2026-03-02T10:00:00Z,speed,13.5,km/h\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QVERIFY2(page->summaryText().contains(u"2 "_s), qPrintable(page->summaryText()));
        QVERIFY(page->summaryText().contains(u"speed (km/h)"_s));
        QVERIFY2(page->width() <= 1024 && page->height() <= 640, "larger than W6 allows");
        QCOMPARE(f.recordCount(), 0);
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QCOMPARE(requested.size(), 1);
        QVERIFY(!page->isVisible());
        const auto run = requested.first().at(1).value<ImportRun>();
        QVERIFY(run.survey); // the file need not be surveyed again
        QCOMPARE(run.survey->rowsReady, 2);
    }

    void marksAndListsRowsThatWillFail()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("time,metric,value\n"
                           "2026-03-01T10:00:00Z,speed,12.5\n"
                           "2026-03-02T10:00:00Z,speed,fast\n"
                           "2026-03-03T10:00:00Z,speed,14\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"1 skipped"_s), kPatience_ms);
        QVERIFY(!page->canImport()); // stopping at a bad row is the default
        QVERIFY(page->findChild<ImportPreviewTable *>()->problemCount() >= 1);
        auto *list = test::named<QTreeWidget>(*page, u"Rows that cannot be read"_s);
        QCOMPARE(list->topLevelItemCount(), 1);
        QCOMPARE(list->topLevelItem(0)->text(0), u"3"_s);
        test::choose(*page, u"A row that cannot be read"_s, u"Skip it"_s);
        QVERIFY(page->canImport());
    }

    void saysThatTheListOfBadRowsIsCutOff()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        QByteArray text = "time,value\n2026-03-01,1\n";
        for (int i = 0; i < 1'600; ++i)
            text += "2026-03-02,x\n";
        page->open(f.write(text));
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"1,600 skipped"_s), kPatience_ms);
        auto *list = test::named<QTreeWidget>(*page, u"Rows that cannot be read"_s);
        QCOMPARE(list->topLevelItemCount(), 501);
        QVERIFY(list->topLevelItem(500)->text(3).startsWith(u"1,100 more"_s));
    }

    void savesSkippedRowsToAFileThatIsFree()
    {
        ImportFixture f;
        QVERIFY(f.open());
        (void)f.write("an earlier import", u"in.csv.rejected.csv"_s);
        const auto page = f.makePage();
        QSignalSpy requested(page.get(), &ImportPage::importRequested);
        page->open(f.write("time,value\n2026-03-01,1\n2026-03-02,x\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"1 skipped"_s), kPatience_ms);
        auto *file = test::named<QPushButton>(*page, u"File for the rows left out"_s);
        QTRY_COMPARE_WITH_TIMEOUT(file->text(), u"in.csv.rejected-2.csv"_s, kPatience_ms);
        test::choose(*page, u"A row that cannot be read"_s, u"Skip it, and save it to a file"_s);
        page->runImport();
        QCOMPARE(requested.first().at(1).value<ImportRun>().rejectedPath,
                 f.path(u"in.csv.rejected-2.csv"_s));
    }

    void renamesMapsAndLeavesOutMetrics()
    {
        ImportFixture f;
        QVERIFY(f.open());
        f.addValues(u"pace"_s, 1);
        const auto page = f.makePage();
        QVERIFY(QTest::qWaitForWindowActive(page.get()));
        page->open(f.write("time,metric,value\n2026-03-01,tempo,1\n2026-03-01,heat,2\n"
                           "2026-03-01,junk,3\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        auto &table = *page->findChild<ImportMetricsTable *>();
        QCOMPARE(table.rowCount(), 3);
        const auto state = [&table](int row) {
            return table.item(row, static_cast<int>(Column::State))->text();
        };
        QCOMPARE(state(0), u"New"_s);
        test::typeCell(table, 0, Column::Target, u"pace"_s);
        test::typeCell(table, 1, Column::Target, u"temperature"_s);
        test::typeCell(table, 1, Column::Unit, u"K"_s);
        table.item(2, static_cast<int>(Column::Source))->setCheckState(Qt::Unchecked);
        QVERIFY(!page->canImport());
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(state(0), u"Exists"_s);
        QCOMPARE(state(1), u"New"_s);
        QCOMPARE(state(2), u"Left out"_s);
        QVERIFY(page->summaryText().contains(u"2 rows ready"_s));
        QVERIFY(page->summaryText().contains(u"temperature (K)"_s));
        QCOMPARE(page->plan()->metrics.size(), std::size_t{3});
        QCOMPARE(page->plan()->metrics[1].unit, u"K"_s);
        QVERIFY(page->plan()->metrics[2].isSkipped);
    }

    void offersTheNamesOfTheStoreAsTargets()
    {
        ImportMetricsTable table;
        table.setExistingNames({u"pace"_s, u"heat"_s});
        table.showMetrics({{u"tempo"_s, u"tempo"_s, {}, {}, 1, false, {}, false}});
        const QModelIndex target = table.model()->index(0, static_cast<int>(Column::Target));
        const std::unique_ptr<QWidget> editor(
            table.itemDelegate()->createEditor(table.viewport(), {}, target));
        const auto *field = qobject_cast<QLineEdit *>(editor.get());
        QVERIFY(field && field->completer());
        QCOMPARE(field->completer()->model()->rowCount(), 2);
    }

    void blocksAnotherUnitWithTheReason()
    {
        ImportFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 1); // without a unit
        const auto page = f.makePage();
        QVERIFY(QTest::qWaitForWindowActive(page.get()));
        page->open(f.write("time,metric,value,unit\n2026-03-01,speed,1,km/h\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"is stored with no unit"_s),
                                 kPatience_ms);
        QVERIFY(!page->canImport());
        auto &table = *page->findChild<ImportMetricsTable *>();
        test::typeCell(table, 0, Column::Target, u"speed by car"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
    }

    void keepsSettingsAsARecipeAndTakesItNextTime()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const QString file = f.write("when,value\n2026-03-01 10:00,1\n");
        const QString other = f.write("moment,value\n2026-03-01 10:00,1\n", u"other.csv"_s);
        {
            const auto page = f.makePage();
            page->open(file);
            QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
            test::typeOver(test::named<QLineEdit>(*page, u"Time zone"_s), u"Europe/Berlin"_s);
            test::typeOver(test::named<QLineEdit>(*page, u"Metric"_s), u"weight"_s);
            QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
            QSignalSpy saved(page.get(), &ImportPage::recipeSaved);
            page->saveRecipe(u"scales"_s);
            QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience_ms);
        }
        QVERIFY(QFile::exists(f.path(u"recipes/scales.json"_s)));
        const auto page = f.makePage();
        page->open(file);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(test::named<QComboBox>(*page, u"Recipe"_s)->currentText(), u"scales"_s);
        QCOMPARE(page->plan()->metric, u"weight"_s);
        QCOMPARE(page->plan()->zone.id(), u"Europe/Berlin"_s);
        page->open(other);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QVERIFY(!page->findChild<ImportRecipeBar *>()->note().isEmpty());
        QCOMPARE(page->plan()->zone, Zone());
    }

    void detectsTheColumnsAgainUnderAnotherDelimiter()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("time;speed;heat\n2026-03-01;1,5;2\n2026-03-02;2,5;3\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        auto *table = page->findChild<ImportPreviewTable *>();
        QCOMPARE(table->columnCount(), 3);
        test::choose(*page, u"Delimiter"_s, u"Vertical bar"_s);
        QTRY_COMPARE_WITH_TIMEOUT(table->columnCount(), 1, kPatience_ms);
        test::choose(*page, u"Delimiter"_s, u"Semicolon"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(table->columnCount(), 3);
        QCOMPARE(page->plan()->columns[1].role, ColumnRole::Series);
        QCOMPARE(page->plan()->decimal, DecimalSign::Comma);
        test::choose(*page, u"First row"_s, u"Values"_s);
        QTRY_COMPARE_WITH_TIMEOUT(table->horizontalHeaderItem(0)->text(), u"Column 1"_s,
                                  kPatience_ms);
    }

    void saysThatAZoneIsUnknown()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("time,value\n2026-03-01 10:00,1\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        auto *zone = test::named<QLineEdit>(*page, u"Time zone"_s);
        test::typeOver(zone, u"Europe/Berli"_s);
        QVERIFY(page->summaryText().contains(u"Europe/Berli"_s));
        QVERIFY(!page->canImport());
        QTest::keyClicks(zone, u"n"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(page->plan()->zone.id(), u"Europe/Berlin"_s);
    }

    void readsTimesWithoutOffsetInTheWindowsZone()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage(Zone::fromId(u"Asia/Tokyo").value());
        page->open(f.write("time,value\n2026-03-01 10:00,1\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(page->plan()->zone.id(), u"Asia/Tokyo"_s);
        auto *table = page->findChild<ImportPreviewTable *>();
        QVERIFY(table->item(1, 0)->text().contains(u"+09:00"_s));
    }

    void offersTheOrderOfDatesOnceTimesAreCalendar()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("time,value\n2026-03-01,1\n01/02/2026,2\n"));
        auto *order = test::named<QComboBox>(*page, u"Order of dates"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->plan(), kPatience_ms);
        QVERIFY(!order->isEnabled());
        test::choose(*page, u"Times are"_s, u"Day, month and year"_s);
        QVERIFY(order->isEnabled());
        test::choose(*page, u"Order of dates"_s, u"Day before month"_s);
        QTRY_COMPARE_WITH_TIMEOUT(page->plan()->dateOrder, DateOrder::DayFirst, kPatience_ms);
    }

    void aClickRightAfterTypingIsTaken()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        QVERIFY(QTest::qWaitForWindowActive(page.get()));
        QSignalSpy requested(page.get(), &ImportPage::importRequested);
        page->open(f.write("time,value\n2026-03-01,1\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        test::typeOver(test::named<QLineEdit>(*page, u"Metric"_s), u"weight"_s);
        // What is typed counts at once, so leaving the field changes nothing more.
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport() && page->plan()->metric == u"weight"_s,
                                 kPatience_ms);
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QCOMPARE(requested.size(), 1);
        QCOMPARE(requested.first().at(1).value<ImportRun>().plan.metric, u"weight"_s);
    }

    void offersQuoteGroupAndSession()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("time;value\n2026-03-01;1.234,5\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        auto *group = test::named<QComboBox>(*page, u"Groups of digits"_s);
        QCOMPARE(group->currentText(), u"Point"_s);
        test::choose(*page, u"Groups of digits"_s, u"Comma"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"decimal sign"_s), kPatience_ms);
        QVERIFY(!page->canImport());
        test::choose(*page, u"Groups of digits"_s, u"Point"_s);
        test::choose(*page, u"Quotes"_s, u"Apostrophes"_s);
        test::typeOver(test::named<QLineEdit>(*page, u"Session"_s), u"run-7"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(page->plan()->session, u"run-7"_s);
        QCOMPARE(page->plan()->dialect.quote, '\'');
    }

    void keepsTechnicalTextUnderDetails()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write(QByteArray("PK\x03\x04", 4)));
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"not a text file"_s), kPatience_ms);
        QPushButton *details = nullptr;
        for (QPushButton *button : page->findChildren<QPushButton *>()) {
            if (button->text() == u"Details"_s)
                details = button;
        }
        QVERIFY(details && details->isVisible());
        QVERIFY(!page->summaryText().contains(u"input.format"_s));
        QTest::mouseClick(details, Qt::LeftButton);
        const auto labels = page->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"input.format"_s);
        }));
    }

    void showsARowThatIsTooLong()
    {
        ImportPreviewTable table;
        table.setColumns({{u"time"_s, ColumnRole::Time}, {u"value"_s, ColumnRole::Value}});
        ImportPreview preview;
        preview.head.push_back({2, {{u"a"_s, {}, {}}, {u"b"_s, {}, {}}, {u"c"_s, {}, {}}}, {}});
        table.showRows(preview); // the address sanitizer tells of items without an owner
        QCOMPARE(table.columnCount(), 2);
        QCOMPARE(table.item(1, 1)->text(), u"b"_s);
    }

    // None of the cells has an alignment of its own, which means to the left.
    void headingsStandOverTheirCells()
    {
        ImportPreviewTable preview;
        preview.setColumns({{u"time"_s, ColumnRole::Time}, {u"value"_s, ColumnRole::Value}});
        ImportPreview rows;
        rows.head.push_back({2, {{u"a"_s, {}, {}}, {u"b"_s, {}, {}}}, {}});
        preview.showRows(rows);
        ImportMetricsTable metrics;
        metrics.showMetrics({{u"tempo"_s, u"tempo"_s, {}, {}, 1, false, {}, false}});
        for (const QTableWidget *table :
             {static_cast<QTableWidget *>(&preview), static_cast<QTableWidget *>(&metrics)}) {
            const Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
            QCOMPARE(table->horizontalHeader()->defaultAlignment(), left);
            const int last = table->rowCount() - 1;
            for (int column = 0; column < table->columnCount(); ++column) {
                const QTableWidgetItem *head = table->horizontalHeaderItem(column);
                QVERIFY(!head->data(Qt::TextAlignmentRole).isValid());
                QVERIFY(!table->item(last, column)->data(Qt::TextAlignmentRole).isValid());
            }
        }
    }
};

TIDEMARK_TEST(ImportPageTest)
#include "import_page_test.moc"
