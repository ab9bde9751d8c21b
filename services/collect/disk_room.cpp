// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/disk_room.h"

#include "services/collect/kernel_files.h"

#include <QCoreApplication>

#include <condition_variable>
#include <system_error>
#include <thread>

namespace tidemark::collect {
namespace {

struct RoomText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::collect::DiskRoom)
};

} // namespace

/// One asking, for all who want the answer.
struct DiskRoom::Asking
{
    const std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    std::mutex mutex;
    std::condition_variable changed;
    bool isDone = false;
    std::optional<DiskSpace> space;
};

Result<std::shared_ptr<DiskRoom::Asking>> DiskRoom::ask(const QString &path)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_asked, [](const auto &asked) {
        const std::lock_guard own(asked.second->mutex);
        return asked.second->isDone;
    });
    if (const auto found = m_asked.find(path); found != m_asked.end())
        return found->second;
    if (m_asked.size() >= kMostAsked)
        return failure(
            ErrorCode::Timeout,
            RoomText::tr("Too many file systems do not answer. See whether their servers "
                         "are at work."));
    const auto asking = std::make_shared<Asking>();
    auto answer = [asking, read = m_read, path]() mutable {
        auto space = read(path);
        read = nullptr; // what it owns goes before anybody hears of the answer
        const std::lock_guard done(asking->mutex);
        asking->space = space;
        asking->isDone = true;
        asking->changed.notify_all();
    };
    try {
        std::thread(std::move(answer)).detach(); // left alone when the server hangs
    } catch (const std::system_error &) {
        return failure(ErrorCode::Io,
                       RoomText::tr("The system has no thread left. Try again later."));
    }
    m_asked.emplace(path, asking);
    return asking;
}

Result<DiskSpace> DiskRoom::of(const QString &path)
{
    const auto asking = ask(path);
    if (!asking)
        return failure(asking.error());
    Asking &own = **asking;
    std::unique_lock lock(own.mutex);
    if (!own.changed.wait_until(lock, own.since + kTimeout, [&own] { return own.isDone; }))
        return failure(ErrorCode::Timeout,
                       RoomText::tr("The file system of \"%1\" did not answer within two seconds. "
                                    "See whether its server is at work.")
                           .arg(path));
    if (!own.space)
        return failure(
            ErrorCode::NotFound,
            RoomText::tr("The room at \"%1\" could not be read. Name a path that exists.")
                .arg(path));
    return *own.space;
}

DiskRoom::Read spaceBy(const KernelFiles &files)
{
    return [files](const QString &path) { return files.space(path); };
}

} // namespace tidemark::collect
