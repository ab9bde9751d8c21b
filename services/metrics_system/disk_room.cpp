// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/disk_room.h"

#include "services/metrics/windows/bounded_thread.h"

#include <QCoreApplication>

#include <condition_variable>
#include <system_error>

namespace tidemark::metrics_system {

using metrics::failed;
using metrics::Fault;
using metrics::Outcome;

namespace {

struct RoomText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::metrics_system::DiskRoom)
};

} // namespace

/// One asking, for all who want the answer.
struct DiskRoom::Asking
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isDone = false;
    std::optional<collect::DiskSpace> space;
};

Outcome<std::shared_ptr<DiskRoom::Asking>> DiskRoom::ask(const std::string &path)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_asked, [](const auto &asked) {
        const std::lock_guard own(asked.second->mutex);
        return asked.second->isDone;
    });
    if (const auto found = m_asked.find(path); found != m_asked.end())
        return found->second;
    if (m_asked.size() >= kMostAsked)
        return failed(Fault::NotDelivered,
                      RoomText::tr("Too many file systems do not answer. See whether their servers "
                                   "are at work.")
                          .toStdString());
    const auto asking = std::make_shared<Asking>();
    const auto answer = [asking, read = m_read, name = QString::fromStdString(path)] {
        auto space = read(name);
        const std::lock_guard done(asking->mutex);
        asking->space = space;
        asking->isDone = true;
        asking->changed.notify_all();
    };
    try {
        const metrics::BoundedThread thread(answer); // left alone when the server hangs
    } catch (const std::system_error &) {
        return failed(
            Fault::NotDelivered,
            RoomText::tr("The system has no thread left. Try again later.").toStdString());
    }
    m_asked.emplace(path, asking);
    return asking;
}

Outcome<collect::DiskSpace> DiskRoom::of(const std::string &path)
{
    const auto asking = ask(path);
    if (!asking)
        return tl::unexpected(asking.error());
    Asking &own = **asking;
    std::unique_lock lock(own.mutex);
    if (!own.changed.wait_for(lock, kTimeout, [&own] { return own.isDone; }))
        return failed(Fault::NotDelivered,
                      RoomText::tr("The file system of \"%1\" did not answer within two seconds. "
                                   "See whether its server is at work.")
                          .arg(QString::fromStdString(path))
                          .toStdString());
    if (!own.space)
        return failed(Fault::InvalidArgument,
                      RoomText::tr("The room at \"%1\" could not be read. Name a path that exists.")
                          .arg(QString::fromStdString(path))
                          .toStdString());
    return *own.space;
}

} // namespace tidemark::metrics_system
