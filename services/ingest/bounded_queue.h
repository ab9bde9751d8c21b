// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace tidemark::ingest {

/// What a thread that receives leaves for one that stores, in its order, so that the one never
/// waits for the other. Bounded by the weights of what waits. Any thread.
template <class T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t mostWeight)
        : m_most(mostWeight)
    {}

    /// False when there is no room or the queue is closed: then the item is as it was.
    [[nodiscard]] bool tryPush(T &item, std::size_t weight = 1)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_isClosed || m_weight + weight > m_most)
                return false;
            put(std::move(item), weight);
        }
        m_changed.notify_one();
        return true;
    }

    /// Drops the oldest ones until there is room; one that is heavier than all room has it alone.
    /// How much was dropped.
    [[nodiscard]] std::size_t pushDroppingOldest(T item, std::size_t weight)
    {
        std::size_t dropped = 0;
        {
            const std::lock_guard lock(m_mutex);
            while (!m_items.empty() && m_weight + weight > m_most) {
                dropped += m_items.front().weight;
                (void)take();
            }
            put(std::move(item), weight);
        }
        m_changed.notify_one();
        return dropped;
    }

    /// Waits for one. Nothing once the queue is closed and empty.
    [[nodiscard]] std::optional<T> pop()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isClosed || !m_items.empty(); });
        return m_items.empty() ? std::nullopt : std::optional(take());
    }

    /// The same; also nothing when none comes until then.
    [[nodiscard]] std::optional<T> popUntil(std::chrono::steady_clock::time_point latest)
    {
        std::unique_lock lock(m_mutex);
        (void)m_changed.wait_until(lock, latest, [this] { return m_isClosed || !m_items.empty(); });
        return m_items.empty() ? std::nullopt : std::optional(take());
    }
    /// Whether it is closed and empty.
    [[nodiscard]] bool isDone() const
    {
        const std::lock_guard lock(m_mutex);
        return m_isClosed && m_items.empty();
    }

    /// The next one, if one waits.
    [[nodiscard]] std::optional<T> tryPop()
    {
        const std::lock_guard lock(m_mutex);
        return m_items.empty() ? std::nullopt : std::optional(take());
    }

    /// Nothing comes any more.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isClosed = true;
        }
        m_changed.notify_all();
    }

    /// Takes out what waits. How much it was.
    [[nodiscard]] std::size_t clear()
    {
        const std::lock_guard lock(m_mutex);
        m_items.clear();
        return std::exchange(m_weight, 0);
    }
    /// What waits, all together.
    [[nodiscard]] std::size_t weight() const
    {
        const std::lock_guard lock(m_mutex);
        return m_weight;
    }

private:
    struct Entry
    {
        T item;
        std::size_t weight;
    };

    // Both under the lock.
    void put(T item, std::size_t weight)
    {
        m_items.push_back({std::move(item), weight});
        m_weight += weight;
    }
    [[nodiscard]] T take()
    {
        Entry entry = std::move(m_items.front());
        m_items.pop_front();
        m_weight -= entry.weight;
        return std::move(entry.item);
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Entry> m_items;
    std::size_t m_weight = 0;
    std::size_t m_most;
    bool m_isClosed = false;
};

} // namespace tidemark::ingest
