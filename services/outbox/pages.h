// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/page_watch.h"
#include "services/outbox/sending.h"

#include <optional>
#include <utility>
#include <vector>

namespace tidemark::outbox {

/// What a list without an end is.
[[nodiscard]] RemoteError endlessList();

/// Reads a list page by page, as far as a wave goes on. `ask`: RemoteFuture<RemotePage<T>>(page);
/// `take` is given the items of each page until it says false.
template <class T, class Ask, class Take>
[[nodiscard]] RemoteResult<void> eachPage(Sending &sending, Ask ask, Take take)
{
    std::optional<QString> page;
    PageWatch watch;
    do {
        if (!sending.mayGoOn())
            return tl::unexpected(Sending::stopped());
        auto answer = sending.ask<RemotePage<T>>(ask(page));
        if (!answer)
            return tl::unexpected(answer.error());
        page = answer->next;
        if (page && !watch.mayFollow(*page, answer->items.size())) {
            sending.note(endlessList());
            return tl::unexpected(endlessList());
        }
        if (!take(std::move(answer->items)))
            return {};
    } while (page);
    return {};
}

} // namespace tidemark::outbox
