// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/receiver_words.h"

#include "model/domain/formatter.h"

#include <QCoreApplication>
#include <QStringList>
#include <QSysInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct ReceiverText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ReceiverWords)
};

struct Place
{
    QString host; ///< with the brackets of IPv6
    QString port;
};

Place placeOf(const QString &address)
{
    const qsizetype colon = address.lastIndexOf(u':');
    if (colon < 0)
        return {address, {}};
    const QString host = address.first(colon);
    const bool isEverywhere = host == "0.0.0.0"_L1 || host == "[::]"_L1;
    return {isEverywhere ? QSysInfo::machineHostName() : host, address.sliced(colon + 1)};
}

} // namespace

QString receiverKindName(ReceiverKind kind)
{
    switch (kind) {
    case ReceiverKind::Otlp:
        return ReceiverText::tr("OpenTelemetry");
    case ReceiverKind::Statsd:
        return ReceiverText::tr("StatsD");
    case ReceiverKind::Prometheus:
        return ReceiverText::tr("Prometheus");
    case ReceiverKind::Users:
        return ReceiverText::tr("Users of a NeMo server");
    }
    return {};
}

QString receiverKindHelp(ReceiverKind kind)
{
    switch (kind) {
    case ReceiverKind::Otlp:
        return ReceiverText::tr("Programs with an OpenTelemetry SDK, and collectors, send their "
                                "metrics here over HTTP.");
    case ReceiverKind::Statsd:
        return ReceiverText::tr("Programs send StatsD or DogStatsD lines here over UDP; what comes "
                                "within an interval is stored together.");
    case ReceiverKind::Prometheus:
        return ReceiverText::tr("A program that offers its metrics at an address is asked for them "
                                "again and again.");
    case ReceiverKind::Users:
        return ReceiverText::tr("A NeMo Agent Toolkit server is asked for its users: requests, "
                                "latency and errors of each.");
    }
    return {};
}

QString receiverName(const ReceiverPlan &plan)
{
    return plan.name.trimmed().isEmpty() ? receiverKindName(plan.kind) : plan.name.trimmed();
}

QString receiverStateText(const ReceiverLink &link)
{
    if (!link.plan.fault.isEmpty())
        return ReceiverText::tr("Off: %1", "a receiver and why it cannot run").arg(link.plan.fault);
    switch (link.state.status) {
    case ReceiverStatus::Stopped:
        return ReceiverText::tr("Stopped");
    case ReceiverStatus::Starting:
        return isListening(link.plan.kind) ? ReceiverText::tr("Starting")
                                           : ReceiverText::tr("Asking for the first time");
    case ReceiverStatus::Receiving:
        if (!isListening(link.plan.kind))
            return ReceiverText::tr("Answers");
        return link.state.lastAt ? ReceiverText::tr("Receiving")
                                 : ReceiverText::tr("Listening, nothing came yet");
    case ReceiverStatus::Waiting:
        return ReceiverText::tr("Waiting: %1", "a receiver and what for")
            .arg(link.state.error ? link.state.error->message : QString());
    case ReceiverStatus::Failing:
        return ReceiverText::tr("Failing: %1", "a receiver and why")
            .arg(link.state.error ? link.state.error->message : QString());
    }
    return {};
}

QString receiverAddress(const ReceiverLink &link)
{
    const bool isRunning = link.state.status != ReceiverStatus::Stopped;
    return isRunning && !link.state.address.isEmpty() ? link.state.address : link.plan.address;
}

QString receivedWhat(ReceiverKind kind)
{
    switch (kind) {
    case ReceiverKind::Otlp:
        return ReceiverText::tr("Requests");
    case ReceiverKind::Statsd:
        return ReceiverText::tr("Packets");
    case ReceiverKind::Prometheus:
    case ReceiverKind::Users:
        break;
    }
    return ReceiverText::tr("Answers");
}

QString refusedText(const ReceiverCounts &counts, const Formatter &formatter)
{
    QStringList reasons;
    for (const RefusalCount &one : counts.refused)
        reasons << ReceiverText::tr("%1: %2", "a reason and how often")
                       .arg(one.reason, formatter.numbers().count(one.count));
    return reasons.join(u"; "_s);
}

QString senderLine(ReceiverKind kind, const QString &address)
{
    const Place place = placeOf(address.trimmed());
    switch (kind) {
    case ReceiverKind::Otlp:
        return u"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://%1:%2/v1/metrics"_s.arg(place.host,
                                                                                    place.port);
    case ReceiverKind::Statsd: {
        QString host = place.host;
        host.remove(u'[').remove(u']');
        return u"STATSD_HOST=%1 STATSD_PORT=%2"_s.arg(host, place.port);
    }
    case ReceiverKind::Users:
        return u"enable_per_user_monitoring: true"_s;
    case ReceiverKind::Prometheus:
        break;
    }
    return {};
}

QString senderHelp(ReceiverKind kind)
{
    switch (kind) {
    case ReceiverKind::Otlp:
        return ReceiverText::tr("Set this in the surroundings of the program that sends.");
    case ReceiverKind::Statsd:
        return ReceiverText::tr(
            "Set these in the surroundings of the program that sends, or in its settings.");
    case ReceiverKind::Users:
        return ReceiverText::tr("Under \"general\" in the workflow file of the server.");
    case ReceiverKind::Prometheus:
        break;
    }
    return {};
}

} // namespace tidemark
