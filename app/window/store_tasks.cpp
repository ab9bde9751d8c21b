// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/store_tasks.h"

#include "app/sample_rows.h"
#include "app/settings_keeper.h"
#include "app/store_location.h"
#include "app/store_lock.h"
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "app/window/status_bar.h"
#include "app/window_session.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"
#include "model/ports/clock.h"
#include "model/store/backup.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kLookAtSizeEvery = 250ms;

QString storeFilter()
{
    return MainWindow::tr("Stores (*%1);;All files (*)").arg(QString::fromUtf16(kStoreSuffix));
}

QString native(const QString &path)
{
    return QDir::toNativeSeparators(path);
}

/// Asks a question whose answer is named by its effect; Cancel is the default.
bool confirm(MainWindow &window, const QString &title, const QString &text, const QString &effect)
{
    QMessageBox question(QMessageBox::Warning, title, text, QMessageBox::NoButton, &window);
    const QAbstractButton *agree = question.addButton(effect, QMessageBox::DestructiveRole);
    question.setDefaultButton(question.addButton(QMessageBox::Cancel));
    question.exec();
    return question.clickedButton() == agree;
}

void generateSample(MainWindow &window)
{
    Workspace &workspace = *window.workspace();
    auto *task = new LongTask(window.status(), MainWindow::tr("Making sample data"), &workspace);
    ImportOptions options;
    options.label = MainWindow::tr("load sample data");
    options.definitions = SampleRows::definitions();
    const auto rows = std::make_shared<SampleRows>(window.program().clock->now());
    continueOn(
        &workspace,
        workspace.ports().records->importRows(rows, options, task->stopToken(), task->progress()),
        [&window, task](const Result<ImportSummary> &made) {
            task->deleteLater();
            if (!made)
                window.say(Message::Kind::Bad, made.error().message, made.error().detail);
        });
}

/// The store's file and what lies beside it by its name, with the window's memory of it.
bool removeStoreFiles(const QString &path)
{
    bool removed = true;
    for (const QString &ending : {QString(), u"-wal"_s, u"-shm"_s, u"-journal"_s}) {
        if (QFile::exists(path + ending))
            removed = QFile::remove(path + ending) && removed;
    }
    QDir(store::backupFolder(path)).removeRecursively(); // a folder of this store alone
    removeSession(sessionPath(path));
    return removed;
}

/// Calls `work` while this window has the lock of a store that it does not show, so that no other
/// window opens it meanwhile; `work` ends the lock. Where another window has it, that is told and
/// `refused` is called.
void withLock(MainWindow &window, const QString &path, std::function<void(StoreLock *)> work,
              std::function<void()> refused)
{
    auto *lock = new StoreLock(&window);
    QObject::connect(lock, &StoreLock::activationRequested, &window, &MainWindow::bringToFront);
    QObject::connect(lock, &StoreLock::decided, &window,
                     [&window, lock, path, work = std::move(work),
                      refused = std::move(refused)](StoreLock::Outcome outcome) {
                         if (outcome == StoreLock::Outcome::Held ||
                             outcome == StoreLock::Outcome::Unavailable) {
                             work(lock);
                             return;
                         }
                         lock->deleteLater();
                         window.say(Message::Kind::Bad,
                                    MainWindow::tr("\"%1\" is open in another window. Close it "
                                                   "there, then try again.")
                                        .arg(native(path)));
                         refused();
                     });
    continueOn(lock, runInBackground([path] { return canonicalStorePath(path); }),
               [lock](const QString &canonical) { lock->acquire(canonical); });
}

/// Ends the lock at once, also when it is the sender.
void endLock(StoreLock *lock)
{
    lock->release();
    lock->deleteLater();
}

void exchangeStore(MainWindow &window, StoreLock *lock, const QString &backup, const QString &store)
{
    // The file is exchanged whole or not at all, so there is nothing to cancel.
    const int task = window.status().beginTask(MainWindow::tr("Restoring the backup"), {});
    continueOn(&window,
               runInBackground([backup, store] { return store::restoreBackup(backup, store); }),
               [&window, lock, task, store](const Result<QString> &kept) {
                   window.status().endTask(task);
                   endLock(lock);
                   if (!kept)
                       window.say(Message::Kind::Bad, kept.error().message, kept.error().detail);
                   else if (!kept->isEmpty())
                       window.say(Message::Kind::Good,
                                  MainWindow::tr("Restored. The store as it was is kept in %1.")
                                      .arg(native(*kept)));
                   window.openStore(store);
               });
}

QString storeOf(const MainWindow &window)
{
    return window.storePath().isEmpty() ? defaultStorePath() : window.storePath();
}

/// Opens the ordinary store afterwards when the sample was what the window showed.
void removeSampleFiles(MainWindow &window, StoreLock *lock, const QString &sample, bool wasOpen)
{
    continueOn(&window, runInBackground([sample] { return removeStoreFiles(sample); }),
               [&window, lock, sample, wasOpen](bool removed) {
                   endLock(lock);
                   window.program().settings->change([&](Settings &settings) {
                       settings.recentStores.removeAll(sample);
                       if (settings.lastStore == sample)
                           settings.lastStore.clear();
                   });
                   if (removed)
                       window.say(Message::Kind::Good, MainWindow::tr("Removed the sample data."));
                   else
                       window.say(Message::Kind::Bad,
                                  MainWindow::tr("The sample data could not be removed."));
                   if (wasOpen)
                       window.openStore(defaultStorePath());
               });
}

