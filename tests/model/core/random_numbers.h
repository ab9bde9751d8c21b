// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>

namespace tidemark::test {

/// A seeded source of numbers for property tests. The seed is printed, and TIDEMARK_TEST_SEED sets
/// it to repeat a run.
class RandomNumbers
{
public:
    explicit RandomNumbers(const char *subject)
    {
        bool isSet = false;
        const int wanted = qEnvironmentVariableIntValue("TIDEMARK_TEST_SEED", &isSet);
        const auto seed = isSet ? static_cast<std::uint32_t>(wanted) : std::random_device{}();
        std::printf("%s: TIDEMARK_TEST_SEED=%d\n", subject, static_cast<int>(seed));
        m_engine.seed(seed);
    }

    [[nodiscard]] std::mt19937_64 &engine() { return m_engine; }

    /// Inclusive ends.
    [[nodiscard]] int integer(int first, int last)
    {
        return std::uniform_int_distribution<int>(first, last)(m_engine);
    }

    [[nodiscard]] double uniform(double begin, double end)
    {
        return std::uniform_real_distribution<double>(begin, end)(m_engine);
    }

    /// Any finite double: every bit pattern alike, so denormals and huge ones occur, and between
    /// them numbers as people type them.
    [[nodiscard]] double anyFinite()
    {
        switch (integer(0, 3)) {
        case 0:
            return std::round(uniform(-1e6, 1e6)) / std::pow(10.0, integer(0, 6));
        case 1:
            return std::ldexp(uniform(-1, 1), -1000 - integer(0, 74));
        default:
            break;
        }
        for (;;) {
            const auto value = std::bit_cast<double>(m_engine());
            if (std::isfinite(value))
                return value;
        }
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace tidemark::test
