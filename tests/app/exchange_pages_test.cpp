// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/export_dialog.h"
#include "app/pages/export_options_editor.h"
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

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void exportShowsRowsBeforeWritingAndWritesTheFile()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 12);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        const MetricId metric = f.window->workspace()->metrics().findName(u"speed"_s)->id;
        ExportDialog dialog(f.window->workspace()->exporter(), f.window->context(),
                            {{u"All"_s, {metric}, false}}, {metric}, u"test"_s, f.window.get());
        dialog.open();
        dialog.setContent(ExportContent::Records);
        QTRY_VERIFY_WITH_TIMEOUT(dialog.estimateText().startsWith(u"12 rows"_s), 20'000);
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        dialog.exportTo(f.path(u"out.csv"_s), false);
        QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, 20'000);
        QVERIFY(!dialog.isVisible());
        QFile file(f.path(u"out.csv"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 13);
    }

    void exportTellsAFailureAndStays()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 2);
        ExportDialog dialog(f.window->workspace()->exporter(), f.window->context(),
                            {{u"All"_s, {}, false}}, {}, u"test"_s, f.window.get());
        dialog.open();
        dialog.setContent(ExportContent::Records);
        dialog.exportTo(f.path(u"no/such/folder/out.csv"_s), false);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isWriting(), 20'000);
        QVERIFY(dialog.isVisible());
        QVERIFY(!dialog.estimateText().isEmpty());
    }

    void presetSetsTheOptionsAndACommaNeverMeetsACommaDelimiter()
    {
        ExportOptionsEditor editor{Zone()};
        editor.setPreset(ExportPreset::ExcelComma);
        QCOMPARE(editor.options().dialect.decimal, ',');
        QCOMPARE(editor.options().dialect.delimiter, ';');
        QVERIFY(editor.options().dialect.hasByteOrderMark);
        editor.setPreset(ExportPreset::Machine);
        QVERIFY(!editor.options().formulaGuard);
        QCOMPARE(editor.options().timeForm, TimeForm::IsoUtc);
        for (QComboBox *box : editor.findChildren<QComboBox *>()) {
            if (box->accessibleName() == u"Decimal sign"_s)
                box->setCurrentIndex(1);
        }
        QVERIFY(editor.options().dialect.delimiter != ',');
    }
};

TIDEMARK_TEST(ExchangePagesTest)
#include "exchange_pages_test.moc"
