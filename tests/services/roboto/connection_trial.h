// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/client/connection_check.h"
#include "tests/support/hostile_server.h"

#include <QTest>

#include <map>
#include <utility>

namespace tidemark::test {

using Step = ConnectionStep;

inline constexpr char kToken[] = "tok-secret-en";

/// Answers each path, or 404 as a web server does.
[[nodiscard]] inline HostileServer::Script
site(std::map<QByteArray, std::pair<int, QByteArray>> pages)
{
    return [pages = std::move(pages)](HostileConnection &c) {
        while (c.read()) {
            const auto page = pages.find(c.request().firstLine().split(' ').value(1));
            if (page != pages.end())
                c.answer(page->second.first, page->second.second);
            else
                c.answer(404, "<html>Not found</html>", "Content-Type: text/html\r\n");
        }
    };
}

[[nodiscard]] inline HostileServer::Script always(int status, const QByteArray &body,
                                                  const QByteArray &headers = {})
{
    return [status, body, headers](HostileConnection &c) {
        while (c.read())
            c.answer(status, body, headers);
    };
}

[[nodiscard]] inline ConnectionDraft draftOf(const QString &endpoint,
                                             const QString &token = QLatin1String(kToken))
{
    ConnectionDraft draft;
    draft.endpoint = endpoint;
    draft.token = Secret::fromText(token);
    return draft;
}

[[nodiscard]] inline ConnectionReport checked(const ConnectionDraft &draft,
                                              std::stop_token stop = {})
{
    net::NetworkThread network;
    auto future = roboto::checkConnection(network, draft, std::move(stop));
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 40'000))
        return {};
    return future.takeResult();
}

/// The step by its number, for QCOMPARE; -1 for a connection that is well.
[[nodiscard]] inline int failedAt(const ConnectionReport &report)
{
    return report.failedAt ? static_cast<int>(*report.failedAt) : -1;
}

inline constexpr char kWho[] = "/v1/users/whoami";
inline constexpr char kUser[] = "/v1/users";
inline constexpr char kOrgs[] = "/v1/orgs/caller";
inline constexpr char kList[] = "/v1/metrics/definitions/";
inline constexpr char kEmptyPage[] = R"({"data":{"items":[],"next_token":null}})";
inline constexpr char kForbidden[] =
    R"({"error":{"error_code":"RobotoUnauthorizedException","message":"no"}})";

} // namespace tidemark::test
