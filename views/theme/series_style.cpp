// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/series_style.h"

#include "views/theme/contrast.h"

#include <QJsonObject>
#include <QJsonValue>

#include <cstdint>

namespace tidemark::theme {

namespace {

constexpr int kDashCount = 4;
constexpr int kMarkerCount = 8;
constexpr int kSlotCount = kSeriesColorCount * kDashCount;

/// FNV-1a over UTF-8: the same on every machine and in every version, unlike qHash.
std::uint32_t stableHash(const QString &identity)
{
    std::uint32_t hash = 2166136261U;
    const QByteArray bytes = identity.toUtf8();
    for (const char byte : bytes)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    return hash;
}

} // namespace

SeriesStyle styleOfSlot(int slot)
{
    const int ring = slot / kSeriesColorCount % kDashCount;
    const int color = slot % kSeriesColorCount;
    SeriesStyle style;
    style.colorIndex = color;
    style.dash = static_cast<DashPattern>(ring);
    style.marker = static_cast<MarkerShape>((color + 3 * ring) % kMarkerCount);
    return style;
}

QColor colorOf(const SeriesStyle &style, const Palette &palette)
{
    const QColor color =
        palette.series.at(static_cast<std::size_t>(style.colorIndex % kSeriesColorCount));
    return style.isMuted ? blended(color, palette.plotBackground, 0.65) : color;
}

int SeriesStyleRegistry::freeSlot(int preferred) const
{
    for (int ring = 0; ring < kDashCount; ++ring) {
        for (int step = 0; step < kSeriesColorCount; ++step) {
            const int slot = ring * kSeriesColorCount + (preferred + step) % kSeriesColorCount;
            if (!m_taken.contains(slot))
                return slot;
        }
    }
    return preferred; // all 32 are given: styles repeat
}

SeriesStyle SeriesStyleRegistry::styleFor(const QString &identity,
                                          std::optional<std::int64_t> number)
{
    auto found = m_slots.constFind(identity);
    if (found == m_slots.constEnd()) {
        const std::uint64_t preferred =
            number ? static_cast<std::uint64_t>(*number) : stableHash(identity);
        const int slot = freeSlot(static_cast<int>(preferred % kSeriesColorCount));
        m_taken.insert(slot);
        found = m_slots.insert(identity, slot);
    }
    SeriesStyle style = styleOfSlot(found.value());
    if (m_hasPatternsForAll) // each ring of colours begins with another dash, so none meets twice
        style.dash = static_cast<DashPattern>((style.colorIndex + static_cast<int>(style.dash)) %
                                              kDashCount);
    return style;
}

QJsonObject SeriesStyleRegistry::toJson() const
{
    QJsonObject given;
    for (auto it = m_slots.cbegin(); it != m_slots.cend(); ++it)
        given.insert(it.key(), it.value());
    return given;
}

void SeriesStyleRegistry::restore(const QJsonObject &given)
{
    m_slots.clear();
    m_taken.clear();
    for (auto it = given.constBegin(); it != given.constEnd(); ++it) {
        const int slot = it.value().toInt(-1);
        if (slot < 0 || slot >= kSlotCount)
            continue;
        m_slots.insert(it.key(), slot);
        m_taken.insert(slot);
    }
}

} // namespace tidemark::theme
