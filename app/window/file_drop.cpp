// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/file_drop.h"

#include "app/window/import_task.h"
#include "app/window/main_window.h"
#include "app/window/window_commands.h"
#include "model/core/continue_on.h"
#include "views/dashboards/dashboard_file.h"

#include <QAction>
#include <QDropEvent>
#include <QFrame>
#include <QMimeData>
#include <QUrl>

#include <algorithm>
#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kEndings{".csv"_L1,    ".tsv"_L1,     ".txt"_L1,    ".gz"_L1,
                              ".json"_L1,   ".jsonl"_L1,   ".ndjson"_L1, ".prom"_L1,
                              ".sqlite"_L1, ".sqlite3"_L1, ".db"_L1};

} // namespace

FileDrop::FileDrop(MainWindow &window)
    : QObject(&window)
    , m_window(window)
    , m_target(new QFrame(&window))
{
    m_target->setProperty("dropTarget", true);
    m_target->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_target->hide();
    window.setAcceptDrops(true);
    window.installEventFilter(this);
}

QString FileDrop::fileOf(const QMimeData &data)
{
    const QList<QUrl> urls = data.urls();
    if (urls.size() != 1 || !urls.constFirst().isLocalFile())
        return {};
    const QString path = urls.constFirst().toLocalFile();
    const bool isTable =
        std::any_of(kEndings.begin(), kEndings.end(), [&path](QLatin1StringView ending) {
            return path.endsWith(ending, Qt::CaseInsensitive);
        });
    return isTable ? path : QString();
}

// A dashboard is kept as JSON too; what is none is data.
void FileDrop::openFile(const QString &path)
{
    if (!path.endsWith(".json"_L1, Qt::CaseInsensitive)) {
        if (canImport())
            showImport(m_window, path);
        return;
    }
    continueOn(this, readDashboard(path), [this, path](const Result<Dashboard> &dashboard) {
        if (dashboard)
            openDashboardFile(m_window, path);
        else if (canImport())
            showImport(m_window, path);
    });
}

bool FileDrop::canImport() const
{
    return m_window.workspace() && m_window.actions().action(u"file.import"_s)->isEnabled();
}

void FileDrop::showTarget(bool isShown)
{
    m_target->setGeometry(m_window.rect());
    m_target->setVisible(isShown);
    m_target->raise();
}

bool FileDrop::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::DragLeave)
        showTarget(false);
    const bool isDrop = event->type() == QEvent::Drop;
    if (!isDrop && event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove)
        return QObject::eventFilter(watched, event);
    auto &drop = static_cast<QDropEvent &>(*event);
    const QString path = fileOf(*drop.mimeData());
    const bool isTaken = !path.isEmpty() && canImport();
    showTarget(isTaken && !isDrop);
    if (!isTaken) {
        drop.ignore();
        return true;
    }
    drop.setDropAction(Qt::CopyAction); // the file stays where it is
    drop.accept();
    if (isDrop) {
        // The page opens when the drop is over: the giver waits for its end.
        QMetaObject::invokeMethod(
            this, [this, path] { openFile(path); }, Qt::QueuedConnection);
    }
    return true;
}

} // namespace tidemark
