// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/routes.h"

#include "services/roboto/server/handlers.h"

#include <array>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

using http::Method;

// Source: roboto-api 2.1, 3.1, 4 and 5; collectors 2.1 for the last ones.
constexpr std::array kRoutes{
    Route{Method::Post, "v1/metrics/definition", &createDefinition},
    Route{Method::Get, "v1/metrics/definition/{name}", &getDefinition},
    Route{Method::Put, "v1/metrics/definition/{name}", &updateDefinition},
    Route{Method::Delete, "v1/metrics/definition/{name}", &deleteDefinition},
    Route{Method::Get, "v1/metrics/definitions", &listDefinitions},
    Route{Method::Post, "v1/metrics", &publishMetrics},
    Route{Method::Get, "v1/metrics/session/{session}", &listSessionMetrics},
    Route{Method::Post, "v1/metrics/query", &queryMetrics},
    Route{Method::Post, "v1/metrics/aggregate", &aggregateMetrics},
    Route{std::nullopt, "v1/metrics/dashboards/*", &refuseDashboards, RouteOrg::None},

    Route{Method::Post, "v1/sessions", &createSession},
    Route{Method::Get, "v1/sessions", &listSessions},
    Route{Method::Get, "v1/sessions/id/{session}", &getSession},
    Route{Method::Put, "v1/sessions/id/{session}", &updateSession},
    Route{Method::Delete, "v1/sessions/id/{session}", &deleteSession},
    Route{Method::Post, "v1/sessions/id/{session}/files", &addSessionFiles},
    Route{Method::Delete, "v1/sessions/id/{session}/files", &removeSessionFiles},
    Route{Method::Get, "v1/sessions/id/{session}/files", &listSessionFiles},
    Route{Method::Post, "v1/sessions/id/{session}/devices", &attachSessionDevice},
    Route{Method::Delete, "v1/sessions/id/{session}/devices", &detachSessionDevice},
    Route{Method::Get, "v1/sessions/id/{session}/devices", &listSessionDevices},
    Route{Method::Get, "v1/sessions/id/{session}/topics", &listSessionTopics},
    Route{Method::Get, "v1/sessions/id/{session}/topics/name/{topic}", &getSessionTopic},
    Route{Method::Get, "v1/datasets/{dataset}/sessions", &listDatasetSessions},

    Route{Method::Post, "v1/devices/create", &createDevice},
    Route{Method::Get, "v1/devices/org/{org}", &listDevices, RouteOrg::InPath},
    Route{Method::Get, "v1/devices/id/{device}", &getDevice},
    Route{Method::Put, "v1/devices/id/{device}", &updateDevice},
    Route{Method::Delete, "v1/devices/id/{device}", &deleteDevice},
    Route{Method::Get, "v1/devices/id/{device}/sessions", &listDeviceSessions},
    Route{Method::Post, "v1/devices/id/{device}/tokens", &refuseDeviceTokens},
    Route{Method::Get, "v1/devices/id/{device}/tokens", &refuseDeviceTokens},
    Route{Method::Post, "v1/devices/infer", &inferDevices},

    Route{Method::Get, "v1/users/whoami", &tellWhoAmI, RouteOrg::None},
    Route{Method::Get, "v1/users", &getUser, RouteOrg::None},
    Route{Method::Get, "v1/orgs/caller", &listCallerOrgs, RouteOrg::None},
    Route{Method::Get, "v1/orgs/id/{org}", &getOrg, RouteOrg::InPath},

    Route{Method::Post, "v1/query/submit/structured", &refuseSearch, RouteOrg::None},
    Route{Method::Post, "v1/query/submit/roboql", &refuseSearch, RouteOrg::None},
    Route{Method::Get, "v1/query/id/{query}", &refuseSearch, RouteOrg::None},
    Route{Method::Get, "v1/query/id/{query}/results", &refuseSearch, RouteOrg::None},

    Route{Method::Get, "monitor/users", &tellUsers, RouteOrg::None, true},
    Route{std::nullopt, "monitor/users", &refuseMonitorMethod, RouteOrg::None, true},
};

struct SplitRoute
{
    const Route *route;
    QStringList parts;
};

const std::vector<SplitRoute> &splitRoutes()
{
    static const std::vector<SplitRoute> routes = [] {
        std::vector<SplitRoute> all;
        for (const Route &route : kRoutes) {
            const QString pattern = QString::fromLatin1(
                route.pattern.data(), static_cast<qsizetype>(route.pattern.size()));
            all.push_back({&route, pattern.split(u'/')});
        }
        return all;
    }();
    return routes;
}

/// What stands for the names in braces; nothing when the path is another one.
std::optional<QStringList> argumentsOf(const QStringList &parts, const QStringList &segments)
{
    const bool isOpen = parts.last() == "*"_L1;
    const qsizetype fixed = parts.size() - (isOpen ? 1 : 0);
    if (segments.size() < fixed || (!isOpen && segments.size() != fixed))
        return std::nullopt;
    QStringList arguments;
    for (qsizetype i = 0; i < fixed; ++i) {
        if (parts.at(i).startsWith(u'{'))
            arguments.append(segments.at(i));
        else if (parts.at(i) != segments.at(i))
            return std::nullopt;
    }
    return arguments;
}

} // namespace

std::optional<RouteMatch> findRoute(http::Method method, const QStringList &segments)
{
    const http::Method wanted = method == Method::Head ? Method::Get : method;
    for (const SplitRoute &candidate : splitRoutes()) {
        if (candidate.route->method && *candidate.route->method != wanted)
            continue;
        if (auto arguments = argumentsOf(candidate.parts, segments))
            return RouteMatch{candidate.route, *std::move(arguments)};
    }
    return std::nullopt;
}

} // namespace tidemark::roboto
