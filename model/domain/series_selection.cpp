// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/series_selection.h"

#include <algorithm>

namespace tidemark {

bool takesSeries(const Selection &selection, const TagMap &tags)
{
    const bool isOfRecords = selection.values != ValueKinds::RecordsAndSamples ||
                             !selection.devices.matches(std::nullopt) ||
                             !selection.invocations.matches(std::nullopt) || selection.sessions;
    return !isOfRecords && std::all_of(selection.tags.keyValueBegin(), selection.tags.keyValueEnd(),
                                       [&tags](const auto &tag) {
                                           const auto found = tags.constFind(tag.first);
                                           return found != tags.cend() && *found == tag.second;
                                       });
}

} // namespace tidemark
