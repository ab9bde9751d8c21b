// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/store_tasks.h"

#include "app/sample_rows.h"
#include "app/store_location.h"
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"
#include "model/ports/clock.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

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

/// The store's file and what lies beside it by its name.
bool removeStoreFiles(const QString &path)
{
    bool removed = true;
    for (const QString &ending : {QString(), u"-wal"_s, u"-shm"_s, u"-journal"_s}) {
        if (QFile::exists(path + ending))
            removed = QFile::remove(path + ending) && removed;
    }
    QDir(store::backupFolder(path)).removeRecursively(); // a folder of this store alone
    return removed;
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
        window.openStore(path);
}

void backUpStore(MainWindow &window)
{
    Workspace &workspace = *window.workspace();
    const QString proposed =
        workspace.info().name % u"-backup"_s % QString::fromUtf16(kStoreSuffix);
    // The file dialog asks before an existing file is chosen.
    const QString path = QFileDialog::getSaveFileName(&window, MainWindow::tr("Back up to"),
                                                      proposed, storeFilter());
    if (path.isEmpty())
        return;
    auto *task = new LongTask(window.status(), MainWindow::tr("Backing up"), &workspace);
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

void restoreStore(MainWindow &window)
{
    const Workspace *workspace = window.workspace();
    const QString store = workspace ? workspace->store().path() : defaultStorePath();
    const QString folder = QFileInfo(store::backupFolder(store)).isDir()
                               ? store::backupFolder(store)
                               : QFileInfo(store).absolutePath();
    const QString backup = QFileDialog::getOpenFileName(&window, MainWindow::tr("Restore from"),
                                                        folder, MainWindow::tr("All files (*)"));
    if (backup.isEmpty())
        return;
    if (!confirm(
            window, MainWindow::tr("Restore"),
            MainWindow::tr("Put the backup \"%1\" in the place of \"%2\"? What the store holds "
                           "now is kept as another backup.")
                .arg(native(backup), native(store)),
            MainWindow::tr("Restore the backup")))
        return;
    const auto restored = [&window, store](const Result<QString> &kept) {
        if (!kept)
            window.say(Message::Kind::Bad, kept.error().message, kept.error().detail);
        else if (!kept->isEmpty())
            window.say(
                Message::Kind::Good,
                MainWindow::tr("Restored. The store as it was is kept in %1.").arg(native(*kept)));
        window.openStore(store);
    };
    continueOn(&window, window.closeStore(), [&window, backup, store, restored](auto) {
        continueOn(&window,
                   runInBackground([backup, store] { return store::restoreBackup(backup, store); }),
                   restored);
    });
}

void openSample(MainWindow &window)
{
    QObject::connect(
        &window, &MainWindow::storeOpened, &window,
        [&window] {
            const StoreInfo &info = window.workspace()->info();
            if (info.isSample && info.recordCount == 0)
                generateSample(window);
        },
        Qt::SingleShotConnection);
    window.openStore(sampleStorePath(), true);
}

void removeSample(MainWindow &window)
{
    const QString path = sampleStorePath();
    const bool isOpen = window.workspace() && window.workspace()->store().path() == path;
    if (!isOpen && !QFile::exists(path)) {
        window.say(Message::Kind::Info, MainWindow::tr("There is no sample data."));
        return;
    }
    const auto told = [&window, isOpen](bool removed) {
        if (removed)
            window.say(Message::Kind::Good, MainWindow::tr("Removed the sample data."));
        else
            window.say(Message::Kind::Bad, MainWindow::tr("The sample data could not be removed."));
        if (isOpen)
            window.openStore(defaultStorePath());
    };
    const auto closed = isOpen ? window.closeStore() : QtFuture::makeReadyFuture(Result<void>());
    continueOn(&window, closed, [&window, path, told](auto) {
        continueOn(&window, runInBackground([path] { return removeStoreFiles(path); }), told);
    });
}

} // namespace tidemark
