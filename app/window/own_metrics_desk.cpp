// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/own_metrics_desk.h"

#include "app/own_metrics/own_metrics.h"
#include "app/ready_dashboards/own_dashboard.h"
#include "app/window/main_window.h"
#include "app/window/source_desk.h"
#include "model/core/plural_count.h"

#include <algorithm>

namespace tidemark {

using own::OwnMetrics;

OwnMetricsDesk::OwnMetricsDesk(MainWindow &window)
    : RecordingDesk(window)
    , m_metrics(*window.program().ownMetrics)
{
    connect(&m_metrics, &OwnMetrics::recorded, this, &OwnMetricsDesk::onRecorded);
    connect(&m_metrics, &OwnMetrics::failed, this, &OwnMetricsDesk::onFailed);
    connect(&m_metrics, &OwnMetrics::paused, this, &OwnMetricsDesk::onPaused);
    connect(&m_metrics, &OwnMetrics::resumed, this, &OwnMetricsDesk::onResumed);
    watchOutbox();
}

OwnMetricsDesk::~OwnMetricsDesk()
{
    m_metrics.recordInto(nullptr);
}

void OwnMetricsDesk::watchOutbox()
{
    const SourceDesk *sources = window().sources();
    if (sources == nullptr)
        return;
    const SourceBoard &board = sources->board();
    connect(&board, &SourceBoard::linksChanged, this, [this, &board] { noteOutbox(board); });
    connect(&board, &SourceBoard::linkChanged, this, [this, &board] { noteOutbox(board); });
    noteOutbox(board);
}

// A source that went takes its tally along.
void OwnMetricsDesk::noteOutbox(const SourceBoard &board)
{
    std::int64_t sent = 0;
    std::int64_t refused = 0;
    for (const SourceLink &link : board.links()) {
        sent += link.delivery.sent;
        refused += link.delivery.refused;
    }
    m_metrics.noteOutbox(board.totals().waiting, std::max<std::int64_t>(0, sent - m_sent),
                         std::max<std::int64_t>(0, refused - m_refused));
    m_sent = sent;
    m_refused = refused;
}

void OwnMetricsDesk::begin()
{
    m_metrics.recordInto(window().workspace()->store().shared_from_this());
}

void OwnMetricsDesk::end()
{
    m_metrics.recordInto(nullptr);
}

// It goes on by itself, so that it stays switched on.
void OwnMetricsDesk::onPaused(const Error &error)
{
    window().say(
        Message::Kind::Bad,
        tr("Tidemark itself is not recorded until the store takes it again. %1").arg(error.message),
        error.detail);
}

void OwnMetricsDesk::onResumed(qint64 lost)
{
    window().say(Message::Kind::Info, tr("Tidemark itself is recorded again. %n collection(s) of "
                                         "its metrics could not be stored.",
                                         nullptr, pluralCount(lost)));
}

QString OwnMetricsDesk::uid() const
{
    return ownDashboardUid();
}

Dashboard OwnMetricsDesk::dashboard(const QStringList &names) const
{
    return ownDashboard(names);
}

QString OwnMetricsDesk::nothingToShow(const QString &reason) const
{
    return tr("This store holds nothing of Tidemark itself, and cannot be written: %1").arg(reason);
}

QString OwnMetricsDesk::hasEnded(const QString &message) const
{
    return tr("Tidemark itself is not recorded any more. %1").arg(message);
}

} // namespace tidemark
