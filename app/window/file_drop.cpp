// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/file_drop.h"

#include "app/window/import_task.h"
#include "app/window/main_window.h"

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

constexpr std::array kEndings{".csv"_L1, ".tsv"_L1, ".txt"_L1, ".gz"_L1};

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
            this,
            [this, path] {
                if (canImport())
                    showImport(m_window, path);
            },
            Qt::QueuedConnection);
    }
    return true;
}

} // namespace tidemark
