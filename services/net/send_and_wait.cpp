// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/send_and_wait.h"

#include "model/core/when_finished.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace tidemark::net {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

/// What the network thread leaves for the thread that waits, which may have gone.
struct Letterbox
{
    std::mutex mutex;
    std::condition_variable isThere;
    std::optional<Result<HttpAnswer>> answer;
};

} // namespace

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

    const auto letterbox = std::make_shared<Letterbox>();
    std::stop_source stop;
    whenAnswered(client.send(std::move(request), stop.get_token()),
                 [letterbox](const Result<HttpAnswer> &answer) {
                     const std::lock_guard lock(letterbox->mutex);
                     letterbox->answer = answer;
                     letterbox->isThere.notify_all();
                 });
    std::unique_lock lock(letterbox->mutex);
    if (!letterbox->isThere.wait_until(lock, deadline + 50ms, // the call itself says it better
                                       [&] { return letterbox->answer.has_value(); })) {
        lock.unlock();
        stop.request_stop();
        return late();
    }
    return std::move(*letterbox->answer);
}

} // namespace tidemark::net
