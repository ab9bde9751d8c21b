// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_streams.h"

#include "model/core/text.h"
#include "model/core/utf8_text.h"
#include "services/otlp/ucum_unit.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

constexpr std::array kResourceTags{std::string_view("host.name"), std::string_view("service.name")};
constexpr std::string_view kInstance = "service.instance.id";
constexpr qsizetype kLongestSuffix = 18; // ".p1.234567891e-300"
constexpr qsizetype kMaxTags = 63;       // and one that tells senders apart

bool isKeyLess(const OtlpAttribute &a, const OtlpAttribute &b)
{
    return a.key < b.key;
}

/// Lengths in front, so that no two lists have one key.
void appendPiece(std::string &key, std::string_view piece)
{
    const auto size = static_cast<std::uint32_t>(piece.size());
    std::array<char, sizeof size> bytes;
    std::memcpy(bytes.data(), &size, sizeof size);
    key.append(bytes.data(), bytes.size()).append(piece);
}

void appendAttributes(std::string &key, const OtlpAttributes &attributes)
{
    for (const OtlpAttribute &attribute : attributes) {
        appendPiece(key, attribute.key);
        key += static_cast<char>(attribute.value.value.index());
        if (const auto *const text = std::get_if<std::string>(&attribute.value.value))
            appendPiece(key, *text);
        else
            appendPiece(key, textOf(attribute.value));
    }
}

/// `sorted`: a place for them where they are not in order.
const OtlpAttributes &inOrder(const OtlpAttributes &attributes, OtlpAttributes &sorted)
{
    if (std::is_sorted(attributes.begin(), attributes.end(), isKeyLess))
        return attributes;
    sorted = attributes;
    std::sort(sorted.begin(), sorted.end(), isKeyLess);
    return sorted;
}

/// So much as cannot be made alike on purpose, however long the text is.
std::string digestOf(const std::string &text)
{
    return QCryptographicHash::hash(
               QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())),
               QCryptographicHash::Sha256)
        .toStdString();
}

/// A text that a tag can have; empty for any other.
QString tagText(std::string_view text)
{
    return cleanText(utf8Text(text), kTagValueMaxBytes).value_or(QString());
}

/// False for what no tag may be.
bool insertTags(TagMap &tags, const OtlpAttributes &attributes)
{
    for (const OtlpAttribute &attribute : attributes) {
        const auto key = cleanText(utf8Text(attribute.key), kTagValueMaxBytes);
        const auto value = cleanText(utf8Text(textOf(attribute.value)), kTagValueMaxBytes);
        if (!key || !value)
            return false;
        if (!value->isEmpty())
            tags.insert(*key, *value);
    }
    return tags.size() <= kMaxTags;
}

bool isDistribution(const OtlpMetric &metric)
{
    return !std::holds_alternative<OtlpGauge>(metric.data) &&
           !std::holds_alternative<OtlpSum>(metric.data);
}

StreamClass classOf(const OtlpMetric &metric)
{
    if (isDistribution(metric))
        return StreamClass::Distribution;
    const auto *const sum = std::get_if<OtlpSum>(&metric.data);
    if (sum == nullptr)
        return StreamClass::Gauge;
    const bool isTotal = sum->isMonotonic || sum->temporality == Temporality::Delta;
    return isTotal ? StreamClass::Total : StreamClass::Level;
}

Temporality temporalityOf(const OtlpMetric &metric)
{
    return std::visit(
        [](const auto &data) {
            if constexpr (requires { data.temporality; })
                return data.temporality;
            else
                return Temporality::Unspecified;
        },
        metric.data);
}

OtlpRefusal refusalOf(ingest::SeriesRefusal refusal)
{
    switch (refusal) {
    case ingest::SeriesRefusal::Names:
        return OtlpRefusal::Names;
    case ingest::SeriesRefusal::TagSets:
        return OtlpRefusal::TagSets;
    default:
        return OtlpRefusal::Series;
    }
}

} // namespace

void OtlpStreams::enterResource(const OtlpAttributes &resource)
{
    m_resource.clear();
    for (const std::string_view wanted : kResourceTags) {
        const auto found =
            std::find_if(resource.begin(), resource.end(),
                         [wanted](const auto &attribute) { return attribute.key == wanted; });
        if (found != resource.end())
            m_resource.push_back(*found);
    }
    m_sender.instance.clear();
    for (const OtlpAttribute &attribute : resource) {
        if (attribute.key == kInstance)
            m_sender.instance = tagText(textOf(attribute.value));
    }
    std::string text;
    appendAttributes(text, inOrder(resource, m_sorted));
    m_resourceDigest = digestOf(text);
}

