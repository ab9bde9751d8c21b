// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/recording_desk.h"

#include <cstdint>

namespace tidemark {

class SourceBoard;

namespace own {
class OwnMetrics;
}

/// Records what the program itself does. See RecordingDesk.
class OwnMetricsDesk final : public RecordingDesk
{
    Q_OBJECT

public:
    /// The window's program has own metrics.
    explicit OwnMetricsDesk(MainWindow &window);
    ~OwnMetricsDesk() override;

protected:
    void begin() override;
    void end() override;
    [[nodiscard]] QString uid() const override;
    [[nodiscard]] Dashboard dashboard(const QStringList &names) const override;
    [[nodiscard]] QString nothingToShow(const QString &reason) const override;
    [[nodiscard]] QString hasEnded(const QString &message) const override;

private:
    void onPaused(const Error &error);
    void onResumed(qint64 lost);
    void watchOutbox();
    void noteOutbox(const SourceBoard &board);

    own::OwnMetrics &m_metrics;
    std::int64_t m_sent = 0;    ///< by all sources of the store, as told last
    std::int64_t m_refused = 0; ///< likewise
};

} // namespace tidemark
