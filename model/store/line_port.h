// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/line_reader.h"
#include "model/store/line_store.h"

#include <memory>

namespace tidemark::store {

class StoreLanes;

/// The port for lines of one organisation, answered on the reader lanes. Any thread. An answer
/// holds every write that was done when it was asked for.
class LinePort final : public LineReader
{
public:
    /// `lanes` outlives the object and what was asked of it; `store` is shared by all
    /// organisations.
    LinePort(StoreLanes &lanes, OrgScopePointer scope, std::shared_ptr<LineStore> store);

    [[nodiscard]] QFuture<Result<ValueLines>> lines(LineQuery query,
                                                    std::stop_token stop = {}) override;

private:
    StoreLanes &m_lanes;
    OrgScopePointer m_scope;
    std::shared_ptr<LineStore> m_store; // shared with the work that waits in the lanes
};

} // namespace tidemark::store
