// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/names_there.h"

#include "model/domain/remote_images.h"
#include "model/store/connection.h"
#include "model/store/rows.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kNamesake{"find_namesake"_L1,
                        "SELECT x.name FROM mirror m CROSS JOIN metric x ON x.id = m.key1 "
                        "WHERE m.source_id = ? AND m.kind = 2 AND m.remote_uid = ? "
                        "AND m.key1 <> ?"_L1};

// Which other metric here has that name there: one that was called so when it was sent.
Result<std::optional<QString>> namesakeOf(Connection &connection, SourceId source, MetricId metric,
                                          const QString &name)
{
    Statement select = connection.prepare(kNamesake);
    if (auto done = select.run(source, name, metric); !done)
        return failure(done.error());
    return select.next().transform(
        [&select](bool isFound) { return isFound ? std::optional(select.text(0)) : std::nullopt; });
}

} // namespace

Result<void> addNamesThere(Connection &connection, OrgId org, SourceId source, DefinitionWork &work)
{
    const Definition &metric = *work.definition;
    auto namesake = namesakeOf(connection, source, metric.id, metric.name);
    if (!namesake)
        return failure(namesake.error());
    work.namesake = std::move(*namesake);
    const auto sent = outbox::textOf(work.head.sent.fields, outbox::field::kName);
    if (work.head.unanswered == 0 || !sent || *sent == metric.name)
        return {};
    const auto here = findDefinition(connection, org, *sent);
    const auto there = namesakeOf(connection, source, metric.id, *sent);
    if (!here || !there)
        return failure(here ? there.error() : here.error());
    if (!*here && !*there)
        work.sentAs = sent;
    return {};
}

} // namespace tidemark::store
