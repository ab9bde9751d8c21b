// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_streams.h"

#include "model/core/text.h"
#include "model/core/utf8_text.h"
#include "services/otlp/ucum_unit.h"

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

constexpr std::array kResourceTags{std::string_view("host.name"), std::string_view("service.name")};
constexpr qsizetype kLongestSuffix = 16; // ".p99.99999999"
constexpr qsizetype kMaxTags = 64;

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
        if (const auto *const text = std::get_if<std::string>(&attribute.value.value))
            appendPiece(key, *text);
        else
            appendPiece(key, textOf(attribute.value));
    }
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

bool isRunningTotal(const OtlpMetric &metric)
{
    const auto *const sum = std::get_if<OtlpSum>(&metric.data);
    return sum != nullptr && (sum->isMonotonic || sum->temporality == Temporality::Delta);
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
    m_resourceKey.clear();
    appendAttributes(m_resourceKey, m_resource);
}

void OtlpStreams::enterMetric(const OtlpMetric &metric)
{
    m_metric = &metric;
    m_key.clear();
    m_key += static_cast<char>(metric.data.index());
    m_key += isRunningTotal(metric) ? 't' : 'v';
    appendPiece(m_key, metric.name);
    appendPiece(m_key, m_resourceKey);
    m_prefix = m_key.size();
}

OtlpStream *OtlpStreams::find(const OtlpAttributes &attributes, OtlpRefusal &reason)
{
    m_key.resize(m_prefix);
    if (std::is_sorted(attributes.begin(), attributes.end(), isKeyLess)) {
        appendAttributes(m_key, attributes);
    } else {
        m_sorted = attributes;
        std::sort(m_sorted.begin(), m_sorted.end(), isKeyLess);
        appendAttributes(m_key, m_sorted);
    }
    const auto known = m_streams.find(m_key);
    return known != m_streams.end() ? known->second.get() : make(attributes, reason);
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
    if (const auto full = m_quota.take(*name))
        return refuse(refusalOf(*full));
    stream->metric = *name;
    stream->description = cleanText(utf8Text(m_metric->description)).value_or(QString());
    stream->unit = unitOfUcum(m_metric->unit);
    stream->isTotal = isRunningTotal(*m_metric);
    return m_streams.emplace(m_key, std::move(stream)).first->second.get();
}

} // namespace tidemark::otlp
