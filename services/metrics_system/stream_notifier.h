// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/metrics_stream.h"

#include <QList>
#include <QObject>

#include <memory>

namespace tidemark::metrics_system {

/// A stream of metrics as a signal on the thread of this object: values that came since the last
/// one come together. It may be ended or deleted by who gets the signal. Of that thread.
class StreamNotifier final : public QObject
{
    Q_OBJECT

public:
    explicit StreamNotifier(metrics::MetricsStream stream, QObject *parent = nullptr);
    ~StreamNotifier() override;

    /// Unsubscribes; nothing is told any more.
    void end();
    [[nodiscard]] bool isOver() const { return m_stream.isOver(); }

Q_SIGNALS:
    void valuesArrived(const QList<tidemark::metrics::MetricValue> &values);
    /// The system was shut down.
    void finished();

private:
    class Target;

    void deliver();

    metrics::MetricsStream m_stream;
    std::shared_ptr<Target> m_target; ///< what recording threads wake
    bool m_isEnded = false;
};

} // namespace tidemark::metrics_system
