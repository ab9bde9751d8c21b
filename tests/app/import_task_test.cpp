// SPDX-License-Identifier: GPL-3.0-or-later
// Importing in the window: the page goes, the window stays usable, the result is told.
#include "app/window/file_drop.h"
#include "app/window/import_task.h"
#include "app/window/message_bar.h"
#include "app/window/status_bar.h"
#include "tests/app/import_fixture.h"
#include "tests/app/undo_fixture.h"
#include "tests/support/test_registry.h"

#include <QDropEvent>
#include <QFrame>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::ImportFixture;

namespace {

constexpr int kPatience_ms = 20'000;

const QByteArray kTwoRows = "time,metric,value\n2026-03-01,speed,12.5\n2026-03-02,speed,13.5\n";

const QByteArray kThreeRows =
    "time,metric,value\n2026-03-03,speed,14\n2026-03-04,speed,15\n2026-03-05,speed,16\n";

ImportPage *visiblePage(const MainWindow &window)
{
    for (ImportPage *page : window.findChildren<ImportPage *>()) {
        if (page->isVisible())
            return page;
    }
    return nullptr;
}

/// The newest message that begins with `start`.
const Message *messageOf(const ImportFixture &f, const QString &start)
{
    for (const Message &message : f.window->messages().messages()) {
        if (message.text.startsWith(start))
            return &message;
    }
    return nullptr;
}

} // namespace

class ImportTaskTest final : public QObject
{
    Q_OBJECT

