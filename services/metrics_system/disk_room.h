// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/disk_space.h"
#include "services/metrics/metrics_error.h"

#include <QString>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace tidemark::metrics_system {

/// Asks for the room of file systems, whose servers may not answer. Any thread but the window's.
class DiskRoom
{
public:
    static constexpr std::chrono::seconds kTimeout{2};
    static constexpr std::size_t kMostAsked = 64; ///< paths that do not answer, at once

    /// The room of the file system that holds a path; nothing where there is none. May take any
    /// time, on a thread of its own, and owns what it uses.
    using Read = std::function<std::optional<collect::DiskSpace>(const QString &path)>;

    explicit DiskRoom(Read read)
        : m_read(std::move(read))
    {}

    /// Who asks for a path that is asked for already waits for the same answer. Faults
    /// InvalidArgument: no such path; NotDelivered: no answer within kTimeout, too many paths that
    /// do not answer, or no thread.
    [[nodiscard]] metrics::Outcome<collect::DiskSpace> of(const std::string &path);

private:
    struct Asking;

    [[nodiscard]] metrics::Outcome<std::shared_ptr<Asking>> ask(const std::string &path);

    const Read m_read;
    std::mutex m_mutex; ///< of those that are asked
    std::map<std::string, std::shared_ptr<Asking>> m_asked;
};

} // namespace tidemark::metrics_system