void OtlpStreams::enterScope(const OtlpScope &scope)
{
    m_sender.scope = tagText(scope.name);
    std::string text = m_resourceDigest;
    appendPiece(text, scope.name);
    appendPiece(text, scope.version);
    appendAttributes(text, inOrder(scope.attributes, m_sorted));
    m_originDigest = digestOf(text);
}

void OtlpStreams::enterMetric(const OtlpMetric &metric)
{
    m_metric = &metric;
    m_key = m_originDigest;
    m_key += static_cast<char>(metric.data.index());
    m_key += static_cast<char>(classOf(metric));
    m_key += static_cast<char>(temporalityOf(metric));
    appendPiece(m_key, metric.name);
    appendPiece(m_key, metric.unit);
    m_prefix = m_key.size();
}

OtlpStream *OtlpStreams::find(const OtlpPoint &point, bool isGap, OtlpRefusal &reason)
{
    m_key.resize(m_prefix);
    appendAttributes(m_key, inOrder(point.attributes, m_sorted));
    const auto known = m_streams.find(m_key);
    OtlpStream *const stream =
        known != m_streams.end() ? known->second.get() : make(point.attributes, reason);
    if (stream == nullptr)
        return nullptr;
    stream->seenAt = m_now;
    if (stream->kind != StreamClass::Total && !isGap &&
        !m_places.settle(*stream, m_sender, point.start_ns,
                         static_cast<std::int64_t>(point.time_ns))) {
        reason = OtlpRefusal::Senders;
        return nullptr;
    }
    return stream;
}

std::optional<OtlpRefusal> OtlpStreams::takeRoom(const QString &name)
{
    const auto take = [&]() -> std::optional<OtlpRefusal> {
        if (m_keys_bytes + m_key.size() > kMostAttributes_bytes)
            return OtlpRefusal::Memory;
        const auto full = m_quota.take(name);
        return full ? std::optional(refusalOf(*full)) : std::nullopt;
    };
    auto refused = take();
    if (!refused || m_now <= m_nextRelease)
        return refused;
    releaseIdle();
    return take();
}

// A clock that was set forward lets streams go early, which costs no more than what it is for.
void OtlpStreams::releaseIdle()
{
    Timestamp oldest = m_now;
    std::erase_if(m_streams, [&](const auto &each) {
        OtlpStream &stream = *each.second;
        if (m_now - stream.seenAt <= kIdle) {
            oldest = std::min(oldest, stream.seenAt);
            return false;
        }
        if (m_heard)
            m_heard(stream);
        m_places.leave(stream);
        m_names.release(stream);
        (void)m_quota.release(stream.metric);
        m_keys_bytes -= each.first.size();
        return true;
    });
    m_nextRelease = oldest + kIdle;
}

OtlpStream *OtlpStreams::make(const OtlpAttributes &attributes, OtlpRefusal &reason)
{
    const auto refuse = [&reason](OtlpRefusal why) {
        reason = why;
        return nullptr;
    };
    auto stream = std::make_unique<OtlpStream>();
    const auto name = normalisedName(utf8Text(m_metric->name));
    if (!name ||
        (isDistribution(*m_metric) && name->toUtf8().size() > kNameMaxBytes - kLongestSuffix))
        return refuse(OtlpRefusal::Name);
    if (!insertTags(stream->tags, m_resource) || !insertTags(stream->tags, attributes))
        return refuse(OtlpRefusal::Attributes);
    stream->metric = *name;
    stream->description = cleanText(utf8Text(m_metric->description)).value_or(QString());
    stream->unit = unitOfUcum(m_metric->unit);
    stream->kind = classOf(*m_metric);
    if (const auto refused = takeRoom(*name))
        return refuse(*refused);
    if (!m_names.take(*stream)) {
        (void)m_quota.release(*name);
        return refuse(OtlpRefusal::OtherKind);
    }
    m_keys_bytes += m_key.size();
    return m_streams.emplace(m_key, std::move(stream)).first->second.get();
}

} // namespace tidemark::otlp
