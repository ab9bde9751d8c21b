// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/server_time.h"
#include "services/monitor/user_monitor_client.h"
#include "services/monitor/user_monitor_poller.h"
#include "services/monitor/user_recorder.h"
#include "services/receiving/receiver_notes.h"
#include "services/receiving/receiver_work.h"
#include "services/roboto/client/roboto_profile.h"

#include <QCoreApplication>
#include <QEventLoop>

namespace tidemark::receiving {

namespace {

struct UsersText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::receiving::UsersWork)
};

/// Polls one server by an event loop of the thread that made it. An answer that the store does not
/// take is told; the next one is tried all the same.
class UsersPolling
{
public:
    UsersPolling(const ReceivingParts &parts, const ReceiverPlan &plan,
                 const monitor::MonitorTarget &target, ReceiverNotes &notes)
        : m_notes(notes)
        // a server of this program wants a token
        , m_client(*parts.network, target,
                   roboto::profileTokenFor(net::originOf(target.endpoint.base)))
        , m_recorder(parts.ports, target.name)
        , m_poller(monitor::pollerPartsOf(m_client), *parts.clock,
                   monitor::PollIntervals::every(plan.interval))
    {
        if (const auto offset = monitor::parseOffset(plan.offset))
            m_poller.setOffset(*offset);
        QObject::connect(&m_poller, &monitor::UserMonitorPoller::polled, &m_poller,
                         [this] { onPolled(); });
    }

    void run(const std::stop_token &stop)
    {
        const std::stop_callback onStop(stop, [this] { // on the thread that fires it
            QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        m_poller.start();
        m_loop.exec();
        m_poller.stop();
    }

private:
    void onPolled()
    {
        if (m_poller.status() == monitor::MonitorStatus::Current) {
            record(*m_poller.last());
        } else {
            ++m_counts.failures;
            if (m_poller.error())
                m_notes.failed(*m_poller.error());
        }
        m_notes.count(m_counts);
    }

    void record(const monitor::TrackedReading &tracked)
    {
        m_notes.setOffset(tracked.reading.offset);
        if (const auto stored = m_recorder.record(tracked); !stored) {
            ++m_counts.dropped;
            m_notes.failed(stored.error());
            return;
        }
        const monitor::UserRecordingSummary &summary = m_recorder.summary();
        m_counts.messages = summary.answers;
        m_counts.samples = summary.samples;
        if (summary.unnamed > 0)
            m_counts.refused = {
                {UsersText::tr("a user whose id no series can have as a tag"), summary.unnamed}};
        m_notes.came();
        m_notes.works();
    }

    ReceiverNotes &m_notes;
    QEventLoop m_loop; // first of those that need the thread's event dispatcher
    monitor::UserMonitorClient m_client;
    monitor::UserRecorder m_recorder;
    monitor::UserMonitorPoller m_poller;
    ReceiverCounts m_counts;
};

} // namespace

ReceiverWork usersWork(const ReceivingParts &parts, const ReceiverPlan &plan)
{
    return [parts, plan](ReceiverNotes &notes, const std::stop_token &stop) -> Result<void> {
        const auto target = monitor::parseMonitorTarget(plan.address);
        if (!target)
            return failure(target.error());
        notes.setAddress(plan.address.trimmed());
        UsersPolling(parts, plan, *target, notes).run(stop);
        return {};
    };
}

} // namespace tidemark::receiving
