// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_queue.h"

#include "services/logging.h"
#include "services/otlp/otlp_request.h"
#include "services/otlp/otlp_validity.h"

#include <exception>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

constexpr std::chrono::seconds kRetryAfter{1};
/// When so many points, or so much of anything, are read and not being stored yet, no more are
/// read.
constexpr std::uint64_t kGroupPoints = 100'000;
constexpr std::uint64_t kGroup_bytes = std::uint64_t{64} << 20;

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
bool isLasting(const Error &error)
{
    return error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Internal;
}

http::HttpResponse failureAnswer(OtlpEncoding encoding, const Error &error)
{
    return refusedAnswer(encoding, isLasting(error) ? 500 : 503, error.message,
                         isLasting(error) ? std::chrono::seconds() : kRetryAfter);
}

/// Replies that are dropped answer 500.
template <class Work>
void guarded(const Work &work)
{
    try {
        work();
    } catch (const std::exception &error) {
        qCWarning(lcServices, "OTLP points could not be taken: %s", error.what());
    }
}

} // namespace

OtlpQueue::OtlpQueue(OtlpSink &sink, std::size_t size)
    : m_sink(sink)
    , m_size(size)
    , m_storing([this](const std::stop_token &stop) { store(stop); })
    , m_reading([this](const std::stop_token &stop) { read(stop); })
{}

OtlpQueue::~OtlpQueue()
{
    stop();
}

void OtlpQueue::push(http::HttpRequest request, http::HttpReply reply)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isStopped && m_count < m_size) {
            m_waiting.push_back({std::move(request), std::move(reply)});
            ++m_count;
            m_changed.notify_all();
            return;
        }
    }
    reply.answer(busyAnswer(encodingOf(request)));
}

void OtlpQueue::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopped = true;
    }
    for (std::jthread *const thread : {&m_reading, &m_storing}) {
        thread->request_stop();
        if (thread->joinable())
            thread->join();
    }
    for (Entry &entry : m_waiting)
        entry.reply.answer(busyAnswer(encodingOf(entry.request)));
    for (Group::Asked &asked : m_read.asked)
        asked.reply.answer(busyAnswer(asked.encoding));
    m_waiting.clear();
    m_read = {};
}

void OtlpQueue::read(const std::stop_token &stop)
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return !m_waiting.empty() && !isGroupFull(); }) ||
            stop.stop_requested())
            return;
        Entry entry = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_isReading = true;
        lock.unlock();
        bool isRead = false;
        guarded([&] { isRead = readOne(std::move(entry)); });
        lock.lock();
        m_isReading = false;
        m_count -= isRead ? 0 : 1;
        m_changed.notify_all();
    }
}

bool OtlpQueue::readOne(Entry entry)
{
    auto metrics = readRequest(entry.request);
    if (!metrics) {
        entry.reply.answer(std::move(metrics.error()));
        return false;
    }
    const std::uint64_t points = pointCount(*metrics);
    OtlpExport taken{*std::move(metrics), {}};
    taken.refusals = removeInvalid(taken.metrics);
    const std::uint64_t bytes = memoryBytes(taken.metrics);
    const std::lock_guard lock(m_mutex);
    m_read.exports.push_back(std::move(taken));
    m_read.asked.push_back({encodingOf(entry.request), std::move(entry.reply)});
    m_read.points += points;
    m_read.bytes += bytes;
    return true;
}

void OtlpQueue::store(const std::stop_token &stop)
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return isGroupWhole(); }) || stop.stop_requested())
            return;
        Group group = std::exchange(m_read, {});
        m_count -= group.exports.size();
        m_changed.notify_all();
        lock.unlock();
        guarded([&] { storeOnce(std::move(group)); });
    }
}

bool OtlpQueue::isGroupFull() const
{
    return m_read.points >= kGroupPoints || m_read.bytes >= kGroup_bytes;
}

// A store takes many samples of a series for little more than few, so what waits comes along.
bool OtlpQueue::isGroupWhole() const
{
    return isGroupFull() || (!m_read.exports.empty() && m_waiting.empty() && !m_isReading);
}

void OtlpQueue::storeOnce(Group group)
{
    const auto done = m_sink.record(group.exports);
    // What the store does not take of one request is not held against the others.
    const bool isApart = !done && isLasting(done.error()) && group.asked.size() > 1;
    for (std::size_t i = 0; i < group.asked.size(); ++i) {
        const auto own = isApart ? m_sink.record({&group.exports[i], 1}) : done;
        answer(group.asked[i], own, group.exports[i].refusals);
    }
}

void OtlpQueue::answer(Group::Asked &asked, const Result<void> &done, const OtlpRefusals &refusals)
{
    asked.reply.answer(done ? acceptedAnswer(asked.encoding, refusals)
                            : failureAnswer(asked.encoding, done.error()));
    if (!done)
        qCWarning(lcServices, "OTLP points could not be stored: %s",
                  qUtf8Printable(done.error().message));
}

} // namespace tidemark::otlp
