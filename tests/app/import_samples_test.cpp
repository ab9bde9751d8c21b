// SPDX-License-Identifier: GPL-3.0-or-later
// Importing a file as samples, as a person does it.
#include "app/window/import_task.h"
#include "app/window/message_bar.h"
#include "app/window/status_bar.h"
#include "model/ports/series_store.h"
#include "tests/app/import_fixture.h"
#include "tests/support/test_registry.h"

#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::ImportFixture;

namespace {

constexpr int kPatience_ms = 20'000;
const QByteArray kThreeRows = "time,value\n2026-03-01T10:00:00Z,1\n2026-03-01T10:00:01Z,2\n"
                              "2026-03-01T10:00:00Z,3\n";

} // namespace

class ImportSamplesTest final : public QObject
{
    Q_OBJECT

    static bool shows(const QWidget &where, const QString &text)
    {
        const auto labels = where.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }
private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void rowsBecomeSamplesAndCanBeTakenBack()
    {
        ImportFixture f;
        QVERIFY(f.open());
        showImport(*f.window, f.write(kThreeRows, u"load.csv"_s));
        ImportPage *page = test::shownPage(*f.window);
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        test::choose(*page, u"Rows become"_s, u"Samples"_s);
        QVERIFY(!page->canImport()); // the rows are read again
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QVERIFY(!test::named<QLineEdit>(*page, u"Device"_s)->isEnabled());
        QVERIFY(!test::named<QLineEdit>(*page, u"Session"_s)->isEnabled());
        QCOMPARE(page->plan()->target, ImportTarget::Samples);
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(shows(f.window->status(), u"0 records · 2 samples"_s),
                                 kPatience_ms);
        QCOMPARE(f.recordCount(), 0);
        QTRY_VERIFY(f.window->workspace()->history().stack().canUndo());
        QVERIFY(f.activate());
        f.press(Qt::Key_Z, Qt::ControlModifier);
        const DataPorts ports = f.window->workspace()->ports();
        QTRY_VERIFY_WITH_TIMEOUT(test::await(ports.series->list()).value().empty(), kPatience_ms);
        QTRY_VERIFY(!shows(f.window->status(), u"samples"_s));
        QTRY_VERIFY(f.window->workspace()->history().stack().canRedo());
        f.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(shows(f.window->status(), u"0 records · 2 samples"_s),
                                 kPatience_ms);
    }

    void bothCannotBeKept()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write(kThreeRows));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        test::choose(*page, u"A value that exists already"_s, u"Keep both"_s);
        QVERIFY(page->canImport());
        test::choose(*page, u"Rows become"_s, u"Samples"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"one sample at a time"_s),
                                 kPatience_ms);
        QVERIFY(!page->canImport());
        test::choose(*page, u"A value that exists already"_s, u"Replace it"_s);
        QVERIFY(page->canImport());
    }

    void aColumnThatOnlyRecordsHaveIsNamed()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("time,value,session\n2026-03-01,1,ss_1\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        test::choose(*page, u"Rows become"_s, u"Samples"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            page->summaryText().contains(u"Samples have no \"Session\". Leave the column"_s),
            kPatience_ms);
        QVERIFY(!page->canImport());
        test::choose(*page, u"Rows become"_s, u"Records"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
    }

    void anExportOfSamplesIsRecognised()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const auto page = f.makePage();
        page->open(f.write("metric,unit,kind,value,time,tags\r\n"
                           "load,%,gauge,NaN,2026-03-01T10:00:00Z,host=a\r\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QCOMPARE(test::named<QComboBox>(*page, u"Rows become"_s)->currentText(), u"Samples"_s);
        QVERIFY(page->summaryText().contains(u"1 row"_s));
    }
};

TIDEMARK_TEST(ImportSamplesTest)
#include "import_samples_test.moc"
