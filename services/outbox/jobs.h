// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace tidemark::outbox {

/// The jobs of a sender that are not done and of which `isWanted` is true.
template <class Jobs, class Wanted>
[[nodiscard]] auto select(Jobs &jobs, Wanted isWanted)
{
    std::vector<typename Jobs::value_type *> selected;
    for (auto &job : jobs) {
        if (!job.isDone && isWanted(job))
            selected.push_back(&job);
    }
    return selected;
}

} // namespace tidemark::outbox
