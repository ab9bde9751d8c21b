// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/receiver_links.h"

namespace tidemark {

ReceiverLinks::~ReceiverLinks() = default;

std::optional<ReceiverLink> ReceiverLinks::link(const QString &uid) const
{
    for (ReceiverLink &link : links()) {
        if (link.plan.uid == uid)
            return std::move(link);
    }
    return std::nullopt;
}

} // namespace tidemark
