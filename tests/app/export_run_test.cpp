// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/status_bar.h"
#include "tests/app/export_fixture.h"
#include "tests/support/test_registry.h"
#include "views/tables/table_dock.h"

#include <QCheckBox>
#include <QMessageBox>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::box;
using test::contentOf;
using test::ExportFixture;
using test::writeFile;

class ExportRunTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void exportRunsInTheStatusBarAndSaysWhereTheRowsWent()
    {
        ExportFixture f;
        QVERIFY(f.fill());
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Everything, all times"_s));
        dialog->setContent(ExportContent::Records);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->estimateText().startsWith(u"12 row"_s), 20'000);
        dialog->exportTo(f.path(u"out.csv"_s));
        QVERIFY(!dialog->isVisible()); // the window is free while the file is written
        QVERIFY(f.window->hasRunningTask());
        QTRY_VERIFY_WITH_TIMEOUT(f.said(u"Exported 12 rows to "_s), 20'000);
        QTRY_VERIFY(!f.window->hasRunningTask());
        QCOMPARE(contentOf(f.path(u"out.csv"_s)).count('\n'), 13);
    }

    void exportsWhileAnotherTaskRuns()
    {
        ExportFixture f;
        QVERIFY(f.fill());
        const int other = f.window->status().beginTask(u"Importing"_s, [] {});
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Everything, all times"_s));
        dialog->setContent(ExportContent::Records);
        QCOMPARE(f.exported(dialog, u"out.csv"_s).count('\n'), 13);
        f.window->status().endTask(other);
    }

    void sizesAreInThePersonsBytes() // N2
    {
        ExportFixture f;
        QVERIFY(f.fill(60));
        f.window->actions().action(u"bytes.si"_s)->trigger();
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Everything, all times"_s));
        dialog->setContent(ExportContent::Records);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->estimateText().startsWith(u"60 row"_s), 20'000);
        QVERIFY2(dialog->estimateText().contains(u" kB"_s), qPrintable(dialog->estimateText()));
        dialog->reject();
    }

    void exportTellsAFailureWithItsDetail()
    {
        ExportFixture f;
        QVERIFY(f.fill(2));
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog);
        dialog->exportTo(f.path(u"no/such/folder/out.csv"_s));
        QTRY_VERIFY_WITH_TIMEOUT(f.said(u"does not exist"_s), 20'000);
        QTRY_VERIFY(!f.window->hasRunningTask());
        const auto &messages = f.window->messages().messages();
        QVERIFY(std::any_of(messages.begin(), messages.end(), [](const Message &message) {
            return message.kind == Message::Kind::Bad && !message.detail.isEmpty();
        }));
    }

    void asksBeforeReplacingTheSidecar()
    {
        ExportFixture f;
        QVERIFY(f.fill(2));
        const QString description = f.path(u"out.csv.json"_s);
        writeFile(description, "mine");
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Everything, all times"_s));
        QComboBox *describe = box(*dialog, u"Describe this export"_s);
        QVERIFY(describe);
        describe->setCurrentIndex(describe->findData(static_cast<int>(DescribeForm::Sidecar)));
        const auto ask = [&](const QString &answer) {
            dialog->exportTo(f.path(u"out.csv"_s));
            QTRY_VERIFY(dialog->findChild<QMessageBox *>() != nullptr);
            auto *question = dialog->findChild<QMessageBox *>();
            QVERIFY2(question->text().contains(u"out.csv.json"_s), qPrintable(question->text()));
            for (auto *button : question->buttons()) {
                if (button->text().remove(u'&') == answer)
                    button->click();
            }
        };
        ask(u"Cancel"_s);
        QTRY_VERIFY(dialog->findChild<QMessageBox *>() == nullptr);
        QVERIFY(dialog->isVisible());
        QCOMPARE(contentOf(description), "mine");
        QVERIFY(!QFile::exists(f.path(u"out.csv"_s)));
        ask(u"Replace the description"_s);
        QTRY_VERIFY_WITH_TIMEOUT(f.said(u"Exported"_s), 20'000);
        QVERIFY(contentOf(description).contains("Tidemark"));
    }

    void lastPresetComesBack()
    {
        ExportFixture f;
        QVERIFY(f.fill(2));
        f.table().setCurrentTab(TableTab::Records);
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog);
        QCOMPARE(dialog->preset(), ExportPreset::Standard);
        dialog->setPreset(ExportPreset::Machine);
        QVERIFY(f.exported(dialog, u"out.csv"_s).contains("speed"));
        QTRY_VERIFY(f.window->findChild<ExportDialog *>() == nullptr);
        const SettingsKeeper again(f.folder.filePath(u"settings.conf"_s));
        QCOMPARE(again.settings().exportPresets.value(u"records"_s), u"machine"_s);
        dialog = f.dialog();
        QVERIFY(dialog);
        QCOMPARE(dialog->preset(), ExportPreset::Machine);
        QVERIFY(!dialog->options().formulaGuard);
        QVERIFY(f.chooseScope(dialog, u"Everything, all times"_s));
        dialog->setContent(ExportContent::Sessions);
        QCOMPARE(dialog->preset(), ExportPreset::Machine); // nothing is known of this content
        dialog->reject();
    }

    void offersToLeaveOutWhatCannotBeRead()
    {
        constexpr int kRows = 3000;
        constexpr qsizetype kPage = 4096;
        ExportFixture f;
        QVERIFY(f.open());
        std::vector<ImportRow> rows;
        for (int i = 0; i < kRows; ++i) {
            ImportRow row;
            row.metric = u"m"_s;
            row.value = i;
            row.start = row.end = test::at(u"2026-01-01T00:00:00Z"_s) + Timedelta(i * kNsPerHour);
            row.note = i == kRows / 2 ? u"needle in the middle"_s : QString();
            rows.push_back(row);
        }
        const auto added = test::await(f.window->workspace()->ports().records->importRows(
            std::make_shared<VectorRowSource>(std::move(rows)), {u"add"_s}, {}, {}));
        QVERIFY(added.has_value());
        const auto closed = f.window->closeStore();
        QTRY_VERIFY_WITH_TIMEOUT(closed.isFinished(), 20'000);
        QVERIFY(contentOf(f.path()).contains("needle in the middle"));
        QByteArray content = contentOf(f.path());
        const qsizetype page = content.indexOf("needle in the middle") / kPage;
        std::fill_n(content.begin() + page * kPage, kPage, '\xa5');
        writeFile(f.path(), content);
        QVERIFY(f.open());
        ExportDialog *dialog = f.dialog();
        QVERIFY(dialog && f.chooseScope(dialog, u"Everything, all times"_s));
        dialog->setContent(ExportContent::Records);
        QCheckBox *skip = nullptr;
        for (auto *check : dialog->findChildren<QCheckBox *>())
            skip = check->text().startsWith(u"Leave out what cannot"_s) ? check : skip;
        QVERIFY(skip != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(skip->isVisible(), 20'000);
        skip->setChecked(true);
        dialog->exportTo(f.path(u"out.csv"_s));
        QTRY_VERIFY_WITH_TIMEOUT(f.said(u"could not be read and were left out"_s), 60'000);
        const qsizetype written = contentOf(f.path(u"out.csv"_s)).count('\n') - 1;
        QVERIFY2(written > kRows - 200 && written < kRows, qPrintable(QString::number(written)));
    }
};

TIDEMARK_TEST(ExportRunTest)
#include "export_run_test.moc"
