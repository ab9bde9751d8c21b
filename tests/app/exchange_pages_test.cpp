// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_page.h"
#include "app/pages/import_preview_table.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"

#include <QComboBox>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class ExchangePagesTest final : public QObject
{
    Q_OBJECT

    static QString write(const WindowFixture &f, const QByteArray &text)
    {
        const QString path = f.path(u"in.csv"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("the test's file could not be written");
        return path;
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void importsAFileAsShown()
    {
        WindowFixture f;
        QVERIFY(f.open());
        ImportPage page(f.window->workspace()->importer(), Zone(), f.window.get());
        page.open();
        QSignalSpy surveyed(&page, &ImportPage::surveyed);
        QSignalSpy imported(&page, &ImportPage::imported);
        page.open(write(f, "time,metric,value,unit\n"
                           "2026-03-01T10:00:00Z,speed,12.5,km/h\n"
                           "2026-03-02T10:00:00Z,speed,13.5,km/h\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page.canImport(), 20'000);
        QVERIFY2(page.summaryText().contains(u"2 "_s), qPrintable(page.summaryText()));
        QVERIFY(page.summaryText().contains(u"speed (km/h)"_s));
        QCOMPARE(test::await(f.window->workspace()->ports().records->count({})).value(), 0);
        page.runImport();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, 20'000);
        QCOMPARE(test::await(f.window->workspace()->ports().records->count({})).value(), 2);
        QTRY_VERIFY(f.window->workspace()->history().stack().canUndo());
    }

    void marksAndListsRowsThatWillFail()
    {
        WindowFixture f;
        QVERIFY(f.open());
        ImportPage page(f.window->workspace()->importer(), Zone(), f.window.get());
        page.open();
        page.open(write(f, "time,metric,value\n"
                           "2026-03-01T10:00:00Z,speed,12.5\n"
                           "2026-03-02T10:00:00Z,speed,fast\n"
                           "2026-03-03T10:00:00Z,speed,14\n"));
        QTRY_VERIFY_WITH_TIMEOUT(page.summaryText().contains(u"1 "_s) &&
                                     page.summaryText().contains(u"skipped"_s),
                                 20'000);
        QVERIFY(!page.canImport()); // stopping at a bad row is the default
        QVERIFY(page.findChild<ImportPreviewTable *>()->problemCount() >= 1);
        for (QComboBox *box : page.findChildren<QComboBox *>()) {
            if (box->accessibleName() == u"A row that cannot be read"_s)
                box->setCurrentIndex(1);
        }
        QVERIFY(page.canImport());
        QSignalSpy imported(&page, &ImportPage::imported);
        page.runImport();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, 20'000);
        QCOMPARE(test::await(f.window->workspace()->ports().records->count({})).value(), 2);
    }
};

TIDEMARK_TEST(ExchangePagesTest)
#include "exchange_pages_test.moc"
