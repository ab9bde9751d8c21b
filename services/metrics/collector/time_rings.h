// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace tidemark::metrics {

/// Sums of values by when they came: each second for a minute, each ten seconds for ten minutes,
/// each five minutes for a day. Nothing is moved or removed by a timer: a place is cleared when its
/// turn comes again. `Value` has `+=` and its default is nothing. One thread at a time.
/// Source: the windows of the success and failure tracker.
template <class Value>
class TimeRings
{
public:
    static constexpr std::int64_t kLongest_s = 86'400;

    struct Sum
    {
        Value value = {};
        std::int64_t window_s = 0; ///< what it is of: the window that was asked for, rounded up to
                                   ///< whole places, or what there is of a longer one
    };

    /// In a second of the steady clock.
    void add(std::int64_t second, const Value &value)
    {
        m_seconds.add(second, value);
        m_tens.add(second, value);
        m_fives.add(second, value);
    }
    /// Of the last `window_s` seconds, of which `now` is the last.
    [[nodiscard]] Sum sum(std::int64_t now, std::int64_t window_s) const
    {
        if (window_s <= 60)
            return m_seconds.sum(now, window_s);
        return window_s <= 600 ? m_tens.sum(now, window_s) : m_fives.sum(now, window_s);
    }

private:
    /// `kPlaces` of `kWidth` seconds, one more than the window has when it begins within one.
    template <std::int64_t kWidth, std::size_t kPlaces>
    class Ring
    {
    public:
        void add(std::int64_t second, const Value &value)
        {
            const std::int64_t number = second / kWidth;
            Place &place = at(number);
            if (place.number > number)
                return; // a clock that went back by more than the ring is long
            if (place.number != number)
                place = {number, {}};
            place.value += value;
        }
        [[nodiscard]] Sum sum(std::int64_t now, std::int64_t window_s) const
        {
            const std::int64_t last = now / kWidth;
            const auto most = static_cast<std::int64_t>(kPlaces);
            std::int64_t first = (now - window_s + 1) / kWidth;
            if (now - window_s + 1 < 0)
                first = 0;
            if (last - first >= most)
                first = last - most + 1;
            Sum found{{}, now + 1 - first * kWidth};
            for (std::int64_t number = first; number <= last; ++number) {
                if (const Place &place = at(number); place.number == number)
                    found.value += place.value;
            }
            return found;
        }

    private:
        struct Place
        {
            std::int64_t number = std::numeric_limits<std::int64_t>::min();
            Value value = {};
        };

        [[nodiscard]] Place &at(std::int64_t number)
        {
            return m_places[static_cast<std::size_t>(number) % kPlaces];
        }
        [[nodiscard]] const Place &at(std::int64_t number) const
        {
            return m_places[static_cast<std::size_t>(number) % kPlaces];
        }

        std::array<Place, kPlaces> m_places{};
    };

    Ring<1, 60> m_seconds;
    Ring<10, 61> m_tens;
    Ring<300, 289> m_fives;
};

} // namespace tidemark::metrics
