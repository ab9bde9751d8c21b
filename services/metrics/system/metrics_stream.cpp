// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/metrics_stream.h"

#include "services/metrics/system/stream_hub.h"

#include <atomic>
#include <utility>

namespace tidemark::metrics {

void MetricsStream::end()
{
    if (!m_queue)
        return;
    m_queue->end();
    if (const auto hub = m_hub.lock())
        hub->leave(m_queue);
}

struct StreamDelivery::Shared
{
    Shared(MetricsStream from, Callback to)
        : stream(std::move(from))
        , callback(std::move(to))
    {}
    void deliver()
    {
        while (const auto value = stream.next()) {
            if (isEnded)
                return;
            try {
                callback(*value);
            } catch (...) { // of the callback alone
            }
        }
    }

    MetricsStream stream;
    Callback callback;
    std::atomic<bool> isEnded = false;
};

StreamDelivery::StreamDelivery(MetricsStream stream, Callback callback)
    : m_shared(std::make_shared<Shared>(std::move(stream), std::move(callback)))
    , m_thread([shared = m_shared] { shared->deliver(); })
{}

StreamDelivery::~StreamDelivery()
{
    end();
    if (m_thread.get_id() == std::this_thread::get_id())
        m_thread.detach(); // it owns what it still uses
    else
        m_thread.join();
}

void StreamDelivery::end()
{
    m_shared->isEnded = true;
    m_shared->stream.end();
}

} // namespace tidemark::metrics
