// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tidemark::bench {

/// Instructions of this thread outside the kernel, where the machine counts them and the system
/// tells (perf_event_paranoid at most 2); many virtual machines do not.
class InstructionCount
{
public:
    InstructionCount()
    {
        perf_event_attr wanted{};
        wanted.size = sizeof(wanted);
        wanted.type = PERF_TYPE_HARDWARE;
        wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
        wanted.exclude_kernel = 1;
        wanted.exclude_hv = 1;
        m_file = static_cast<int>(::syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0));
    }
    ~InstructionCount()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    InstructionCount(const InstructionCount &) = delete;
    InstructionCount &operator=(const InstructionCount &) = delete;

    /// So far; nothing where they are not told.
    [[nodiscard]] std::optional<std::int64_t> sofar() const
    {
        std::int64_t count = 0;
        if (m_file < 0 || ::read(m_file, &count, sizeof(count)) != sizeof(count))
            return std::nullopt;
        return count;
    }

private:
    int m_file = -1;
};

} // namespace tidemark::bench
