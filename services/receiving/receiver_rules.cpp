// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/receiver_rules.h"

#include "model/domain/endpoint_text.h"
#include "services/http/http_server.h"
#include "services/monitor/server_time.h"
#include "services/monitor/user_monitor_client.h"
#include "services/net/listen_address.h"
#include "services/prometheus/scrape_target.h"
#include "services/statsd/statsd_socket.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark::receiving {

namespace {

struct RuleText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::receiving::ReceiverPlan)
};

constexpr qsizetype kNameMaxLength = 120;

using Faults = std::vector<ReceiverFault>;

void checkListening(const ReceiverPlan &plan, Faults &faults)
{
    const auto listen = net::parseListenAddress(plan.address.trimmed());
    if (!listen) {
        faults.push_back({ReceiverField::Address, listen.error().message});
        return;
    }
    const bool isLocalhost = listen->host.compare("localhost"_L1, Qt::CaseInsensitive) == 0;
    const QHostAddress host(listen->host);
    if (!isLocalhost && host.isNull()) {
        faults.push_back({ReceiverField::Address,
                          RuleText::tr("\"%1\" is no address to listen on. Give numbers, as in "
                                       "127.0.0.1, or \"localhost\".")
                              .arg(listen->host)});
        return;
    }
    if (!isLocalhost && !host.isLoopback() && !plan.isOpenToOthers)
        faults.push_back({ReceiverField::OpenToOthers,
                          RuleText::tr("Other machines can reach %1. Say that they may, or listen "
                                       "on 127.0.0.1.")
                              .arg(plan.address.trimmed())});
}

void checkAsking(const ReceiverPlan &plan, Faults &faults)
{
    std::optional<Error> error;
    if (plan.kind == ReceiverKind::Prometheus) {
        if (const auto target = prometheus::parseScrapeTarget(plan.address); !target)
            error = target.error();
    } else if (const auto target = monitor::parseMonitorTarget(plan.address); !target) {
        error = target.error();
    }
    if (error)
        faults.push_back({ReceiverField::Address, error->message});
}

/// Two names of one place are the same text.
net::ListenAddress placeOf(const ReceiverPlan &plan)
{
    net::ListenAddress place = *net::parseListenAddress(plan.address.trimmed());
    place.host = place.host.toLower();
    if (place.host == "localhost"_L1)
        place.host = u"127.0.0.1"_s;
    return place;
}

bool isEverywhere(const QString &host)
{
    const QHostAddress address(host);
    return address == QHostAddress(QHostAddress::AnyIPv4) ||
           address == QHostAddress(QHostAddress::AnyIPv6);
}

} // namespace

Faults faultsOf(const ReceiverPlan &plan)
{
    Faults faults;
    if (plan.name.size() > kNameMaxLength)
        faults.push_back({ReceiverField::Name,
                          RuleText::tr("A name has at most %1 characters.").arg(kNameMaxLength)});
    if (isListening(plan.kind))
        checkListening(plan, faults);
    else
        checkAsking(plan, faults);
    if (plan.kind != ReceiverKind::Otlp &&
        (plan.interval < ReceiverPlan::kShortest || plan.interval > ReceiverPlan::kLongest))
        faults.push_back({ReceiverField::Interval,
                          RuleText::tr("Choose an interval from 0.1 to 3600 seconds.")});
    if (plan.kind == ReceiverKind::Users && !plan.offset.isEmpty()) {
        if (const auto offset = monitor::parseOffset(plan.offset); !offset)
            faults.push_back({ReceiverField::Offset, offset.error().message});
    }
    return faults;
}

QString tokenKeyOf(const ReceiverPlan &plan)
{
    return plan.uid % u' ' % originOfEndpoint(plan.address.trimmed());
}

bool areInEachOthersWay(const ReceiverPlan &a, const ReceiverPlan &b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case ReceiverKind::Prometheus: {
        const auto mine = prometheus::parseScrapeTarget(a.address);
        const auto other = prometheus::parseScrapeTarget(b.address);
        return mine->instance == other->instance && mine->where.path == other->where.path &&
               mine->where.query == other->where.query;
    }
    case ReceiverKind::Users:
        return monitor::parseMonitorTarget(a.address)->name ==
               monitor::parseMonitorTarget(b.address)->name;
    case ReceiverKind::Otlp:
    case ReceiverKind::Statsd:
        break;
    }
    const net::ListenAddress mine = placeOf(a);
    const net::ListenAddress other = placeOf(b);
    return mine.port != 0 && mine.port == other.port &&
           (mine.host == other.host || isEverywhere(mine.host) || isEverywhere(other.host));
}

Error listenError(const ReceiverPlan &plan, const Error &error)
{
    if (error.code != ErrorCode::AlreadyExists)
        return error;
    return {error.code,
            RuleText::tr("%1 is in use by another program. Choose another port, or end that "
                         "program.")
                .arg(plan.address.trimmed()),
            error.detail};
}

Result<void> tryListening(const ReceiverPlan &plan)
{
    const auto listen = net::parseListenAddress(plan.address.trimmed());
    if (!listen)
        return failure(listen.error());
    if (plan.kind == ReceiverKind::Statsd) {
        const auto bound = statsd::StatsdSocket::bind(listen->host, listen->port);
        return bound ? Result<void>() : failure(listenError(plan, bound.error()));
    }
    http::HttpServerOptions options;
    options.address = listen->host;
    options.port = listen->port;
    options.isOpenToOthers = plan.isOpenToOthers;
    http::HttpServer server(options, [](http::HttpRequest, const http::HttpReply &) {});
    const auto port = server.start();
    return port ? Result<void>() : failure(listenError(plan, port.error()));
}

} // namespace tidemark::receiving