void removeClosedSample(MainWindow &window, const QString &sample, bool wasOpen)
{
    continueOn(&window, runInBackground([sample] { return QFile::exists(sample); }),
               [&window, sample, wasOpen](bool exists) {
                   if (!exists && !wasOpen) {
                       window.say(Message::Kind::Info, MainWindow::tr("There is no sample data."));
                       return;
                   }
                   withLock(
                       window, sample,
                       [&window, sample, wasOpen](StoreLock *lock) {
                           removeSampleFiles(window, lock, sample, wasOpen);
                       },
                       [&window, sample, wasOpen] {
                           if (wasOpen)
                               window.openExisting(sample);
                       });
               });
}

} // namespace

void newStore(MainWindow &window)
{
    QDir().mkpath(storeFolder());
    QString path =
        QFileDialog::getSaveFileName(&window, MainWindow::tr("New store"), storeFolder(),
                                     storeFilter(), nullptr, QFileDialog::DontConfirmOverwrite);
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += QString::fromUtf16(kStoreSuffix);
    if (QFile::exists(path)) {
        window.say(Message::Kind::Caution,
                   MainWindow::tr("\"%1\" exists already. Choose another name, or open it.")
                       .arg(native(path)));
        return;
    }
    window.openStore(path);
}

void chooseStore(MainWindow &window)
{
    const QString path = QFileDialog::getOpenFileName(&window, MainWindow::tr("Open store"),
                                                      storeFolder(), storeFilter());
    if (!path.isEmpty())
        window.openExisting(path);
}

void backUpStore(MainWindow &window)
{
    const QString proposed =
        window.workspace()->info().name % u"-backup"_s % QString::fromUtf16(kStoreSuffix);
    // The file dialog asks before an existing file is chosen.
    const QString path = QFileDialog::getSaveFileName(&window, MainWindow::tr("Back up to"),
                                                      proposed, storeFilter());
    if (!path.isEmpty())
        backUpTo(window, path);
}

void backUpTo(MainWindow &window, const QString &path)
{
    Workspace &workspace = *window.workspace();
    auto *task = new LongTask(window.status(), MainWindow::tr("Backing up"), &workspace);
    watchBackup(*task, path, workspace.info().sizeBytes);
    continueOn(&workspace, workspace.ports().admin->backupTo(path, true, task->stopToken()),
               [&window, task](const Result<QString> &written) {
                   task->deleteLater();
                   if (written)
                       window.say(Message::Kind::Good,
                                  MainWindow::tr("Backed up to %1.").arg(native(*written)));
                   else
                       window.say(Message::Kind::Bad, written.error().message,
                                  written.error().detail);
               });
}

void watchBackup(LongTask &task, const QString &path, qint64 expectedBytes)
{
    auto *timer = new QTimer(&task);
    QObject::connect(timer, &QTimer::timeout, &task, [&task, path, expectedBytes] {
        continueOn(&task, runInBackground([part = store::backupPartPath(path)] {
            return QFileInfo(part).size();
        }),
                   [progress = task.progress(), expectedBytes](qint64 size) {
                       progress({std::min(size, expectedBytes), expectedBytes});
                   });
    });
    timer->start(kLookAtSizeEvery);
}

void restoreStore(MainWindow &window)
{
    const QString store = storeOf(window);
    const QString folder = QFileInfo(store::backupFolder(store)).isDir()
                               ? store::backupFolder(store)
                               : QFileInfo(store).absolutePath();
    const QString backup = QFileDialog::getOpenFileName(&window, MainWindow::tr("Restore from"),
                                                        folder, MainWindow::tr("All files (*)"));
    if (!backup.isEmpty())
        restoreFrom(window, backup);
}

void restoreFrom(MainWindow &window, const QString &backup)
{
    const QString store = storeOf(window);
    if (!confirm(
            window, MainWindow::tr("Restore"),
            MainWindow::tr("Put the backup \"%1\" in the place of \"%2\"? What the store holds "
                           "now is kept as another backup.")
                .arg(native(backup), native(store)),
            MainWindow::tr("Restore the backup")))
        return;
    continueOn(&window, window.closeStore(), [&window, backup, store](auto) {
        withLock(
            window, store,
            [&window, backup, store](StoreLock *lock) {
                exchangeStore(window, lock, backup, store);
            },
            [&window, store] { window.openExisting(store); });
    });
}

void openSample(MainWindow &window, const QString &path)
{
    // Whatever comes first ends the wait, and so does the next wish: nothing is made twice.
    const QString name = u"sampleWait"_s;
    if (auto *before = window.findChild<QObject *>(name, Qt::FindDirectChildrenOnly))
        before->deleteLater(); // before any store can be opened
    auto *wait = new QObject(&window);
    wait->setObjectName(name);
    QObject::connect(&window, &MainWindow::storeOpened, wait, [&window, wait] {
        QObject::disconnect(&window, nullptr, wait, nullptr);
        wait->deleteLater();
        const StoreInfo &info = window.workspace()->info();
        if (info.isSample && info.valueCount() == 0)
            generateSample(window);
    });
    QObject::connect(&window, &MainWindow::storeFailed, wait, &QObject::deleteLater);
    window.openStore(path, true);
}

void removeSample(MainWindow &window)
{
    // Other stores can carry the mark of sample data too, such as a copy: they are left alone.
    continueOn(&window, runInBackground([] { return canonicalStorePath(sampleStorePath()); }),
               [&window](const QString &sample) {
                   const bool isOpen = window.storePath() == sample;
                   const auto closed =
                       isOpen ? window.forgetStore() : QtFuture::makeReadyFuture(Result<void>());
                   continueOn(&window, closed, [&window, sample, isOpen](auto) {
                       removeClosedSample(window, sample, isOpen);
                   });
               });
}

} // namespace tidemark
