// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/events_hub.h"

#include <QFileInfo>
#include <QMetaObject>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidemark::store {
namespace {

constexpr auto kGatherTime = 30ms;

} // namespace

EventsHub::EventsHub(QObject *parent)
    : StoreEvents(parent)
    , m_flushTimer(this) // as children, so that they follow it to another thread
    , m_writtenTimer(this)
{
    for (QTimer *timer : {&m_flushTimer, &m_writtenTimer}) {
        timer->setSingleShot(true);
        timer->setInterval(kGatherTime);
    }
    connect(&m_flushTimer, &QTimer::timeout, this, &EventsHub::flush);
    connect(&m_writtenTimer, &QTimer::timeout, this, [this] {
        if (m_onWritten)
            m_onWritten();
    });
}

void EventsHub::post(const StoreChange &change)
{
    bool isFirst = false;
    {
        const std::lock_guard lock(m_mutex);
        isFirst = !m_pending;
        if (m_pending)
            m_pending->merge(change);
        else
            m_pending = change;
    }
    if (isFirst)
        QMetaObject::invokeMethod(
            this, [this] { m_flushTimer.start(); }, Qt::QueuedConnection);
}

void EventsHub::postReadOnly(const QString &reason)
{
    QMetaObject::invokeMethod(
        this, [this, reason] { Q_EMIT becameReadOnly(reason); }, Qt::QueuedConnection);
}

void EventsHub::postAsked()
{
    if (m_isAskedPosted.exchange(true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isAskedPosted = false;
            Q_EMIT openChangesChanged();
        },
        Qt::QueuedConnection);
}

// What is posted to one thread arrives in order: the answers first.
void EventsHub::postAnswered(std::function<void()> note)
{
    QMetaObject::invokeMethod(
        this,
        [this, note = std::move(note)] {
            note();
            Q_EMIT openChangesChanged();
        },
        Qt::QueuedConnection);
}

void EventsHub::watch(const QString &path, std::function<void()> onWritten)
{
    m_files = {path, path % "-wal"_L1};
    m_onWritten = std::move(onWritten);
    if (m_watcher == nullptr) {
        m_watcher = new QFileSystemWatcher(this);
        connect(m_watcher, &QFileSystemWatcher::fileChanged, this, &EventsHub::onFileChanged);
    }
    watchFiles();
}

void EventsHub::watchFiles()
{
    const QStringList watched = m_watcher->files();
    for (const QString &file : m_files) {
        if (!watched.contains(file) && QFileInfo::exists(file))
            m_watcher->addPath(file);
    }
}

void EventsHub::onFileChanged()
{
    watchFiles(); // a file that was replaced is no longer watched
    if (!m_writtenTimer.isActive())
        m_writtenTimer.start();
}

void EventsHub::flush()
{
    std::optional<StoreChange> change;
    {
        const std::lock_guard lock(m_mutex);
        change.swap(m_pending);
    }
    if (change)
        Q_EMIT changed(*change);
}

} // namespace tidemark::store
