// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_message.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <string_view>

namespace tidemark::roboto {

class Call;
using CallPointer = std::shared_ptr<Call>;

/// Answers a call, now or later; it must not block. Runs on the server's thread, the store's or a
/// worker's.
using Handler = void (*)(const CallPointer &call);

/// Whose data a route is about.
enum class RouteOrg
{
    Chosen, ///< chooseOrganisation()
    InPath, ///< its first argument
    None    ///< the caller alone
};

struct Route
{
    std::optional<http::Method> method; ///< absent: any
    /// Segments between slashes; `{name}` stands for one of any text, a last `*` for any number.
    std::string_view pattern;
    Handler handler = nullptr;
    RouteOrg org = RouteOrg::Chosen;
    /// Of the user monitor: there only while users are monitored, and no session of a user itself.
    bool isMonitor = false;
};

struct RouteMatch
{
    const Route *route = nullptr;
    QStringList arguments; ///< for each `{name}`, in order, decoded
};

/// The route of a request, with or without a slash at the end of its path; HEAD is taken as GET.
/// Nothing for unknown paths and for methods that a path has not (roboto-api 1.1 and 6). Any
/// thread.
[[nodiscard]] std::optional<RouteMatch> findRoute(http::Method method, const QStringList &segments);

} // namespace tidemark::roboto
