// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/names_there.h"

#include "model/domain/remote_images.h"
#include "model/store/connection.h"
#include "model/store/rows.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct NamesText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::NamesThere)
};

constexpr QLatin1StringView
    kNamesake("SELECT x.name, o.state, m.key1 FROM mirror m INDEXED BY mirror_uid "
              "LEFT JOIN metric x ON x.id = m.key1 "
              "LEFT JOIN outbox o ON o.source_id = m.source_id AND o.kind = 2 "
              "AND o.key1 = m.key1 AND o.key2 = 0 AND o.state < 3 "
              "WHERE m.source_id = ? AND m.kind = 2 AND m.remote_uid = ? AND m.key1 <> ? "
              "AND @holds ORDER BY x.id IS NULL, o.state DESC LIMIT 1");
constexpr Sql kNameThere{"find_name_there"_L1,
                         "SELECT m.remote_uid FROM source s "
                         "CROSS JOIN metric x ON x.org_id = s.org_id AND x.name = ? "
                         "CROSS JOIN mirror m ON m.source_id = s.id AND m.kind = 2 "
                         "AND m.key1 = x.id AND m.key2 = 0 WHERE s.id = ?"_L1};

// Another metric that has a name there: one that was called so when it was sent.
struct Namesake
{
    std::optional<QString> name; // here; absent when it was removed here
    bool isRemovalStuck = false; // and its removal there waits for a person
    MetricId metric;
};

Result<std::optional<Namesake>> namesakeOf(Connection &connection, SourceId source, MetricId metric,
                                           const QString &name)
{
    QString text(kNamesake);
    text.replace("@holds"_L1, QString(kHoldsName).replace("@row"_L1, "m"_L1));
    Statement select = connection.prepare("find_namesake"_L1, text);
    if (auto done = select.run(source, name, metric); !done)
        return failure(done.error());
    return select.next().transform([&select](bool isFound) -> std::optional<Namesake> {
        if (!isFound)
            return std::nullopt;
        const auto state = select.optionalInteger(1);
        const bool isStuck = state == static_cast<std::int64_t>(OutboxState::Attention);
        return Namesake{select.optionalText(0), select.isNull(0) && isStuck,
                        select.id<MetricId>(2)};
    });
}

// The name there of a metric that the source is known to have.
Result<std::optional<QString>> nameThereOf(Connection &connection, SourceId source,
                                           const QString &name)
{
    Statement select = connection.prepare(kNameThere);
    if (auto done = select.run(name, source); !done)
        return failure(done.error());
    return select.next().transform(
        [&select](bool isFound) { return isFound ? select.optionalText(0) : std::nullopt; });
}

} // namespace

Result<std::optional<MetricId>> addNamesThere(Connection &connection, OrgId org, SourceId source,
                                              DefinitionWork &work)
{
    const Definition &metric = *work.definition;
    auto namesake = namesakeOf(connection, source, metric.id, metric.name);
    if (!namesake)
        return failure(namesake.error());
    if (*namesake) {
        work.namesake = (*namesake)->name;
        work.isNameLeaving = !(*namesake)->name;
        work.isNameStuck = (*namesake)->isRemovalStuck;
    }
    const bool isAwaited = work.isNameLeaving && !work.isNameStuck;
    const auto awaited = isAwaited ? std::optional((*namesake)->metric) : std::nullopt;
    const auto sent = outbox::textOf(work.head.sent.fields, outbox::field::kName);
    if (work.head.unanswered == 0 || !sent || *sent == metric.name)
        return awaited;
    const auto here = findDefinition(connection, org, *sent);
    const auto there = namesakeOf(connection, source, metric.id, *sent);
    if (!here || !there)
        return failure(here ? there.error() : here.error());
    if (!*here && !*there)
        work.sentAs = sent;
    return awaited;
}

Result<QStringList> readNamesThere(Connection &connection, SourceId source,
                                   const QStringList &names)
{
    QStringList all;
    for (const QString &name : names) {
        auto there = nameThereOf(connection, source, name);
        if (!there)
            return failure(there.error());
        all.append(there->value_or(name));
    }
    return all;
}

Result<QString> readNameToCompare(Connection &connection, SourceId source, const QString &name)
{
    auto there = nameThereOf(connection, source, name);
    if (!there)
        return failure(there.error());
    if (*there)
        return **there;
    const auto namesake = namesakeOf(connection, source, {}, name);
    if (!namesake)
        return failure(namesake.error());
    if (!*namesake)
        return name;
    return failure(Error{ErrorCode::NotFound,
                         NamesText::tr("The source does not have the metric \"%1\": another one of "
                                       "this store has that name there. Rename this one.")
                             .arg(name),
                         u"names.taken"_s, ErrorSubject::Metric});
}

} // namespace tidemark::store
