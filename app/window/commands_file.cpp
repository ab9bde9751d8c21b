// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/window_commands.h"

#include "app/pages/first_run_page.h"
#include "app/window/export_commands.h"
#include "app/window/import_task.h"
#include "app/window/main_window.h"
#include "app/window/store_tasks.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

namespace tidemark {

using namespace Qt::StringLiterals;

void addFileCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("File");
    actions.add({u"file.new"_s,
                 area,
                 MainWindow::tr("&New store…"),
                 {},
                 u"database"_s,
                 MainWindow::tr("Makes an empty store in a file of its own.")},
                [&window] { newStore(window); });
    actions.add({u"file.open"_s,
                 area,
                 MainWindow::tr("&Open store…"),
                 {QKeySequence(Qt::CTRL | Qt::Key_O)},
                 u"folder"_s},
                [&window] { chooseStore(window); });
    actions.add({u"file.show_folder"_s,
                 area,
                 MainWindow::tr("Show &where this store lies"),
                 {},
                 {},
                 MainWindow::tr("Opens the folder of the store's file.")},
                [&window] {
                    const QFileInfo file(window.workspace()->store().path());
                    window.say(Message::Kind::Info,
                               MainWindow::tr("This store is %1.")
                                   .arg(QDir::toNativeSeparators(file.absoluteFilePath())));
                    QDesktopServices::openUrl(QUrl::fromLocalFile(file.absolutePath()));
                });
    actions.add({u"file.import"_s,
                 area,
                 MainWindow::tr("&Import…"),
                 {QKeySequence(Qt::CTRL | Qt::Key_I)},
                 u"import"_s,
                 MainWindow::tr("Brings in a CSV or TSV file, with a preview first.")},
                [&window] { showImport(window); });
    actions.add({u"file.export"_s,
                 area,
                 MainWindow::tr("&Export…"),
                 {QKeySequence(Qt::CTRL | Qt::Key_E)},
                 u"export"_s,
                 MainWindow::tr("Writes aggregates, records, sessions or definitions as CSV.")},
                [&window] { showExport(window); });
    actions.add({u"file.backup"_s,
                 area,
                 MainWindow::tr("&Back up…"),
                 {},
                 {},
                 MainWindow::tr("Writes a consistent copy of the store.")},
                [&window] { backUpStore(window); });
    actions.add({u"file.restore"_s,
                 area,
                 MainWindow::tr("&Restore…"),
                 {},
                 {},
                 MainWindow::tr("Puts a backup in the place of this store, which is kept beside.")},
                [&window] { restoreStore(window); });
    actions.add({u"file.sample"_s,
                 area,
                 MainWindow::tr("Open &sample data"),
                 {},
                 {},
                 MainWindow::tr("Generated values in a store of their own.")},
                [&window] { openSample(window); });
    actions.add({u"file.remove_sample"_s,
                 area,
                 MainWindow::tr("Re&move sample data"),
                 {},
                 {},
                 MainWindow::tr("Removes the sample store and nothing else.")},
                [&window] { removeSample(window); });
    actions.add(
        {u"file.quit"_s, area, MainWindow::tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}},
        [&window] { window.close(); });
}

void connectFirstRun(FirstRunPage &page, MainWindow &window)
{
    QObject::connect(&page, &FirstRunPage::addValueRequested,
                     window.actions().action(u"entry.record"_s), &QAction::trigger);
    QObject::connect(&page, &FirstRunPage::importRequested,
                     window.actions().action(u"file.import"_s), &QAction::trigger);
    QAction *add = window.actions().action(u"sources.add"_s);
    QObject::connect(&page, &FirstRunPage::connectRequested, add, &QAction::trigger);
    QObject::connect(add, &QAction::changed, &page,
                     [add, &page] { page.setCanConnect(add->isEnabled()); });
    page.setCanConnect(add->isEnabled());
    QObject::connect(&page, &FirstRunPage::sampleRequested,
                     window.actions().action(u"file.sample"_s), &QAction::trigger);
}

void addAllCommands(ActionRegistry &actions, MainWindow &window)
{
    addFileCommands(actions, window);
    addEditCommands(actions, window);
    addSampleCommands(actions, window);
    addViewCommands(actions, window);
    addFormatCommands(actions, window);
    addRangeCommands(actions, window);
    addLiveCommands(actions, window);
    addUserCommands(actions, window);
    addMergeCommands(actions, window);
    addMetricCommands(actions, window);
    addDashboardCommands(actions, window);
    addSourceCommands(actions, window);
    addHelpCommands(actions, window);
}

} // namespace tidemark
