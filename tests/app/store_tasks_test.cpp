// SPDX-License-Identifier: GPL-3.0-or-later
// Back up, restore, the daily backup and the removal of the sample data, without file dialogs.
#include "app/store_location.h"
#include "app/window/status_bar.h"
#include "app/window/store_tasks.h"
#include "app/window_session.h"
#include "model/store/backup.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QMessageBox>
#include <QRegularExpression>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

namespace {

/// Presses a button as soon as it is seen, however short that is.
class CancelPresser final : public QObject
{
public:
    bool wasShown = false;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Show) {
            wasShown = true;
            QMetaObject::invokeMethod(watched, "click", Qt::QueuedConnection);
        }
        return false;
    }
};

} // namespace

class StoreTasksTest final : public QObject
{
    Q_OBJECT

    static std::int64_t countOf(const WindowFixture &f)
    {
        return test::await(f.window->workspace()->ports().records->count({})).value();
    }
    static bool wasTold(const WindowFixture &f, const QString &text)
    {
        const auto &messages = f.window->messages().messages();
        return std::any_of(messages.begin(), messages.end(),
                           [&](const Message &message) { return message.text.contains(text); });
    }
    /// Presses the button of that name in the question that comes next.
    static void answerWith(const QString &text)
    {
        QTimer::singleShot(0, qApp, [text] {
            const auto *question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            QVERIFY(question);
            for (QAbstractButton *button : question->buttons()) {
                if (button->text().remove(u'&') == text)
                    button->click();
            }
        });
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }
    void cleanup()
    {
        QFile::remove(sampleStorePath());
        QFile::remove(defaultStorePath());
    }

