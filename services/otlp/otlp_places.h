// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_stream.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tidemark::otlp {

/// By what a sender can be told from another one of the same tags.
struct OtlpSenderName
{
    QString instance; ///< service.instance.id
    QString scope;    ///< the scope's name
};

/// Keeps the values of senders apart that have the same tags and are there at the same time: the
/// first one's have these tags, another one's `service.instance.id`, `otel.scope.name` or
/// `otlp.sender` (2 to 17) besides. Whoever comes after another one has ended takes its place, so
/// that a process that is started again goes on with its series. One thread.
class OtlpPlaces
{
public:
    /// Most senders of the same tags at once that have neither name, the first one included.
    static constexpr int kMostSenders = 17;
    /// After so long without a point a sender gives its place away.
    static constexpr std::int64_t kSilence_ns = 300'000'000'000;

    /// Sees to it that the stream, which has a point of `time_ns` from a sender that started at
    /// `start_ns` (0: not told), holds a place. False when there are too many of its tags.
    [[nodiscard]] bool settle(OtlpStream &stream, const OtlpSenderName &sender,
                              std::uint64_t start_ns, std::int64_t time_ns);
    void leave(const OtlpStream &stream);

private:
    struct Key
    {
        QString metric;
        TagMap tags;
        friend bool operator==(const Key &, const Key &) = default;
    };
    struct KeyHash
    {
        std::size_t operator()(const Key &key) const noexcept;
    };

    [[nodiscard]] std::shared_ptr<OtlpPlace> freePlace(const OtlpStream &stream, const TagMap &tags,
                                                       std::uint64_t start_ns,
                                                       std::int64_t time_ns);
    [[nodiscard]] std::shared_ptr<OtlpPlace> choose(const OtlpStream &stream,
                                                    const OtlpSenderName &sender,
                                                    std::uint64_t start_ns, std::int64_t time_ns);

    std::unordered_map<Key, std::shared_ptr<OtlpPlace>, KeyHash> m_places;
};

} // namespace tidemark::otlp
