// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/store/journal_tables.h"

#include <QString>

#include <cstdint>

namespace tidemark::store {

/// What a step and a later change are both about.
enum class StepMatter : std::uint8_t
{
    Anything, ///< something refers to what the step made
    Metrics,
    Devices,
    Files,
    Sessions,
    Records,
    Samples
};
[[nodiscard]] StepMatter matterOf(JournalTable table);

/// Why the step of this label cannot be undone or repeated, for a person. `cause` Samples: their
/// age took them, so it never can be. Any thread.
[[nodiscard]] Error stepConflict(const QString &label, StepMatter matter, const QString &detail,
                                 ErrorSubject cause);

} // namespace tidemark::store
