// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/send_and_wait.h"

#include "model/core/await_answer.h"

#include <algorithm>

namespace tidemark::net {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Result<HttpAnswer> sendAndWait(HttpClient &client, HttpRequest request,
                               std::chrono::steady_clock::time_point deadline)
{
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto late = [&] {
        return failure(faultError({HttpFault::Deadline, {}, std::max(left, 0ms).count()},
                                  placeOf(client.endpoint().base)));
    };
    if (left <= 0ms)
        return late();
    request.limits.deadline = std::min(request.limits.deadline, left);
    request.retry.total = std::min(request.retry.total, left);

    std::stop_source stop;
    auto answer = awaitUntil(client.send(std::move(request), stop.get_token()),
                             deadline + 50ms); // the call itself says it better
    if (answer)
        return *std::move(answer);
    stop.request_stop();
    return late();
}

} // namespace tidemark::net
