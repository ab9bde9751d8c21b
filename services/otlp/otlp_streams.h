// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/ingest/series_quota.h"
#include "services/otlp/otlp_metrics.h"
#include "services/otlp/otlp_names.h"
#include "services/otlp/otlp_places.h"
#include "services/otlp/otlp_refusals.h"
#include "services/otlp/otlp_stream.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace tidemark::otlp {

/// How many streams a run of a receiver takes, by their metrics' names as they are sent.
using OtlpLimits = ingest::SeriesLimits;

/// Finds the stream of a point, as OTLP's data model has it: by all attributes of the resource, by
/// the scope, by the metric's name, kind, temporality and unit, and by the point's attributes. The
/// order of attributes is of no account. One thread.
///
/// A stream's tags are few: the point's attributes and, where the point has none of that key,
/// `service.name` and `host.name` of its resource; values as textOf() has them, those without text
/// left out. So streams may share their tags. Their totals are one series then, to which each adds;
/// for their values see OtlpPlaces.
///
/// When there are as many streams as there may be, those that got nothing for kIdle make room.
class OtlpStreams
{
public:
    static constexpr Timedelta kIdle{900'000'000'000}; // 15 min
    /// Most bytes of all streams' attributes; what is kept of them is a small multiple.
    static constexpr std::size_t kMostAttributes_bytes = std::size_t{64} << 20;

    explicit OtlpStreams(const OtlpLimits &limits)
        : m_quota(limits)
    {}

    /// Call first; then for each resource, its scopes, and each of their metrics, before its
    /// points.
    void beginRound(Timestamp now) { m_now = now; }
    void enterResource(const OtlpAttributes &resource);
    void enterScope(const OtlpScope &scope);
    void enterMetric(const OtlpMetric &metric);
    /// The stream of a valid point of that metric, or null and why it has none. A gap takes no
    /// place from another sender.
    [[nodiscard]] OtlpStream *find(const OtlpPoint &point, bool isGap, OtlpRefusal &reason);
    /// Takes the name of a part that not all points of the stream have. False when it is another's.
    [[nodiscard]] bool takeName(OtlpStream &stream, const OtlpPart &part)
    {
        return m_names.take(stream, part);
    }

    /// Told of each stream before it is let go.
    void onRelease(std::function<void(OtlpStream &)> heard) { m_heard = std::move(heard); }
    [[nodiscard]] std::size_t size() const noexcept { return m_streams.size(); }

private:
    using Streams = std::unordered_map<std::string, std::unique_ptr<OtlpStream>>;

    [[nodiscard]] OtlpStream *make(const OtlpAttributes &attributes, OtlpRefusal &reason);
    [[nodiscard]] std::optional<OtlpRefusal> takeRoom(const QString &name);
    void releaseIdle();

    ingest::SeriesQuota m_quota;
    OtlpNames m_names;
    OtlpPlaces m_places;
    std::function<void(OtlpStream &)> m_heard;
    Timestamp m_now;
    Timestamp m_nextRelease = Timestamp::min(); ///< before, nothing is idle
    const OtlpMetric *m_metric = nullptr;
    OtlpAttributes m_resource; ///< what of it becomes tags
    OtlpSenderName m_sender;
    std::string m_resourceDigest;
    std::string m_originDigest; ///< of resource and scope
    std::string m_key;          ///< of metric and origin, then of the point
    std::size_t m_prefix = 0;   ///< bytes of m_key that all points of the metric share
    OtlpAttributes m_sorted;
    Streams m_streams;
    std::size_t m_keys_bytes = 0;
};

} // namespace tidemark::otlp