    void backsUpAndSaysWhere()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const QString copy = f.path(u"copy.tidemark"_s);
        backUpTo(*f.window, copy);
        QVERIFY(f.window->hasRunningTask());
        QTRY_VERIFY(wasTold(f, QDir::toNativeSeparators(copy)));
        QTRY_VERIFY(!f.window->hasRunningTask());
        QVERIFY(f.open(u"copy.tidemark"_s));
        QCOMPARE(countOf(f), 3);
        backUpTo(*f.window, f.path(u"copy.tidemark/below-a-file.tidemark"_s));
        QTRY_COMPARE(f.window->messages().messages().first().kind, Message::Kind::Bad);
    }

    void restoresAfterConfirmation()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const QString copy = f.path(u"copy.tidemark"_s);
        QVERIFY(test::await(f.window->workspace()->ports().admin->backupTo(copy, true)));
        f.addValues(u"weight"_s, 4);
        QCOMPARE(countOf(f), 7);
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        answerWith(u"Restore the backup"_s);
        restoreFrom(*f.window, copy);
        QVERIFY(!opened.empty() || opened.wait(20'000));
        QCOMPARE(f.window->storePath(), canonicalStorePath(f.path()));
        QCOMPARE(countOf(f), 3);
        QVERIFY(wasTold(f, u"Restored."_s));
        QVERIFY(f.window->workspace()->readOnlyReason().isEmpty()); // the lock was given back
    }

    void cancelLeavesTheStore()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const QString copy = f.path(u"copy.tidemark"_s);
        QVERIFY(test::await(f.window->workspace()->ports().admin->backupTo(copy, true)));
        f.addValues(u"weight"_s, 4);
        const Workspace *before = f.window->workspace();
        answerWith(u"Cancel"_s);
        restoreFrom(*f.window, copy);
        QCOMPARE(f.window->workspace(), before);
        QCOMPARE(countOf(f), 7);
    }

    void removedSampleDataIsForgotten()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        openSample(*f.window);
        QVERIFY(opened.wait(20'000));
        QTRY_VERIFY_WITH_TIMEOUT(f.window->workspace()->info().recordCount > 0, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!f.window->hasRunningTask(), 20'000);
        const QString sample = f.window->storePath();
        QVERIFY(f.settings.settings().recentStores.contains(sample));
        removeSample(*f.window);
        QTRY_VERIFY_WITH_TIMEOUT(wasTold(f, u"Removed the sample data."_s), 20'000);
        QVERIFY(!QFile::exists(sample));
        QVERIFY(!QFile::exists(sessionPath(sample)));
        QVERIFY(!f.settings.settings().recentStores.contains(sample));
        QTRY_COMPARE_WITH_TIMEOUT(f.window->storePath(), canonicalStorePath(defaultStorePath()),
                                  20'000);
    }

    void anotherStoreWithTheMarkOfSampleDataIsLeftAlone()
    {
        WindowFixture f;
        const QString copy = f.path(u"copy.tidemark"_s);
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        f.window->openStore(copy, true);
        QVERIFY(opened.wait(20'000));
        QVERIFY(f.window->workspace()->info().isSample);
        f.window->actions().action(u"file.remove_sample"_s)->trigger();
        QTRY_VERIFY(wasTold(f, u"There is no sample data."_s));
        QVERIFY(QFile::exists(copy));
        QCOMPARE(f.window->storePath(), canonicalStorePath(copy));
    }

    void sampleDataIsMadeOnceAfterAnAttemptThatFailed()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const QString broken = f.path(u"broken.tidemark"_s);
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(20'000, 'x'));
        file.close();
        QSignalSpy failed(f.window.get(), &MainWindow::storeFailed);
        openSample(*f.window, broken);
        QVERIFY(failed.wait(20'000));
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        openSample(*f.window, f.path(u"sample.tidemark"_s));
        QVERIFY(opened.wait(20'000));
        QTRY_VERIFY_WITH_TIMEOUT(f.window->workspace()->info().recordCount > 0, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!f.window->hasRunningTask(), 20'000);
        QVERIFY(std::none_of(
            f.window->messages().messages().begin(), f.window->messages().messages().end(),
            [](const Message &message) { return message.kind == Message::Kind::Bad; }));
    }

    void theDailyBackupIsShownAndCanBeCancelled() // P1
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QVERIFY(f.open(u"other.tidemark"_s));
        CancelPresser presser;
        auto *cancel = f.window->status().findChild<QToolButton *>(u"cancelTask"_s);
        QVERIFY(cancel && !cancel->isVisible());
        cancel->installEventFilter(&presser);
        QVERIFY(f.open());
        QTRY_VERIFY(presser.wasShown);
        QTRY_VERIFY(!f.window->hasRunningTask());
        QVERIFY(!wasTold(f, u"could not be made"_s));
    }

    void backsUpDailyAndAgainTheNextDay()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        f.clock.set(test::at(u"2026-11-20T23:59:59.999Z"_s)); // and stands: it looks many times
        QVERIFY(f.open(u"other.tidemark"_s));
        QVERIFY(f.open());
        const QString backup = store::dailyBackupPath(f.window->storePath(), QDate::currentDate());
        QTRY_VERIFY(QFile::exists(backup)); // of today
        QTRY_VERIFY(!f.window->hasRunningTask());
        QVERIFY(QFile::remove(backup));
        f.clock.set(test::at(u"2026-11-21T00:00:00Z"_s)); // the window stays open over midnight
        QTRY_VERIFY(QFile::exists(backup));
    }

    void aFailedDailyBackupIsTold()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const QString folder = store::backupFolder(f.window->storePath());
        QVERIFY(f.open(u"other.tidemark"_s));
        QDir(folder).removeRecursively();
        QFile inTheWay(folder); // no folder can be made where a file stands
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        inTheWay.close();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"daily backup failed"_s));
        QVERIFY(f.open());
        QTRY_VERIFY(wasTold(f, u"Today's backup of \"test\" could not be made"_s));
    }
};

TIDEMARK_TEST(StoreTasksTest)
#include "store_tasks_test.moc"
