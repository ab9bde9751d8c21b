// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/stream_notifier.h"

#include <QMetaObject>
#include <QPointer>

#include <mutex>
#include <utility>

namespace tidemark::metrics_system {

/// Outlives the object, for threads that are just about to wake it.
class StreamNotifier::Target
{
public:
    explicit Target(StreamNotifier *notifier)
        : m_notifier(notifier)
    {}
    void wake()
    {
        const std::lock_guard lock(m_mutex);
        if (m_notifier != nullptr)
            QMetaObject::invokeMethod(
                m_notifier, [notifier = m_notifier] { notifier->deliver(); }, Qt::QueuedConnection);
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_notifier = nullptr;
    }

private:
    std::mutex m_mutex;
    StreamNotifier *m_notifier;
};

StreamNotifier::StreamNotifier(metrics::MetricsStream stream, QObject *parent)
    : QObject(parent)
    , m_stream(std::move(stream))
    , m_target(std::make_shared<Target>(this))
{
    m_stream.setWake([target = m_target] { target->wake(); });
    m_target->wake(); // for what came before
}

StreamNotifier::~StreamNotifier()
{
    end();
}

void StreamNotifier::end()
{
    m_isEnded = true;
    m_target->leave();
    m_stream.end();
}

void StreamNotifier::deliver()
{
    if (m_isEnded)
        return;
    const auto values = m_stream.take();
    const QPointer<StreamNotifier> self(this);
    if (!values.empty())
        Q_EMIT valuesArrived({values.begin(), values.end()});
    if (self && !m_isEnded && m_stream.isOver()) {
        m_isEnded = true;
        Q_EMIT finished();
    } else if (self && !m_isEnded && values.size() == metrics::MetricsStream::kMostWaiting) {
        m_target->wake(); // there may be more, for which nobody wakes it
    }
}

} // namespace tidemark::metrics_system
