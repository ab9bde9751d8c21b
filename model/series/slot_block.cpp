// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/slot_block.h"

#include "model/series/byte_cursor.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>

namespace tidemark::series {
namespace {

constexpr unsigned char kDense = 1;
constexpr unsigned char kSparse = 2;
constexpr qsizetype kChecksum = 4;
constexpr qsizetype kHead = kChecksum + 1 + 1 + 2;
constexpr std::size_t kColumns = 12;
constexpr std::size_t kNumber = 8;
constexpr std::size_t kSlot = kColumns * kNumber;
constexpr std::size_t kMap = kBlockSlots / 8;

const SampleAggregate kEmpty;

// The order of the columns.
template <class Slot>
[[nodiscard]] auto columnsOf(Slot &slot) noexcept
{
    return std::tie(slot.count, slot.min, slot.max, slot.sum, slot.integral, slot.active,
                    slot.first, slot.last, slot.firstAt, slot.lastAt, slot.firstStamp,
                    slot.lastStamp);
}

std::uint32_t checksumOf(QByteArrayView bytes, Rung rung, std::int64_t block) noexcept
{
    const auto seed = static_cast<std::uint64_t>(block) * kRungs + static_cast<std::uint64_t>(rung);
    return static_cast<std::uint32_t>(
        XXH3_64bits_withSeed(bytes.data(), static_cast<std::size_t>(bytes.size()), seed));
}

/// Each number of a slot to or from its column; `at` is the slot's place in the first one.
template <class Slot, class Move>
void forEachNumber(Slot &slot, std::size_t count, Move move)
{
    std::size_t column = 0;
    std::apply([&](auto &...number) { (move(number, column++ * count * kNumber), ...); },
               columnsOf(slot));
}

std::vector<std::uint8_t> firstPlaces(std::size_t count)
{
    std::vector<std::uint8_t> places(count);
    std::iota(places.begin(), places.end(), std::uint8_t{0});
    return places;
}

/// Counted from `first`; nothing when they are not `count`, or reach beyond the block.
std::vector<std::uint8_t> placesOf(const char *map, std::size_t count, std::size_t first)
{
    std::vector<std::uint8_t> places;
    for (std::size_t i = 0; i < static_cast<std::size_t>(kBlockSlots); ++i) {
        if ((unsigned{static_cast<unsigned char>(map[i / 8])} >> (i % 8) & 1U) != 0)
            places.push_back(static_cast<std::uint8_t>(i));
    }
    const bool fit = places.size() == count && !places.empty() && places.front() == 0 &&
                     first + places.back() < static_cast<std::size_t>(kBlockSlots);
    return fit ? places : std::vector<std::uint8_t>();
}

} // namespace

const SampleAggregate &SlotBlock::at(std::size_t place) const noexcept
{
    return place < m_first || place - m_first >= m_slots.size() ? kEmpty : m_slots[place - m_first];
}

SampleAggregate &SlotBlock::room(std::size_t place)
{
    if (m_slots.empty())
        m_first = place;
    if (place < m_first) {
        m_slots.insert(m_slots.begin(), m_first - place, SampleAggregate());
        m_first = place;
    }
    if (place - m_first >= m_slots.size())
        m_slots.resize(place - m_first + 1);
    return m_slots[place - m_first];
}

void SlotBlock::trim()
{
    while (!m_slots.empty() && !m_slots.back().hasStamps())
        m_slots.pop_back();
    const auto first = std::find_if(m_slots.begin(), m_slots.end(),
                                    [](const SampleAggregate &slot) { return slot.hasStamps(); });
    m_first += static_cast<std::size_t>(first - m_slots.begin());
    m_slots.erase(m_slots.begin(), first);
    if (m_slots.empty())
        m_first = 0;
}

void SlotBlock::append(std::size_t place, const SampleAggregate &later)
{
    if (later.hasStamps())
        room(place) += later;
}

void SlotBlock::set(std::size_t place, const SampleAggregate &aggregate)
{
    if (!aggregate.hasStamps() && !at(place).hasStamps())
        return;
    room(place) = aggregate;
    trim();
}

std::size_t SlotBlock::used() const noexcept
{
    return static_cast<std::size_t>(
        std::count_if(m_slots.begin(), m_slots.end(),
                      [](const SampleAggregate &slot) { return slot.hasStamps(); }));
}

// Slots without samples take room only where they are so few that naming the others takes more.
QByteArray SlotBlock::toBytes(Rung rung, std::int64_t block) const
{
    const std::size_t used = this->used();
    const bool isSparse = used * kSlot + kMap < m_slots.size() * kSlot;
    const std::size_t count = isSparse ? used : m_slots.size();
    QByteArray bytes(kHead + static_cast<qsizetype>((isSparse ? kMap : 0) + count * kSlot), '\0');
    char *out = bytes.data() + kChecksum;
    *out++ = static_cast<char>(isSparse ? kSparse : kDense);
    *out++ = static_cast<char>(m_first);
    out = writeNumber(static_cast<std::uint16_t>(count), out);
    char *const map = out;
    out += isSparse ? kMap : 0;
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        const SampleAggregate &slot = m_slots[i];
        if (isSparse && !slot.hasStamps())
            continue;
        if (isSparse)
            map[i / 8] = static_cast<char>(static_cast<unsigned char>(map[i / 8]) | 1U << (i % 8));
        forEachNumber(slot, count, [out](const auto &number, std::size_t at) {
            (void)writeNumber(std::bit_cast<std::uint64_t>(number), out + at);
        });
        out += kNumber;
    }
    (void)writeNumber(checksumOf(QByteArrayView(bytes).sliced(kChecksum), rung, block),
                      bytes.data());
    return bytes;
}

std::optional<SlotBlock> SlotBlock::fromBytes(QByteArrayView bytes, Rung rung, std::int64_t block)
{
    if (bytes.size() < kHead ||
        loadNumber<std::uint32_t>(bytes.data()) != checksumOf(bytes.sliced(kChecksum), rung, block))
        return std::nullopt;
    const char *in = bytes.data() + kChecksum;
    const auto version = static_cast<unsigned char>(*in++);
    SlotBlock read;
    read.m_first = static_cast<unsigned char>(*in++);
    const std::size_t count = loadNumber<std::uint16_t>(in);
    in += sizeof(std::uint16_t);
    const bool isSparse = version == kSparse;
    if ((version != kDense && !isSparse) || count == 0 || read.m_first + count > kBlockSlots ||
        bytes.size() != kHead + static_cast<qsizetype>((isSparse ? kMap : 0) + count * kSlot))
        return std::nullopt;
    const auto places = isSparse ? placesOf(in, count, read.m_first) : firstPlaces(count);
    if (places.empty())
        return std::nullopt;
    in += isSparse ? kMap : 0;
    read.m_slots.resize(places.back() + 1U);
    for (const std::uint8_t place : places) {
        forEachNumber(read.m_slots[place], count,
                      [in]<class Number>(Number &number, std::size_t at) {
                          number = std::bit_cast<Number>(loadNumber<std::uint64_t>(in + at));
                      });
        in += kNumber;
    }
    read.trim(); // whoever wrote it
    return read;
}

} // namespace tidemark::series
