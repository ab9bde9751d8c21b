// SPDX-License-Identifier: GPL-3.0-or-later
// Files of other formats than CSV in the window, as a person imports them.
#include "app/pages/import_preview_table.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/import_task.h"
#include "model/ports/series_store.h"
#include "tests/app/import_fixture.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/dashboard_json.h"

#include <QDropEvent>
#include <QMimeData>
#include <QSpinBox>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::ImportFixture;
using test::SqliteFile;

namespace {

constexpr int kPatience_ms = 20'000;

const QByteArray kLines =
    "{\"time\":\"2026-03-01T10:00:00Z\",\"metric\":\"speed\",\"value\":12.5}\n"
    "{\"time\":\"2026-03-02T10:00:00Z\",\"metric\":\"speed\",\"value\":13.5,\"note\":\"wind\"}\n";

void dropFile(ImportFixture &f, const QString &path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(f.window.get(), &enter);
    QDropEvent drop({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(f.window.get(), &drop);
}

} // namespace

class ImportFormatsPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void jsonLinesAreShownImportedAndTakenBack()
    {
        ImportFixture f;
        QVERIFY(f.open());
        showImport(*f.window, f.write(kLines, u"in.jsonl"_s));
        ImportPage *page = test::shownPage(*f.window);
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(test::named<QComboBox>(*page, u"Format"_s)->currentText(), u"JSON Lines"_s);
        for (const QString &name : {u"Delimiter"_s, u"Quotes"_s, u"First row"_s, u"Table"_s})
            QVERIFY2(!test::named<QComboBox>(*page, name)->isEnabled(), qPrintable(name));
        QVERIFY(!test::named<QSpinBox>(*page, u"Lines before the data"_s)->isEnabled());
        auto *table = page->findChild<ImportPreviewTable *>();
        QCOMPARE(table->columnCount(), 4);
        QCOMPARE(table->item(2, 3)->text(), u"wind"_s);
        QVERIFY2(page->summaryText().contains(u"2 rows ready"_s), qPrintable(page->summaryText()));
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 2, kPatience_ms);
        QTRY_VERIFY(f.window->workspace()->history().stack().canUndo());
        QVERIFY(f.activate());
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 0, kPatience_ms);
    }

    void aTableIsChosenShownImportedAndTakenBack()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const QString path = f.path(u"lab.sqlite"_s);
        SqliteFile(path).run("CREATE TABLE other(x); CREATE TABLE readings(time TEXT, temp REAL);"
                             "INSERT INTO readings VALUES('2026-03-01', 20.5), ('2026-03-02', 21)");
        showImport(*f.window, path);
        ImportPage *page = test::shownPage(*f.window);
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"Choose one of them"_s),
                                 kPatience_ms);
        QVERIFY(!page->canImport());
        test::choose(*page, u"Table"_s, u"readings"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        auto *table = page->findChild<ImportPreviewTable *>();
        QCOMPARE(table->columnCount(), 2);
        QCOMPARE(table->item(1, 1)->text(), u"20.5"_s);
        QVERIFY(!test::named<QComboBox>(*page, u"Encoding"_s)->isEnabled());
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 2, kPatience_ms);
        QTRY_VERIFY(f.window->workspace()->history().stack().canUndo());
        QVERIFY(f.activate());
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 0, kPatience_ms);
    }

    void anotherFormatIsReadAnew()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write(kLines, u"in.jsonl"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        test::choose(*page, u"Format"_s, u"JSON"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"JSON Lines"_s), kPatience_ms);
        QVERIFY(!page->canImport());
        test::choose(*page, u"Format"_s, u"JSON Lines"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
    }

    void valuesOfPrometheusGetTheTimeThatIsEntered()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("# TYPE up gauge\nup{job=\"a\"} 1\n", u"node.prom"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(test::named<QComboBox>(*page, u"Rows become"_s)->currentText(), u"Samples"_s);
        auto *time = test::named<QLineEdit>(*page, u"Time of rows without one"_s);
        QVERIFY(!time->text().isEmpty()); // the time of the file
        test::typeOver(time, u"yesterda"_s);
        QVERIFY(!page->canImport());
        test::typeOver(time, u"2026-03-01T10:00:00Z"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(page->plan()->rowTime, std::optional(Timestamp(1'772'359'200'000'000'000)));
    }

    void membersThatNoColumnHasAreTold()
    {
        ImportFixture f;
        QVERIFY(f.open());
        QByteArray text;
        for (int i = 0; i < 600; ++i)
            text += kLines.left(kLines.indexOf('\n') + 1);
        text += "{\"time\":\"2026-03-03\",\"metric\":\"speed\",\"value\":1,\"gust\":2}\n";
        const auto page = f.makePage();
        page->open(f.write(text, u"in.ndjson"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"gust in 1 row"_s), kPatience_ms);
    }

    void aDroppedJsonIsADashboardOrData()
    {
        ImportFixture f;
        QVERIFY(f.open());
        dropFile(f, f.write('[' + kLines.left(kLines.indexOf('\n')) + ']', u"data.json"_s));
        QTRY_VERIFY_WITH_TIMEOUT(test::shownPage(*f.window), kPatience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(test::shownPage(*f.window)->canImport(), kPatience_ms);
        test::shownPage(*f.window)->close();
        QTRY_VERIFY(!test::shownPage(*f.window));
        const int before = f.window->workspace()->tabs().count();
        dropFile(f, f.write(toFileText(emptyDashboard(u"Dropped"_s)), u"mine.json"_s));
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->tabs().count(), before + 1, kPatience_ms);
        QVERIFY(!test::shownPage(*f.window));
    }
};

TIDEMARK_TEST(ImportFormatsPageTest)
#include "import_formats_test.moc"
