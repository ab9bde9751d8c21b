// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_places.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

/// Whether whoever sends a point comes after the one that holds the place.
bool isOver(const OtlpPlace &place, std::uint64_t start_ns, std::int64_t time_ns)
{
    const bool isSuccessor = start_ns != 0 && place.latest_ns >= 0 &&
                             start_ns >= static_cast<std::uint64_t>(place.latest_ns);
    return isSuccessor ||
           (time_ns > place.latest_ns && time_ns - place.latest_ns > OtlpPlaces::kSilence_ns);
}

} // namespace

std::size_t OtlpPlaces::KeyHash::operator()(const Key &key) const noexcept
{
    std::size_t seed = qHash(key.metric);
    for (auto tag = key.tags.begin(); tag != key.tags.end(); ++tag)
        seed = qHashMulti(seed, tag.key(), tag.value());
    return seed;
}

std::shared_ptr<OtlpPlace> OtlpPlaces::freePlace(const OtlpStream &stream, const TagMap &tags,
                                                 std::uint64_t start_ns, std::int64_t time_ns)
{
    std::shared_ptr<OtlpPlace> &place = m_places[{stream.metric, tags}];
    if (place == nullptr)
        place = std::make_shared<OtlpPlace>(OtlpPlace{stream.metric, tags});
    else if (place->holder != nullptr && !isOver(*place, start_ns, time_ns))
        return nullptr;
    return place;
}

std::shared_ptr<OtlpPlace> OtlpPlaces::choose(const OtlpStream &stream,
                                              const OtlpSenderName &sender, std::uint64_t start_ns,
                                              std::int64_t time_ns)
{
    if (auto place = freePlace(stream, stream.tags, start_ns, time_ns))
        return place;
    const auto with = [&](const QString &key, const QString &value) -> std::shared_ptr<OtlpPlace> {
        if (value.isEmpty() || stream.tags.contains(key))
            return nullptr;
        TagMap tags = stream.tags;
        tags.insert(key, value);
        return freePlace(stream, tags, start_ns, time_ns);
    };
    if (auto place = with(u"service.instance.id"_s, sender.instance))
        return place;
    if (auto place = with(u"otel.scope.name"_s, sender.scope))
        return place;
    for (int number = 2; number <= kMostSenders; ++number) {
        if (auto place = with(u"otlp.sender"_s, QString::number(number)))
            return place;
    }
    return nullptr;
}

bool OtlpPlaces::settle(OtlpStream &stream, const OtlpSenderName &sender, std::uint64_t start_ns,
                        std::int64_t time_ns)
{
    if (stream.place == nullptr || stream.place->holder != &stream) {
        auto place = choose(stream, sender, start_ns, time_ns);
        if (place == nullptr)
            return false;
        if (stream.place != place)
            std::erase_if(stream.parts,
                          [&stream](const OtlpPart &part) { return !isTotal(stream, part.kind); });
        stream.place = std::move(place);
        stream.place->holder = &stream;
        stream.place->latest_ns = time_ns;
    }
    stream.place->latest_ns = std::max(stream.place->latest_ns, time_ns);
    return true;
}

void OtlpPlaces::leave(const OtlpStream &stream)
{
    if (stream.place == nullptr || stream.place->holder != &stream)
        return;
    stream.place->holder = nullptr;
    m_places.erase({stream.place->metric, stream.place->tags});
}

} // namespace tidemark::otlp
