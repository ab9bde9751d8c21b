// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/record.h"
#include "model/domain/selection.h"

#include <utility>
#include <vector>

namespace tidemark {

/// Which stored records are published: those of a selection, or just some.
struct PublishSelection
{
    PublishSelection() = default;
    // Any selection will do. NOLINTNEXTLINE(google-explicit-constructor)
    PublishSelection(Selection what, std::vector<RecordKey> chosen = {})
        : selection(std::move(what))
        , only(std::move(chosen))
    {}

    Selection selection;
    /// When filled, just these, each once, whatever the selection is; those that are not in the
    /// store any more are left out.
    std::vector<RecordKey> only;
};

} // namespace tidemark
