// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/collect/disk_space.h"

#include <QString>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace tidemark::collect {

class KernelFiles;

/// Asks for the room of file systems, whose servers may not answer. Any thread but the window's.
class DiskRoom
{
public:
    static constexpr std::chrono::seconds kTimeout{2};
    static constexpr std::size_t kMostAsked = 64; ///< paths that do not answer, at once

    /// The room of the file system that holds a path; nothing where there is none. May take any
    /// time, on a thread of its own, and owns what it uses.
    using Read = std::function<std::optional<DiskSpace>(const QString &path)>;

    explicit DiskRoom(Read read)
        : m_read(std::move(read))
    {}

    /// Who asks for a path that is asked for already waits for the same answer, until kTimeout
    /// after it was first asked for: a server that hangs is waited for once. Errors: NotFound: no
    /// such path; Timeout: no answer in time, or too many paths that do not answer; Io: no thread.
    [[nodiscard]] Result<DiskSpace> of(const QString &path);

private:
    struct Asking;

    [[nodiscard]] Result<std::shared_ptr<Asking>> ask(const QString &path);

    const Read m_read;
    std::mutex m_mutex; ///< of those that are asked
    std::map<QString, std::shared_ptr<Asking>> m_asked;
};

/// Reads as KernelFiles has it.
[[nodiscard]] DiskRoom::Read spaceBy(const KernelFiles &files);

} // namespace tidemark::collect
