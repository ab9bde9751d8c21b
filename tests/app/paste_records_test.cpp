// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the clipboard become records by the import page (E11).
#include "app/pasted_table.h"
#include "app/window/status_bar.h"
#include "tests/app/import_fixture.h"
#include "tests/support/test_registry.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QMimeData>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::ImportFixture;

namespace {

constexpr int kPatience_ms = 20'000;

std::unique_ptr<QMimeData> clip(const QString &text, const QString &html = {})
{
    auto data = std::make_unique<QMimeData>();
    if (!text.isNull())
        data->setText(text);
    if (!html.isNull())
        data->setHtml(html);
    return data;
}

} // namespace

class PasteRecordsTest final : public QObject
{
    Q_OBJECT

    static ImportPage *paste(const ImportFixture &f, std::unique_ptr<QMimeData> data)
    {
        QGuiApplication::clipboard()->setMimeData(data.release());
        QTest::keyClick(f.window.get(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        return test::shownPage(*f.window);
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void readsWhatClipboardsHold_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("html");
        QTest::addColumn<QByteArray>("rows");
        const QString table = u"<p>before</p><table><tr><th>time</th><th>load</th></tr>"
                              "<tr><td>2026-03-01</td><td> 1,5 </td></tr></table>"_s;
        QTest::newRow("tabs win") << u"a\tb\n1\t2"_s << table << QByteArray("a\tb\n1\t2");
        QTest::newRow("a table of a page") << u"time load 2026-03-01 1,5"_s << table
                                           << QByteArray("time\tload\n2026-03-01\t1,5\n");
        QTest::newRow("a table alone")
            << QString() << table << QByteArray("time\tload\n2026-03-01\t1,5\n");
        QTest::newRow("tabs, breaks and quotes in cells")
            << QString() << u"<table><tr><td>a<br>b</td><td>say \"x\"</td></tr></table>"_s
            << QByteArray("\"a\nb\"\t\"say \"\"x\"\"\"\n");
        QTest::newRow("a cell over two columns")
            << QString()
            << u"<table><tr><td colspan=2>a</td><td>b</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"_s
            << QByteArray("a\t\tb\n1\t2\t3\n");
        QTest::newRow("commas") << u"time,load\n2026-03-01,1.5\n"_s << QString()
                                << QByteArray("time,load\n2026-03-01,1.5\n");
        QTest::newRow("a page without a table")
            << u"time,load\n2026-03-01,1.5"_s << u"<p>time,load</p>"_s
            << QByteArray("time,load\n2026-03-01,1.5");
        QTest::newRow("a page that is too large")
            << u"time,load"_s << QString(table % QString(1'000'000, u' '))
            << QByteArray("time,load");
        QTest::newRow("nothing") << u"  \n"_s << QString() << QByteArray();
    }

    void readsWhatClipboardsHold()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, html);
        QFETCH(const QByteArray, rows);
        const auto table = pastedTable(*clip(text, html));
        QCOMPARE(table.has_value(), !rows.isEmpty());
        if (table)
            QCOMPARE(*table, rows);
    }

    void pastedRowsAreOneStep()
    {
        ImportFixture f;
        QVERIFY(f.open());
        ImportPage *page =
            paste(f, clip(u"time\tload\n2026-03-01T10:00:00Z\t1.5\n2026-03-02T10:00:00Z\t2\n"_s));
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QVERIFY2(page->summaryText().contains(u"2 row(s) ready"_s) ||
                     page->summaryText().contains(u"2 rows ready"_s),
                 qPrintable(page->summaryText()));
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 2, kPatience_ms);
        QTRY_COMPARE(f.window->workspace()->history().stack().undoText(), u"import pasted rows"_s);
        QVERIFY(f.activate());
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 0, kPatience_ms);
    }

    void badRowsAreMarkedAndCanBeSkipped()
    {
        ImportFixture f;
        QVERIFY(f.open());
        QString text = u"Datum;Last\n"_s;
        for (int day = 1; day <= 28; ++day)
            text += u"%1.03.2026;%2\n"_s.arg(day, 2, 10, QChar(u'0'))
                        .arg(day == 5 || day == 9 ? u"broken"_s : u"%1,5"_s.arg(day));
        ImportPage *page = paste(f, clip(text));
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"26"_s), kPatience_ms);
        // There is no file beside which those left out could be saved.
        test::choose(*page, u"A row that cannot be read"_s, u"Skip it, and save it to a file"_s);
        QVERIFY(!page->canImport());
        QVERIFY2(page->summaryText().contains(u"Choose the file"_s),
                 qPrintable(page->summaryText()));
        test::choose(*page, u"A row that cannot be read"_s, u"Skip it"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 26, kPatience_ms);
    }

    void tenThousandRowsGoInAtOnce()
    {
        ImportFixture f;
        QVERIFY(f.open());
        QString text = u"time\tload\n"_s;
        for (int i = 0; i < 10'000; ++i)
            text += u"%1\t%2\n"_s.arg(1'772'000'000 + i * 60).arg(i % 97);
        ImportPage *page = paste(f, clip(text));
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 10'000, kPatience_ms);
        qInfo("10,000 pasted rows were stored after %lld ms", clock.elapsed());
    }

    void anEmptyClipboardIsTold()
    {
        ImportFixture f;
        QVERIFY(f.open());
        QVERIFY(!paste(f, clip(u" "_s)));
        const auto &told = f.window->messages().messages();
        QVERIFY(std::any_of(told.begin(), told.end(), [](const Message &message) {
            return message.text.startsWith(u"The clipboard holds no rows."_s);
        }));
    }
};

TIDEMARK_TEST(PasteRecordsTest)
#include "paste_records_test.moc"
