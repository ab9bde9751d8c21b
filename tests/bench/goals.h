// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>

namespace tidemark::bench {

/// Says of each figure whether it is what is aimed at, and in the end whether all are.
class Goals
{
public:
    void atLeast(const char *what, double figure, double goal)
    {
        tell(what, figure, "at least", goal, figure >= goal);
    }
    void atMost(const char *what, double figure, double goal)
    {
        tell(what, figure, "at most", goal, figure <= goal);
    }
    /// For main(): 1 when one was missed.
    [[nodiscard]] int exitCode() const noexcept { return m_missed > 0 ? 1 : 0; }

private:
    void tell(const char *what, double figure, const char *bound, double goal, bool isReached)
    {
        std::printf("  goal: %s: %.4g, %s %.4g: %s\n", what, figure, bound, goal,
                    isReached ? "reached" : "FAILED");
        std::fflush(stdout);
        m_missed += isReached ? 0 : 1;
    }

    int m_missed = 0;
};

} // namespace tidemark::bench
