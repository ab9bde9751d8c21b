// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_queue.h"

#include "services/logging.h"
#include "services/otlp/otlp_answer.h"
#include "services/otlp/otlp_request.h"
#include "services/otlp/otlp_validity.h"

#include <exception>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

constexpr std::chrono::seconds kRetryAfter{1};
/// A group ends with the request in which it reaches that many points.
constexpr std::uint64_t kGroupPoints = 100'000;

OtlpEncoding encodingOf(const http::HttpRequest &request)
{
    return otlp::encodingOf(request.headers).value_or(OtlpEncoding::Json);
}

http::HttpResponse busyAnswer(OtlpEncoding encoding)
{
    return refusedAnswer(encoding, 503, u"Too much waits to be stored. Send it again."_s,
                         kRetryAfter);
}

/// Whether the same request may be stored later. What the store holds against the points
/// themselves it will hold against them again.
http::HttpResponse failureAnswer(OtlpEncoding encoding, const Error &error)
{
    const bool isLasting =
        error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Internal;
    return refusedAnswer(encoding, isLasting ? 500 : 503, error.message,
                         isLasting ? std::chrono::seconds() : kRetryAfter);
}

struct Asked
{
    OtlpEncoding encoding;
    http::HttpReply reply;
};

} // namespace

OtlpQueue::OtlpQueue(OtlpSink &sink, std::size_t size)
    : m_sink(sink)
    , m_size(size)
    , m_thread([this](const std::stop_token &stop) { work(stop); })
{}

OtlpQueue::~OtlpQueue()
{
    stop();
}

void OtlpQueue::push(http::HttpRequest request, http::HttpReply reply)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isStopped && m_waiting.size() < m_size) {
            m_waiting.push_back({std::move(request), std::move(reply)});
            m_woken.notify_one();
            return;
        }
    }
    reply.answer(busyAnswer(encodingOf(request)));
}

void OtlpQueue::stop()
{
    std::deque<Entry> left;
    {
        const std::lock_guard lock(m_mutex);
        m_isStopped = true;
        left.swap(m_waiting);
    }
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
    for (Entry &entry : left)
        entry.reply.answer(busyAnswer(encodingOf(entry.request)));
}

void OtlpQueue::work(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            if (!m_woken.wait(lock, stop, [this] { return !m_waiting.empty(); }))
                return;
        }
        try {
            storeOnce();
        } catch (const std::exception &error) { // the replies are dropped, which answers 500
            qCWarning(lcServices, "OTLP points could not be taken: %s", error.what());
        }
    }
}

std::optional<OtlpQueue::Entry> OtlpQueue::next()
{
    const std::lock_guard lock(m_mutex);
    if (m_waiting.empty())
        return std::nullopt;
    Entry entry = std::move(m_waiting.front());
    m_waiting.pop_front();
    return entry;
}

void OtlpQueue::storeOnce()
{
    std::vector<OtlpExport> exports;
    std::vector<Asked> asked;
    std::uint64_t points = 0;
    while (points < kGroupPoints) {
        auto entry = next();
        if (!entry)
            break;
        auto metrics = readRequest(entry->request);
        if (!metrics) {
            entry->reply.answer(std::move(metrics.error()));
            continue;
        }
        points += pointCount(*metrics);
        OtlpExport &taken = exports.emplace_back(OtlpExport{*std::move(metrics), {}});
        taken.refusals = removeInvalid(taken.metrics);
        asked.push_back({encodingOf(entry->request), std::move(entry->reply)});
    }
    if (exports.empty())
        return;
    const auto done = m_sink.record(exports);
    for (std::size_t i = 0; i < asked.size(); ++i)
        asked[i].reply.answer(done ? acceptedAnswer(asked[i].encoding, exports[i].refusals)
                                   : failureAnswer(asked[i].encoding, done.error()));
    if (!done)
        qCWarning(lcServices, "OTLP points could not be stored: %s",
                  qUtf8Printable(done.error().message));
}

} // namespace tidemark::otlp
