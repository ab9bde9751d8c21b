// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_heads.h"

#include "model/store/connection.h"
#include "model/store/outbox_items.h"
#include "model/store/rows.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// What the records of the window wait for may have been queued after them.
constexpr QLatin1StringView
    kParents(" WHERE o.id IN (SELECT w.id FROM outbox w WHERE w.source_id = ? AND w.state < 2 "
             "AND w.id <= ? AND w.kind = ? UNION SELECT p.id FROM outbox c CROSS JOIN outbox p "
             "ON p.source_id = ? AND p.kind = ? AND p.key1 = c.@key AND p.key2 = 0 AND p.state < 2 "
             "WHERE c.source_id = ? AND c.state < 2 AND c.id <= ? AND c.kind = 4) ORDER BY o.id");
constexpr QLatin1StringView kOfMetric(" WHERE o.source_id = ? AND o.state < 2 AND o.kind = 2 "
                                      "AND o.key1 = ? AND o.key2 = 0");

} // namespace

QString parentsWindow(OutboxKind kind)
{
    return QString(kParents).replace("@key"_L1,
                                     kind == OutboxKind::Session ? "key2"_L1 : "key1"_L1);
}

OutboxHead readHead(const Statement &row)
{
    OutboxHead head;
    head.id = row.id<OutboxItemId>(0);
    head.key = {static_cast<OutboxKind>(row.integer(1)), row.integer(2), row.integer(3)};
    head.version = row.integer(4);
    head.unanswered = static_cast<int>(row.integer(5));
    head.sent = readImage(row, 6);
    if (!row.isNull(9))
        head.mirror = Mirror{row.text(10), readImage(row, 12), row.boolean(11)};
    return head;
}

Result<std::vector<OutboxHead>> readHeads(Connection &connection, SourceId source, OutboxKind kind,
                                          std::int64_t last)
{
    std::vector<OutboxHead> heads;
    const QString window = kind == OutboxKind::Device ? QString(kWindow) : parentsWindow(kind);
    Statement select =
        connection.prepare("select_outbox_heads"_L1, kHeadColumns % kHeadTables % window);
    const int number = static_cast<int>(kind);
    auto done = kind == OutboxKind::Device
                    ? select.run(source, last, number)
                    : select.run(source, last, number, source, number, source, last);
    if (!done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return heads;
        heads.push_back(readHead(select));
    }
}

Result<std::optional<OutboxHead>> readHeadOfMetric(Connection &connection, SourceId source,
                                                   MetricId metric)
{
    Statement select = connection.prepare("select_outbox_head_of_metric"_L1,
                                          kHeadColumns % kHeadTables % kOfMetric);
    if (auto done = select.run(source, metric); !done)
        return failure(done.error());
    return select.next().transform([&select](bool isFound) {
        return isFound ? std::optional(readHead(select)) : std::nullopt;
    });
}

} // namespace tidemark::store
