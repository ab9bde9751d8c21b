// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/clock.h"
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

Error slowOf(const monitor::MonitorTarget &target, const Error &error)
{
    return {error.code,
            UsersText::tr("%1 did not answer in time. A server is silent while it prepares for a "
                          "new user, so that this need not be a failure. It is asked again.")
                .arg(target.name),
            error.detail};
}

/// Polls one server by an event loop of the thread that made it, as often as the plan says while
/// somebody looks. An answer that the store does not take is told; what was new in it is stored
/// with the next one.
class UsersPolling
{
public:
    UsersPolling(const ReceivingParts &parts, const ReceiverPlan &plan,
                 const monitor::MonitorTarget &target, ReceiverNotes &notes)
        : m_notes(notes)
        , m_target(target)
        , m_clock(*parts.clock)
        // a server of this program wants a token
        , m_client(*parts.network, target,
                   roboto::profileTokenFor(net::originOf(target.endpoint.base)))
        , m_recorder(parts.ports, target.name, paceOf(plan).hidden)
        , m_poller(monitor::pollerPartsOf(m_client), *parts.clock, paceOf(plan))
    {
        if (const auto offset = monitor::parseOffset(plan.offset))
            m_poller.setOffset(*offset);
        QObject::connect(&m_poller, &monitor::UserMonitorPoller::polled, &m_poller,
                         [this] { onPolled(); });
    }

    ~UsersPolling() { m_notes.onSeen({}); }
    UsersPolling(const UsersPolling &) = delete;
    UsersPolling &operator=(const UsersPolling &) = delete;

    void run(const std::stop_token &stop)
    {
        m_stop = stop;
        m_notes.onSeen([this](bool isSeen) { // on the thread that tells it
            QMetaObject::invokeMethod(
                &m_poller, [this, isSeen] { m_poller.setVisible(isSeen); }, Qt::QueuedConnection);
        });
        const std::stop_callback onStop(stop, [this] { // on the thread that fires it
            QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        m_poller.start();
        m_loop.exec();
        m_poller.stop();
    }

private:
    static monitor::PollIntervals paceOf(const ReceiverPlan &plan)
    {
        return monitor::PollIntervals::whileSeen(plan.interval);
    }

    void onPolled()
    {
        switch (m_poller.status()) {
        case monitor::MonitorStatus::Current:
            record(*m_poller.last());
            break;
        case monitor::MonitorStatus::NoMonitor:
            noteMissing();
            m_notes.waits(*m_poller.error());
            break;
        case monitor::MonitorStatus::Slow:
            noteMissing();
            m_notes.waits(slowOf(m_target, *m_poller.error()));
            break;
        case monitor::MonitorStatus::Failed:
            noteMissing();
            m_notes.failed(*m_poller.error());
            break;
        case monitor::MonitorStatus::NotAsked:
            break;
        }
        m_notes.count(m_counts);
    }

    void noteMissing()
    {
        ++m_counts.failures;
        (void)m_recorder.recordFailure(m_clock.now(), m_stop); // the poll's failure is told
    }

    void record(const monitor::TrackedReading &tracked)
    {
        m_notes.setOffset(tracked.reading.offset);
        if (const auto stored = m_recorder.record(tracked, m_stop); !stored) {
            m_poller.takeBack();
            if (m_stop.stop_requested())
                return;
            ++m_counts.dropped;
            m_notes.failed(stored.error());
            return;
        }
        const monitor::UserRecordingSummary &summary = m_recorder.summary();
        m_counts.messages = summary.answers;
        m_counts.samples = summary.samples;
        m_counts.refused.clear();
        if (summary.unnamed > 0)
            m_counts.refused.push_back(
                {UsersText::tr("a user whose id no series can have as a tag"), summary.unnamed});
        if (summary.refused > 0)
            m_counts.refused.push_back(
                {UsersText::tr("a sample of a series beyond the limit"), summary.refused});
        m_notes.came();
        m_notes.works();
    }

    ReceiverNotes &m_notes;
    monitor::MonitorTarget m_target;
    const Clock &m_clock;
    std::stop_token m_stop;
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
