// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <algorithm>
#include <cstdint>
#include <mutex>

namespace tidemark::store {

/// Counts the changes of each organisation as they are asked for and done, so that who takes one
/// back knows whether the one meant has left a step. Thread-safe.
class StepTally
{
public:
    /// True when nothing was open until now.
    bool noteAsked(const QString &org)
    {
        const std::lock_guard lock(m_mutex);
        Counts &counts = m_counts[org];
        return counts.asked++ == counts.done;
    }
    /// Call it before the change is answered. How many are done now.
    std::uint64_t noteDone(const QString &org, bool hasStep)
    {
        const std::lock_guard lock(m_mutex);
        Counts &counts = m_counts[org];
        counts.hasStep = hasStep;
        return ++counts.done;
    }
    /// Whoever asked for the change that was done as this one has heard what became of it. Needed
    /// of those without a step only.
    void noteTold(const QString &org, std::uint64_t number)
    {
        const std::lock_guard lock(m_mutex);
        Counts &counts = m_counts[org];
        counts.told = std::max(counts.told, number);
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
    [[nodiscard]] std::uint64_t told(const QString &org) const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts.value(org).told;
    }
    /// Whether changes were done after the one numbered `before`, the last of them without a step.
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
        std::uint64_t told = 0; ///< number of the last one of which it is known
        bool hasStep = false;   ///< of the one done last
    };

    mutable std::mutex m_mutex;
    QHash<QString, Counts> m_counts; // by the organisation's uid; under m_mutex
};

} // namespace tidemark::store
