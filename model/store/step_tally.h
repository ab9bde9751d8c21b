// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <cstdint>
#include <mutex>

namespace tidemark::store {

/// Counts the changes of each organisation as they are asked for and done, so that who takes one
/// back knows whether the one meant has left a step. Thread-safe.
class StepTally
{
public:
    void noteAsked(const QString &org)
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts[org].asked;
    }
    /// Call it before the change is answered.
    void noteDone(const QString &org, bool hasStep)
    {
        const std::lock_guard lock(m_mutex);
        Counts &counts = m_counts[org];
        ++counts.done;
        counts.hasStep = hasStep;
    }
    [[nodiscard]] std::uint64_t asked(const QString &org) const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts.value(org).asked;
    }
    [[nodiscard]] std::uint64_t done(const QString &org) const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts.value(org).done;
    }
    /// Whether changes were done since there were `before`, the last of them without a step.
    [[nodiscard]] bool isLastWithoutStep(const QString &org, std::uint64_t before) const
    {
        const std::lock_guard lock(m_mutex);
        const Counts counts = m_counts.value(org);
        return counts.done > before && !counts.hasStep;
    }

private:
    struct Counts
    {
        std::uint64_t asked = 0;
        std::uint64_t done = 0;
        bool hasStep = false; ///< of the one done last
    };

    mutable std::mutex m_mutex;
    QHash<QString, Counts> m_counts; // by the organisation's uid; under m_mutex
};

} // namespace tidemark::store