    /// Opens the page of a file and presses Import.
    static bool import(const ImportFixture &f, const QString &path)
    {
        showImport(*f.window, path);
        const ImportPage *page = visiblePage(*f.window);
        if (!page || !QTest::qWaitFor([page] { return page->canImport(); }, kPatience_ms))
            return false;
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        return !page->isVisible();
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void importsInTheBackgroundAndOffersUndo()
    {
        ImportFixture f;
        QVERIFY(f.open());
        QVERIFY(import(f, f.write(kTwoRows)));
        QVERIFY(!QApplication::activeModalWidget()); // the window can be used meanwhile
        QVERIFY(f.window->status().hasTask());
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(f, u"Imported 2 values."_s), kPatience_ms);
        QVERIFY(!f.window->status().hasTask());
        QCOMPARE(f.recordCount(), 2);
        const Message told = *messageOf(f, u"Imported 2 values."_s);
        QCOMPARE(told.actionText, u"Undo"_s);
        QCOMPARE(&f.window->messages().messages().constFirst(), messageOf(f, told.text));
        told.action();
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 0, kPatience_ms);
        QTRY_VERIFY(f.window->findChildren<ImportPage *>().isEmpty());
    }

    void undoOfAnImportLeavesAnotherOneOfTheSameFile()
    {
        ImportFixture f;
        QVERIFY(f.open());
        QVERIFY(import(f, f.write(kTwoRows)));
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(f, u"Imported 2 values."_s), kPatience_ms);
        const Message first = *messageOf(f, u"Imported 2 values."_s);
        QVERIFY(import(f, f.write(kThreeRows)));
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(f, u"Imported 3 values."_s), kPatience_ms);
        const Message second = *messageOf(f, u"Imported 3 values."_s);
        QVERIFY(!first.canAct());
        first.action(); // too late: another step lies above it
        QVERIFY(!f.window->workspace()->history().isBusy());
        QVERIFY(second.canAct());
        second.action();
        QTRY_COMPARE_WITH_TIMEOUT(f.recordCount(), 2, kPatience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(first.canAct(), kPatience_ms);
    }

    void canImportAgainAfterAConflict()
    {
        ImportFixture f;
        QVERIFY(f.open());
        const QString file = f.write(kTwoRows);
        QVERIFY(import(f, file));
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(f, u"Imported 2 values."_s), kPatience_ms);
        QVERIFY(import(f, file));
        const auto conflict = [&f]() -> const Message * {
            for (const Message &message : f.window->messages().messages()) {
                if (message.kind == Message::Kind::Bad)
                    return &message;
            }
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(conflict(), kPatience_ms);
        QCOMPARE(conflict()->actionText, u"Back to the import"_s);
        QVERIFY(!visiblePage(*f.window));
        conflict()->action();
        const ImportPage *page = visiblePage(*f.window);
        QVERIFY(page);
        QCOMPARE(page->summaryText(), conflict()->text);
        QVERIFY(page->canImport()); // no dead end
        test::choose(*page, u"A value that exists already"_s, u"Leave it as it is"_s);
        QVERIFY(page->summaryText().contains(u"2 rows ready"_s));
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            messageOf(f, u"Imported 0 values, 2 skipped because they exist."_s), kPatience_ms);
        QCOMPARE(f.recordCount(), 2);
    }

    void closingTheOfferFreesThePage() // I9
    {
        ImportFixture f;
        QVERIFY(f.open());
        const QString file = f.write(kTwoRows);
        QVERIFY(import(f, file));
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(f, u"Imported 2 values."_s), kPatience_ms);
        QTRY_VERIFY(f.window->findChildren<ImportPage *>().isEmpty());
        QVERIFY(import(f, file));
        const auto *bar = f.window->findChild<MessageBar *>();
        QTRY_VERIFY_WITH_TIMEOUT(f.button(u"Back to the import"_s), kPatience_ms);
        QCOMPARE(f.window->findChildren<ImportPage *>().size(), 1);
        for (QToolButton *button : bar->findChildren<QToolButton *>())
            if (button->accessibleName() == u"Close this message"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(f.window->findChildren<ImportPage *>().isEmpty());
        // The list of messages keeps the text, and offers nothing that is gone.
        QVERIFY(!f.window->messages().messages().first().canAct());
        f.window->actions().action(u"view.messages"_s)->trigger();
        QTRY_VERIFY(QApplication::activeModalWidget());
        for (const QPushButton *button :
             QApplication::activeModalWidget()->findChildren<QPushButton *>())
            QVERIFY(!button->isVisible() || button->text() != u"Back to the import"_s);
        QApplication::activeModalWidget()->close();
    }

    void canImportAgainAfterStop()
    {
        ImportFixture f;
        QVERIFY(f.open());
        QByteArray text = "time,value\n";
        for (int i = 0; i < 50'000; ++i)
            text += QByteArray::number(1'750'000'000 + i) + ",1\n";
        test::HeldWriter before(f.window->workspace()->ports()); // nothing is stored until then
        QVERIFY(import(f, f.write(text)));
        QToolButton *cancel = nullptr;
        for (QToolButton *button : f.window->status().findChildren<QToolButton *>()) {
            if (button->isVisible())
                cancel = button;
        }
        QVERIFY(cancel);
        QTest::mouseClick(cancel, Qt::LeftButton);
        before.letGo();
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(f, u"The import was stopped."_s), kPatience_ms);
        QCOMPARE(f.recordCount(), 0);
        messageOf(f, u"The import was stopped."_s)->action();
        QVERIFY(visiblePage(*f.window) && visiblePage(*f.window)->canImport());
    }

    void tellsRowsLeftOutAndTheirFile()
    {
        ImportFixture f;
        QVERIFY(f.open());
        showImport(*f.window, f.write(kTwoRows + "2026-03-03,speed,fast\n"));
        ImportPage *page = visiblePage(*f.window);
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->summaryText().contains(u"1 skipped"_s), kPatience_ms);
        auto *file = test::named<QPushButton>(*page, u"File for the rows left out"_s);
        QTRY_COMPARE_WITH_TIMEOUT(file->text(), u"in.csv.rejected.csv"_s, kPatience_ms);
        test::choose(*page, u"A row that cannot be read"_s, u"Skip it, and save it to a file"_s);
        QTest::mouseClick(test::importButton(*page), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(f, u"Imported 2 values, 1 unreadable row"_s),
                                 kPatience_ms);
        QVERIFY(messageOf(f, u"Imported 2 values"_s)->text.contains(u"in.csv.rejected.csv"_s));
        QVERIFY(QFile::exists(f.path(u"in.csv.rejected.csv"_s)));
    }

    void tellsCountsInGroupsAndAListThatCouldNotBeSaved()
    {
        ImportReport report;
        report.isCommitted = true;
        report.summary.added = 1'234'567;
        report.summary.skipped = 2'345;
        report.summary.rejectedCount = 1;
        report.rejectedProblem = Error{ErrorCode::DiskFull, u"The disk is full."_s, {}};
        const QString text = importResultText(report);
        QVERIFY2(text.contains(u"1,234,567 values"_s), qPrintable(text));
        QVERIFY2(text.contains(u"2,345 skipped"_s), qPrintable(text));
        QVERIFY2(text.contains(u"1 unreadable row"_s), qPrintable(text));
        QVERIFY2(text.endsWith(u"could not be saved: The disk is full."_s), qPrintable(text));
    }

    void aDroppedTableOpensThePage_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("csv") << QStringList{u"in.csv"_s} << true;
        QTest::newRow("packed") << QStringList{u"in.CSV.GZ"_s} << true;
        QTest::newRow("picture") << QStringList{u"in.png"_s} << false;
        QTest::newRow("two") << QStringList{u"a.csv"_s, u"b.csv"_s} << false;
    }
    void aDroppedTableOpensThePage()
    {
        QFETCH(const QStringList, names);
        QFETCH(const bool, isTaken);
        ImportFixture f;
        QVERIFY(f.open());
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &name : names)
            urls.append(QUrl::fromLocalFile(f.write(kTwoRows, name)));
        data.setUrls(urls);
        QDragEnterEvent enter({40, 40}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(f.window.get(), &enter);
        QCOMPARE(enter.isAccepted(), isTaken);
        const auto isMarked = [&f] { // O1: the target of the drop is shown
            const auto frames = f.window->findChildren<QFrame *>();
            return std::any_of(frames.begin(), frames.end(), [](const QFrame *frame) {
                return frame->property("dropTarget").toBool() && frame->isVisible();
            });
        };
        QCOMPARE(isMarked(), isTaken);
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(f.window.get(), &leave);
        QVERIFY(!isMarked());
        QCoreApplication::sendEvent(f.window.get(), &enter);
        if (!isTaken)
            return;
        QCOMPARE(enter.dropAction(), Qt::CopyAction);
        QDropEvent drop({40, 40}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton,
                        Qt::NoModifier);
        QCoreApplication::sendEvent(f.window.get(), &drop);
        QVERIFY(drop.isAccepted());
        QVERIFY(!isMarked());
        QTRY_VERIFY(visiblePage(*f.window));
        const ImportPage *page = visiblePage(*f.window);
        QTRY_VERIFY_WITH_TIMEOUT(page->canImport(), kPatience_ms);
    }
};

TIDEMARK_TEST(ImportTaskTest)
#include "import_task_test.moc"
