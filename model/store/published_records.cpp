// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/published_records.h"

#include "model/ports/record_store.h"
#include "model/store/record_page.h"
#include "model/store/record_reader.h"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::store {
namespace {

using Take = std::function<Result<void>(const Record &)>;

Result<void> takeAll(const std::vector<Record> &records, const Take &take)
{
    for (const Record &record : records) {
        if (auto taken = take(record); !taken)
            return taken;
    }
    return {};
}

Result<void> forEachTimeless(Connection &connection, OrgId org, const Selection &selection,
                             const Take &take)
{
    std::optional<RecordKey> after;
    while (true) {
        const auto records = readTimeless(connection, org, selection, after, kMaxPageRows);
        if (!records)
            return failure(records.error());
        if (auto taken = takeAll(*records, take); !taken)
            return taken;
        if (records->size() < kMaxPageRows)
            return {};
        after = records->back().key;
    }
}

Result<void> forEachChosen(Connection &connection, OrgId org, std::vector<RecordKey> keys,
                           const Take &take)
{
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    std::span<const RecordKey> left(keys);
    while (!left.empty()) {
        const auto page = left.first(std::min<std::size_t>(left.size(), kMaxPageRows));
        const auto records = readRecordsAt(connection, org, page);
        if (!records)
            return failure(records.error());
        if (auto taken = takeAll(*records, take); !taken)
            return taken;
        left = left.subspan(page.size());
    }
    return {};
}

} // namespace

Result<void> forEachPublished(Connection &connection, OrgId org, const PublishSelection &published,
                              const Take &take)
{
    if (!published.only.empty())
        return forEachChosen(connection, org, published.only, take);
    const Selection &selection = published.selection;
    std::optional<RecordPageKey> after;
    do {
        auto page = readPage(connection, org, selection, SortOrder::Ascending, after, kMaxPageRows);
        if (!page)
            return failure(page.error());
        if (auto taken = takeAll(page->records, take); !taken)
            return taken;
        after = page->next;
    } while (after);
    if (selection.begin || selection.end)
        return {};
    return forEachTimeless(connection, org, selection, take);
}

} // namespace tidemark::store
