// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/user_monitor_run.h"

#include "app/commands/interrupt.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/time/time_format.h"
#include "services/roboto/client/roboto_profile.h"

#include <QTimer>

#include <csignal>
#include <memory>
#include <stop_token>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

using monitor::MonitorStatus;

namespace {

/// A server of this program wants a token.
Secret tokenFor(const monitor::MonitorTarget &target)
{
    return roboto::profileTokenFor(net::originOf(target.endpoint.base));
}

} // namespace

UserMonitorRun::UserMonitorRun(const Invocation &call, const UserMonitorPlan &plan,
                               monitor::UserRecorder *recorder)
    : m_call(call)
    , m_plan(plan)
    , m_recorder(recorder)
    , m_client(m_network, plan.target, tokenFor(plan.target))
    , m_poller(monitor::pollerPartsOf(m_client), call.clock,
               monitor::PollIntervals::every(plan.interval))
{
    m_poller.setOffset(plan.offset);
    QObject::connect(&m_poller, &monitor::UserMonitorPoller::polled, &m_poller,
                     [this] { onPolled(); });
}

ExitCode UserMonitorRun::run()
{
    const std::stop_callback onStop(m_call.stop, [this] { // on the thread that fires it
        QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
    });
    if (m_plan.duration)
        QTimer::singleShot(*m_plan.duration, &m_loop, &QEventLoop::quit);
    m_poller.start();
    m_loop.exec();
    m_poller.stop();
    return report();
}

void UserMonitorRun::onPolled()
{
    tellOfStatus();
    if (m_poller.status() != MonitorStatus::Current) {
        ++m_failures;
    } else {
        ++m_answers;
        tellOfOffset();
    }
    const auto recorded = record();
    tellOfStore(recorded);
    const bool isLocked = !recorded && recorded.error().code == ErrorCode::Locked;
    if (m_plan.isOnce || (!recorded && !isLocked))
        m_loop.quit();
}

Result<void> UserMonitorRun::record()
{
    if (m_recorder == nullptr)
        return {};
    if (m_poller.status() != MonitorStatus::Current)
        return m_recorder->recordFailure(m_call.clock.now());
    auto recorded = m_recorder->record(*m_poller.last());
    if (!recorded)
        m_poller.takeBack();
    return recorded;
}

// A lock once, for it may last; another error ends the run and is told then.
void UserMonitorRun::tellOfStore(const Result<void> &recorded)
{
    const bool wasLocked = m_storeError.has_value();
    m_storeError = recorded ? std::nullopt : std::optional(recorded.error());
    if (m_plan.isOnce)
        return;
    if (m_storeError && m_storeError->code == ErrorCode::Locked && !wasLocked)
        m_call.console.error(*m_storeError);
    else if (wasLocked && !m_storeError)
        m_call.console.note(Text::tr("The store takes values again."));
}

// Once for each change: a server may be away for hours.
void UserMonitorRun::tellOfStatus()
{
    const MonitorStatus status = m_poller.status();
    if (status == m_told || m_plan.isOnce)
        return;
    m_told = status;
    if (m_poller.error())
        m_call.console.error(*m_poller.error());
    else
        m_call.console.note(Text::tr("%1 answers again.").arg(m_plan.target.name));
}

void UserMonitorRun::tellOfOffset()
{
    const monitor::MonitorReading &reading = m_poller.last()->reading;
    if (!reading.isOffsetEstimated || m_toldOffset == reading.offset)
        return;
    m_toldOffset = reading.offset;
    m_call.console.note(Text::tr("The server does not say its time zone; by its clock it is UTC%1. "
                                 "--offset sets another one.")
                            .arg(offsetText(reading.offset)));
}

void UserMonitorRun::printUsers() const
{
    const auto writer = RowWriter::make(
        m_call.options.format,
        {u"user"_s, u"entry"_s, u"created"_s, u"last_activity"_s, u"requests"_s, u"active"_s,
         u"errors"_s, u"avg_latency_ms"_s, u"functions"_s, u"function_groups"_s, u"exit_stack"_s},
        m_call.console);
    for (const monitor::TrackedUser &user : m_poller.last()->users) {
        const monitor::PerUserResourceUsage &usage = user.usage;
        const Zone &zone = m_call.options.calendar.zone;
        writer->row({Cell::ofText(usage.userId), Cell::ofInteger(user.ordinal + 1),
                     Cell::ofText(isoTime(usage.session.createdAt, zone)),
                     Cell::ofText(isoTime(usage.session.lastActivity, zone)),
                     Cell::ofInteger(usage.requests.totalRequests),
                     Cell::ofInteger(usage.requests.activeRequests),
                     Cell::ofInteger(usage.requests.errorCount),
                     Cell::ofNumber(usage.requests.avgLatency_ms),
                     Cell::ofInteger(usage.memory.functionsCount),
                     Cell::ofInteger(usage.memory.functionGroupsCount),
                     Cell::ofInteger(usage.memory.exitStackSize)});
    }
    writer->finish();
}

ExitCode UserMonitorRun::report()
{
    if (m_plan.isOnce && m_answers > 0)
        printUsers();
    if (m_recorder != nullptr) {
        const monitor::UserRecordingSummary &summary = m_recorder->summary();
        m_call.console.note(
            Text::tr("Answers of %1: %2. Samples: %3, gaps: %4, series: %5. Polls that failed: %6.")
                .arg(m_plan.target.name, QString::number(summary.answers),
                     QString::number(summary.samples), QString::number(summary.gaps),
                     QString::number(summary.series), QString::number(m_failures)));
        if (summary.unnamed > 0)
            m_call.console.note(Text::tr("Entries that were left out because no series can have "
                                         "their user's id as a tag: %1.")
                                    .arg(summary.unnamed));
        if (summary.refused > 0)
            m_call.console.note(Text::tr("Samples that were left out because there are too many "
                                         "series: %1.")
                                    .arg(summary.refused));
    }
    if (m_storeError && m_storeError->code == ErrorCode::Locked && !m_plan.isOnce)
        return ExitCode::Locked; // which was told
    if (m_storeError)
        return fail(m_call, *m_storeError);
    if (m_call.stop.stop_requested()) { // as a server: see CollectCommand
        const bool isOrderly = m_call.interrupt != nullptr && m_call.interrupt->signal() == SIGTERM;
        return isOrderly ? ExitCode::Ok : ExitCode::Interrupted;
    }
    if (m_answers == 0 && m_poller.error())
        return m_plan.isOnce ? fail(m_call, *m_poller.error())
                             : exitCodeFor(m_poller.error()->code); // it was told
    return m_failures > 0 ? ExitCode::Partial : ExitCode::Ok;
}

} // namespace tidemark::commands
