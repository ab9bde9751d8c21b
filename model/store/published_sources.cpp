// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/published_sources.h"

#include "model/store/connection.h"
#include "model/store/read_ids.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectPublished{
    "select_published_sources"_L1,
    "SELECT id FROM source WHERE org_id = ? AND level > 0 AND id <> ? ORDER BY id"_L1};
// Or was when the change was made, by the mark of noteSwitchedOff().
constexpr Sql kSelectPublishedThen{
    "select_published_then"_L1,
    "SELECT id FROM source WHERE org_id = ? AND id <> ? AND (level > 0 OR EXISTS (SELECT 1 "
    "FROM fetch_mark f WHERE f.source_id = source.id AND f.kind = 8 AND f.at_ns >= ?)) "
    "ORDER BY id"_L1};

} // namespace

Result<std::vector<SourceId>> publishedSources(Connection &connection, OrgId org,
                                               std::optional<SourceId> except)
{
    Statement select = connection.prepare(kSelectPublished);
    return select.run(org, except.value_or(SourceId())).and_then([&select] {
        return readIds<SourceId>(select);
    });
}

Result<std::vector<SourceId>> sourcesPublishedThen(Connection &connection, OrgId org,
                                                   std::optional<SourceId> except, ChangeId change)
{
    Statement select = connection.prepare(kSelectPublishedThen);
    return select.run(org, except.value_or(SourceId()), change).and_then([&select] {
        return readIds<SourceId>(select);
    });
}

} // namespace tidemark::store
